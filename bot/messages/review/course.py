"""A case's course in words: where it comes from, who did what about it, how it ended.

Everything here is in Slack's markup, unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.markup import quote, word_of
from bot.messages.dates import when
from bot.messages.review.telling import MOST_NAMED, VERDICTS, channel_name, person
from bot.messages.said import listed, rated
from bot.moderation.cases.case import Case, Mark

_SOURCES = {
    "shortcut": "sent to review",
    "reaction": "sent to review with a reaction",
    "answer": "sent to review from an explanation",
    "monitor": "noticed by the model",
}
_STATES = {
    "new": "To decide",
    "open": "To decide",
    "appealed": "Second look asked for",
    "decided": "Decided",
    "closed": "Closed",
}
_MEASURES = {
    "none": "Nothing more was done.",
    "warn": "The author got a warning as a direct message.",
    "hide": "The message was hidden.",
    "delete": "The message was deleted.",
}
_MOST_EARLIER = 3


class Past(Protocol):
    """How many cases an author has had, the present one among them, and how they ended."""

    @property
    def cases(self) -> int: ...
    @property
    def agreed(self) -> int: ...
    @property
    def overruled(self) -> int: ...


def state_in_words(case: Case) -> str:
    """Return where a case stands: "Decided: it breaks the rules"."""
    state = _STATES[case.state]
    if case.verdict and case.state in ("decided", "closed"):
        return f"{state}: {VERDICTS[case.verdict]}"
    return state


def flagged_by(case: Case) -> str:
    """Return who or what flagged it: "Noticed by the model; sent to review by @ada"."""
    ways = [_SOURCES.get(source, "flagged") for source in case.sources] or ["flagged"]
    people = list(map(person, case.flaggers[:MOST_NAMED]))
    rest = len(case.flaggers) - len(people)
    people += [f"{rest:,} more"] if rest else []
    told = "; ".join(dict.fromkeys(ways))
    sentence = f"{told}, by {listed(people)}" if people else told
    return f"{sentence[:1].upper()}{sentence[1:]}, {when(case.created)}"


def wrote(case: Case, past: Past | None) -> str:
    """Return who wrote it where, and how many other cases they have: counts and nothing else."""
    author = person(case.author) if case.author else "Somebody unknown"
    where = f" in {channel_name(case.channel)}" if case.ts else ", in a text that was only typed"
    return f"{author} wrote it{where}. {_history(case, past)}".rstrip()


def changed_since(case: Case) -> str:
    """Return what became of the original, "" if it is as it was."""
    if case.original == "deleted":
        still = " The case can still be decided." if case.can_be_decided else ""
        return f":wastebasket: The original message is deleted.{still}"
    if case.original == "edited":
        return ":pencil2: The message was edited after it was flagged."
    return ""


def edited_into(case: Case, language: str = "en") -> str:
    """Return what it says since it was edited, and what the model says of that; without markup."""
    if case.original != "edited" or not case.edited_text:
        return ""
    scores = case.edited_probabilities
    if not scores:
        return f"It now reads: {quote(case.edited_text)}"
    over = [one for one in scores if scores[one] >= case.thresholds.get(one, 2.0)]
    worst = max(scores, key=lambda label: scores[label])
    told = "would still be flagged" if over else "would not be flagged"
    rating = rated(worst, scores[worst], language)
    return f"It now reads: {quote(case.edited_text)}. It {told}: {rating}."


def working_on(case: Case) -> str:
    """Return who is at work on it and who was asked, "" if nobody is."""
    told = []
    if case.claimed_by and case.can_be_decided:
        told.append(f"{person(case.claimed_by)} is looking at it.")
    if case.colleague and case.can_be_decided:
        told.append(f"{person(case.colleague)} was asked for a second opinion.")
    return " ".join(told)


def decision(case: Case) -> str:
    """Return who decided what and when, also when it was looked at again; "" if nobody has."""
    former = [
        f"{person(one.decided_by)} decided about an earlier version, {when(one.decided)}: "
        f"{VERDICTS[one.verdict]}."
        for one in case.earlier[-_MOST_EARLIER:]
    ]
    if not case.verdict:
        return " ".join(former)
    # A second look that is granted turns the verdict round; the first one was the other.
    first = "agree" if case.appeal_verdict == "granted" else case.verdict
    did = "agreed with the flag" if first == "agree" else "overruled the flag"
    at = f", {when(case.decided)}" if case.decided else ""
    told = f"{person(case.decided_by)} {did}: {VERDICTS[first]}{at}."
    return " ".join(filter(None, [*former, told, _second_look(case)]))


def consequence(case: Case) -> str:
    """Return what was done about it, "" if that is still open."""
    told = _MEASURES.get(case.measure, "")
    if case.warned and case.measure != "warn":
        return f"{told} {_MEASURES['warn']}".strip()
    return told


def marked(case: Case) -> str:
    """Return the words that moderators marked, in plain words without markup; "" if none are."""
    parts = [
        f"{title}: {_marked_words(case, kind)}."
        for kind, title in (("matters", "Words that matter"), ("blameless", "Wrongly blamed"))
        if any(mark.kind == kind for mark in case.marks)
    ]
    return " ".join(parts)


def marks_counted(marks: Sequence[Mark]) -> str:
    """Return how many words are marked, for where the words themselves are not to be seen."""
    return f"{len(marks):,} word{'s are' if len(marks) > 1 else ' is'} marked." if marks else ""


def _second_look(case: Case) -> str:
    if not case.appeal_verdict:
        return ""
    granted = case.appeal_verdict == "granted"
    did = "took it back: it is fine" if granted else "kept the decision"
    return f"The author asked for a second look; {person(case.appeal_decided_by)} {did}."


def _history(case: Case, past: Past | None) -> str:
    if past is None:
        return ""
    others = past.cases - 1
    if others < 1:
        return "They have no other case."
    agreed = past.agreed - (case.verdict == "agree")
    overruled = past.overruled - (case.verdict == "overrule")
    ended = ((agreed, "broke the rules"), (overruled, "fine"))
    told = ", ".join(f"{number:,} {how}" for number, how in ended if number > 0)
    return f"They have {others:,} other case{'s' if others > 1 else ''}: {told or 'none decided'}."


def _marked_words(case: Case, kind: str) -> str:
    if not case.has_text:
        return "no longer kept"
    words = [case.text[mark.start : mark.end] for mark in case.marks if mark.kind == kind]
    named = [f"“{word_of(word)}”" for word in words[:MOST_NAMED]]
    rest = len(words) - len(named)
    return ", ".join(named) + (f" and {rest:,} more" if rest else "")
