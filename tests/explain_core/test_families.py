"""Every family of encoders that the transformers library builds: right, or refused at load."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from explain_core import Explainer, ModelMismatch
from explain_core.refinement import scale
from tests.explain_core.captum_reference import load_module, relative_error, trapezoid
from tests.explain_core.tiny_models import SUPPORTED, UNSUPPORTED

TEXT = "The movie is horrible. i hate it"
LONG_TEXT = "the movie is good, i love bugs! " * 12


@pytest.mark.parametrize("family", SUPPORTED)
def test_explain_is_complete_for(family: str, explainer_of: Callable[..., Explainer]) -> None:
    explanation = explainer_of(family).explain(TEXT, max_steps=1025)
    gained = explanation.score_value - explanation.baseline_score_value
    assert explanation.converged
    assert abs(sum(explanation.token_attributions) - gained) <= 0.0101 * scale(gained, 0)
    assert sum(abs(a) for a in explanation.token_attributions) > 0.05


@pytest.mark.parametrize("family", SUPPORTED)
@pytest.mark.parametrize("baseline", ["pad", "mask"])
def test_explain_equals_captum_at_the_same_points_for(
    family: str,
    baseline: str,
    explainer_of: Callable[..., Explainer],
    directory_of: Callable[..., Path],
) -> None:
    explanation = explainer_of(family).explain(
        TEXT, 1, baseline=baseline, tolerance=0, max_steps=17
    )
    expected = trapezoid(
        load_module(directory_of(family)),
        explanation.token_ids,
        explanation.baseline_ids,
        1,
        n_steps=17,
    )
    assert explanation.n_steps == 17
    assert relative_error(explanation.token_attributions, expected) < 1e-4


@pytest.mark.parametrize("family", SUPPORTED)
def test_explain_reads_a_long_text_in_full_windows_for(
    family: str, explainer_of: Callable[..., Explainer]
) -> None:
    explanation = explainer_of(family).explain(LONG_TEXT, max_steps=9)
    assert explanation.n_windows > 1
    assert all(math.isfinite(a) for a in explanation.token_attributions)


@pytest.mark.parametrize("family", SUPPORTED)
def test_explain_works_after_predict_for(family: str, directory_of: Callable[..., Path]) -> None:
    # A model that kept something from a forward pass without gradients would fail here.
    explainer = Explainer.load(directory_of(family))
    (prediction,) = explainer.predict([TEXT])
    assert explainer.explain(TEXT, max_steps=9).label == prediction.label


@pytest.mark.parametrize("family", UNSUPPORTED)
def test_load_refuses_with_a_reason(family: str, directory_of: Callable[..., Path]) -> None:
    with pytest.raises(ModelMismatch, match=r"cannot be explained: .*embeddings.*\.$"):
        Explainer.load(directory_of(family))
