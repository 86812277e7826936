"""What `/moderate` is told to do, read with a good deal of forgiveness."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Literal, cast

from bot.errors import BotError
from bot.markup import inert, shorten
from bot.options import unquoted

Verb = Literal[
    "help",
    "test",
    "queue",
    "status",
    "settings",
    "watch",
    "unwatch",
    "thresholds",
    "export",
    "train",
    "models",
]
Format = Literal["csv", "json"]

# Each with an example of what follows it; the first words that somebody may try instead.
EXAMPLES: Mapping[Verb, str] = {
    "help": "",
    "test": "you are an idiot",
    "queue": "",
    "status": "",
    "settings": "",
    "watch": "#general",
    "unwatch": "#general",
    "thresholds": "toxic 0.7",
    "export": "since 2026-01-31 csv",
    "train": "",
    "models": "",
}
_MEANT: Mapping[str, Verb] = {
    "": "help",
    "?": "help",
    "usage": "help",
    "try": "test",
    "check": "test",
    "score": "test",
    "cases": "queue",
    "info": "status",
    "state": "status",
    "setup": "settings",
    "set-up": "settings",
    "setting": "settings",
    "config": "settings",
    "configure": "settings",
    "preferences": "settings",
    "monitor": "watch",
    "unmonitor": "unwatch",
    "stop": "unwatch",
    "threshold": "thresholds",
    "download": "export",
    "learn": "train",
    "model": "models",
}
_LIKE = 0.7

_FIRST = re.compile(r"[\s\u200b\u200e\u200f\u2060\ufeff/\-\u2013\u2014]*([^\s:]*):?\s*")
_CHANNEL = re.compile(r"<#([A-Z0-9]{2,})(?:\|[^<>]*)?>|([CG][A-Z0-9]{6,})")
_NAMED = re.compile(r"#(\S+)")
_HERE = ("here", "this", "channel")
_NUMBER = re.compile(r"(\d*[.,]?\d+)\s*(%?)")
_SAID = re.compile(r"([^\W\d][^\d=:]*?)[\s=:]*(\d*[.,]?\d+(?:\s*%)?)(?=[\s,;]|$)[\s,;]*")
_BOUNDS = {"since": "since", "from": "since", "until": "until", "to": "until"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to do; what was not said is empty.

    text:       to be tested.
    channels:   that were named, by their ids.
    thresholds: by label, from 0 to 1.
    since, until: the first and the last day of what is exported.
    """

    verb: Verb
    text: str = field(default="", repr=False)
    channels: tuple[str, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    format: Format = "csv"


class WrongOrder(BotError):
    """Its sentence, in Slack's markup, says what was meant and shows an example."""


def parse_order(
    typed: str, *, channel: str = "", labels: Sequence[str] = (), command: str = "/moderate"
) -> Order:
    """Return what was typed, taken apart.

    parse_order("Thresholds: toxic 70%", labels=["toxic"]) gives the verb "thresholds" and the
    threshold 0.7 of "toxic".

    typed:   with channels as Slack writes them, <#C1|general>.
    channel: the one in which it was typed; of those that have to do with one, it is meant where
             none is named.
    labels:  of the model, as far as they are known; any label is taken where none is.
    Raises:  WrongOrder.
    """
    return _Reader(typed, channel=channel, labels=labels, command=command).read()


class _Reader:
    def __init__(self, typed: str, *, channel: str, labels: Sequence[str], command: str) -> None:
        first = _FIRST.match(typed)
        self._word = first[1] if first else ""
        self._rest = (typed[first.end() :] if first else typed).strip()
        self._channel = channel
        self._labels = labels
        self._command = command

    def read(self) -> Order:
        verb = self._verb()
        take: Mapping[Verb, Callable[[Verb], Order]] = {
            "test": self._test,
            "watch": self._watch,
            "unwatch": self._watch,
            "thresholds": self._thresholds,
            "export": self._export,
        }
        # What follows the others says nothing more: "queue please", "status of the bot".
        return take[verb](verb) if verb in take else Order(verb=verb)

    def _verb(self) -> Verb:
        word = self._word.casefold().replace("_", "-")
        if word in EXAMPLES:
            return cast(Verb, word)
        if word in _MEANT:
            return _MEANT[word]
        alike = get_close_matches(word[:100], EXAMPLES, n=1, cutoff=_LIKE)
        hint = self._example(cast(Verb, alike[0])) if alike else self._otherwise()
        raise WrongOrder(f"I do not know `{self._command} {_shown(self._word)}`. {hint}")

    def _otherwise(self) -> str:
        if self._rest:
            return f"To see what would happen to a text: `{self._command} test your text`."
        return f"`{self._command} help` shows what I know."

    def _test(self, verb: Verb) -> Order:
        text = unquoted(self._rest)
        if not text.strip():
            raise WrongOrder(f"Write the text that is to be tested after it. {self._example(verb)}")
        return Order(verb=verb, text=text)

    def _watch(self, verb: Verb) -> Order:
        found = tuple(dict.fromkeys(a or b for a, b in _CHANNEL.findall(self._rest)))
        rest = _CHANNEL.sub(" ", self._rest)
        if named := _NAMED.search(rest):
            raise WrongOrder(_not_a_channel(named[1]))
        unknown = [
            word for word in re.split(r"[\s,]+", rest.casefold()) if word not in ("", *_HERE)
        ]
        if unknown:
            raise WrongOrder(
                f"I do not know the channel `{_shown(unknown[0])}`. {self._example(verb)} "
                "Without a channel, the one you write in is meant."
            )
        channels = found or (self._channel,)
        return Order(verb=verb, channels=tuple(filter(None, channels)))

    def _thresholds(self, verb: Verb) -> Order:
        found: dict[str, float] = {}
        rest = self._rest
        while rest:
            said = _SAID.match(rest)
            if said is None:
                raise WrongOrder(
                    f"Name a label and its new threshold, from 0 to 1. {self._example(verb)}"
                )
            found[self._label(said[1].strip())] = self._share(said[2])
            rest = rest[said.end() :]
        return Order(verb=verb, thresholds=found)

    def _label(self, written: str) -> str:
        name = re.sub(r"[\s-]+", "_", written.casefold())
        if not self._labels or name in self._labels:
            return name
        alike = get_close_matches(name[:100], self._labels, n=1, cutoff=_LIKE)
        hint = (
            f"Did you mean `{inert(alike[0])}`?"
            if alike
            else f"The labels are {', '.join(f'`{inert(label)}`' for label in self._labels)}."
        )
        raise WrongOrder(f"There is no label `{_shown(written)}`. {hint}")

    def _share(self, written: str) -> float:
        """Return a threshold: "0.7", "0,7" and "70 %" are the same."""
        found = _NUMBER.fullmatch(written)
        number = float(found[1].replace(",", ".")) if found else -1.0
        value = number / 100 if found and found[2] else number
        if 0 < value <= 1:
            return value
        hint = f"Did you mean `{number:g}%`?" if 1 < number <= 100 else self._example("thresholds")
        raise WrongOrder(f"A threshold is more than 0 and at most 1, which is 100%. {hint}")

    def _export(self, verb: Verb) -> Order:
        channels = tuple(dict.fromkeys(a or b for a, b in _CHANNEL.findall(self._rest)))
        bounds: dict[str, date] = {}
        form, waiting = "csv", ""
        for word in _CHANNEL.sub(" ", self._rest).casefold().replace(",", " ").split():
            if word in _BOUNDS:
                waiting = _BOUNDS[word]
            elif word in ("csv", "json"):
                form = word
            elif word.startswith("#"):
                raise WrongOrder(_not_a_channel(word[1:]))
            else:
                name = waiting or ("until" if "since" in bounds else "since")
                bounds[name] = self._day(word)
                waiting = ""
        since, until = bounds.get("since"), bounds.get("until")
        if since and until and since > until:
            raise WrongOrder("The first day is after the last one. " + self._example(verb))
        return Order(
            verb=verb, channels=channels, since=since, until=until, format=cast(Format, form)
        )

    def _day(self, word: str) -> date:
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise WrongOrder(
                f"I do not understand `{_shown(word)}`. A day looks like 2026-01-31. "
                f"{self._example('export')}"
            ) from None

    def _example(self, verb: Verb) -> str:
        words = filter(None, (self._command, verb, EXAMPLES[verb]))
        return f"For example: `{' '.join(words)}`."


def _not_a_channel(name: str) -> str:
    return (
        f"I cannot tell which channel `#{_shown(name)}` is. Choose it from the list that Slack "
        "shows when you type `#`, or write the command in that channel without a name."
    )


def _shown(written: str) -> str:
    return inert(shorten(written, 30)) or "?"
