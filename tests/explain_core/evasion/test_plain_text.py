# ruff: noqa: RUF001 - letters that look like others are what is tested here
from __future__ import annotations

import random
import subprocess
import sys

import pytest

from explain_core.evasion import Plain, plain_text
from explain_core.explanation import Undone
from tests.explain_core.evasion.texts import EVASIONS, ORDINARY
from tests.explain_core.nasty_texts import CHARACTERS, TEXTS, random_texts

SIGNS = (*"idot1!0$@. -_*/3h4te", "\u200b", "\u0336", "і", "ｉ", "𝖎", "🅱", "\n", "  ", "f**k")


def mixed_texts(n: int, *, seed: int) -> list[str]:
    """Return texts of what evasions are made of, ordinary words and odd characters."""
    dice = random.Random(seed)
    parts = (*SIGNS, *SIGNS, *EVASIONS, *ORDINARY, *CHARACTERS)
    return ["".join(dice.choices(parts, k=dice.randint(1, 25))) for _ in range(n)]


ANY_TEXT = (*EVASIONS, *ORDINARY, *TEXTS, *random_texts(300, seed=3), *mixed_texts(600, seed=4))


def typed(plain: Plain, text: str) -> list[str]:
    """Return what was typed for each character."""
    return [text[a:b] for a, b in zip(plain.offsets, plain.offsets[1:], strict=False)]


@pytest.mark.parametrize(("text", "meant"), EVASIONS.items())
def test_plain_text_undoes_evasion(text: str, meant: str) -> None:
    assert plain_text(text).text == meant


@pytest.mark.parametrize(("text", "meant"), EVASIONS.items())
def test_plain_text_undoes_evasion_inside_a_sentence(text: str, meant: str) -> None:
    assert plain_text(f"Well, {text} then").text == f"Well, {meant} then"


@pytest.mark.parametrize("text", ORDINARY)
def test_plain_text_leaves_ordinary_text_alone(text: str) -> None:
    plain = plain_text(text)
    assert plain.text == text
    assert plain.offsets == tuple(range(len(text) + 1))
    assert plain.undone(text) == ()


def test_plain_text_leaves_ordinary_texts_alone_that_stand_together() -> None:
    text = "\n\n".join(text for text in ORDINARY if text.isascii())
    assert plain_text(text).text == text


def test_plain_text_accounts_for_every_typed_character() -> None:
    for text in ANY_TEXT:
        plain = plain_text(text)
        assert len(plain.offsets) == len(plain.text) + 1
        assert plain.offsets[-1] == len(text)
        assert "".join(typed(plain, text)) == text
        assert list(plain.offsets) == sorted(plain.offsets)


def test_plain_text_of_plain_text_is_the_same() -> None:
    for text in ANY_TEXT:
        plain = plain_text(text).text
        assert plain_text(plain).text == plain


def test_plain_text_never_leaves_nothing_of_something() -> None:
    for text in ANY_TEXT:
        assert bool(plain_text(text).text.strip()) == bool(text.strip())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i d i o t", ["i ", "d ", "i ", "o ", "t"]),
        ("1d10t", ["1", "d", "1", "0", "t"]),
        ("\u200bso\u200b", ["\u200bs", "o\u200b"]),
        ("idiiot", ["i", "d", "ii", "o", "t"]),
        ("i\u0336d\u0336iot", ["i\u0336", "d\u0336", "i", "o", "t"]),
    ],
)
def test_offsets_lead_each_character_to_what_was_typed(text: str, expected: list[str]) -> None:
    assert typed(plain_text(text), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nothing", ()),
        ("a 1d10t, h4te!", (Undone(2, 7, "idiot"), Undone(9, 13, "hate"))),
        ("an i d i o t.", (Undone(3, 12, "idiot"),)),
        ("f u c k  y o u", (Undone(0, 7, "fuck"), Undone(9, 14, "you"))),
        ("\u200bso\u200b", (Undone(0, 4, "so"),)),
    ],
)
def test_undone_lists_the_words_that_were_typed_otherwise(
    text: str, expected: tuple[Undone, ...]
) -> None:
    assert plain_text(text).undone(text) == expected


def test_undone_stretches_are_in_order_and_apart() -> None:
    for text in ANY_TEXT:
        end = 0
        for part in plain_text(text).undone(text):
            assert end <= part.start < part.end <= len(text)
            assert not text[part.start].isspace()
            assert not text[part.end - 1].isspace()
            end = part.end


@pytest.mark.parametrize(
    "text", ["i d ", "a.", "1d10t ", "a@", "i\u0301", "/a", "аb", "```", "a-", "<@", "www.", "ab."]
)
def test_plain_text_reads_long_texts_of_any_kind(text: str) -> None:
    long = text * (40_000 // len(text))
    plain = plain_text(long)
    assert "".join(typed(plain, long)) == long


def test_evasion_is_undone_without_pytorch() -> None:
    code = (
        "from explain_core.evasion import plain_text; assert plain_text('1d10t').text == 'idiot'; "
        "import sys; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
