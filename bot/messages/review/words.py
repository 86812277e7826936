"""The window "Which words?": a moderator marks those that matter, and those wrongly blamed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.markup import mrkdwn, plain, quote, word_of
from bot.messages import callback_ids
from bot.messages.blocks import MOST_OPTIONS, OPTION_LIMIT, Element, context, field, option, section
from bot.messages.message import Block
from bot.messages.review.values import value_of
from bot.messages.review.windows import all_chosen, form, window
from bot.moderation.cases.case import Case, Mark
from explain_core.explanation import WordAttribution
from explain_core.rewriting import is_punctuation

MATTERS, BLAMELESS = "matters", "blameless"

_FIELDS = {
    MATTERS: ("Words that matter", "They are the reason for the verdict."),
    BLAMELESS: (
        "Words wrongly blamed",
        "The model held them against the author, but they are harmless.",
    ),
}
# So many boxes to tick fit in one field; of more words a menu is made, which can be searched.
_MOST_BOXES = 10
_STRONGEST = 10
_AROUND = 20
_SPAN = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What somebody marked; errors: by the field that has to show it, nothing is done then."""

    marks: tuple[Mark, ...]
    errors: Mapping[str, str]


def words_window(case: Case, words: Sequence[WordAttribution]) -> dict[str, Any]:
    """Return the window that asks which words matter; `read_marks` reads what comes back.

    words: of the case's text, with what each contributed; of more than 100 the strongest are
           offered, and those that are marked already.
    """
    offered = _offered(case, words)
    if not offered:
        return window("Which words?", [section(mrkdwn("There are no words left to mark."))])
    blocks = [
        section(plain(quote(case.text))),
        *_note(len(offered), len(words)),
        *(_field(case, offered, kind) for kind in _FIELDS),
    ]
    return form(
        "Which words?",
        blocks,
        callback_id=callback_ids.MARK_WORDS,
        submit="Save",
        about=value_of(case),
    )


def read_marks(view: Mapping[str, Any]) -> Marked:
    """Return what was marked, in the order of the text; nothing chosen takes all marks away."""
    spans = {kind: set(map(_span, all_chosen(view, kind))) - {None} for kind in _FIELDS}
    errors = {}
    if spans[MATTERS] & spans[BLAMELESS]:
        errors[BLAMELESS] = "A word is in both lists. Keep it in one of them."
    marks = [
        *(Mark(start=span[0], end=span[1], kind="matters") for span in spans[MATTERS] if span),
        *(Mark(start=span[0], end=span[1], kind="blameless") for span in spans[BLAMELESS] if span),
    ]
    return Marked(marks=tuple(sorted(marks, key=lambda mark: mark.start)), errors=errors)


def _offered(case: Case, words: Sequence[WordAttribution]) -> list[WordAttribution]:
    """Return the words to choose from, in the order of the text."""
    spelt = [word for word in words if not is_punctuation(word.text)] or list(words)
    marked = {(mark.start, mark.end) for mark in case.marks}
    first = sorted(spelt, key=lambda w: ((w.start, w.end) not in marked, -abs(w.attribution)))
    return sorted(first[:MOST_OPTIONS], key=lambda word: word.start)


def _note(n_offered: int, n_words: int) -> list[Block]:
    if n_words <= MOST_OPTIONS:
        return []
    sentence = f"These are the {n_offered} of {n_words:,} words that moved the model most."
    return [context(mrkdwn(sentence))]


def _field(case: Case, words: Sequence[WordAttribution], kind: str) -> Block:
    label, hint = _FIELDS[kind]
    options = _options(case, words)
    marked = {f"{mark.start}-{mark.end}" for mark in case.marks if mark.kind == kind}
    first = [options[value] for value in options if value in marked]
    element: Element
    if len(words) <= _MOST_BOXES:
        element = {"type": "checkboxes", "options": list(options.values())}
    else:
        element = {
            "type": "multi_static_select",
            "option_groups": _groups(words, options),
            "placeholder": plain("Choose words"),
        }
    if first:
        element["initial_options"] = first
    return field(kind, label, element, hint=hint, optional=True)


def _groups(
    words: Sequence[WordAttribution], options: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the words that moved the model most first, and then the others as they come."""
    strongest = sorted(words, key=lambda word: -abs(word.attribution))[:_STRONGEST]
    others = [word for word in words if word not in strongest]
    groups = (("Moved the model most", strongest), ("Other words, as they come", others))
    return [
        {"label": plain(title), "options": [options[_value(word)] for word in group]}
        for title, group in groups
        if group
    ]


def _options(case: Case, words: Sequence[WordAttribution]) -> dict[str, dict[str, Any]]:
    """Return an option for each word by its value; one that occurs again says which it is."""
    total = Counter(word.text for word in words)
    seen: Counter[str] = Counter()
    options = {}
    for word in words:
        seen[word.text] += 1
        text = word_of(word.text)
        entry = option(text, _value(word))
        if total[word.text] > 1:
            entry = option(f"{text} ({seen[word.text]} of {total[word.text]})", _value(word))
            entry["description"] = plain(_surroundings(case.text, word), OPTION_LIMIT)
        options[_value(word)] = entry
    return options


def _surroundings(text: str, word: WordAttribution) -> str:
    """Return a word with what stands around it: "… so bad that …"."""
    start, end = max(0, word.start - _AROUND), min(len(text), word.end + _AROUND)
    around = word_of(text[start : word.start][-_AROUND:]), word_of(text[word.end : end])
    return f"…{around[0]}{word_of(word.text)}{around[1]}…"


def _value(word: WordAttribution) -> str:
    return f"{word.start}-{word.end}"


def _span(value: str) -> tuple[int, int] | None:
    """Return what an option's value stands for, None if it is none of ours."""
    found = _SPAN.fullmatch(value)
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start < end else None
