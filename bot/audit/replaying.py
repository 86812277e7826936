"""Doing again what is on record: does the model still give the explanation that was shown?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import BotError
from bot.moderation.cases.record import Recorded
from bot.store import Store, chain
from explain_core.errors import ExplainError

if TYPE_CHECKING:
    from explain_core.explainer import Explainer
    from explain_core.explanation import Explanation

# What another processor, or other texts in the same pass, may change. Attributions are measured
# against the strongest of them.
PROBABILITY_NOISE = 1e-3
ATTRIBUTION_NOISE = {"fp32": 0.01, "bf16": 0.1}

_NEEDED = ("model", "precision", "target", "baseline", "score", "method", "undo_evasion")

Key = TypeVar("Key")
Load = Callable[[str, str], "Explainer"]


class CannotReplay(BotError):
    """What is on record is not enough, or not here; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Check:
    """What of an explanation was looked at, whether it is as on record, and how it is."""

    what: str
    is_same: bool
    told: str


_KEPT = Check("text", True, "as it is kept")


@dataclass(frozen=True, slots=True)
class Replay:
    """One explanation, made again."""

    entry: Recorded
    checks: tuple[Check, ...]

    @property
    def matches(self) -> bool:
        return all(check.is_same for check in self.checks)


def wanted(store: Store, id: str, *, team: str = "") -> list[Recorded]:
    """Return the entries to replay: one, or every explanation shown of a case, each once.

    id:     of a case; or an entry's number, together with `team` or as "TEAM:NUMBER".
    Raises: CannotReplay if there is nothing of the kind; StoreUnavailable.
    """
    place, _, number = id.rpartition(":")
    place = place or team
    if number.isdecimal() and place:
        entry = store.audit.entry(place, int(number))
        if entry is None:
            raise CannotReplay(f"There is no entry {number} in the record of {place}.")
        if "attributions" not in entry.fields:
            raise CannotReplay(f"Entry {number} ({entry.event}) shows no explanation.")
        return [entry]
    entries = store.audit.of_case(id)
    if not entries:
        raise CannotReplay(
            f"There is no case {id} on record. Name a case, or an entry like TEAM:12."
        )
    shown = [entry for entry in entries if "attributions" in entry.fields]
    if not shown:
        raise CannotReplay(f"No entry about case {id} shows an explanation.")
    return list({_what(entry): entry for entry in shown}.values())


def replay(entry: Recorded, store: Store, load: Load, *, text: str = "") -> Replay:
    """Return how the explanation of an entry compares with one that is made now.

    load:   returns the model of a name, computing in a precision.
    text:   what was explained, for where it is not kept any more.
    Raises: CannotReplay if it cannot be made any more; StoreUnavailable.
    """
    shown = entry.fields
    for name in _NEEDED:
        if name not in shown:
            raise CannotReplay(f"The entry does not say with which {name}.")
    source = _given(entry, store, text) if text else _KEPT
    text = text or _text(entry, store)
    try:
        explainer = load(str(shown["model"]), str(shown["precision"]))
        again = explainer.explain(
            text,
            str(shown["target"]),
            baseline=str(shown["baseline"]),
            score=str(shown["score"]),
            method=str(shown["method"]),
            undo_evasion=bool(shown["undo_evasion"]),
            trust=False,
        )
    except ExplainError as error:
        raise CannotReplay(f"The model {shown['model']!r} cannot do it: {error}") from error
    found = explainer.fingerprint
    return Replay(
        entry,
        (
            _entry_itself(entry),
            source,
            _hash("model", shown.get("model_hash"), found.model),
            _hash("tokenizer", shown.get("tokenizer_hash"), found.tokenizer),
            _probabilities(shown.get("probabilities"), again),
            _attributions(shown["attributions"], again),
            # On another processor, the path may take one more round.
            Check("points", True, f"{again.n_steps} here, {shown.get('points')} on record"),
        ),
    )


def _what(entry: Recorded) -> str:
    names = ("explanation", "model_hash", "target", "attributions")
    return repr([entry.fields.get(name) for name in names])


def _given(entry: Recorded, store: Store, text: str) -> Check:
    id = str(entry.fields.get("explanation", ""))
    if store.explanations.matches(id, text) or store.cases.matches(entry.case, text):
        return Check("text", True, "the one that was explained")
    kept = store.explanations.find(id)
    if kept is None or not kept.has_text:
        return Check("text", True, "as given, and not known to be the one")
    return Check("text", False, "not the one that was explained")


def _text(entry: Recorded, store: Store) -> str:
    """Return the text that was explained, from wherever it is still kept."""
    kept = store.explanations.find(str(entry.fields.get("explanation", "")))
    if kept is not None and kept.has_text:
        return kept.explanation.text
    if text := entry.told.get("text"):
        return text
    case = store.cases.get(entry.case)
    if case is not None and case.has_text and case.explanation == entry.fields.get("explanation"):
        return case.text
    raise CannotReplay("The text is not kept any more. If you have it, give it with --text FILE.")


def _entry_itself(entry: Recorded) -> Check:
    hash = chain.entry_hash(
        team=entry.team,
        seq=entry.seq,
        created=entry.created,
        event=entry.event,
        case=entry.case,
        channel=entry.channel,
        fields=entry.fields,
        digests=entry.digests,
        previous=entry.previous,
    )
    is_same = hash == entry.hash
    return Check("entry", is_same, "as it was written" if is_same else "it was changed")


def _hash(what: str, on_record: object, here: str) -> Check:
    if not on_record:
        return Check(what, False, f"{here[:12]} here; which one it was is not on record")
    if on_record == here:
        return Check(what, True, f"the same, {here[:12]}")
    return Check(what, False, f"another one: {here[:12]} here, {str(on_record)[:12]} on record")


def _probabilities(on_record: Any, again: Explanation) -> Check:
    known = _numbers(on_record) if isinstance(on_record, Mapping) else {}
    here = again.probabilities
    if known.keys() != here.keys():
        return Check("probabilities", False, f"other labels: {', '.join(here)} here")
    worst = max(here, key=lambda label: abs(here[label] - known[label]))
    apart = abs(here[worst] - known[worst])
    told = f"{len(here)} labels, at most {apart:.1e} apart"
    if apart <= PROBABILITY_NOISE:
        return Check("probabilities", True, told)
    told += f" ({worst}: {here[worst]:.4f} here, {known[worst]:.4f} on record)"
    return Check("probabilities", False, told)


def _attributions(on_record: Any, again: Explanation) -> Check:
    here = [word.attribution for word in again.words]
    then = _numbers(dict(enumerate(on_record))) if isinstance(on_record, list) else {}
    if len(here) != len(then):
        return Check("attributions", False, f"{len(here)} words here, {len(then)} on record")
    strongest = max(map(abs, then.values()), default=0.0) or 1.0
    apart = [abs(now - then[place]) / strongest for place, now in enumerate(here)]
    worst = max(apart, default=0.0)
    told = f"{len(here)} words, at most {worst:.1e} of the strongest apart"
    if worst <= ATTRIBUTION_NOISE.get(again.precision, ATTRIBUTION_NOISE["fp32"]):
        return Check("attributions", True, told)
    place = apart.index(worst)
    told += f" (word {place + 1}: {here[place]:+.4f} here, {then[place]:+.4f} on record)"
    return Check("attributions", False, told)


def _numbers(values: Mapping[Key, Any]) -> dict[Key, float]:
    """Return what is a number of what is on record, which may have been tampered with."""
    return {key: value for key, value in values.items() if isinstance(value, int | float)}
