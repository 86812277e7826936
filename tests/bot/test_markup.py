from __future__ import annotations

import pytest

from bot.markup import QUOTE_LIMIT, escape, fitted, inert, plain, quote, shorten, word_of


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


@pytest.mark.parametrize("text", ["\x1b" * QUOTE_LIMIT, "&" * 5000, "\u202e" * 500, "a\nb"])
def test_quote_is_one_short_line(text: str) -> None:
    assert len(quote(text)) < QUOTE_LIMIT + 100
    assert "\n" not in quote(text)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("", 10, ""),
        ("a < b", 10, "a &lt; b"),
        ("a < b and more", 10, "a &lt; b…"),
        ("&&&", 10, "&amp;…"),
        ("one two three", 9, "one two…"),
    ],
)
def test_fitted_counts_what_is_sent(text: str, limit: int, short: str) -> None:
    assert fitted(text, limit) == short


@pytest.mark.parametrize("text", ["&" * 5000, "<x> " * 2000, "中" * 5000])
@pytest.mark.parametrize("limit", [30, 75, 2000])
def test_fitted_uses_the_room_there_is(text: str, limit: int) -> None:
    assert limit // 2 < len(fitted(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* ~b~ `c`", "∗a∗ ∼b∼ ˋcˋ"),  # noqa: RUF001
        ("_a_ my_label", "a  my_label"),
        (
            ":smile: and so: on",
            "\N{MODIFIER LETTER COLON}smile\N{MODIFIER LETTER COLON} and so: on",
        ),
        ("<!here> & co", "&lt;!here&gt; &amp; co"),
        ("a\nb\x00", "a b[U+0000]"),
        ("سلبي", "سلبي"),
    ],
)
def test_inert_formats_nothing(text: str, shown: str) -> None:
    assert inert(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("good", "good"), ("x" * 40, "x" * 29 + "…"), ("فظيع", "فظيع\u200e"), ("\x00", "[U+0000]")],
)
def test_word_of_can_stand_in_a_list(text: str, shown: str) -> None:
    assert word_of(text) == shown
