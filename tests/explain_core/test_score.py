from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch

from explain_core import BadOption, Explainer
from explain_core.refinement import scale
from explain_core.score import SCORES, probabilities, score_function

LOGITS = torch.tensor([[1.0, 2.0, -0.5], [0.0, 0.0, 0.0]])


def softmax(target: int) -> list[float]:
    rows = [[math.exp(z) for z in row] for row in LOGITS.tolist()]
    return [row[target] / sum(row) for row in rows]


@pytest.mark.parametrize("target", [0, 1, 2])
def test_logit_is_the_targets(target: int) -> None:
    score = score_function("logit", target, multi_label=False)
    assert score(LOGITS).tolist() == LOGITS[:, target].tolist()


@pytest.mark.parametrize("target", [0, 1, 2])
def test_margin_is_the_log_odds_of_the_probability(target: int) -> None:
    score = score_function("margin", target, multi_label=False)
    expected = [math.log(p / (1 - p)) for p in softmax(target)]
    assert score(LOGITS).tolist() == pytest.approx(expected, abs=1e-6)


def test_margin_of_two_labels_is_the_difference_of_their_logits() -> None:
    score = score_function("margin", 1, multi_label=False)
    assert score(torch.tensor([[1.25, 3.0]])).tolist() == [1.75]


def test_margin_of_a_multi_label_head_is_the_logit() -> None:
    score = score_function("margin", 1, multi_label=True)
    assert score(LOGITS).tolist() == [2.0, 0.0]


def test_margin_stays_finite_for_a_certain_model() -> None:
    score = score_function("margin", 0, multi_label=False)
    certain = torch.tensor([[90.0, -90.0, -90.0]])
    assert score(certain).tolist() == pytest.approx([180 - math.log(2)])


@pytest.mark.parametrize("target", [0, 1, 2])
def test_probability_is_the_softmax(target: int) -> None:
    score = score_function("probability", target, multi_label=False)
    assert score(LOGITS).tolist() == pytest.approx(softmax(target))


def test_probability_of_a_multi_label_head_is_the_sigmoid() -> None:
    score = score_function("probability", 0, multi_label=True)
    assert score(LOGITS).tolist() == pytest.approx([1 / (1 + math.exp(-1)), 0.5])


@pytest.mark.parametrize("target", [0, 2])
def test_sum_is_of_all_logits_whatever_the_target(target: int) -> None:
    assert score_function("sum", target, multi_label=False)(LOGITS).tolist() == [2.5, 0.0]


@pytest.mark.parametrize("score", ["", "Logit", "logits", "log", "loss"])
def test_score_function_refuses_what_it_does_not_know(score: str) -> None:
    with pytest.raises(BadOption, match="one of logit, margin, probability, sum"):
        score_function(score, 0, multi_label=False)


def test_probabilities_sum_to_one_for_one_label_of_many() -> None:
    assert probabilities(LOGITS, multi_label=False).sum(dim=-1).tolist() == pytest.approx([1, 1])


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("multi_label", [False, True])
def test_explain_integrates_each_score_to_completeness(
    score: str, multi_label: bool, explainer_of: Callable[..., Explainer]
) -> None:
    options = {"problem_type": "multi_label_classification"} if multi_label else {}
    explanation = explainer_of("bert", **options).explain("this movie is not bad", score=score)
    gained = explanation.score_value - explanation.baseline_score_value
    assert explanation.score == score
    assert sum(explanation.token_attributions) == pytest.approx(
        gained + explanation.delta, abs=1e-6
    )
    assert abs(explanation.delta) <= 0.0101 * scale(gained, 0)


def test_explain_score_value_of_probability_is_the_probability(bert: Explainer) -> None:
    explanation = bert.explain("this movie is not bad", score="probability")
    assert explanation.score_value == pytest.approx(explanation.probability, abs=1e-5)


def test_explain_score_value_of_sum_is_the_sum_of_logits(bert: Explainer) -> None:
    explanation = bert.explain("this movie is not bad", score="sum")
    assert explanation.score_value == pytest.approx(sum(explanation.logits.values()), abs=1e-5)
