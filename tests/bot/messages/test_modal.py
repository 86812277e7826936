from __future__ import annotations

from typing import Any

import pytest

from bot.messages.modal import CALLBACK_ID, details, explain_text, notice
from explain_core.explanation import Trust
from tests.bot.fakes import explanation_of

Json = dict[str, Any]


def facts(**changes: Any) -> dict[str, str]:
    (block,) = [b for b in details(explanation_of(**changes))["blocks"] if "fields" in b]
    pairs = [field["text"].split("\n") for field in block["fields"]]
    return {name.strip("*"): value for name, value in pairs}


def test_explain_text_is_a_form_that_can_be_sent() -> None:
    view = explain_text(models=["sentiment"])

    assert view["callback_id"] == CALLBACK_ID
    assert view["submit"]["text"] == "Explain"


def test_details_lists_what_an_expert_asks() -> None:
    assert facts(seconds=1.25) == {
        "Model": "fake",
        "Explained label": "Negative",
        "Method": "layer integrated gradients",
        "Baseline": "each word replaced by [PAD]",
        "Points on the path": "17",
        "Delta": "+0.001 (0.1%)",
        "Score": "3.2 (logit)",
        "Score of the baseline": "1.9",
        "Precision of gradients": "fp32",
        "Time": "1.2 s",
    }


@pytest.mark.parametrize(
    ("changes", "name", "told"),
    [
        ({"seconds": 0.0123}, "Time", "12 ms"),
        ({"n_windows": 3}, "Points on the path", "17, 3 windows"),
        ({"baseline": "mask"}, "Baseline", "each word replaced by [MASK]"),
        ({"delta": -0.25, "relative_delta": float("inf")}, "Delta", "\N{MINUS SIGN}0.25 (100%)"),
        ({"model": "*x* <!here>"}, "Model", "∗x∗ &lt;!here&gt;"),  # noqa: RUF001
        ({"model": ""}, "Model", "unknown"),
    ],
)
def test_details_puts_a_fact_in_words(changes: Json, name: str, told: str) -> None:
    assert facts(**changes)[name] == told


def test_details_lists_all_labels() -> None:
    view = details(explanation_of(), language="de")

    assert view["blocks"][1]["text"]["text"] == "Negativ 96%  ·  Neutral 3%  ·  Positiv 0.6%"


def test_details_quotes_the_text() -> None:
    quoted = details(explanation_of("*so* <bad>"))["blocks"][0]["elements"][0]

    assert quoted == {"type": "plain_text", "text": "“*so* &lt;bad&gt;”", "emoji": False}


def test_details_counts_the_labels_that_it_does_not_list() -> None:
    view = details(explanation_of(probabilities={f"l{i}": 0.001 for i in range(1000)}))

    assert view["blocks"][1]["text"]["text"].endswith("and 990 labels more")


def test_details_says_what_hiding_the_words_does() -> None:
    trust = Trust(comprehensiveness=0.61, random_comprehensiveness=-0.05)
    view = details(explanation_of(trust=trust))

    assert (
        "With the strongest words hidden, the probability falls by 61 points; "
        "with as many others hidden, it rises by 5 points."
    ) in str(view)


def test_details_says_that_hiding_the_words_does_little() -> None:
    trust = Trust(comprehensiveness=0.012, random_comprehensiveness=-0.004)
    view = details(explanation_of(trust=trust))

    assert "falls by 1 point; with as many others hidden, it stays the same." in str(view)


def test_details_writes_negative_scores_with_a_minus() -> None:
    view = details(explanation_of(score_value=-1.434, baseline_score_value=-0.2))

    assert "\N{MINUS SIGN}1.43 (logit)" in str(view)
    assert "*Score of the baseline*\\n\N{MINUS SIGN}0.2" in str(view)


def test_details_says_that_nothing_could_be_checked() -> None:
    assert "too short to check" in str(details(explanation_of()))


def test_details_of_two_say_everything_of_both_and_once_what_it_means() -> None:
    shown = str(details(explanation_of("so good"), explanation_of("so bad")))

    assert shown.index("A: “so good”") < shown.index("B: “so bad”")
    assert shown.count("Points on the path") == 2
    assert shown.count("_Delta_ is") == 1


def test_details_repeats_the_doubts() -> None:
    view = details(explanation_of(trust=Trust(doubts=("The sum is off <!here>.",))))

    assert ":warning: Not reliable: The sum is off &lt;!here&gt;." in str(view)


def test_notice_shortens_its_title() -> None:
    assert len(notice("A title that is longer than it may be", "x")["title"]["text"]) <= 24
