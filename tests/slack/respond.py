"""What the app says to an interaction: through a response_url or in the acknowledgement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.slack.context import Context
from tests.slack.errors import SlackError
from tests.slack.records import Json, Message, Response
from tests.slack.tickets import ResponseUrl
from tests.slack.web_api import Answer, Request, record, with_faults


def use_response_url(context: Context, key: str, request: Request) -> Answer:
    """Return the answer to a POST to a response_url: `ok`, or 404 with the reason."""
    workspace = context.workspace
    with workspace.changed:
        workspace.settle()
        record(context, request)
        payload = dict(request.arguments)
        url = f"{context.base_url}response/{key}"
        entry = Response(url=url, payload=payload, at=workspace.clock.now())

        def work() -> Answer:
            return _use(context, key, entry=entry)

        result = with_faults(context, "response_url", work)
        workspace.changed.notify_all()
        return result


def _use(context: Context, key: str, *, entry: Response) -> Answer:
    workspace = context.workspace
    try:
        speak(context, context.response_urls.use(key), payload=entry.payload, via="response_url")
    except SlackError as error:
        workspace.app.responses.append(replace(entry, error=error.code))
        workspace.refused("response_url", error)
        return Answer(status=404, body=error.body())
    workspace.app.responses.append(entry)
    return Answer(body="ok")


def speak(context: Context, url: ResponseUrl, *, payload: Json, via: str) -> None:
    """Do what the payload says: delete, replace, whisper to the user or tell the channel."""
    workspace = context.workspace
    original = workspace.find(url.channel, url.message_ts or "") or next(
        (m for m in workspace.private if m.ts == url.message_ts), None
    )
    if payload.get("delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        workspace.remove(original)
        return
    text, blocks = str(payload.get("text") or ""), list(payload.get("blocks") or [])
    if not text and not blocks:
        raise SlackError("no_text")
    context.check_blocks(blocks)
    content = {"text": text, "blocks": blocks, "files": context.files_in_blocks(blocks)}
    if payload.get("replace_original"):
        if original is not None:
            _replace(context, original, content)
            return
        workspace.violation("response_url: replace_original, but there is no original message")
    _say(context, url, content=content, payload=payload, via=via)


def _replace(context: Context, original: Message, content: dict[str, Any]) -> None:
    workspace = context.workspace
    changed = replace(original, **content, edited=True)
    if original.ephemeral_to is None:
        workspace.put(changed)
        return
    workspace.private = [changed if m.ts == original.ts else m for m in workspace.private]
    workspace.changed.notify_all()


def _say(
    context: Context, url: ResponseUrl, *, content: dict[str, Any], payload: Json, via: str
) -> None:
    workspace = context.workspace
    in_channel = payload.get("response_type") == "in_channel"
    message = Message(
        ts=workspace.next_ts(),
        channel=url.channel,
        user=workspace.bot_user_id,
        thread_ts=payload.get("thread_ts") or url.thread_ts,
        via=via,
        ephemeral_to=None if in_channel else url.user,
        **content,
    )
    if in_channel:
        workspace.put(message)
    else:
        workspace.whisper(message)
