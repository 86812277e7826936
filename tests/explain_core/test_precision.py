from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from explain_core import BadOption, Explainer, ModelMismatch
from explain_core.precision import LEAST_WIDTH, chosen_device, chosen_precision

CPU = torch.device("cpu")
TEXTS = ["this movie is not bad", "bugs are smart animals", "the movie is horrible i hate it"]


@pytest.mark.parametrize(
    ("abilities", "expected"),
    [({"amx_bf16": True}, "bf16"), ({"avx512_bf16": True}, "bf16"), ({}, "fp32")],
)
def test_auto_is_what_the_processor_does_well(
    abilities: dict[str, bool], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: abilities)
    assert chosen_precision("auto", CPU, width=LEAST_WIDTH) == expected


def test_auto_is_fp32_for_a_narrow_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})
    assert chosen_precision("auto", CPU, width=LEAST_WIDTH - 1) == "fp32"


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_precision_that_was_asked_for_is_taken(precision: str) -> None:
    assert chosen_precision(precision, CPU, width=16) == precision


def test_load_refuses_a_precision_that_there_is_not(directory_of: Callable[..., Path]) -> None:
    with pytest.raises(BadOption, match="auto, fp32, bf16"):
        Explainer.load(directory_of("bert"), precision="fp16")


@pytest.mark.parametrize("device", ["tpu", "", "cuda:99", "gpu"])
def test_load_refuses_a_device_that_is_not_there(
    device: str, directory_of: Callable[..., Path]
) -> None:
    with pytest.raises(BadOption, match="device"):
        Explainer.load(directory_of("bert"), device=device)


def test_auto_device_is_one_that_is_there() -> None:
    assert torch.empty(1, device=chosen_device("auto")).shape == (1,)


def test_bf16_gives_nearly_the_attributions_of_fp32(directory_of: Callable[..., Path]) -> None:
    directory = directory_of("bert")
    rounded = Explainer.load(directory, precision="bf16")
    exact = Explainer.load(directory, precision="fp32")
    for text in TEXTS:
        ours = rounded.explain(text, tolerance=0.1, max_steps=33)
        expected = exact.explain(text, tolerance=0, max_steps=ours.n_steps)
        assert (ours.precision, expected.precision) == ("bf16", "fp32")
        difference = torch.tensor(ours.token_attributions) - torch.tensor(
            expected.token_attributions
        )
        size = torch.tensor(expected.token_attributions).norm()
        assert 0 < difference.norm() <= 0.1 * size


def test_bf16_scores_are_those_of_fp32(directory_of: Callable[..., Path]) -> None:
    directory = directory_of("bert")
    ours = Explainer.load(directory, precision="bf16").explain(TEXTS[0], tolerance=0.5)
    expected = Explainer.load(directory, precision="fp32").explain(TEXTS[0], tolerance=0.5)
    assert ours.precision == "bf16"
    assert ours.score_value == expected.score_value
    assert ours.baseline_score_value == expected.baseline_score_value
    assert ours.probabilities == expected.probabilities


def test_bf16_delta_is_measured_against_fp32_scores(directory_of: Callable[..., Path]) -> None:
    ours = Explainer.load(directory_of("bert"), precision="bf16").explain(TEXTS[0], tolerance=0.5)
    gained = ours.score_value - ours.baseline_score_value
    assert sum(ours.token_attributions) - gained == pytest.approx(ours.delta, abs=1e-6)


def test_what_is_wanted_closer_than_bf16_is_computed_in_fp32(
    directory_of: Callable[..., Path],
) -> None:
    explainer = Explainer.load(directory_of("bert"), precision="bf16")
    found = explainer.explain(TEXTS[0], tolerance=1e-4)
    assert found.precision == "fp32"
    assert found.converged


def test_what_bf16_cannot_converge_is_computed_in_fp32(directory_of: Callable[..., Path]) -> None:
    explainer = Explainer.load(directory_of("bert"), precision="bf16")
    found = explainer.explain_batch(TEXTS * 3, tolerance=0.006)
    assert all(explanation.converged for explanation in found)
    assert {e.precision for e in found} <= {"fp32", "bf16"}


def test_bf16_is_refused_for_a_model_that_cannot(directory_of: Callable[..., Path]) -> None:
    with pytest.raises(ModelMismatch, match="cannot be run in bf16"):
        Explainer.load(directory_of("fnet"), precision="bf16")


def test_auto_falls_back_to_fp32_for_a_model_that_cannot(
    directory_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explain_core.precision.LEAST_WIDTH", 1)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})
    assert Explainer.load(directory_of("fnet")).classifier.precision == "fp32"
    assert Explainer.load(directory_of("bert")).classifier.precision == "bf16"
