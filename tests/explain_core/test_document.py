from __future__ import annotations

from typing import Any

import pytest

from explain_core import EmptyText, Explainer, NotUnicode, TextTooLong
from explain_core.document import Document, read_document
from explain_core.tokenization import Tokenization
from tests.explain_core.nasty_texts import TEXTS
from tests.explain_core.tiny_models import bert_tokenizer


def read(text: str, *, limit: int = 8) -> Document:
    return read_document(text, Tokenization(bert_tokenizer(), "m"), max_text_tokens=limit)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t\r\n", "\u200b", "\u200b \u200d\ufeff", "\x00\x01", "\u2028\u3000", "\u202e"],
    ids=ascii,
)
def test_read_document_refuses_a_text_with_nothing_to_see(text: str) -> None:
    with pytest.raises(EmptyText, match="empty or only white space"):
        read(text)


@pytest.mark.parametrize(
    ("text", "position"), [("\ud800", 0), ("good \udfff", 5), ("\ud83d\ude00", 0)], ids=ascii
)
def test_read_document_refuses_lone_surrogates(text: str, position: int) -> None:
    with pytest.raises(NotUnicode, match=f"character {position + 1}") as caught:
        read(text)
    assert caught.value.position == position


@pytest.mark.parametrize("text", [None, float("nan"), 5, b"bytes", ["a"]])
def test_read_document_refuses_what_is_no_text_by_its_type_alone(text: Any) -> None:
    with pytest.raises(TypeError, match=rf"^a text is a str, not {type(text).__name__}$"):
        read(text)


def test_read_document_refuses_more_than_forty_thousand_characters() -> None:
    with pytest.raises(TextTooLong, match=r"40,001 characters; at most 40,000") as caught:
        read("x" * 40_001)
    assert (caught.value.n_characters, caught.value.limit) == (40_001, 40_000)


def test_read_document_counts_characters_before_it_looks_for_text() -> None:
    with pytest.raises(TextTooLong):
        read(" " * 40_001)


@pytest.mark.parametrize("text", ["x " * 20_000, "x" * 40_000, "😀" * 40_000, " " * 39_999 + "x"])
def test_read_document_takes_forty_thousand_characters(text: str) -> None:
    document = read(text, limit=510)
    assert document.pieces
    assert all(len(window.encoding.ids) <= 512 for window in document.windows)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:30])
def test_read_document_weighs_windows_to_one(text: str) -> None:
    document = read(text, limit=3)
    assert sum(window.weight for window in document.windows) == pytest.approx(1)


def test_read_document_frames_every_window() -> None:
    document = read("the movie is good " * 4)
    assert len(document.windows) == 3
    for window in document.windows:
        assert window.encoding.special == (True, *[False] * len(window.tokens), True)
        assert (window.encoding.ids[0], window.encoding.ids[-1]) == (2, 3)


def test_explain_takes_forty_thousand_characters(bert: Explainer) -> None:
    text = ("the movie is good. " * 2200)[:40_000]
    explanation = bert.explain(text, max_steps=2)
    assert explanation.n_windows > 100
    assert explanation.words[-1].end == len(text.rstrip())


@pytest.mark.parametrize("text", ["\ue000", "\ufffd"], ids=ascii)
def test_explain_of_text_the_tokenizer_drops_attributes_nothing(bert: Explainer, text: str) -> None:
    explanation = bert.explain(text)
    assert [word.text for word in explanation.words] == [text]
    assert explanation.words[0].attribution == 0
    assert explanation.tokens == ("[CLS]", "[SEP]")
