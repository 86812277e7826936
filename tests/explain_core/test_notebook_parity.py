"""A notebook's state dict gives the notebook's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from transformers import PreTrainedTokenizerBase

from explain_core import Explainer, Explanation
from tests.explain_core.captum_reference import relative_error
from tests.explain_core.notebook_reference import (
    BertClassifier,
    Interpretation,
    interpret,
    load_tokenizer,
    random_classifier,
    save_state_dict,
    save_tokenizer,
)

TEXTS = ("The movie is horrible. i hate it", "bugs are smart animals")
POINTS = 33


@dataclass(frozen=True)
class Setting:
    model: BertClassifier
    tokenizer: PreTrainedTokenizerBase
    explainer: Explainer

    def of_captum(self, text: str) -> Interpretation:
        """Return the notebook's computation, at POINTS equal points instead of its 50."""
        found = interpret(
            self.model, self.tokenizer, text, n_steps=POINTS, method="riemann_trapezoid"
        )
        found.attributions.mul_(POINTS / (POINTS - 1))  # captum's steps sum to (n - 1) / n
        return found

    def of_project(self, text: str) -> Explanation:
        return self.explainer.explain(text, score="sum", tolerance=0, max_steps=POINTS)


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    directory = save_tokenizer(tmp_path_factory.mktemp("cased"))
    model = random_classifier(seed=2)
    path = save_state_dict(model, tmp_path_factory.mktemp("notebook") / "bert_model.pt")
    return Setting(model, load_tokenizer(directory), Explainer.load(path, tokenizer=directory))


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_ids_are_the_same(setting: Setting, text: str) -> None:
    assert list(setting.of_project(text).token_ids) == setting.of_captum(text).ids


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_baseline_ids_are_the_same(setting: Setting, text: str) -> None:
    assert list(setting.of_project(text).baseline_ids) == setting.of_captum(text).baseline_ids


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_tokens_are_the_same(setting: Setting, text: str) -> None:
    assert list(setting.of_project(text).tokens) == setting.of_captum(text).tokens


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_logits_are_the_same(setting: Setting, text: str) -> None:
    logits = setting.of_project(text).logits
    assert list(logits) == ["0", "1"]
    assert list(logits.values()) == pytest.approx(setting.of_captum(text).logits.tolist(), rel=1e-5)


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_attributions_are_the_same_at_equal_points(setting: Setting, text: str) -> None:
    explanation, expected = setting.of_project(text), setting.of_captum(text)
    assert explanation.n_steps == POINTS
    assert relative_error(explanation.token_attributions, expected.attributions.double()) < 1e-4


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_summary_is_the_same_at_equal_points(setting: Setting, text: str) -> None:
    expected = setting.of_captum(text).summary.double()
    assert relative_error(setting.of_project(text).normalize(), expected) < 1e-4


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_score_is_the_same_at_equal_points(setting: Setting, text: str) -> None:
    explanation, expected = setting.of_project(text), setting.of_captum(text)
    assert explanation.attribution_score == pytest.approx(expected.score, rel=1e-4)


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_delta_is_the_same_at_equal_points(setting: Setting, text: str) -> None:
    explanation, expected = setting.of_project(text), setting.of_captum(text)
    assert explanation.delta == pytest.approx(expected.delta, abs=1e-4)


@pytest.mark.parametrize("text", TEXTS)
def test_notebook_fifty_steps_and_ours_differ_by_less_than_a_percent(
    setting: Setting, text: str
) -> None:
    explanation = setting.explainer.explain(text, score="sum", tolerance=0.001)
    expected = interpret(setting.model, setting.tokenizer, text)
    assert explanation.converged
    assert relative_error(explanation.token_attributions, expected.attributions.double()) < 0.01
    assert explanation.attribution_score == pytest.approx(expected.score, rel=0.01)


def test_notebook_logits_never_go_below_zero(setting: Setting, tmp_path: Path) -> None:
    model = random_classifier(seed=2)
    with torch.no_grad():
        model.linear.bias.fill_(-100)
    path = save_state_dict(model, tmp_path / "bert_model.pt")
    explainer = Explainer.load(path, tokenizer=save_tokenizer(tmp_path / "cased"))
    assert list(explainer.explain(TEXTS[0]).logits.values()) == [0, 0]


def test_notebook_explains_each_class_on_its_own(setting: Setting) -> None:
    text = TEXTS[1]
    of_sum = setting.of_project(text).token_attributions
    of_classes = [
        setting.explainer.explain(text, target, tolerance=0, max_steps=POINTS).token_attributions
        for target in ("0", "1")
    ]
    assert [a + b for a, b in zip(*of_classes, strict=True)] == pytest.approx(of_sum, abs=1e-5)
