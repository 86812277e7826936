from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App

from tests.slack import Message, SlackStandIn
from tests.slack.clients import bolt_app, served

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain(label), "value": label} for label in ("negative", "positive")]
ACTIONS = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "agree", "text": plain("Agree"), "value": "yes"},
        {"type": "static_select", "action_id": "label", "options": OPTIONS},
        {"type": "overflow", "action_id": "more", "options": OPTIONS},
    ],
}


def posted(slack: SlackStandIn, app: App, **more: Any) -> Message:
    app.client.chat_postMessage(channel="C0GENERAL", text="a", blocks=[ACTIONS], **more)
    return slack.messages("C0GENERAL")[-1]


def received(slack: SlackStandIn, listen: Any, gesture: Any) -> Json:
    """Return the body that a listener gets."""
    app, bodies = bolt_app(slack), []

    @listen(app)  # type: ignore[untyped-decorator]
    def listener(ack: Any, body: Json) -> None:
        bodies.append(body)
        ack()

    with served(app) as url:
        slack.connect_http(url)
        assert gesture(app).ok
    assert slack.violations == []
    body: Json = bodies[0]
    return body


@pytest.mark.parametrize(
    ("action_id", "value", "expected"),
    [
        ("agree", None, {"type": "button", "value": "yes"}),
        ("label", "positive", {"type": "static_select", "selected_option": OPTIONS[1]}),
        ("more", "negative", {"type": "overflow", "selected_option": OPTIONS[0]}),
    ],
)
def test_click_tells_what_was_chosen(
    slack: SlackStandIn, action_id: str, value: str | None, expected: Json
) -> None:
    def click(app: App) -> Any:
        return slack.click(posted(slack, app), action_id, value=value)

    body = received(slack, lambda app: app.action(action_id), click)
    (action,) = body["actions"]
    assert expected.items() <= action.items()
    assert action["block_id"] == body["message"]["blocks"][0]["block_id"]


def test_click_tells_who_and_where(slack: SlackStandIn) -> None:
    def click(app: App) -> Any:
        return slack.click(posted(slack, app), "agree", user="U0BOB")

    body = received(slack, lambda app: app.action("agree"), click)
    assert (body["user"]["id"], body["channel"]["id"]) == ("U0BOB", "C0GENERAL")
    assert body["container"]["message_ts"] == body["message"]["ts"]
    assert {"trigger_id", "response_url", "api_app_id", "team"} <= body.keys()


def test_click_on_nothing_is_the_tests_mistake(slack: SlackStandIn) -> None:
    message = slack.say("C0GENERAL", "no buttons here")
    with pytest.raises(LookupError, match="agree"):
        slack.click(message, "agree")


def test_shortcut_brings_a_trigger_but_no_channel(slack: SlackStandIn) -> None:
    body = received(
        slack, lambda app: app.global_shortcut("ask"), lambda app: slack.shortcut("ask")
    )
    assert "trigger_id" in body
    assert "channel" not in body


def test_message_shortcut_brings_the_message_and_its_thread(slack: SlackStandIn) -> None:
    parent = slack.say("C0GENERAL", "hello")
    reply = slack.say("C0GENERAL", "this is terrible", thread_ts=parent.ts)

    def use(app: App) -> Any:
        return slack.message_shortcut("explain", reply)

    body = received(slack, lambda app: app.message_shortcut("explain"), use)
    assert body["message"]["text"] == "this is terrible"
    assert (body["message_ts"], body["message"]["thread_ts"]) == (reply.ts, parent.ts)
    assert body["response_url"].startswith(slack.api_url.removesuffix("api/"))


def test_close_tells_the_app_only_if_it_wants_to_know(slack: SlackStandIn) -> None:
    view = {"type": "modal", "callback_id": "ask", "title": plain("Ask"), "blocks": []}
    quiet = bolt_app(slack).client.views_open(trigger_id=slack.trigger_id(), view=view)["view"]
    assert slack.close(quiet) is None
    assert slack.modals == []

    def close(app: App) -> Any:
        loud = view | {"notify_on_close": True}
        return slack.close(app.client.views_open(trigger_id=slack.trigger_id(), view=loud)["view"])

    assert received(slack, lambda app: app.view_closed("ask"), close)["type"] == "view_closed"


def test_click_in_view_works_in_the_home(slack: SlackStandIn) -> None:
    def click(app: App) -> Any:
        app.client.views_publish(user_id="U0ALICE", view={"type": "home", "blocks": [ACTIONS]})
        home = slack.home("U0ALICE")
        assert home is not None
        return slack.click_in_view(home, "agree")

    body = received(slack, lambda app: app.action("agree"), click)
    assert (body["container"]["type"], body["view"]["type"]) == ("view", "home")
