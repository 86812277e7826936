# ruff: noqa: RUF001 - text in many scripts is what is tested here

from __future__ import annotations

import pytest

from explain_core.heatmap.fonts import FontSet, packaged
from explain_core.heatmap.shaping import Style, han_language, shape
from tests.explain_core.heatmap.pages import glyphs, shaped

SCRIPTS = {
    "Latin": "Grüße, naïve œuvre",
    "Cyrillic": "Привет, мир",
    "Greek": "Καλημέρα κόσμε",
    "Arabic": "مرحبا بالعالم",
    "Persian": "می\u200cخواهم",
    "Hebrew": "שלום עולם",
    "Devanagari": "नमस्ते दुनिया",
    "Bengali": "ওহে বিশ্ব",
    "Tamil": "வணக்கம்",
    "Thai": "สวัสดีชาวโลก",
    "Georgian": "გამარჯობა",
    "Armenian": "Բարեւ",
    "Amharic": "ሰላም",
    "Chinese": "这部电影很糟糕。",
    "Japanese": "この映画は本当にひどい！",
    "Korean": "이 영화는 정말 끔찍해요",
    "emoji": "👩\u200d👩\u200d👧🦄👍🏽❤\ufe0f🇩🇪1\ufe0f\u20e3",
    "flag of tags": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "code": "if (a_b != NULL) { return $x^2$; } <!channel> & <b>",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_shape_draws_every_character_of_a_script(script: str) -> None:
    text = shaped(SCRIPTS[script])

    assert text.width > 0
    assert 0 not in glyphs(text)  # glyph 0 is the font's box for what it lacks
    assert text.frames == ()


@pytest.mark.parametrize("text", ["$x^2$", r"\frac{1}{2}", "a_b", "<b>&amp;</b>", "**bold**"])
def test_shape_takes_markup_as_typed(text: str) -> None:
    assert glyphs(shaped(text)) == [glyph for char in text for glyph in glyphs(shaped(char))]


def test_shape_joins_arabic_letters() -> None:
    apart = [glyph for letter in reversed("بيت") for glyph in glyphs(shaped(letter))]

    assert glyphs(shaped("بيت")) != apart


def test_shape_moves_the_devanagari_vowel_before_its_consonant() -> None:
    consonant = glyphs(shaped("क"))

    assert glyphs(shaped("कि"))[-1:] == consonant


@pytest.mark.parametrize("emoji", ["👩\u200d👩\u200d👧", "👍🏽", "🇩🇪", "1\ufe0f\u20e3"])
def test_shape_draws_an_emoji_sequence_as_one_picture(emoji: str) -> None:
    text = shaped(emoji)

    assert text.width == shaped("🦄").width


def test_shape_lays_mixed_directions_out_by_the_eye() -> None:
    latin, hebrew = glyphs(shaped("ab")), glyphs(shaped("שלום"))

    assert glyphs(shaped("ab שלום"))[:2] == latin
    assert glyphs(shaped("שלום ab"))[:2] == latin
    assert glyphs(shaped("שלום ab"))[-4:] == hebrew


def test_shape_mirrors_a_bracket_that_runs_right_to_left() -> None:
    assert glyphs(shaped("(", base=1)) == glyphs(shaped(")", base=0))


def test_shape_names_a_character_that_no_font_draws() -> None:
    text = shaped("a\U00012000b")

    assert [frame.name for frame in text.frames] == ["U+12000"]
    assert 0 not in glyphs(text)
    assert all(0 <= frame.x and frame.x + frame.width <= text.width for frame in text.frames)


def test_shape_names_chinese_where_its_font_is_not_installed() -> None:
    fonts = FontSet([file for file in packaged().files if file.suffix != ".ttc"])
    text = shape("世界", Style(30), fonts=fonts)

    assert [frame.name for frame in text.frames] == ["U+4E16", "U+754C"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("直す", "ja"), ("直角", "zh-Hans"), ("직각 直角", "ko"), ("a", "zh-Hans")],
)
def test_han_language_follows_the_scripts_around(text: str, language: str) -> None:
    assert han_language(text) == language


def test_shape_draws_chinese_characters_as_the_language_does() -> None:
    chinese, japanese = (
        shape("直", Style(30, language=language), fonts=packaged())
        for language in ("zh-Hans", "ja")
    )

    assert glyphs(chinese) != glyphs(japanese)


def test_shape_of_bold_text_is_wider() -> None:
    style = Style(30)
    bold = shape("negative", style.bold(), fonts=packaged())

    assert bold.width > shape("negative", style, fonts=packaged()).width
