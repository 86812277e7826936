from __future__ import annotations

import numpy as np
import pytest
import torch

from explain_core.train.measures import (
    expected_calibration_error,
    loss_of,
    measure,
    roc_auc,
)
from explain_core.train.rows import Rows


def drawn_from(logits: np.ndarray, rng: np.random.Generator) -> Rows:
    """Rows whose labels are drawn from the probabilities of the logits: calibrated by nature."""
    probabilities = torch.from_numpy(logits).softmax(-1).numpy()
    labels = [rng.choice(len(p), p=p / p.sum()) for p in probabilities]
    targets = np.eye(logits.shape[1], dtype=np.float32)[labels]
    return Rows(("x",) * len(labels), targets, ("s",) * len(labels), ("a", "b", "c"), False)


@pytest.fixture(scope="module")
def calibrated() -> tuple[np.ndarray, Rows]:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, size=(6_000, 3)).astype(np.float32)
    return logits, drawn_from(logits, rng)


def test_calibration_error_is_small_when_calibrated_and_large_when_not(
    calibrated: tuple[np.ndarray, Rows],
) -> None:
    logits, rows = calibrated
    assert expected_calibration_error(logits, rows) < 0.03
    assert expected_calibration_error(logits * 5, rows) > 0.1


def test_calibration_error_of_a_worked_example() -> None:
    # Two texts at p = 0.75, one of them right: confidence is a quarter above accuracy.
    logits = np.log(np.asarray([[3.0, 1.0], [3.0, 1.0]], dtype=np.float32))
    rows = Rows(("x", "y"), np.eye(2, dtype=np.float32), ("s", "s"), ("a", "b"), False)
    assert expected_calibration_error(logits, rows) == pytest.approx(0.25)


def test_loss_leaves_out_labels_that_are_not_allowed() -> None:
    logits, target = torch.tensor([[1.0, 9.0, 1.0]]), torch.tensor([[1.0, 0.0, 0.0]])
    allowed = torch.tensor([[True, False, True]])
    loss = loss_of(logits, target, allowed, multi_label=False)
    assert float(loss) == pytest.approx(np.log(2), abs=1e-6)


def test_loss_leaves_out_unknown_cells() -> None:
    logits = torch.tensor([[0.0, 50.0]], requires_grad=True)
    target = torch.tensor([[1.0, float("nan")]])
    loss = loss_of(logits, target, torch.ones(1, 2, dtype=torch.bool), multi_label=True)
    loss.backward()
    assert float(loss.detach()) == pytest.approx(np.log(2), abs=1e-6)
    assert logits.grad is not None
    assert logits.grad[0, 1] == 0


def test_measure_counts_accuracy_by_source() -> None:
    targets = np.eye(2, dtype=np.float32)[[0, 0, 1]]
    rows = Rows(("x", "y", "z"), targets, ("m:1", "m:2", "n"), ("a", "b"), False)
    logits = np.asarray([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    result = measure(logits, rows, np.ones((3, 2), dtype=bool))
    assert result.by_source == {"m": 0.5, "n": 1.0}
    assert result.accuracy == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("scores", "auc"),
    [([0.1, 0.2, 0.8, 0.9], 1.0), ([0.9, 0.8, 0.2, 0.1], 0.0), ([0.5, 0.5, 0.5, 0.5], 0.5)],
)
def test_roc_auc_of_worked_examples(scores: list[float], auc: float) -> None:
    given = np.asarray([False, False, True, True])
    assert roc_auc(np.asarray(scores, np.float32), given) == pytest.approx(auc)


def test_roc_auc_counts_pairs_in_the_right_order() -> None:
    rng = np.random.default_rng(0)
    scores = rng.integers(0, 20, size=60).astype(np.float32)
    given = rng.random(60) < 0.3
    pairs = [(a > b) + (a == b) / 2 for a in scores[given] for b in scores[~given]]
    assert roc_auc(scores, given) == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize("given", [[True, True], [False, False]])
def test_roc_auc_is_undefined_without_both_kinds(given: list[bool]) -> None:
    assert np.isnan(roc_auc(np.zeros(2, np.float32), np.asarray(given)))
