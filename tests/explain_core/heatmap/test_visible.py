# ruff: noqa: RUF001 - text in many scripts is what is tested here

from __future__ import annotations

import unicodedata

import pytest

from explain_core.heatmap.visible import gap, shorten, visible

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "$x^2$ <!channel> & \\frac",
        "مرحبا",
        "नमस्ते",
        "世界",
        "é",
        FAMILY,
        ENGLAND,
        "❤\ufe0f\u200d🔥",
        "می\u200cخواهم",
    ],
)
def test_visible_leaves_what_can_be_seen(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31m", "a[U+001B][31m"),
        ("\x00", "[U+0000]"),
        ("a\x9bb", "a[U+009B]b"),
        ("a\x7f", "a[U+007F]"),
        ("a\ud800", "a[U+D800]"),
        ("a\ufffe", "a[U+FFFE]"),
        ("a\tb\u2028c", "a b c"),
    ],
)
def test_visible_names_what_acts(text: str, expected: str) -> None:
    assert visible(text) == expected


@pytest.mark.parametrize(
    "invisible",
    ["\u200b", "\u202e", "\u2066", "\u2069", "\u00ad", "\ufeff", "\u3164", "\U000e0041", "\ufe01"],
)
def test_visible_leaves_out_what_cannot_be_seen(invisible: str) -> None:
    assert visible(f"a{invisible}b") == "ab"
    assert visible(invisible) == f"[U+{ord(invisible):04X}]"


def test_visible_names_a_few_of_many_invisible_characters() -> None:
    assert visible("\u200b" * 1000) == "[U+200B]" * 4 + "…"


def test_visible_keeps_tags_behind_a_black_flag_only() -> None:
    assert visible("a\U000e0067\U000e007f") == "a"


def test_visible_bounds_stacked_marks() -> None:
    shown = visible("z" + "\u0301" * 500)

    assert sum(unicodedata.combining(char) > 0 for char in shown) <= 4


def test_visible_gives_a_lone_mark_something_to_stand_on() -> None:
    assert visible("\u0301") == "\u25cc\u0301"
    assert visible("a \u17c7") == "a \u25cc\u17c7"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" ", " "),
        ("  \t", "  \t"),
        ("\r\n\r\n", "\n\n"),
        ("\u2029 \x0b", "\n \n"),
        ("\u00a0\x1f", "\u00a0 "),
    ],
)
def test_gap_keeps_blanks_and_line_breaks(text: str, expected: str) -> None:
    assert gap(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abcde", "abcde"),
        ("abcdefgh", "abc…h"),
        ("e\u0301" * 6, "e\u0301" * 3 + "…" + "e\u0301"),
        (FAMILY * 5, FAMILY * 5),
    ],
)
def test_shorten_counts_graphemes(text: str, expected: str) -> None:
    assert shorten(text, 5) == expected


def test_shorten_bounds_a_single_endless_grapheme() -> None:
    assert len(shorten("\u1100" * 1000, 5)) <= 16
