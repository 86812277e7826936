"""Characters and texts that trip up those who count characters."""

from __future__ import annotations

import random

CHARACTERS = (
    *"aZé9_ .,!?'-$#",
    "’",  # noqa: RUF001
    *"ßﬁⅧ½²",
    *"\t\n\r\x0b\x0c\x1c\x1f\x00\x01\x7f\x85\xa0\xad",
    *"\u0301\u0308\u093e\u094d\u3099",  # marks that combine with what stands before them
    *"\u200b\u200c\u200d\u200e\u200f\u202e\u2060\ufeff\ufffc\ufffd",
    *"\u2028\u2029\u3000\u1680",
    *"\ue000\u0378\U000e0001\U0010ffff",  # private use, unassigned, tag, last code point
    *"漢字かなカナーｶﾞ한글中",
    *"привет مرحبا हिन्दी ไทย",
    *"👩👍🏽🇫🇷❤\ufe0f☺⃣🏴😀",
)
TEXTS = (
    "the movie is good",
    "don't",
    "a\u0301b\u0301c",
    "👩\u200d👩\u200d👧\u200d👦!",
    "\u202eright to left\u202c",
    "one\r\ntwo\u2028three",
    "a\x00b",
    "\ue000 private",
    "\u0378",
    "tab\tseparated\tvalues",
    "   padded   ",
    "漢字とかな",
    "مرحبا، كيف الحال؟",
    "हिन्दी में",
    "ไม่ดีเลย",
    "x" * 300,
    "🙂" * 40,
    "e" + "\u0301" * 50,
)


def random_texts(n_texts: int, *, seed: int, longest: int = 40) -> list[str]:
    """Return texts of random characters, the same ones for the same seed."""
    dice = random.Random(seed)
    return [
        "".join(dice.choice(CHARACTERS) for _ in range(dice.randint(1, longest)))
        for _ in range(n_texts)
    ]
