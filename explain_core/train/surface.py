"""How a template sentence is written down: articles, capitals, apostrophes, padding."""

from __future__ import annotations

import random
import re

OPENERS = (
    "honestly,", "well,", "ok so", "hi all,", "to be fair,", "as I said,", "so,", "update:", "hmm,",
    "in short,", "just so you know,", "tbh", "and", "for the record,", "my view:",
)  # fmt: skip
PADDING = (
    "this was on Tuesday.", "I am writing this at work.", "we were there after lunch.",
    "my brother asked me about it.", "it was about a week ago.", "I read about it on the train.",
    "this is about the one from last month.", "we were four people.", "I live nearby.",
    "it was after the update.", "a colleague was with me.", "I paid by card.",
)  # fmt: skip
_VOWEL_SOUND = re.compile(r"\b([Aa]) (?=(?!use|uni|one|user)[aeiou]|honest|hour)")
_CONTRACTED = re.compile(r"(\w)(n't|'s|'m|'d|'re)\b")


def with_articles(text: str) -> str:
    """Return the text with "a" turned to "an" before a vowel sound: a awful -> an awful."""
    return _VOWEL_SOUND.sub(r"\1n ", text)


def capitalised(text: str) -> str:
    """Return the text with each sentence's first letter in upper case."""
    return re.sub(r"(^|[.?!] +)([a-z])", lambda match: match[1] + match[2].upper(), text)


def tokenised(text: str) -> str:
    """Return the text spaced as in tokenised corpora: isn't it. -> is n't it ."""
    apart = _CONTRACTED.sub(r"\1 \2", text)
    return re.sub(r" *([.,;?!]+)(?= |$)", r" \1", apart)


def normalised(text: str) -> str:
    """Return what makes two texts the same sentence: lower case, letters and digits only."""
    joined = text.lower().replace("\u2019", "'").replace(" n't", "nt").replace("'", "")
    return re.sub(r"[^a-z0-9:<()]+", " ", joined).strip()


def vary(text: str, *, rng: random.Random, padded: bool) -> str:
    """Return the sentence as one of many people would type it; its meaning stays."""
    text = text.replace("I 'm", "I'm")
    text = _padded(text, rng=rng) if padded else text
    style = rng.random()
    if style < 0.45:
        text = capitalised(text)
    elif style < 0.49:
        text = text.upper()
    elif style < 0.75:
        text = text.lower()
    text = _ended(text, rng=rng)
    if rng.random() < 0.12:
        return tokenised(text)
    return text.replace("'", "") if rng.random() < 0.12 else text.replace("'", _apostrophe(rng))


def _apostrophe(rng: random.Random) -> str:
    return "\u2019" if rng.random() < 0.1 else "'"


def _padded(text: str, *, rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.1:
        return f"{rng.choice(OPENERS)} {text}"
    if chance < 0.2:
        return f"{rng.choice(PADDING)} {text}"
    if chance < 0.26:
        stop = "" if text[-1] in ".?!" else "."
        return f"{text}{stop} {rng.choice(PADDING)}"
    return text


def _ended(text: str, *, rng: random.Random) -> str:
    if text.endswith("?"):
        return text if rng.random() < 0.8 else text[:-1]
    bare = text.rstrip(".")
    return bare + rng.choices(("", ".", "!", "...", "!!"), weights=(40, 48, 8, 2, 2))[0]
