from __future__ import annotations

import pytest

from bot.markup import QUOTE_LIMIT, escape, plain, quote, shorten


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("", ""),
        ("<!channel>", "&lt;!channel&gt;"),
        ("a & b", "a &amp; b"),
        ("&lt;", "&amp;lt;"),
        ("žluťoučký 😀", "žluťoučký 😀"),
    ],
)
def test_escape_replaces_the_control_characters_once(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_plain_knows_no_formatting() -> None:
    assert plain("*x* <y>") == {"type": "plain_text", "text": "*x* &lt;y&gt;", "emoji": False}


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("", 5, ""),
        ("short", 5, "short"),
        ("one two three", 9, "one two…"),
        ("one\ntwo\nthree", 9, "one\ntwo…"),
        ("uninterrupted", 5, "unin…"),
        ("日本語の長い文章です", 5, "日本語の…"),
    ],
)
def test_shorten_cuts_between_words_within_the_limit(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short
    assert len(shorten(text, limit)) <= limit


def test_quote_leaves_a_short_text_whole() -> None:
    text = "x" * QUOTE_LIMIT

    assert quote(text) == f"“{text}”"


def test_quote_says_when_it_shortens() -> None:
    text = "word " * 1000

    assert len(quote(text)) < QUOTE_LIMIT + 100
    assert quote(text).endswith("…” (shortened; 5,000 characters in all)")
