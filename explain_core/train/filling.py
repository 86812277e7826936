"""Filling a pattern's slots with words that fit each other."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from explain_core.train import vocabulary as words
from explain_core.train.split import SLOT, of_part
from explain_core.train.surface import with_articles

_OPPOSITE = {"positive": "negative", "negative": "positive"}
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


def plural(noun: str) -> str:
    """Return the plural of a regular noun: box -> boxes, party -> parties, key -> keys."""
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(s|x|ch|sh)$", noun) else "s")


def third_person(verb: str) -> str:
    """Return what he or she does: love -> loves, impress -> impresses."""
    return plural(verb)


def past(verb: str) -> str:
    """Return the past of a regular verb: love -> loved, abhor -> abhorred."""
    if verb.endswith("e"):
        return verb + "d"
    doubled = verb[-1] if verb in {"regret", "abhor"} else ""
    return f"{verb}{doubled}ed"


def _nouns_for(slots: set[str]) -> dict[str, list[str]]:
    if "t" in slots:
        return {domain: list(nouns) for domain, nouns in words.DEVICES.items()}
    if "p" in slots:
        return {"person": list(words.NOUNS["person"])}
    nouns = {domain: list(group) for domain, group in words.NOUNS.items() if domain != "person"}
    if not slots & {"c", "cs"}:
        for domain, mass in words.MASS_NOUNS.items():
            nouns.setdefault(domain, []).extend(mass)
    return nouns


_FORMS: Mapping[str, tuple[Mapping[str, Sequence[str]], Callable[[str], str]]] = {
    "like": (words.LIKE_VERBS, str),
    "likes": (words.LIKE_VERBS, third_person),
    "liked": (words.LIKE_VERBS, past),
    "please": (words.PLEASE_VERBS, str),
    "pleased": (words.PLEASE_VERBS, past),
    "feel": (words.FEELINGS, str),
}
_NEUTRAL_FILLERS: Mapping[str, Sequence[str]] = {
    "object": words.OBJECTS,
    "location": words.LOCATIONS,
    "place": words.PLACES,
    "event": words.EVENTS,
    "day": words.DAYS,
    "time": words.TIMES,
    "name": words.NAMES,
    "city": words.CITIES,
    "color": words.COLORS,
    "size": words.SIZES,
    "number": words.NUMBERS,
}


class Filler:
    """Fills one pattern; remembers what it has chosen so that its words fit each other."""

    def __init__(self, label: str, *, held_out: bool, rng: random.Random) -> None:
        self._label = label
        self._held_out = held_out
        self._rng = rng
        self._domain = "any"
        self._noun = ""
        self._pronoun = rng.choice(("he", "she"))
        self._used: set[str] = set()

    def fill(self, pattern: str) -> str:
        text = _CHOICE.sub(lambda match: self._rng.choice(match[1].split("|")), pattern)
        self._choose_noun(set(SLOT.findall(text)))
        text = SLOT.sub(lambda match: self._slot(match[1]), text)
        return with_articles(" ".join(text.split()))

    def _pick(self, candidates: Iterable[str]) -> str:
        allowed = of_part(candidates, held_out=self._held_out)
        chosen = self._rng.choice([word for word in allowed if word not in self._used] or allowed)
        self._used.add(chosen)
        return chosen

    def _choose_noun(self, slots: set[str]) -> None:
        if slots & {"n", "c", "cs", "t", "p"}:
            nouns = _nouns_for(slots)
            self._noun = self._pick(noun for group in nouns.values() for noun in group)
            self._domain = next(domain for domain, group in nouns.items() if self._noun in group)

    def _slot(self, slot: str) -> str:
        if slot in {"n", "c", "t", "p"}:
            return self._noun
        if slot == "cs":
            return plural(self._noun)
        if slot in {"d", "the"}:
            return self._rng.choice(
                ("the", "the", "this", "that") if slot == "d" else ("the", "these", "those")
            )
        if slot == "he":
            return self._pronoun
        name = slot.rstrip("2")
        if name in _NEUTRAL_FILLERS:
            return self._neutral(name)
        return self._signed(name)

    def _neutral(self, name: str) -> str:
        candidates = _NEUTRAL_FILLERS[name]
        if name in {"object", "location", "place", "event"}:
            return self._pick(candidates)
        chosen = self._rng.choice([word for word in candidates if word not in self._used])
        self._used.add(chosen)
        return chosen

    def _signed(self, name: str) -> str:
        same = "same" in name.split("_")
        polarity = self._label if same else _OPPOSITE[self._label]
        verb = name.split("_")[0]
        if verb in _FORMS:
            table, inflect = _FORMS[verb]
            return inflect(self._pick(table[polarity]))
        if verb == "comp":
            return self._rng.choice(words.COMPARATIVES[polarity])
        return self._pick(self._adjectives(polarity, gradable=verb == "g"))

    def _adjectives(self, polarity: str, *, gradable: bool) -> Sequence[str]:
        table = words.ADJECTIVES[polarity]
        general = () if self._domain == "person" else table["any"]
        candidates = (*general, *table.get(self._domain, ()))
        return [word for word in candidates if not (gradable and word in words.UNGRADABLE)]
