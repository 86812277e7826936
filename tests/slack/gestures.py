"""What a person does with the mouse: clicks, choices, submissions, shortcuts."""

from __future__ import annotations

from tests.slack.choices import Value, elements_of, filled, missing, state_of, used
from tests.slack.functions import Execution, executed_event, parameters, problems_with
from tests.slack.records import Ack, Json, Message
from tests.slack.render import identified, message_json
from tests.slack.sending import Sending

# What an action has that a state has not.
CLICK_ONLY = {"block_id", "action_id", "action_ts"}


class Gestures(Sending):
    """Builds the interaction payloads that Slack's own client would cause."""

    def click(
        self,
        message: Message,
        action_id: str,
        *,
        value: Value = None,
        user: str = "U0ALICE",
    ) -> Ack:
        """Use an element of a message; `value` says what is chosen in it.

        The message is taken as it was when the test got it: people click on what they see,
        which may have changed meanwhile. A question to confirm is answered with yes.
        """
        blocks = identified(message.blocks)
        action, state = self._action(blocks, action_id, value), state_of(blocks)
        payload = {
            "type": "block_actions",
            "user": user,
            "channel": message.channel,
            "message": message_json(message, self._workspace)
            | {"is_ephemeral": message.ephemeral_to is not None},
            "state": {"values": _with(state, action)},
            "actions": [action],
        }
        return self.interact(payload)

    def click_in_view(
        self, view: Json, action_id: str, *, value: Value = None, user: str = ""
    ) -> Ack:
        """Use an element of a modal or of the App Home.

        user: by default the person whose view it is.
        """
        action = self._action(view["blocks"], action_id, value)
        shown = self._keep_state(view, _with(view["state"]["values"], action))
        payload = {
            "type": "block_actions",
            "user": user or _owner(view),
            "view": shown,
            "container": {"type": "view", "view_id": view["id"]},
            "actions": [action],
        }
        return self.interact(payload)

    def _action(self, blocks: list[Json], action_id: str, value: Value) -> Json:
        for block, element in elements_of(blocks):
            if element["action_id"] == action_id:
                about: Json = {"block_id": block["block_id"], **used(element, value)}
                return about | {"action_ts": self._workspace.next_ts()}
        raise LookupError(f"there is no element with action_id {action_id!r}")

    def _keep_state(self, view: Json, values: Json) -> Json:
        """Return the view with these values, and have Slack remember them while it is open."""
        shown = view | {"state": {"values": values}}
        with self._workspace.changed:
            known = self._workspace.views.get(view["id"])
            if known is not None and known["hash"] == view["hash"]:
                self._workspace.views[view["id"]] = shown
        return shown

    def suggest(self, view: Json, action_id: str, typed: str = "", *, user: str = "") -> Ack:
        """Type in a menu whose options the app gives; they are in the acknowledgement."""
        for block, element in elements_of(view["blocks"]):
            if element["action_id"] == action_id:
                payload = {
                    "type": "block_suggestion",
                    "user": user or _owner(view),
                    "view": view,
                    "container": {"type": "view", "view_id": view["id"]},
                    "block_id": block["block_id"],
                    "action_id": action_id,
                    "value": typed,
                }
                return self.interact(payload)
        raise LookupError(f"there is no element with action_id {action_id!r}")

    def submit(self, view: Json, values: Json | None = None, *, user: str = "") -> Ack:
        """Submit a modal, filled in with `values` by block_id: `{"text": "hello"}`.

        user: by default the person whose modal it is.
        """
        user = user or _owner(view)
        state = filled(view, values or {})
        problems = list(missing(view, state))
        if problems:
            raise ValueError(f"Slack would not let anybody submit that: {', '.join(problems)}")
        payload = {
            "type": "view_submission",
            "user": user,
            "view": self._keep_state(view, state),
            "response_urls": self._response_urls(view, state, user),
        }
        return self.interact(payload)

    def _response_urls(self, view: Json, state: Json, user: str) -> list[Json]:
        """Return an address for each conversation that was chosen to be answered in."""
        issued = []
        for block, element in elements_of(view["blocks"]):
            if not element.get("response_url_enabled"):
                continue
            values = state.get(block["block_id"], {}).get(element["action_id"], {})
            channel = values.get("selected_conversation") or values.get("selected_channel")
            if channel:
                where = {"block_id": block["block_id"], "action_id": element["action_id"]}
                address = self.response_url(user=user, channel=channel)
                issued.append(where | {"channel_id": channel, "response_url": address})
        return issued

    def close(self, view: Json, *, user: str = "") -> Ack | None:
        """Close a modal; the app hears of it if the view says `notify_on_close`."""
        with self._workspace.changed:
            self._workspace.views.pop(view["id"], None)
        if not view.get("notify_on_close"):
            return None
        return self.interact(
            {
                "type": "view_closed",
                "user": user or _owner(view),
                "view": view,
                "is_cleared": False,
            }
        )

    def shortcut(self, callback_id: str, *, user: str = "U0ALICE") -> Ack:
        """Use a global shortcut."""
        self._check_shortcut(callback_id, "global")
        return self.interact({"type": "shortcut", "callback_id": callback_id, "user": user})

    def message_shortcut(self, callback_id: str, message: Message, *, user: str = "U0ALICE") -> Ack:
        """Use a message shortcut on any message."""
        self._check_shortcut(callback_id, "message")
        return self.interact(
            {
                "type": "message_action",
                "callback_id": callback_id,
                "user": user,
                "channel": message.channel,
                "message": message_json(message, self._workspace),
            }
        )

    def _check_shortcut(self, callback_id: str, kind: str) -> None:
        known = self.manifest.shortcuts
        if known is not None and known.get(callback_id) != kind:
            self._workspace.violation(f"manifest: there is no {kind} shortcut {callback_id}")

    def run_function(
        self, callback_id: str, inputs: Json | None = None, *, redeliver: int = 0
    ) -> Execution:
        """Have a workflow run a step of the app's; return the execution, which it is to end.

        A step whose event the app never acknowledges has failed, as in Slack.
        """
        workspace, given = self._workspace, dict(inputs or {})
        definition = workspace.app.manifest.functions.get(callback_id)
        if definition is None:
            raise LookupError(f"the manifest has no function {callback_id!r}")
        wrong = list(problems_with(given, parameters(definition, "input_parameters")))
        if wrong:
            raise ValueError("; ".join(wrong))
        with workspace.changed:
            tokens = workspace.app.tokens
            token = tokens.issue("workflow", workspace.scopes, team=workspace.team_id)
            execution = self._context.executions.begin(callback_id, definition, token)
            event = executed_event(execution, given, workspace.app.id)
        execution.ack = self.event(event, redeliver=redeliver)
        heard = execution.ack.ok or any(ack.ok for ack in execution.ack.redeliveries)
        with workspace.changed:
            if not heard and not execution.is_over:
                execution.end("failed", error="The app did not answer.")
        return execution


def _owner(view: Json) -> str:
    return str(view.get("user") or "U0ALICE")


def _with(values: Json, action: Json) -> Json:
    """Return the values after an action; buttons and overflow menus leave them as they are."""
    known = values.get(action["block_id"], {})
    if action["action_id"] not in known:
        return values
    state = {name: value for name, value in action.items() if name not in CLICK_ONLY}
    return {**values, action["block_id"]: {**known, action["action_id"]: state}}
