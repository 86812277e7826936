"""The options of `/explain`, read with a good deal of forgiveness.

They stand before the text: `--private --model moderation You are late`. What a phone's keyboard
makes of them is understood too: an em dash for two hyphens, curly quotes, capital letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.errors import BotError
from bot.markup import inert, shorten
from explain_core.baseline import BASELINES

# What the examples in error messages have explained.
_SAMPLE = "This movie is horrible"
_SAMPLES = {"compare": "I like it | I do not like it", "help": ""}

_NAMES = ("private", "public", "model", "target", "baseline", "compare", "help")
_VISIBILITIES = {"private": "private", "public": "channel"}
_WITH_VALUE = ("model", "target", "baseline")

# Keyboards and copied text leave marks that nobody sees before what somebody typed.
_GAP = r"[\s\u200b\u200e\u200f\u2060\ufeff]*"
_TYPED_DASHES, _EM_DASH, _EN_DASH = "-{2,3}", "\u2014", "\u2013"
_OPTION = re.compile(rf"{_GAP}({_TYPED_DASHES}|[{_EM_DASH}{_EN_DASH}])([^\W\d_][\w-]*)(=|(?=\s)|$)")
_ONE_DASH = re.compile(rf"{_GAP}-(?=(?:{'|'.join(_NAMES)})(?:[\s=]|$))", re.IGNORECASE)
_AT_THE_END = re.compile(
    rf"\s(?:{_TYPED_DASHES}|{_EM_DASH})"
    rf"((?:{'|'.join(_VISIBILITIES)})|(?:{'|'.join(_WITH_VALUE)})(?:=|\s+)\S+)\s*$",
    re.IGNORECASE,
)
_END = re.compile(rf"{_GAP}(?:--|{_EM_DASH})(?=\s|$)")

# Straight, curly, low, pointed; a low mark is closed by either of the curly ones.
_QUOTED = re.compile(
    r"\s*(?:\"([^\"]*)\"|[\u201c-\u201e]([^\u201c-\u201e]*)[\u201c\u201d]"
    r"|\u00ab([^\u00bb]*)\u00bb|'([^']*)'|[\u2018\u2019]([^\u2018\u2019]*)\u2019)"
)
_BARE = re.compile(r"\s*(\S+)")
_BAR = r"[|\uff5c]+"
_FIRST_SIDE = re.compile(rf"{_QUOTED.pattern}\s*{_BAR}|([^|\uff5c]*){_BAR}")

# From here on one word is taken for another one misspelt. A dash that a keyboard may have made
# may as well be a dash: there the likeness has to be greater.
_ALIKE, _MUCH_ALIKE = 0.6, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed, taken apart; "" stands for what was not said.

    visibility: "channel" or "private".
    """

    text: str = field(repr=False)
    compare: str = field(default="", repr=False)
    model: str = ""
    target: str = ""
    baseline: str = ""
    visibility: str = ""
    wants_help: bool = False


class WrongOption(BotError):
    """Its sentence, in Slack's markup, says what was meant and shows an example."""


def parse_options(typed: str, *, models: Sequence[str], command: str = "/explain") -> Asked:
    """Return the options at the front of what was typed, and the text after them.

    parse_options("—Model=Moderation “so what”", models=["moderation"]) gives the model
    "moderation" and the text "so what".

    models:  the names that `--model` takes.
    command: how the examples in error messages begin.
    Raises:  WrongOption.
    """
    return _Reader(typed, models=models, command=command).read()


def without_options(typed: str, *, command: str) -> str:
    """Return the text of a command that has no options; two hyphens may stand before it.

    Raises: WrongOption if it begins with one of `/explain`'s.
    """
    end = _END.match(typed)
    if end is not None:
        return typed[end.end() :].strip()
    option = _OPTION.match(_with_two_dashes(typed))
    if option is not None and option.group(2).lower() in _NAMES:
        raise WrongOption(
            f"`{command}` has no options, and only you see what it says. `/explain` knows "
            f"`--{option.group(2).lower()}`. {_way_out(command)}"
        )
    return typed


def unquoted(text: str) -> str:
    """Return the text without the quotation marks around it, if they enclose all of it."""
    enclosed = _QUOTED.fullmatch(text)
    inner = _first_group(enclosed) if enclosed else ""
    return inner if inner.strip() else text


class _Reader:
    """Takes one option after the other from the front of what is left."""

    def __init__(self, typed: str, *, models: Sequence[str], command: str) -> None:
        self._rest = typed.strip()
        self._models = models
        self._command = command
        self._found: dict[str, str] = {}

    def read(self) -> Asked:
        while (name := self._next_name()) is not None:
            self._found[name] = self._value(name) if name in _WITH_VALUE else ""
        end = _END.match(self._rest)
        text = (self._rest[end.end() :] if end else self._rest).strip()
        if not end and (late := _AT_THE_END.search(text)):
            raise self._too_late(late.group(1))
        if "help" in self._found or not text or (text.casefold() == "help" and not end):
            return Asked(text="", wants_help=True)
        return self._asked(text)

    def _asked(self, text: str) -> Asked:
        first, second = self._sides(text) if "compare" in self._found else (unquoted(text), "")
        spoken = [_VISIBILITIES[name] for name in self._found if name in _VISIBILITIES]
        return Asked(
            text=first,
            compare=second,
            model=self._found.get("model", ""),
            target=self._found.get("target", ""),
            baseline=self._found.get("baseline", ""),
            visibility=spoken[-1] if spoken else "",
        )

    def _next_name(self) -> str | None:
        """Return the option that comes next, or None where the text begins."""
        match = _OPTION.match(_with_two_dashes(self._rest))
        if match is None:
            return None
        self._rest = match.string
        dashes, written, assigned = match.groups()
        name = written.lower().replace("_", "-")
        if name not in _NAMES:
            may_be_text = dashes in (_EM_DASH, _EN_DASH)
            meant = _meant(name, _NAMES, at_least=_MUCH_ALIKE if may_be_text else _ALIKE)
            if may_be_text and not meant:
                return None
            raise self._unknown(written, meant)
        if assigned and name not in _WITH_VALUE:
            raise WrongOption(f"`--{name}` takes no value. {self._example(name)}")
        self._rest = self._rest[match.end() :]
        # Said twice, the last word counts, also about which of two options is the later one.
        self._found.pop(name, None)
        return name

    def _value(self, name: str) -> str:
        match = None if _OPTION.match(self._rest) else self._word()
        if match is None:
            raise WrongOption(f"`--{name}` needs a value after it. {self._example(name)}")
        self._rest = self._rest[match.end() :]
        return self._known(name, _first_group(match).strip())

    def _word(self) -> re.Match[str] | None:
        return _QUOTED.match(self._rest) or _BARE.match(self._rest)

    def _known(self, name: str, value: str) -> str:
        """Return the value as it is spelt; targets are known to the model alone."""
        if name == "target":
            return value
        values = self._models if name == "model" else BASELINES
        for known in values:
            if known.casefold() == value.casefold():
                return known
        meant = _meant(value, values, at_least=_ALIKE)
        hint = f"Did you mean `{inert(meant)}`?" if meant else f"Choose one of: {_listed(values)}."
        example = self._example(name, value=meant or values[0])
        raise WrongOption(f"There is no {name} `{_shown(value)}`. {hint} {example}")

    def _sides(self, text: str) -> tuple[str, str]:
        first = _FIRST_SIDE.match(text)
        sides = (_first_group(first).strip(), text[first.end() :].strip()) if first else ("", "")
        if not all(sides):
            raise WrongOption(
                f"`--compare` needs two texts with a `|` between them. {self._example('compare')}"
            )
        return unquoted(sides[0]), unquoted(sides[1])

    def _unknown(self, written: str, meant: str) -> WrongOption:
        names = [f"--{name}" for name in _NAMES]
        hint = f"Did you mean `--{meant}`?" if meant else f"I know {_listed(names)}."
        return WrongOption(
            f"I do not know the option `--{_shown(written)}`. {hint} "
            f"{self._example(meant or 'private')} {_way_out(self._command)}"
        )

    def _too_late(self, option: str) -> WrongOption:
        written = f"`--{_shown(option)}`"
        return WrongOption(
            f"Options stand before the text, and {written} stands behind it. "
            f"{self._example(option.lower().replace('=', ' ').split()[0])} "
            f"{_way_out(self._command)}"
        )

    def _example(self, name: str, *, value: str = "") -> str:
        usual = {"model": self._models[-1], "target": "negative", "baseline": "mask"}
        words = (f"--{name}", inert(value or usual.get(name, "")), _SAMPLES.get(name, _SAMPLE))
        return f"For example: `{' '.join(filter(None, (self._command, *words)))}`."


def _way_out(command: str) -> str:
    """Return how to have a text read as it is."""
    return f"If it belongs to your text, put two hyphens before: `{command} -- your text`."


def _with_two_dashes(typed: str) -> str:
    """Return an option with one dash as it should have been typed, anything else as it is."""
    one = _ONE_DASH.match(typed)
    return typed if one is None else f"--{typed[one.end() :]}"


def _meant(word: str, known: Sequence[str], *, at_least: float) -> str:
    """Return the known word that is most like this one, or ""."""
    by_fold = {name.casefold(): name for name in known}
    alike = get_close_matches(word.casefold()[:100], by_fold, n=1, cutoff=at_least)
    return by_fold[alike[0]] if alike else ""


def _first_group(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group is not None), "")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{inert(name)}`" for name in names)


def _shown(written: str) -> str:
    return inert(shorten(written, 30)) or "?"
