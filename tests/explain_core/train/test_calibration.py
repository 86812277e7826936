from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from transformers import BertConfig, BertForSequenceClassification

from explain_core.errors import ModelMismatch
from explain_core.train import calibration
from explain_core.train.calibration import Calibration
from explain_core.train.measures import expected_calibration_error
from explain_core.train.rows import Rows

LABELS = ("a", "b", "c")


def one_of(logits: np.ndarray, rng: np.random.Generator) -> Rows:
    """Rows with one label each, drawn from the softmax of the logits."""
    probabilities = torch.from_numpy(logits).softmax(-1).numpy()
    labels = [rng.choice(len(p), p=p / p.sum()) for p in probabilities]
    return rows_of(np.eye(logits.shape[1])[labels], multi_label=False)


def any_of(logits: np.ndarray, rng: np.random.Generator) -> Rows:
    """Rows with any number of labels, drawn from the sigmoids of the logits."""
    drawn = rng.random(logits.shape) < torch.from_numpy(logits).sigmoid().numpy()
    return rows_of(drawn, multi_label=True)


def rows_of(targets: np.ndarray, *, multi_label: bool) -> Rows:
    n = len(targets)
    return Rows(("x",) * n, targets.astype(np.float32), ("s",) * n, LABELS, multi_label)


@pytest.fixture(scope="module")
def logits() -> np.ndarray:
    return np.random.default_rng(0).normal(0, 2, size=(6_000, 3)).astype(np.float32)


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_fit_temperature_finds_the_factor_that_was_put_in(
    logits: np.ndarray, factor: float
) -> None:
    rows = one_of(logits, np.random.default_rng(1))
    assert calibration.fit_temperature(logits * factor, rows) == pytest.approx(factor, rel=0.08)


def test_fit_gives_labels_that_exclude_each_other_one_temperature(logits: np.ndarray) -> None:
    fitted = calibration.fit(logits * 2, one_of(logits, np.random.default_rng(1)))
    assert fitted.scales == pytest.approx([0.5] * 3, rel=0.08)
    assert not fitted.offsets.any()
    assert fitted.describe().startswith("is divided by a temperature of ")


def test_fit_gives_other_labels_a_scale_and_an_offset_each(logits: np.ndarray) -> None:
    scales, offsets = np.asarray([0.5, 1, 2]), np.asarray([-1, 0, 1])
    rows = any_of((logits * scales + offsets).astype(np.float32), np.random.default_rng(1))
    fitted = calibration.fit(logits, rows)
    assert fitted.scales == pytest.approx(scales, rel=0.1)
    assert fitted.offsets == pytest.approx(offsets, abs=0.12)
    assert expected_calibration_error(fitted.of(logits), rows) < 0.02
    assert fitted.describe() == "is scaled and shifted for each label"


def test_fit_leaves_a_label_alone_of_which_too_little_is_known(logits: np.ndarray) -> None:
    rows = any_of(logits, np.random.default_rng(1))
    rows.targets[:, 1] = 0
    rows.targets[:9, 1] = 1
    rows.targets[:, 2] = np.nan
    fitted = calibration.fit(logits * 3, rows)
    assert fitted.scales[1:] == pytest.approx([1, 1])
    assert fitted.offsets[1:] == pytest.approx([0, 0])
    assert fitted.scales[0] == pytest.approx(1 / 3, rel=0.1)


def test_fold_makes_the_model_give_calibrated_logits() -> None:
    config = BertConfig(
        vocab_size=9,
        hidden_size=4,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=4,
        num_labels=3,
    )
    model = BertForSequenceClassification(config).eval()
    ids = torch.tensor([[1, 2, 3]])
    fitted = Calibration(np.asarray([0.5, 1, 2], np.float32), np.asarray([1, 0, -1], np.float32))
    with torch.no_grad():
        before = model(ids).logits.numpy()
        calibration.fold(model, fitted)
        after = model(ids).logits.numpy()
    assert after == pytest.approx(fitted.of(before), abs=1e-5)


def test_fold_refuses_an_offset_without_a_bias_to_hold_it() -> None:
    model = nn.Sequential(nn.Linear(4, 2, bias=False))
    model.config = BertConfig(num_labels=2)  # type: ignore[assignment]
    moved = Calibration(np.ones(2, np.float32), np.ones(2, np.float32))
    with pytest.raises(ModelMismatch, match="no bias"):
        calibration.fold(model, moved)  # type: ignore[arg-type]
