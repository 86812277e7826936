"""Rude sentences as people respell them to get past a filter.

What is respelt are the words that insult, or the longest word of a sentence that has none. The
tables are written for this measure, apart from those that undo it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final

from explain_core.train.identity_templates import held_out_rows, training_rows
from moderating.words import LEXICON

N_SENTENCES = 100
RUDE: Final = ("insult", "swear-insult", "slur-attack", "derogation", "dehumanising", "threat")

_WORD: Final = re.compile(r"[A-Za-z]+")
_CYRILLIC: Final = str.maketrans("aceopxyisjkmt", "асеорхуіѕјкмт")
_GREEK: Final = str.maketrans("aeoiuvpkt", "αεοιυνρκτ")
_SMALL_CAPITALS: Final = str.maketrans(
    "abcdefghijklmnoprstuvwyz",
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
)
_DIGITS: Final = str.maketrans("oietas", "013745")
_SIGNS: Final = str.maketrans("asi", "@$!")

Respell = Callable[[str, random.Random], str]


def sentences(*, seed: int) -> list[str]:
    """Return rude sentences of the project's own templates, half of them from the held-out part."""
    half = N_SENTENCES // 2
    found: list[str] = []
    for rows in (training_rows(4000, seed=seed), held_out_rows(4000, seed=seed)):
        rude = [row.text for row in rows if row.kind in RUDE]
        found += list(dict.fromkeys(rude))[:half]
    return found


def respelt(sentence: str, respell: Respell, *, seed: int) -> str:
    """Return the sentence with the words respelt that matter."""
    dice = random.Random(f"{seed} {sentence}")
    words = _WORD.findall(sentence)
    chosen = {word for word in words if word.lower() in LEXICON} or {max(words, key=len)}
    return _WORD.sub(lambda m: respell(m[0], dice) if m[0] in chosen else m[0], sentence)


def _shifted(first: str) -> Respell:
    """Return what puts each letter into another style, whose `a` this is."""
    start = ord(first)
    return lambda word, _: "".join(chr(start + ord(c) - ord("a")) for c in word.lower())


def _between(sign: str) -> Respell:
    return lambda word, _: sign.join(word)


def _some(table: dict[int, int]) -> Respell:
    return lambda word, _: word.lower().translate(table)


def _one_letter(table: dict[int, int]) -> Respell:
    """Return what replaces one letter alone, as a careful evader does."""

    def respell(word: str, dice: random.Random) -> str:
        places = [i for i, c in enumerate(word.lower()) if ord(c) in table]
        if not places:
            return word
        at = dice.choice(places)
        return word[:at] + word[at].lower().translate(table) + word[at + 1 :]

    return respell


def _piled(marks: str, least: int, most: int) -> Respell:
    def respell(word: str, dice: random.Random) -> str:
        return "".join(c + "".join(dice.choices(marks, k=dice.randint(least, most))) for c in word)

    return respell


def _drawn_out(word: str, dice: random.Random) -> str:
    places = [i for i, c in enumerate(word.lower()) if c in "aeiouy"] or [len(word) - 1]
    at = dice.choice(places)
    return word[:at] + word[at] * dice.randint(4, 8) + word[at + 1 :]


def _masked(word: str, dice: random.Random) -> str:
    if len(word) < 4:
        return word
    return word[0] + "".join("*" if c in "aeiou" else c for c in word[1:-1]) + word[-1]


def _cut(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word)) if len(word) > 1 else 1
    return f"{word[:at]}.{word[at:]}"


def _mixed(word: str, dice: random.Random) -> str:
    word = _one_letter(_CYRILLIC)(word, dice)
    word = word.translate(_DIGITS)
    return "".join(c + dice.choice(("", "", "\u200b")) for c in word)


RESPELLINGS: Final[dict[str, Respell]] = {
    "one Cyrillic letter": _one_letter(_CYRILLIC),
    "Cyrillic letters": _some(_CYRILLIC),
    "Greek letters": _some(_GREEK),
    "small capitals": _some(_SMALL_CAPITALS),
    "fullwidth": _shifted("\N{FULLWIDTH LATIN SMALL LETTER A}"),
    "mathematical": _shifted("\N{MATHEMATICAL BOLD FRAKTUR SMALL A}"),
    "circled": _shifted("\N{CIRCLED LATIN SMALL LETTER A}"),
    "zero-width spaces": _between("\u200b"),
    "soft hyphens": _between("\u00ad"),
    "piled marks": _piled("\u0301\u0302\u0303\u0316\u0317\u0318\u0330", 3, 8),
    "struck through": _piled("\u0336", 1, 1),
    "spaces": _between(" "),
    "dots": _between("."),
    "hyphens": _between("-"),
    "cut in two": _cut,
    "digits": _some(_DIGITS),
    "one digit": _one_letter(_DIGITS),
    "signs": _some(_SIGNS),
    "drawn out": _drawn_out,
    "masked": _masked,
    "mixed": _mixed,
}
