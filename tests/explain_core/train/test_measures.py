from __future__ import annotations

import numpy as np
import pytest
import torch

from explain_core.train.measures import (
    expected_calibration_error,
    fit_temperature,
    loss_of,
    measure,
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


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_fit_temperature_finds_the_factor_that_was_put_in(
    calibrated: tuple[np.ndarray, Rows], factor: float
) -> None:
    logits, rows = calibrated
    assert fit_temperature(logits * factor, rows) == pytest.approx(factor, rel=0.08)


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
