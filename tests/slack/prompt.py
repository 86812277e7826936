"""A person's lines at a terminal, done in Slack."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable

from tests.slack.controls import controls_of, found
from tests.slack.envelopes import typed
from tests.slack.records import Json, Message
from tests.slack.render import identified
from tests.slack.stand_in import SlackStandIn

CHANNEL = "C0GENERAL"
USER = "U0ALICE"
HELP = """Type a command, such as: /explain bugs are smart animals
Or address the bot: @bot what about this?   Anything else is said in the channel.
!1 or !agree           click the first button, or the one called so, of the last message
!submit text=hello     submit the open window, filled in block by block;  !close closes it
!home                  open the app's home, where !1 clicks too;  !channel leads back
!shortcut ID           use a global shortcut;  !message ID uses one on the last message
!react mag             put an emoji on the last message;  !dm hello  writes to the bot
!function ID text=hi   run a step of a workflow
Ctrl-D ends."""


class Prompt:
    """Does what lines ask for, as one person in one channel."""

    def __init__(self, slack: SlackStandIn, say: Callable[[str], None]) -> None:
        self._slack = slack
        self._say = say
        self._at_home = False
        self._gestures: dict[str, Callable[[str], None]] = {
            "channel": self._leave_home,
            "close": self._close,
            "dm": self._write,
            "function": self._run,
            "home": self._open_home,
            "message": self._use_on_message,
            "react": self._react,
            "shortcut": lambda name: self._ignore(self._slack.shortcut(name, user=USER)),
            "submit": self._submit,
        }

    def obey(self, line: str) -> None:
        """Do what the line asks for, and say so if the bot did not answer as it should."""
        n_known = len(self._slack.violations)
        try:
            self._do(line)
        except (LookupError, ValueError) as error:
            self._say(str(error.args[0]))
        for violation in self._slack.violations[n_known:]:
            print(f"! {violation}", file=sys.stderr)

    def _do(self, line: str) -> None:
        if line.startswith("/"):
            command, _, text = line.partition(" ")
            self._slack.command(command, typed(text), user=USER, channel=CHANNEL)
        elif line.startswith("@"):
            self._slack.mention(CHANNEL, typed(line.partition(" ")[2]), user=USER)
        elif line.startswith("!"):
            word, _, rest = line[1:].partition(" ")
            gesture = self._gestures.get(word)
            if gesture is not None:
                gesture(rest.strip())
            else:
                self._click(line[1:].strip())
        elif line in {"?", "help"}:
            self._say(HELP)
        else:
            self._slack.say(CHANNEL, typed(line), user=USER)

    def _ignore(self, answer: object) -> None:
        """What the app answers shows in Slack."""

    def _last(self) -> Message:
        seen = self._slack.messages(CHANNEL) + self._slack.seen_only_by(USER)
        if not seen:
            raise LookupError("There is no message yet.")
        return max(seen, key=lambda message: message.ts)

    def _click(self, wanted: str) -> None:
        view = self._view()
        if view is not None:
            control = found(controls_of(view["blocks"]), wanted)
            self._slack.click_in_view(view, control.action_id, value=control.value, user=USER)
            return
        message = self._clickable()
        control = found(controls_of(identified(message.blocks)), wanted)
        self._slack.click(message, control.action_id, value=control.value, user=USER)

    def _view(self) -> Json | None:
        if self._slack.modals:
            return self._slack.modals[-1]
        return self._slack.home(USER) if self._at_home else None

    def _clickable(self) -> Message:
        """Return the last message in which there is something to click."""
        seen = self._slack.messages(CHANNEL) + self._slack.seen_only_by(USER)
        seen += self._slack.messages(self._slack.direct_message(USER))
        clickable = [m for m in seen if controls_of(identified(m.blocks))]
        if not clickable:
            raise LookupError("There is nothing to click.")
        return max(clickable, key=lambda message: message.ts)

    def _open_home(self, rest: str) -> None:
        self._at_home = True
        self._slack.open_home(USER)

    def _leave_home(self, rest: str) -> None:
        self._at_home = False

    def _submit(self, rest: str) -> None:
        self._slack.submit(self._modal(), pairs(rest), user=USER)

    def _close(self, rest: str) -> None:
        self._slack.close(self._modal(), user=USER)

    def _modal(self) -> Json:
        if not self._slack.modals:
            raise LookupError("There is no open window.")
        return self._slack.modals[-1]

    def _use_on_message(self, callback_id: str) -> None:
        self._slack.message_shortcut(callback_id, self._last(), user=USER)

    def _react(self, name: str) -> None:
        self._slack.react(self._last(), name.strip(":"), user=USER)

    def _write(self, text: str) -> None:
        self._slack.say(self._slack.direct_message(USER), typed(text), user=USER)

    def _run(self, rest: str) -> None:
        callback_id, _, inputs = rest.partition(" ")
        self._slack.run_function(callback_id, pairs(inputs))


def pairs(text: str) -> dict[str, str]:
    """Return what is given by name: `pairs("a=b c='d e'")` is `{"a": "b", "c": "d e"}`."""
    split = [part.partition("=") for part in shlex.split(text)]
    return {name: value for name, _, value in split}
