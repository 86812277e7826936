from __future__ import annotations

from itertools import pairwise

import pytest

from explain_core.explanation import Explanation
from explain_core.heatmap.flow import Line, lines
from explain_core.heatmap.fonts import packaged
from explain_core.heatmap.shaping import Style
from tests.explain_core.explanations import explanation

WIDTH = 640


def flowed(explained: Explanation) -> list[Line]:
    words = range(len(explained.words))
    return lines(explained, words, style=Style(30), fonts=packaged(), width=WIDTH)


def numbered(text: str, units: str = r"\S+") -> Explanation:
    """Return an explanation whose nth word, counted from 1, has attribution n."""
    n_words = len(explanation(text, units=units).words)
    return explanation(text, [float(n) for n in range(1, n_words + 1)], units=units)


def numbers(line: Line, n_words: int) -> list[int]:
    """Return which words are on a line, from left to right."""
    return [round(cell.share * n_words) for _, cell in line.cells]


def test_lines_of_english_run_left_to_right() -> None:
    (line,) = flowed(numbered("bugs are smart animals"))

    assert numbers(line, 4) == [1, 2, 3, 4]


def test_lines_of_hebrew_run_right_to_left_from_the_right_edge() -> None:
    (line,) = flowed(numbered("שלום לך עולם"))
    left, last = line.cells[-1]

    assert numbers(line, 3) == [3, 2, 1]
    assert left + last.width == pytest.approx(WIDTH)


def test_lines_of_arabic_keep_an_english_phrase_and_a_time_readable() -> None:
    (line,) = flowed(numbered("اشتريت iPhone 12 Pro في 12:30", units=r"\d+|:|\w+"))

    assert numbers(line, 8) == [6, 7, 8, 5, 2, 3, 4, 1]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 200,
        "see https://example.com/" + "path/" * 60 + " now",
        "W" * 64 + " " + "i" * 64,
        "世" * 300,
        "\u1100" * 5000,
        "z" + "\u0301" * 5000,
        "\U00012000" * 90,
        "\U0001f469\u200d" * 400,
        "\u202e\u202d" * 90,
        "مرحبا" * 40,
    ],
)
def test_lines_never_overflow(text: str) -> None:
    for line in flowed(explanation(text, units=r"\S+")):
        for left, cell in line.cells:
            assert left >= 0
            assert left + cell.width <= WIDTH


def test_lines_break_a_long_word_and_colour_all_of_it() -> None:
    explained = explanation("so " + "looong" * 9, [0.5, 1.0])
    parts = [cell for line in flowed(explained) for _, cell in line.cells if cell.share == 1.0]

    assert len(parts) > 1
    assert sum(len(part.shaped.glyphs) for part in parts) == 54


def test_lines_show_every_word_once() -> None:
    explained = numbered("word " * 300)
    shown = [number for line in flowed(explained) for number in numbers(line, 300)]

    assert shown == list(range(1, 301))


def test_lines_keep_the_line_breaks_of_the_text() -> None:
    broken = flowed(numbered("Dear team,\n\n\nthis is bad.\nBest"))

    assert [numbers(line, 6) for line in broken] == [[1, 2], [3, 4, 5], [6]]
    assert [line.after_blank_line for line in broken] == [False, True, False]


def test_lines_of_very_many_short_lines_are_running_text() -> None:
    assert len(flowed(numbered("no\n" * 200))) < 40


def test_lines_hold_punctuation_close_to_its_word() -> None:
    (line,) = flowed(explanation("bad . bad."))
    _, (_, apart), _, (_, close) = line.cells
    gaps = [left - (before + cell.width) for (before, cell), (left, _) in pairwise(line.cells)]

    assert gaps[2] < gaps[0]
    assert close.before < apart.before


def test_lines_of_a_single_character_are_one_cell() -> None:
    (line,) = flowed(explanation("a", [-0.4]))

    assert [cell.share for _, cell in line.cells] == [-1.0]
