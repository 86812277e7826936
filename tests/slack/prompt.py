"""People's lines at a terminal, done in Slack."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable

from tests.slack.choices import FIELDS, Value, elements_of
from tests.slack.controls import Control, asked, controls_of, found
from tests.slack.envelopes import typed
from tests.slack.records import Json, Message
from tests.slack.render import identified
from tests.slack.stand_in import SlackStandIn

CHANNEL = "C0GENERAL"
USER = "U0ALICE"
HELP = """Type a command, such as: /explain bugs are smart animals
Or address the bot: @bot what about this?   Anything else is said in the channel.
!1 or !agree           click the first button, or the one called so, of the last message
!3 bob                 choose somebody, a channel or a date in the third thing to click
!submit text=hello     submit the open window, filled in block by block;  !close closes it
                       several of a list: words=3,4   somebody: colleague=bob
!home                  open the app's home, where !1 clicks too;  !channel leads back
!shortcut ID           use a global shortcut;  !message ID uses one on the last message
!react mag             put an emoji on the last message;  !dm hello  writes to the bot
!reply hello           answer the last message in its thread
!edit hello            change your last message;  !delete  takes it away
!function ID text=hi   run a step of a workflow
!as bob                be somebody else;  !as bob admin  somebody who runs the workspace
!in review             go to another channel, opened with the bot in it if there is none
Ctrl-D ends."""


class Prompt:
    """Does what lines ask for, as one person in one channel, at first Alice in #general."""

    def __init__(self, slack: SlackStandIn, say: Callable[[str], None]) -> None:
        self._slack = slack
        self._say = say
        self._user, self._channel = USER, CHANNEL
        self._at_home = False
        self._gestures: dict[str, Callable[[str], None]] = {
            "as": self._become,
            "channel": self._leave_home,
            "close": self._close,
            "delete": lambda rest: self._slack.delete(self._own()),
            "dm": self._write,
            "edit": lambda text: self._ignore(self._slack.edit(self._own(), typed(text))),
            "function": self._run,
            "home": self._open_home,
            "in": self._go_to,
            "message": self._use_on_message,
            "react": self._react,
            "reply": self._reply,
            "shortcut": lambda name: self._ignore(self._slack.shortcut(name, user=self._user)),
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
            self._slack.command(command, typed(text), user=self._user, channel=self._channel)
        elif line.startswith("@"):
            text = typed(line.partition(" ")[2])
            self._slack.mention(self._channel, text, user=self._user)
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
            self._slack.say(self._channel, typed(line), user=self._user)

    def _ignore(self, answer: object) -> None:
        """What the app answers shows in Slack."""

    def _become(self, rest: str) -> None:
        name, _, role = rest.partition(" ")
        self._user, self._at_home = person(name), False
        about = {"is_admin": True} if role == "admin" else {}
        self._slack.add_user(self._user, **about)
        if self._user not in self._slack.channel(self._channel).members:
            self._go_to(CHANNEL)

    def _go_to(self, name: str) -> None:
        """Enter a channel by its name or id."""
        channel_id = channel(name)
        if channel_id not in self._slack.channels:
            self._slack.add_channel(channel_id, name=name, members=[self._slack.bot_user_id])
        self._slack.channel(channel_id).members.add(self._user)
        self._channel, self._at_home = channel_id, False

    def _seen(self) -> list[Message]:
        """Return what the person sees in the channel."""
        alone = self._slack.seen_only_by(self._user)
        here = [message for message in alone if message.channel == self._channel]
        return sorted(self._slack.messages(self._channel) + here, key=lambda m: m.ts)

    def _last(self) -> Message:
        if not (seen := self._seen()):
            raise LookupError("There is no message yet.")
        return seen[-1]

    def _own(self) -> Message:
        own = [message for message in self._seen() if message.user == self._user]
        if not own:
            raise LookupError("You have not said anything here yet.")
        return own[-1]

    def _click(self, wanted: str) -> None:
        view = self._view()
        if view is not None:
            control, value = self._wanted(controls_of(view["blocks"]), wanted)
            self._slack.click_in_view(view, control.action_id, value=value, user=self._user)
            return
        message = self._clickable()
        control, value = self._wanted(controls_of(identified(message.blocks)), wanted)
        self._slack.click(message, control.action_id, value=value, user=self._user)

    def _wanted(self, controls: list[Control], wanted: str) -> tuple[Control, Value]:
        name, _, value = wanted.partition(" ")
        if (control := asked(controls, name)) is not None:
            if not value:
                raise LookupError(f"Say what to choose: !{name} bob")
            return control, named(control.kind, value)
        control = found(controls, wanted)
        return control, control.value

    def _view(self) -> Json | None:
        if modals := self._slack.modals_of(self._user):
            return modals[-1]
        return self._slack.home(self._user) if self._at_home else None

    def _clickable(self) -> Message:
        """Return the last message in which there is something to click."""
        seen = self._seen() + self._slack.messages(self._slack.direct_message(self._user))
        clickable = [m for m in seen if controls_of(identified(m.blocks))]
        if not clickable:
            raise LookupError("There is nothing to click.")
        return max(clickable, key=lambda message: message.ts)

    def _open_home(self, rest: str) -> None:
        self._at_home = True
        self._slack.open_home(self._user)

    def _leave_home(self, rest: str) -> None:
        self._at_home = False

    def _submit(self, rest: str) -> None:
        modal = self._modal()
        kinds = {block["block_id"]: e["type"] for block, e in elements_of(modal["blocks"])}
        given = {name: named(kinds.get(name, ""), value) for name, value in pairs(rest).items()}
        self._slack.submit(modal, given, user=self._user)

    def _close(self, rest: str) -> None:
        self._slack.close(self._modal(), user=self._user)

    def _modal(self) -> Json:
        modals = self._slack.modals_of(self._user)
        if not modals:
            raise LookupError("There is no open window.")
        return modals[-1]

    def _use_on_message(self, callback_id: str) -> None:
        self._slack.message_shortcut(callback_id, self._last(), user=self._user)

    def _react(self, name: str) -> None:
        self._slack.react(self._last(), name.strip(":"), user=self._user)

    def _reply(self, text: str) -> None:
        last = self._last()
        thread = last.thread_ts or last.ts
        self._slack.say(self._channel, typed(text), user=self._user, thread_ts=thread)

    def _write(self, text: str) -> None:
        self._slack.say(self._slack.direct_message(self._user), typed(text), user=self._user)

    def _run(self, rest: str) -> None:
        callback_id, _, inputs = rest.partition(" ")
        self._slack.run_function(callback_id, dict(pairs(inputs)))


def pairs(text: str) -> dict[str, str]:
    """Return what is given by name: `pairs("a=b c='d e'")` is `{"a": "b", "c": "d e"}`."""
    split = [part.partition("=") for part in shlex.split(text)]
    return {name: value for name, _, value in split}


def named(kind: str, value: str) -> Value:
    """Return a value as an element of this kind holds it: `named("users_select", "bob")`."""
    name = FIELDS[kind][0] if kind in FIELDS else ""
    is_list = name.startswith("selected_") and name.endswith("s")
    parts = value.split(",") if is_list else [value]
    if "user" in kind:
        parts = [person(part) for part in parts]
    elif "channel" in kind or "conversation" in kind:
        parts = [channel(part) for part in parts]
    return parts if is_list else parts[0]


def person(name: str) -> str:
    """Return the id of somebody: `person("bob")` is `U0BOB`."""
    return name if name.startswith("U") else f"U0{name.lstrip('@').upper()}"


def channel(name: str) -> str:
    return name if name.startswith(("C", "D", "G")) else f"C0{name.lstrip('#').upper()}"
