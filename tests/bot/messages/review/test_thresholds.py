from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.messages.review.thresholds import (
    Proposed,
    read_switch,
    read_thresholds,
    thresholds_set,
    thresholds_window,
    tried_window,
)
from bot.messages.spoken import in_words
from bot.moderation.overtime.thresholds import Change, Counts
from tests.bot.messages.review.cases import trial_of
from tests.bot.messages.review.filling import sent_off

PRESENT = {"toxic": 0.5, "my label": 0.8}
OF_MODEL = {"toxic": 0.6, "my label": 0.8}


def read(**values: Any) -> Proposed:
    view = sent_off(thresholds_window(PRESENT, of_model=OF_MODEL), **values)
    return read_thresholds(view, PRESENT, of_model=OF_MODEL)


def told(**changes: Any) -> str:
    return in_words(tried_window(trial_of(**changes), {"toxic": 0.7})["blocks"])


def change(**changes: Any) -> Change:
    return replace(trial_of().labels[0], **changes)


def test_thresholds_that_change_are_read() -> None:
    found = read(**{"threshold-toxic": "0.7", "threshold-my label": "0.8"})

    assert found == Proposed(thresholds={"toxic": 0.7}, errors={})


def test_thresholds_left_empty_go_back_to_the_models() -> None:
    assert read(**{"threshold-toxic": ""}).thresholds == {"toxic": 0.6}


def test_thresholds_with_a_comma_are_understood() -> None:
    assert read(**{"threshold-toxic": "0,75"}).thresholds == {"toxic": 0.75}


@pytest.mark.parametrize("text", ["x", "0", "1.01", "-1", "70", "nan", "inf", "1e9"])
def test_thresholds_that_are_none_are_said_to_be(text: str) -> None:
    assert list(read(**{"threshold-toxic": text}).errors) == ["threshold-toxic"]


def test_thresholds_of_today_are_nothing_to_try() -> None:
    assert list(read().errors) == ["threshold-toxic"]


def test_tried_says_what_another_threshold_would_have_meant() -> None:
    assert (
        "*Toxic*, with 0.7 instead of 0.5: 31 fewer flags, of which 29 had been overruled and 2 "
        "had been agreed with."
    ) in told()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"fewer": Counts(overruled=1)}, "1 fewer flag, of which 1 had been overruled."),
        ({"fewer": Counts(undecided=2)}, "2 fewer flags, of which 2 are not decided yet."),
        ({"fewer": Counts(undecided=1)}, "1 fewer flag, of which 1 is not decided yet."),
        ({"fewer": Counts()}, "the same flags as today (100)."),
        (
            {"proposed": 0.3, "fewer": Counts(), "more": Counts(agreed=4)},
            "at least 4 more flags, of which 4 had been agreed with.",
        ),
        (
            {"proposed": 0.3, "fewer": Counts()},
            "more flags, but nobody knows how many (100 flags so far).",
        ),
    ],
)
def test_tried_puts_a_change_in_words(changed: dict[str, Any], sentence: str) -> None:
    assert sentence in told(labels=[change(**changed)])


def test_tried_counts_a_message_with_several_labels_once() -> None:
    labels = [change(), change(label="insult")]

    assert told(labels=labels).startswith("*All labels together*: 31 fewer flags")
    assert "together" not in told()


def test_tried_says_what_another_label_flags_all_the_same() -> None:
    kept = change(fewer=Counts(), label="")

    assert told(together=kept).startswith("*All labels together*: the same flags as today (100).")


def test_tried_says_what_it_does_not_know() -> None:
    assert "never kept, so nobody can say" in told(labels=[change(proposed=0.3)])
    assert "never kept" not in told()
    assert "3 cases were flagged by another model" in told(other_models=3)
    assert "*Nobody can say yet*" in told(since=None)


@pytest.mark.parametrize("proposed", [{"toxic": 0.7}, {"*b* <!here>": 0.25, "سلبي": 0.5}])
def test_switch_gives_the_thresholds_that_were_tried(proposed: dict[str, float]) -> None:
    assert read_switch(tried_window(trial_of(), proposed)) == proposed


def test_switch_to_too_many_is_not_offered() -> None:
    view = tried_window(trial_of(), {f"label {number}" * 20: 0.5 for number in range(40)})

    assert "submit" not in view


@pytest.mark.parametrize("about", ["", "x", "[]", "null", '"a"'])
def test_switch_of_a_forged_window_switches_nothing(about: str) -> None:
    assert read_switch({"private_metadata": about}) == {}


@pytest.mark.parametrize("value", [0, 1.5, -0.5, True, None, "0.5", float("nan"), [0.5]])
def test_switch_leaves_out_what_is_no_threshold(value: Any) -> None:
    about = json.dumps({"toxic": 0.5, "threat": value})

    assert read_switch({"private_metadata": about}) == {"toxic": 0.5}


def test_thresholds_set_names_them() -> None:
    message = thresholds_set({"toxic": 0.7, "*b*": 0.25})

    assert message.text.startswith("New thresholds count from now on: Toxic 0.7 and ")
