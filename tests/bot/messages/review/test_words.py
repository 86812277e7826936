from __future__ import annotations

from typing import Any

import pytest

from bot.messages.review.values import value_of
from bot.messages.review.words import BLAMELESS, MATTERS, read_marks, words_window
from bot.moderation.cases.case import Mark
from explain_core.explanation import WordAttribution
from tests.bot.fakes import words_of
from tests.bot.messages.cases import TEXTS, WEIGHTS
from tests.bot.messages.review.cases import case_of
from tests.bot.messages.review.filling import field, sent_off

Json = dict[str, Any]

TEXT = "You are an idiot , idiot !"
WORDS = words_of(TEXT, (0.5, 0.1, 0.0, 2.0, 0.9, 1.0, 0.9))


def window(text: str = TEXT, **changes: Any) -> Json:
    return words_window(case_of(text, **changes), words_of(text, WEIGHTS))


def options(view: Json, kind: str = MATTERS) -> list[Json]:
    element = field(view, kind)
    groups = element.get("option_groups") or [element]
    return [entry for group in groups for entry in group["options"]]


def values(*entries: tuple[int, int]) -> list[str]:
    return [f"{start}-{end}" for start, end in entries]


def test_words_window_offers_every_word_in_order() -> None:
    view = words_window(case_of(TEXT), WORDS)

    assert [entry["text"]["text"] for entry in options(view)] == [
        "You", "are", "an", "idiot (1 of 2)", "idiot (2 of 2)",
    ]  # fmt: skip
    assert options(view, BLAMELESS) == options(view)
    assert view["private_metadata"] == value_of(case_of(TEXT))


def test_words_window_tells_repeated_words_apart() -> None:
    described = [entry.get("description", {}).get("text") for entry in options(window())]

    assert described[:3] == [None] * 3
    assert described[3] == "…You are an idiot , idiot !…"
    assert described[4] == "…You are an idiot , idiot !…"


@pytest.mark.parametrize(("number", "kind"), [(10, "checkboxes"), (11, "multi_static_select")])
def test_words_window_has_boxes_or_a_menu(number: int, kind: str) -> None:
    view = window(" ".join(f"w{n}" for n in range(number)))

    assert field(view, MATTERS)["type"] == kind


def test_words_window_puts_the_strongest_words_first_in_a_menu() -> None:
    text = " ".join(f"w{n}" for n in range(30))
    view = words_window(case_of(text), words_of(text, range(30)))
    groups = field(view, MATTERS)["option_groups"]

    assert [entry["text"]["text"] for entry in groups[0]["options"]][:3] == ["w29", "w28", "w27"]
    assert [entry["text"]["text"] for entry in groups[1]["options"]][:3] == ["w0", "w1", "w2"]


def test_words_window_offers_the_strongest_of_many_words() -> None:
    text = " ".join(f"w{n}" for n in range(500))
    view = words_window(case_of(text), words_of(text, range(500)))

    assert len(options(view)) == 100
    assert "These are the 100 of 500 words that moved the model most." in str(view)
    assert "w499" in str(options(view))
    assert "'w0'" not in str(options(view))


def test_words_window_keeps_marked_words_that_are_weak() -> None:
    text = " ".join(f"w{n}" for n in range(500))
    marked = case_of(text, marks=(Mark(start=0, end=2, kind="matters"),))
    view = words_window(marked, words_of(text, range(500)))

    assert [entry["value"] for entry in field(view, MATTERS)["initial_options"]] == ["0-2"]


def test_words_window_shows_what_is_marked_already() -> None:
    marks = (Mark(start=0, end=3, kind="matters"), Mark(start=11, end=16, kind="blameless"))
    view = window(marks=marks)

    assert [entry["value"] for entry in field(view, MATTERS)["initial_options"]] == ["0-3"]
    assert [entry["value"] for entry in field(view, BLAMELESS)["initial_options"]] == ["11-16"]
    assert read_marks(sent_off(view)).marks == marks


def test_words_window_of_marks_alone_offers_them() -> None:
    assert [entry["text"]["text"] for entry in options(window("! ? !"))] == [
        "! (1 of 2)", "?", "! (2 of 2)",
    ]  # fmt: skip


def test_words_window_without_words_says_so() -> None:
    view = words_window(case_of(""), [])

    assert "submit" not in view
    assert "There are no words left to mark." in str(view)


def test_read_marks_gives_both_kinds_in_the_order_of_the_text() -> None:
    view = sent_off(window(), matters=values((11, 16)), blameless=values((19, 24), (0, 3)))

    assert read_marks(view).marks == (
        Mark(start=0, end=3, kind="blameless"),
        Mark(start=11, end=16, kind="matters"),
        Mark(start=19, end=24, kind="blameless"),
    )


def test_read_marks_refuses_a_word_in_both_lists() -> None:
    view = sent_off(window(), matters=values((11, 16)), blameless=values((11, 16)))

    assert list(read_marks(view).errors) == [BLAMELESS]


def test_read_marks_can_take_all_away() -> None:
    view = window(marks=(Mark(start=0, end=3, kind="matters"),))

    assert read_marks(sent_off(view, matters=[])).marks == ()


@pytest.mark.parametrize("value", ["", "x", "3", "5-5", "9-2", "-1-4", "1-2-3", "1" * 40 + "-2"])
def test_read_marks_leaves_out_what_is_no_word(value: str) -> None:
    forged = {"selected_options": [{"value": value}, {"value": "0-3"}, {}]}
    view = {"state": {"values": {MATTERS: {MATTERS: forged}}}}

    assert read_marks(view).marks == (Mark(start=0, end=3, kind="matters"),)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_read_marks_finds_every_word_again(text: str) -> None:
    words = words_of(text, WEIGHTS)
    view = words_window(case_of(text), words)
    offered = options(view)
    chosen = [entry["value"] for entry in offered]

    marks = read_marks(sent_off(view, matters=chosen)).marks

    assert {(mark.start, mark.end) for mark in marks} <= {(w.start, w.end) for w in words}
    assert len(marks) == len(offered) > 0


def test_words_window_tells_apart_words_that_differ_in_nothing_to_be_seen() -> None:
    words = [WordAttribution("a\u200b", 0, 2, 1.0), WordAttribution("a", 3, 4, 1.0)]
    view = words_window(case_of("a\u200b a"), words)

    assert [entry["value"] for entry in options(view)] == ["0-2", "3-4"]
