"""What a person does with the mouse: clicks, choices, submissions, shortcuts."""

from __future__ import annotations

from typing import Any

from tests.slack.block_kit.schema import walk
from tests.slack.records import Ack, Json, Message
from tests.slack.render import identified, message_json
from tests.slack.sending import Sending


class Gestures(Sending):
    """Builds the interaction payloads that Slack's own client would cause."""

    def click(
        self,
        message: Message,
        action_id: str,
        *,
        value: str | None = None,
        user: str = "U0ALICE",
    ) -> Ack:
        """Use an element of a message, as it stands now; `value` picks one of its options."""
        payload = {
            "type": "block_actions",
            "user": user,
            "channel": message.channel,
            "message": message_json(message, self._workspace)
            | {"is_ephemeral": message.ephemeral_to is not None},
            "actions": [self._action(identified(message.blocks), action_id, value)],
        }
        return self.interact(payload)

    def click_in_view(
        self, view: Json, action_id: str, *, value: str | None = None, user: str = "U0ALICE"
    ) -> Ack:
        """Use an element of a modal or of the App Home."""
        payload = {
            "type": "block_actions",
            "user": user,
            "view": view,
            "container": {"type": "view", "view_id": view["id"]},
            "actions": [self._action(view["blocks"], action_id, value)],
        }
        return self.interact(payload)

    def _action(self, blocks: list[Json], action_id: str, value: str | None) -> Json:
        for block in blocks:
            for node, _ in walk(block, ""):
                if node.get("action_id") == action_id:
                    about: Json = {"block_id": block["block_id"], **used(node, value)}
                    return about | {"action_ts": self._workspace.next_ts()}
        raise LookupError(f"there is no element with action_id {action_id!r}")

    def submit(self, view: Json, values: Json | None = None, *, user: str = "U0ALICE") -> Ack:
        """Submit a modal; values: {block_id: {action_id: {"type": ..., "value": ...}}}."""
        filled = view | {"state": {"values": values or {}}}
        return self.interact(
            {"type": "view_submission", "user": user, "view": filled, "response_urls": []}
        )

    def close(self, view: Json, *, user: str = "U0ALICE") -> Ack | None:
        """Close a modal; the app hears of it if the view says `notify_on_close`."""
        with self._workspace.changed:
            self._workspace.views.pop(view["id"], None)
        if not view.get("notify_on_close"):
            return None
        return self.interact(
            {"type": "view_closed", "user": user, "view": view, "is_cleared": False}
        )

    def shortcut(self, callback_id: str, *, user: str = "U0ALICE") -> Ack:
        """Use a global shortcut."""
        return self.interact({"type": "shortcut", "callback_id": callback_id, "user": user})

    def message_shortcut(self, callback_id: str, message: Message, *, user: str = "U0ALICE") -> Ack:
        """Use a message shortcut on any message."""
        return self.interact(
            {
                "type": "message_action",
                "callback_id": callback_id,
                "user": user,
                "channel": message.channel,
                "message": message_json(message, self._workspace),
            }
        )


def used(element: Json, value: str | None) -> Json:
    """Return the element as an action payload shows it, with the option that was chosen."""
    about: dict[str, Any] = {"type": element["type"], "action_id": element["action_id"]}
    if element["type"] == "button":
        kept = {key: element[key] for key in ("text", "value", "style") if key in element}
        return about | kept
    if element["type"] == "feedback_buttons":
        return about | {"value": value}
    options = [node for node, _ in walk(element, "") if node.get("value") == value and value]
    if not options:
        return about | {"value": value}
    return about | {"selected_option": options[0]}
