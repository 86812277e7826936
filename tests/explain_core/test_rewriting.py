from __future__ import annotations

import pytest

from explain_core.rewriting import is_punctuation, with_filler, without
from explain_core.words import words


def edited(text: str, *left_out: str) -> str:
    spans = words(text)
    numbers = {k for k, span in enumerate(spans) if text[span.start : span.end] in left_out}
    assert len(numbers) >= len(left_out)
    return without(text, spans, numbers)


@pytest.mark.parametrize(
    ("text", "left_out", "expected"),
    [
        ("the movie is terrible", ["movie"], "the is terrible"),
        ("the movie is terrible", ["the"], "movie is terrible"),
        ("the movie is terrible", ["terrible"], "the movie is"),
        ("the movie is terrible", ["movie", "is"], "the terrible"),
        ("it was terrible, honestly", ["terrible"], "it was, honestly"),
        ("it was terrible, honestly", [","], "it was terrible honestly"),
        ("a (terrible movie) b", ["terrible"], "a (movie) b"),
        ("a (terrible) b", ["terrible"], "a () b"),
        ("say “bad things” now", ["bad"], "say “things” now"),
        ("good,bad", [","], "good bad"),
        ("bad.Good film", ["bad"], ".Good film"),
        ("wait!!! what", ["!!!"], "wait what"),
        ("one\ntwo\nthree", ["two"], "one\nthree"),
        ("one\n\n\ntwo three", ["two"], "one\n\n\nthree"),
        ("one two\nthree", ["two"], "one\nthree"),
        ("  so  bad \n", ["bad"], "so"),
        ("a  b   c", ["a"], "b   c"),
        ("不好吃", ["不"], "好吃"),
        ("很不好", ["不"], "很好"),
        ("bad 😩 day", ["😩"], "bad day"),
    ],
)
def test_without_leaves_the_text_as_it_would_have_been_typed(
    text: str, left_out: list[str], expected: str
) -> None:
    assert edited(text, *left_out) == expected


@pytest.mark.parametrize("text", ["a b", "a\tb\n\nc, (d) e!!", "é  ü", "x"])
def test_without_no_words_only_trims_the_text(text: str) -> None:
    assert without(text, words(text), ()) == text.strip()


def test_with_filler_puts_it_where_the_words_were() -> None:
    text = "  so bad,  so sad"

    assert with_filler(text, words(text), {4, 1}, "[MASK]") == "  so [MASK],  so [MASK]"
    assert with_filler(text, words(text), (), "[MASK]") == text


@pytest.mark.parametrize(
    ("word", "expected"),
    [("!!!", True), ("\uff0c", True), ("a", False), ("😩", False), ("+", False)],
)
def test_is_punctuation_tells_marks_from_words(word: str, *, expected: bool) -> None:
    assert is_punctuation(word) is expected
