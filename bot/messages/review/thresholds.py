"""Thresholds: what is set, what another one would have meant, and the admin's yes to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.markup import inert, mrkdwn
from bot.messages import callback_ids
from bot.messages.blocks import Element, context, field, section
from bot.messages.choices import key_of
from bot.messages.dates import when
from bot.messages.labels import name_of
from bot.messages.message import Message
from bot.messages.review.windows import about_of, form, window, written
from bot.messages.said import listed
from bot.messages.spoken import message_of
from bot.moderation.overtime.thresholds import Change, Counts, Trial

LOWEST, HIGHEST = 0.001, 1.0  # what the fields take
# Slack takes 3,000 characters of what comes back with a window.
_ABOUT_LIMIT = 3_000
_MOST_LABELS = 40
# Closer than this is the same threshold, by what the fields show of it.
_SAME = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """thresholds: of the labels that are to change; errors: by the field that has to show it."""

    thresholds: Mapping[str, float]
    errors: Mapping[str, str]


def thresholds_window(
    present: Mapping[str, float], *, of_model: Mapping[str, float]
) -> dict[str, Any]:
    """Return the window that asks for thresholds; `read_thresholds` reads what comes back.

    present:  of every label, as it is now.
    of_model: of every label, as the model comes with it.
    """
    blocks = [
        section(
            mrkdwn(
                "A message is flagged when a label's probability is at or above its threshold. "
                "Higher ones flag less, lower ones more. *Nothing changes yet*: first you see "
                "what the new ones would have meant for past cases."
            )
        ),
        *(
            field(
                _name(label),
                name_of(label),
                _number(present[label]),
                hint=_hint(of_model.get(label)),
                optional=True,
            )
            for label in list(present)[:_MOST_LABELS]
        ),
    ]
    return form("Thresholds", blocks, callback_id=callback_ids.TRY_THRESHOLDS, submit="Try")


def read_thresholds(
    view: Mapping[str, Any], present: Mapping[str, float], *, of_model: Mapping[str, float]
) -> Proposed:
    """Return the thresholds that somebody wants to change, or what is wrong with them.

    A field that was left empty goes back to what the model comes with.
    """
    errors: dict[str, str] = {}
    proposed: dict[str, float] = {}
    for label in list(present)[:_MOST_LABELS]:
        name = _name(label)
        text = written(view, name)
        value = _read_number(text) if text else of_model.get(label, present[label])
        if value is None:
            errors[name] = (
                f"Write a number from {_shown(LOWEST)} to {_shown(HIGHEST)}, such as 0.7."
            )
        elif abs(value - present[label]) >= _SAME:
            proposed[label] = value
    if not errors and not proposed:
        first = next(iter(present), "")
        errors[_name(first)] = "These are the thresholds of today. Change one to see what it does."
    return Proposed(thresholds=proposed, errors=errors)


def tried_window(trial: Trial, proposed: Mapping[str, float]) -> dict[str, Any]:
    """Return what other thresholds would have meant; sending the window off switches to them.

    proposed: of the labels that are to change; `read_switch` reads them again.
    """
    blocks = [section(mrkdwn(line)) for line in _told(trial)]
    blocks.append(context(*map(mrkdwn, _notes(trial))))
    about = json.dumps(dict(proposed), ensure_ascii=False)
    if len(about) > _ABOUT_LIMIT:
        blocks.append(section(mrkdwn("These are too many at once. Change fewer of them.")))
        return window("What would change", blocks)
    return form(
        "What would change",
        blocks,
        callback_id=callback_ids.SWITCH_THRESHOLDS,
        submit="Switch",
        about=about,
    )


def read_switch(view: Mapping[str, Any]) -> dict[str, float]:
    """Return the thresholds to switch to; nothing if the window does not say it."""
    try:
        found = json.loads(about_of(view))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {label: float(value) for label, value in found.items() if _is_threshold(value)}


def thresholds_set(thresholds: Mapping[str, float]) -> Message:
    """Return that the thresholds were switched, for the admin who did it."""
    told = listed([f"{inert(name_of(label))} {_shown(to)}" for label, to in thresholds.items()])
    sentence = f"New thresholds count from now on: {told}. Cases that are open stay open."
    return message_of([section(mrkdwn(sentence))])


def _told(trial: Trial) -> Iterator[str]:
    if trial.since is None:
        yield "*Nobody can say yet*: this model has flagged nothing so far."
        return
    if len(trial.labels) > 1 or _differs(trial.together, trial.labels):
        yield f"*All labels together*: {_changed(trial.together)}."
    for change in trial.labels[:_MOST_LABELS]:
        yield (
            f"*{inert(name_of(change.label))}*, with {_shown(change.proposed)} instead of "
            f"{_shown(change.present)}: {_changed(change)}."
        )


def _differs(together: Change, labels: Sequence[Change]) -> bool:
    """Return whether other labels flag what a changed one does not flag any more, or has so far."""
    return any((one.fewer, one.more) != (together.fewer, together.more) for one in labels)


def _changed(change: Change) -> str:
    """Return a change in words: "31 fewer flags, of which 29 had been overruled"."""
    parts = []
    if change.fewer.total:
        parts.append(f"{_flags(change.fewer, 'fewer')}{_verdicts(change.fewer)}")
    if change.more.total:
        parts.append(f"at least {_flags(change.more, 'more')}{_verdicts(change.more)}")
    if parts:
        return " and ".join(parts)
    if change.has_unseen:
        return f"more flags, but nobody knows how many ({_flags(change.now, 'so far')})"
    return f"the same flags as today ({change.now.total:,})"


def _flags(counts: Counts, how: str) -> str:
    flag = "flag" if counts.total == 1 else "flags"
    return f"{counts.total:,} {flag} {how}" if how == "so far" else f"{counts.total:,} {how} {flag}"


def _verdicts(counts: Counts) -> str:
    named = (
        (counts.overruled, "had been overruled"),
        (counts.agreed, "had been agreed with"),
        (counts.undecided, "not decided yet"),
    )
    parts = [
        f"{number:,} {what}" if "had" in what else f"{number:,} {_be(number)} {what}"
        for number, what in named
        if number
    ]
    return f", of which {listed(parts)}" if parts else ""


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def _notes(trial: Trial) -> Iterator[str]:
    if trial.since is not None:
        yield f"From the cases since {when(trial.since)}."
    if trial.has_unseen:
        yield (
            "A lower threshold flags messages that were never kept, so nobody can say how many "
            "more there would be."
        )
    if trial.other_models:
        cases = "case was" if trial.other_models == 1 else "cases were"
        yield f"{trial.other_models:,} {cases} flagged by another model and not counted."
    yield "Messages that people send to review are looked at whatever the thresholds are."


def _name(label: str) -> str:
    return f"threshold-{key_of(label)}"


def _number(value: float) -> Element:
    return {
        "type": "number_input",
        "is_decimal_allowed": True,
        "initial_value": _shown(min(HIGHEST, max(LOWEST, value))),
        "min_value": str(LOWEST),
        "max_value": str(HIGHEST),
    }


def _hint(of_model: float | None) -> str:
    return "" if of_model is None else f"The model comes with {_shown(of_model)}."


def _shown(threshold: float) -> str:
    """Return a threshold as it is written: 0.7, 0.345."""
    return f"{threshold:.3f}".rstrip("0").rstrip(".") or "0"


def _read_number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if _is_threshold(value) else None


def _is_threshold(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= 1
