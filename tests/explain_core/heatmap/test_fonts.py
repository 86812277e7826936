from __future__ import annotations

import pytest

from explain_core.heatmap.fonts import FontSet, packaged


def test_packaged_fonts_begin_with_noto_sans() -> None:
    assert packaged().files[0].name == "NotoSans[wght].ttf"


@pytest.mark.parametrize(
    ("cluster", "file"),
    [
        ("a", "NotoSans[wght].ttf"),
        ("ж", "NotoSans[wght].ttf"),
        ("ب", "NotoSansArabic[wght].ttf"),
        ("ש", "NotoSansHebrew[wght].ttf"),
        ("क", "NotoSansDevanagari[wght].ttf"),
        ("ไ", "NotoSansThai[wght].ttf"),
        ("世", "NotoSansCJK-Regular.ttc"),
        ("あ", "NotoSansCJK-Regular.ttc"),
        ("한", "NotoSansCJK-Regular.ttc"),
        ("≠", "NotoSansCJK-Regular.ttc"),
        ("\U0001f984", "NotoEmoji[wght].ttf"),
        ("❤\ufe0f", "NotoEmoji[wght].ttf"),
        ("1\ufe0f\u20e3", "NotoEmoji[wght].ttf"),
    ],
)
def test_covering_font_is_the_one_made_for_the_script(cluster: str, file: str) -> None:
    index = packaged().covering(cluster)

    assert index is not None
    assert packaged().files[index].name == file


def test_covering_font_of_an_unknown_script_is_none() -> None:
    assert packaged().covering("\U00012000") is None


def test_covering_font_without_the_chinese_one_is_none() -> None:
    fonts = FontSet([file for file in packaged().files if file.suffix != ".ttc"])

    assert fonts.covering("世") is None
    assert fonts.covering("a") == 0


def test_font_is_opened_once() -> None:
    assert packaged().font(0, size=30, weight=400) is packaged().font(0, size=30, weight=400)
