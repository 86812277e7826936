from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch

from explain_core import Explainer, Explanation, path_attributions
from explain_core.model import Classifier
from tests.explain_core.nasty_texts import random_texts
from tests.explain_core.tiny_models import SUPPORTED

TEXTS = [
    "good",
    "bugs are smart animals",
    "i love bugs",
    "this movie is not bad",
    "the movie is horrible i hate it",
    "one two three " * 6,
    "bugs are good animals",
    "i love bugs " * 30,
]


def assert_equal_up_to_rounding(ours: Explanation, expected: Explanation) -> None:
    assert ours.text == expected.text
    assert ours.n_steps == expected.n_steps
    assert ours.label == expected.label
    assert ours.probability == pytest.approx(expected.probability, abs=1e-5)
    size = max(abs(a) for a in expected.token_attributions)
    assert ours.token_attributions == pytest.approx(
        expected.token_attributions, rel=1e-4, abs=1e-4 * size
    )


def watched(explainer: Explainer, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Return the list in which the shape of each pass with gradients will be noted."""
    shapes: list[tuple[int, int]] = []
    body = explainer.classifier._gradient_body
    original = body.logits

    def logits(embeddings: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        if embeddings.requires_grad:
            shapes.append((embeddings.shape[0], embeddings.shape[1]))
        return original(embeddings, mask)

    monkeypatch.setattr(body, "logits", logits)
    return shapes


@pytest.mark.parametrize("family", SUPPORTED)
def test_explain_batch_is_explain_one_by_one(
    family: str, explainer_of: Callable[..., Explainer]
) -> None:
    explainer = explainer_of(family)
    batch = explainer.explain_batch(TEXTS, max_steps=17)
    for ours, text in zip(batch, TEXTS, strict=True):
        assert_equal_up_to_rounding(ours, explainer.explain(text, max_steps=17))


@pytest.mark.parametrize("score", ["margin", "probability", "sum"])
@pytest.mark.parametrize("rule", ["trapezoid", "romberg"])
def test_explain_batch_of_each_score_is_explain_one_by_one(
    score: str, rule: str, bert: Explainer
) -> None:
    options: dict[str, Any] = {"score": score, "rule": rule, "baseline": "mask", "max_steps": 33}
    for ours, text in zip(bert.explain_batch(TEXTS, **options), TEXTS, strict=True):
        assert_equal_up_to_rounding(ours, bert.explain(text, **options))


def test_explain_batch_takes_any_text(bert: Explainer) -> None:
    texts = random_texts(40, seed=3)
    batch = bert.explain_batch(texts, max_steps=7)
    for ours, text in zip(batch, texts, strict=True):
        assert_equal_up_to_rounding(ours, bert.explain(text, max_steps=7))


def test_explain_batch_shares_passes(
    directory_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    explainer = Explainer.load(directory_of("bert"))
    shapes = watched(explainer, monkeypatch)
    explainer.explain_batch(["bugs are smart animals"] * 8, max_steps=7)
    assert shapes == [(56, 6)]


def test_explain_batch_pads_what_is_nearly_as_long(
    directory_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    explainer = Explainer.load(directory_of("bert"))
    shapes = watched(explainer, monkeypatch)
    explainer.explain_batch(["one two three " * 6, "one two three " * 6 + "bugs"], max_steps=7)
    assert shapes == [(14, 21)]


def test_explain_batch_never_pads_a_model_that_minds(
    explainer_of: Callable[..., Explainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    explainer = explainer_of("fnet")
    assert not explainer.classifier.pads
    shapes = watched(explainer, monkeypatch)
    explainer.explain_batch(["one two three " * 6, "one two three " * 6 + "bugs"], max_steps=7)
    assert len(shapes) == 2


def test_explain_batch_lets_converged_texts_leave(
    directory_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    explainer = Explainer.load(directory_of("bert"))
    shapes = watched(explainer, monkeypatch)
    texts = [" ".join(order) for order in (["bugs", "are", "good"], ["hate", "not", "horrible"])]
    found = explainer.explain_batch(texts * 4, tolerance=0.003)
    points = sum(n_points for n_points, _ in shapes)
    assert points == sum(explanation.n_steps for explanation in found)


def test_explain_batch_keeps_passes_within_bounds(
    directory_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    explainer = Explainer.load(directory_of("bert"))
    shapes = watched(explainer, monkeypatch)
    monkeypatch.setattr(Classifier, "points_per_pass", lambda self, n_tokens: 64 // n_tokens)
    monkeypatch.setattr(path_attributions, "TOKENS_IN_FLIGHT", 50)
    explainer.explain_batch(TEXTS[:5] * 3, max_steps=7)
    assert max(n_points * n_tokens for n_points, n_tokens in shapes) <= 64


def test_explain_batch_reports_each_window(bert: Explainer) -> None:
    seen: list[tuple[int, int]] = []
    bert.explain_batch(TEXTS[:4], progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_explain_from_many_threads_may_share_passes(directory_of: Callable[..., Path]) -> None:
    sharing = Explainer.load(directory_of("bert"), share_passes=True)
    alone = Explainer.load(directory_of("bert"))
    texts = TEXTS * 6
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(sharing.explain, texts))
    for ours, text in zip(found, texts, strict=True):
        assert_equal_up_to_rounding(ours, alone.explain(text))


def test_explain_tells_how_many_texts_shared_passes(directory_of: Callable[..., Path]) -> None:
    sizes: list[int] = []
    sharing = Explainer.load(directory_of("bert"), share_passes=True, on_batch=sizes.append)
    texts = TEXTS * 2
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sharing.explain, texts))
    assert sum(sizes) == len(texts)
