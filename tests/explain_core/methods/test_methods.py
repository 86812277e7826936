from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from explain_core import BadOption, Explainer
from explain_core.errors import NotFinite
from explain_core.methods import METHODS, PREVIEW, check_method
from tests.explain_core.methods.finding import find

OTHERS = METHODS[1:]
TEXT = "the movie is horrible, i hate it"
TEXTS = [TEXT, "bugs are smart", "good", "one two three i love this movie", "not bad", "great"]


def test_methods_begin_with_the_default() -> None:
    assert METHODS[0] == "lig"
    assert PREVIEW in OTHERS


@pytest.mark.parametrize("method", METHODS)
def test_check_method_accepts_every_method(method: str) -> None:
    check_method(method)


@pytest.mark.parametrize("method", ["", "LIG", "integrated_gradients", "captum"])
def test_check_method_names_the_methods_there_are(method: str) -> None:
    with pytest.raises(BadOption, match="lig, input_x_gradient, attn_lrp, occlusion, shap"):
        check_method(method)


def test_names_of_methods_come_without_torch() -> None:
    code = "import sys; import explain_core.methods; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("method", OTHERS)
def test_delta_is_what_is_missing_from_the_score(bert: Explainer, method: str) -> None:
    (found,) = find(bert.classifier, TEXT, method)
    gained = found.input_score - found.baseline_score
    assert found.delta == pytest.approx(sum(found.attributions) - gained, abs=1e-9)


@pytest.mark.parametrize("method", OTHERS)
@pytest.mark.parametrize("score", ["logit", "margin", "probability", "sum"])
def test_scores_are_those_of_the_path_integral(bert: Explainer, method: str, score: str) -> None:
    (found,) = find(bert.classifier, TEXT, method, score=score)
    path = bert.explain(TEXT, 1, score=score)
    assert found.input_score == pytest.approx(path.score_value, abs=1e-6)
    assert found.baseline_score == pytest.approx(path.baseline_score_value, abs=1e-6)


@pytest.mark.parametrize("method", OTHERS)
def test_attributions_follow_the_target(bert: Explainer, method: str) -> None:
    (first,) = find(bert.classifier, TEXT, method, target=0)
    (second,) = find(bert.classifier, TEXT, method, target=2)
    assert first.attributions != pytest.approx(second.attributions)


@pytest.mark.parametrize("method", OTHERS)
def test_long_texts_have_attributions_in_each_window(bert: Explainer, method: str) -> None:
    n_tokens = bert.classifier.max_text_tokens
    windows = find(bert.classifier, "good " * (n_tokens + 5), method)
    assert len(windows) == 2
    assert all(any(window.attributions) for window in windows)


@pytest.mark.parametrize("method", OTHERS)
@pytest.mark.parametrize("text", ["x", "🙂", "漢字", "[SEP] [MASK]", "a\u0301", "\u200bgood"])
def test_odd_texts_have_one_attribution_per_token(bert: Explainer, method: str, text: str) -> None:
    explanation = bert.explain(text, method=method)
    assert len(explanation.token_attributions) == len(explanation.tokens)
    assert explanation.method == method


@pytest.mark.parametrize("method", OTHERS)
def test_explain_works_where_gradients_are_off(bert: Explainer, method: str) -> None:
    with torch.no_grad():
        silent = bert.explain(TEXT, method=method)
    assert silent.token_attributions == bert.explain(TEXT, method=method).token_attributions


@pytest.mark.parametrize("method", OTHERS)
def test_eight_threads_find_what_one_finds(bert: Explainer, method: str) -> None:
    texts = TEXTS * 4

    def attributions(text: str) -> list[float]:
        (found,) = find(bert.classifier, text, method)
        return list(found.attributions)

    expected = [attributions(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(attributions, texts)) == expected


@pytest.mark.parametrize("method", OTHERS)
def test_progress_counts_the_windows(bert: Explainer, method: str) -> None:
    seen: list[tuple[int, int]] = []
    text = "good " * (bert.classifier.max_text_tokens + 5)
    bert.explain(text, method=method, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize("method", OTHERS)
def test_answers_that_are_no_numbers_raise_not_finite(own_directory: Path, method: str) -> None:
    explainer = Explainer.load(own_directory)
    explainer.classifier._module.classifier.bias.data.fill_(float("nan"))  # type: ignore[union-attr, operator]
    with pytest.raises(NotFinite):
        explainer.explain(TEXT, method=method)
