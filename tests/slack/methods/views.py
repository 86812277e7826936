"""views.*: modals and the App Home."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from tests.slack.app import identifier
from tests.slack.arguments import Arguments
from tests.slack.choices import state_of
from tests.slack.context import Context
from tests.slack.errors import SlackError
from tests.slack.records import Json
from tests.slack.render import identified

VIEW_BYTES = 250_000
STACK_HEIGHT = 3


def keep_view(
    context: Context, view: object, *, root: str | None = None, user: str | None = None
) -> Json:
    """Return the view as Slack keeps it: checked, with id, hash and state."""
    context.check_view(view)
    assert isinstance(view, dict)
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")
    workspace = context.workspace
    external_id = view.get("external_id")
    if external_id and any(v.get("external_id") == external_id for v in workspace.views.values()):
        raise SlackError("duplicate_external_id")
    view_id = identifier("V")
    blocks = identified(view["blocks"])
    kept = view | {
        "blocks": blocks,
        "id": view_id,
        "team_id": workspace.team_id,
        "app_id": workspace.app.id,
        "bot_id": workspace.bot_id,
        "hash": _hash(context),
        "root_view_id": root or view_id,
        "previous_view_id": root,
        "state": {"values": state_of(blocks)},
        "user": user,
    }
    workspace.views[view_id] = kept
    workspace.changed.notify_all()
    return kept


def _hash(context: Context) -> str:
    return f"{int(context.workspace.clock.now())}.{secrets.token_hex(4)}"


def _requested(arguments: Arguments) -> Any:
    arguments.required("view")
    return arguments.decoded("view")


def open_modal(context: Context, arguments: Arguments) -> dict[str, Any]:
    view = _requested(arguments)
    user = context.triggers.exchange(arguments.required("trigger_id"))
    return {"view": keep_view(context, view, user=user)}


def push(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Put a modal on top of the one that the person opened last, three at most."""
    view = _requested(arguments)
    user = context.triggers.exchange(arguments.required("trigger_id"))
    modals = [v for v in context.workspace.views.values() if v["type"] == "modal"]
    own = [modal for modal in modals if modal["user"] == user]
    if not own:
        raise SlackError("not_found")
    return {"view": _pushed(context, own[-1], view)}


def _pushed(context: Context, below: Json, view: object) -> Json:
    root, views = below["root_view_id"], context.workspace.views.values()
    if sum(other["root_view_id"] == root for other in views) >= STACK_HEIGHT:
        raise SlackError("push_limit_reached")
    return keep_view(context, view, root=root, user=below["user"])


def publish(context: Context, arguments: Arguments) -> dict[str, Any]:
    """Replace a user's App Home."""
    user = arguments.required("user_id")
    if not context.workspace.app.manifest.home_tab:
        raise SlackError("not_enabled")
    if user not in context.workspace.users:
        raise SlackError("user_not_found")
    view = _requested(arguments)
    previous = context.workspace.home_of(user)
    if previous is not None:
        _check_hash(arguments, previous)
        context.workspace.views.pop(previous["id"])
    return {"view": keep_view(context, view, user=user)}


def update(context: Context, arguments: Arguments) -> dict[str, Any]:
    view = _requested(arguments)
    wanted, external = arguments.text("view_id"), arguments.text("external_id")
    known = context.workspace.views
    found = known.get(wanted) or next(
        (v for v in known.values() if external and v.get("external_id") == external), None
    )
    if found is None:
        raise SlackError("not_found")
    _check_hash(arguments, found)
    return {"view": replace_view(context, found, view)}


def replace_view(context: Context, found: Json, view: object) -> Json:
    """Return the view that now stands under the old one's id, with a new hash."""
    context.check_view(view)
    assert isinstance(view, dict)
    kept_keys = ("id", "team_id", "app_id", "bot_id", "root_view_id", "previous_view_id", "user")
    kept = view | {key: found[key] for key in kept_keys}
    blocks = identified(view["blocks"])
    state = state_of(blocks) | _typed_before(found, blocks)
    kept |= {"blocks": blocks, "hash": _hash(context), "state": {"values": state}}
    context.workspace.views[found["id"]] = kept
    context.workspace.changed.notify_all()
    return kept


def _typed_before(found: Json, blocks: list[Json]) -> Json:
    """Return what people filled in where block_id and action_id have stayed the same."""
    known = state_of(blocks)
    before = found["state"]["values"]
    return {
        block_id: {a: before[block_id].get(a, state) for a, state in states.items()}
        for block_id, states in known.items()
        if block_id in before
    }


def settle_submission(context: Context, view: Json, answer: object) -> None:
    """Do with a submitted modal what the acknowledgement asks for; without a word, close it."""
    reply = answer if isinstance(answer, dict) else {}
    known = context.workspace.views.get(view["id"])
    if known is None:
        raise SlackError("not_found")
    match reply.get("response_action"):
        case "errors":
            _check_errors(view, reply.get("errors"))
        case "update":
            replace_view(context, known, reply.get("view"))
        case "push":
            _pushed(context, known, reply.get("view"))
        case "clear":
            _close(context, lambda other: other["root_view_id"] == known["root_view_id"])
        case None:
            _close(context, lambda other: other["id"] == known["id"])
        case unknown:
            raise SlackError("invalid_arguments", details=[f"response_action: {unknown}"])


def _check_errors(view: Json, errors: object) -> None:
    """Each complaint has to name the block_id of an input block."""
    inputs = {b.get("block_id") for b in view["blocks"] if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise SlackError("invalid_arguments", details=["errors must name input blocks"])


def _close(context: Context, doomed: Callable[[Json], bool]) -> None:
    views = context.workspace.views
    for view_id in [view["id"] for view in views.values() if doomed(view)]:
        views.pop(view_id)
    context.workspace.changed.notify_all()


def _check_hash(arguments: Arguments, view: Json) -> None:
    if arguments.text("hash") and arguments.text("hash") != view["hash"]:
        raise SlackError("hash_conflict")
