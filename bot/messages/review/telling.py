"""What there is to say about a case in words, before any block is made of it.

Everything here is in Slack's markup, unless it says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.markup import inert, quote, shorten
from bot.messages.said import rated, rated_in_bold
from bot.moderation.cases.case import Case
from explain_core.explanation import Explanation
from explain_core.heatmap import wording
from explain_core.heatmap.visible import visible

VERDICTS = {"agree": "it breaks the rules", "overrule": "it is fine"}
NO_TEXT = "The text is no longer kept."
HIDDEN = "The text is hidden."
MOST_NAMED = 8
MOST_SAID = 1_000

_ID = re.compile(r"[A-Z0-9]{1,30}")
_LINK = re.compile(r"https://[^\s<>|]+")


def person(user: str) -> str:
    """Return somebody's name as Slack shows it."""
    return f"<@{user}>" if _ID.fullmatch(user) else "somebody"


def channel_name(channel: str) -> str:
    """Return a channel's name as Slack shows it; a direct message has none."""
    if not _ID.fullmatch(channel):
        return "Slack"
    return "a direct message" if channel.startswith("D") else f"<#{channel}>"


def linked(link: str, words: str) -> str:
    """Return words that lead to a page of Slack; the words alone if there is no address."""
    return f"<{link}|{words}>" if _LINK.fullmatch(link) else words


def labels_in_bold(case: Case, language: str = "en") -> str:
    """Return the labels for which it was flagged with their probabilities."""
    if case.flagged:
        return _flagged(case, rated_in_bold, language)
    if not case.probabilities:
        return "The model has not scored it."
    closest = max(case.probabilities, key=lambda label: case.probabilities[label])
    shown = rated_in_bold(closest, case.probabilities[closest], language)
    return f"No label reaches its threshold; the closest is {shown}."


def labels_in_short(case: Case, language: str = "en") -> str:
    """Return the same in plain words, without markup."""
    if case.flagged:
        return _flagged(case, rated, language)
    return "no label reaches its threshold" if case.probabilities else "not scored"


def _flagged(case: Case, write: Callable[[str, float, str], str], language: str) -> str:
    flagged = sorted(case.flagged, key=lambda label: -case.probabilities[label])
    named = [write(one, case.probabilities[one], language) for one in flagged[:MOST_NAMED]]
    rest = len(flagged) - len(named)
    return ", ".join(named) + (f" and {rest:,} more" if rest else "")


def in_short(case: Case, language: str = "en") -> str:
    """Return a case in one line, for lists of several: "Toxic 97%, in #general"."""
    return f"{inert(labels_in_short(case, language))}, in {channel_name(case.channel)}"


def in_quotes(case: Case, *, blur: bool = False) -> str:
    """Return the text as typed, in quotation marks, shortened; without markup.

    blur: that there is one is said instead, for who prefers not to see it yet.
    """
    if blur and case.has_text:
        return HIDDEN
    return quote(case.text) if case.has_text else NO_TEXT


def said_in_full(text: str) -> str:
    """Return what somebody said in quotation marks on one line, nearly all of it; no markup."""
    return f"“{shorten(visible(text), MOST_SAID)}”"


def read_otherwise(explanation: Explanation) -> str:
    """Return which disguised words the model read as what, "" if there are none; no markup."""
    told = wording.read_as(explanation)
    return f"The model {told}." if told else ""


def threshold_of(case: Case, label: str, language: str = "en") -> str:
    """Return one label with its probability and from where on it counts, without markup."""
    told = rated(label, case.probabilities[label], language)
    threshold = case.thresholds.get(label)
    return told if threshold is None else f"{told} (counts from {wording.threshold(threshold)})"
