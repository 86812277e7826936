from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest

from explain_core.words import words
from tests.explain_core.nasty_texts import TEXTS, random_texts


def units(text: str) -> list[str]:
    return [text[span.start : span.end] for span in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This movie is horrible.", ["This", "movie", "is", "horrible", "."]),
        ("Don't panic, it's 3.50!!!", ["Don't", "panic", ",", "it's", "3.50", "!!!"]),
        ("rock'n'roll l’amour", ["rock'n'roll", "l’amour"]),  # noqa: RUF001
        ("the dogs' bowl", ["the", "dogs", "'", "bowl"]),
        ("well-known", ["well", "-", "known"]),
        ("1,000.5 at 10:30.", ["1,000.5", "at", "10:30", "."]),
        ("$5 50% @me #tag", ["$", "5", "50", "%", "@", "me", "#", "tag"]),
        ("what?! no... yes -- no", ["what", "?", "!", "no", "...", "yes", "--", "no"]),
        ("snake_case _very_", ["snake_case", "_", "very", "_"]),
        ("(a)[b]", ["(", "a", ")", "[", "b", "]"]),
        ("東京タワーに行った。", ["東", "京", "タワー", "に", "行", "った", "。"]),
        ("らーめん ｶﾞｽ", ["らーめん", "ｶﾞｽ"]),
        ("iPhone手機", ["iPhone", "手", "機"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("مرحبا، كيف؟", ["مرحبا", "،", "كيف", "؟"]),
        ("क्षत्रिय हिन्दी", ["क्षत्रिय", "हिन्दी"]),
        ("½ ² Ⅷ", ["½", "²", "Ⅷ"]),
        ("a\u200db a\u00adb", ["a\u200db", "a\u00adb"]),
        ("!!!\u0301", ["!!", "!\u0301"]),
    ],
)
def test_words_are_what_a_reader_sees(text: str, expected: list[str]) -> None:
    assert units(text) == expected


EMOJI = ("😀", "👍🏽", "👩\u200d👩\u200d👧\u200d👦", "🇫🇷", "❤️", "🏴\U000e0067\U000e0062\U000e007f")


@pytest.mark.parametrize("emoji", [*EMOJI, "1️⃣", "#️⃣"])
def test_words_keep_an_emoji_in_one_piece(emoji: str) -> None:
    assert units(f"so {emoji} good") == ["so", emoji, "good"]


@pytest.mark.parametrize("emoji", EMOJI)
def test_words_keep_emoji_apart(emoji: str) -> None:
    assert units(f"so{emoji}{emoji}good") == ["so", emoji, emoji, "good"]


@pytest.mark.parametrize("text", ["がぎぐ", "ガギグ", "été", "क्षत्रिय"])
def test_words_keep_combining_marks_with_their_letters(text: str) -> None:
    assert units(unicodedata.normalize("NFD", text)) == [unicodedata.normalize("NFD", text)]


@pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u2028\u3000\x1c\x85"])
def test_words_of_white_space_are_none(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize("texts", [TEXTS, random_texts(2000, seed=1)], ids=["chosen", "random"])
def test_words_hold_every_character_that_is_not_white_space_once(texts: Sequence[str]) -> None:
    for text in texts:
        found = words(text)
        held = [position for span in found for position in range(span.start, span.end)]
        assert held == [k for k, c in enumerate(text) if not c.isspace()], ascii(text)
        assert all(span.start < span.end for span in found), ascii(text)


@pytest.mark.parametrize("unit", ["a", "!", "1.", "\u0301", "😀", "👩\u200d", "'a", "🇫", "漢", " "])
def test_words_take_forty_thousand_characters(unit: str) -> None:
    text = (unit * 40_000)[:40_000]
    assert sum(span.end - span.start for span in words(text)) == len(text) - text.count(" ")
