from __future__ import annotations

import json
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification

from explain_core import (
    BadOption,
    Explainer,
    Explanation,
    ModelMismatch,
    NotFinite,
    UnknownTarget,
)
from explain_core.refinement import scale
from tests.explain_core.captum_reference import load_module, relative_error, trapezoid
from tests.explain_core.nasty_texts import random_texts
from tests.explain_core.tiny_models import WORDS, bert_tokenizer, save_model

TEXT = "this movie is not bad"
LABELS = ("negative", "neutral", "positive")
MULTI_LABEL = {"problem_type": "multi_label_classification"}


def labelled(*labels: str) -> dict[str, object]:
    """Return what a config has to say of its labels."""
    return {
        "id2label": dict(enumerate(labels)),
        "label2id": {label: index for index, label in enumerate(labels)},
    }


@pytest.fixture(scope="session")
def named(explainer_of: Callable[..., Explainer]) -> Explainer:
    """A tiny BERT with the labels negative, neutral and positive."""
    return explainer_of("bert", **labelled(*LABELS))


@pytest.fixture(scope="session")
def multi_label(explainer_of: Callable[..., Explainer]) -> Explainer:
    return explainer_of("bert", **MULTI_LABEL, num_labels=5, thresholds={"LABEL_1": 0.2})


def unchanging(explanation: Explanation) -> dict[str, object]:
    return {k: v for k, v in explanation.to_dict().items() if k != "seconds"}


# What the model says


def test_predict_equals_the_model_itself(
    named: Explainer, directory_of: Callable[..., Path]
) -> None:
    module = load_module(directory_of("bert", **labelled(*LABELS)))
    explanation = named.explain(TEXT, max_steps=2)
    with torch.no_grad():
        logits = module(input_ids=torch.tensor([explanation.token_ids])).logits[0]
    (prediction,) = named.predict([TEXT])
    assert list(prediction.probabilities) == list(LABELS)
    expected = pytest.approx(logits.softmax(-1).tolist(), rel=1e-5)
    assert list(prediction.probabilities.values()) == expected
    assert list(explanation.logits.values()) == pytest.approx(logits.tolist(), rel=1e-4)


def test_predict_names_the_most_probable_label(named: Explainer) -> None:
    for prediction in named.predict(WORDS):
        assert prediction.probability == max(prediction.probabilities.values())
        assert prediction.probabilities[prediction.label] == prediction.probability


def test_predict_gives_one_answer_per_text_in_order(named: Explainer) -> None:
    texts = [*WORDS, TEXT, TEXT * 20]
    alone = [named.predict([text])[0].probability for text in texts]
    assert [p.probability for p in named.predict(texts)] == pytest.approx(alone, rel=1e-5)


def test_predict_of_nothing_is_nothing(named: Explainer) -> None:
    assert named.predict([]) == []
    assert named.explain_batch([]) == []


@pytest.mark.parametrize("method", ["predict", "explain_batch"])
def test_methods_for_many_texts_refuse_a_single_one(named: Explainer, method: str) -> None:
    with pytest.raises(TypeError, match="give a list of texts"):
        getattr(named, method)(TEXT)


def test_predict_of_a_multi_label_head_is_the_sigmoid(multi_label: Explainer) -> None:
    explanation = multi_label.explain(TEXT, max_steps=2)
    assert multi_label.multi_label
    assert explanation.multi_label
    for label, logit in explanation.logits.items():
        assert explanation.probabilities[label] == pytest.approx(1 / (1 + math.exp(-logit)))


def test_threshold_comes_from_the_config(multi_label: Explainer) -> None:
    thresholds = [multi_label.threshold(label) for label in multi_label.labels]
    assert thresholds == [0.5, 0.2, 0.5, 0.5, 0.5]
    assert multi_label.threshold(1) == multi_label.threshold("label_1") == 0.2


def test_threshold_of_an_unknown_label_is_refused(multi_label: Explainer) -> None:
    with pytest.raises(UnknownTarget):
        multi_label.threshold("LABEL_9")


# Which label is explained


def test_explain_without_a_target_explains_the_prediction(named: Explainer) -> None:
    (prediction,) = named.predict([TEXT])
    explanation = named.explain(TEXT)
    assert explanation.target == explanation.label == prediction.label
    assert explanation.score_value == pytest.approx(max(explanation.logits.values()), abs=1e-5)


@pytest.mark.parametrize(
    ("target", "label"),
    [
        (0, "negative"),
        (2, "positive"),
        ("neutral", "neutral"),
        ("Neutral", "neutral"),
        (" POSITIVE ", "positive"),
        ("0", "negative"),
        (" 2 ", "positive"),
    ],
)
def test_explain_finds_the_target(named: Explainer, target: str | int, label: str) -> None:
    explanation = named.explain(TEXT, target, max_steps=2)
    assert explanation.target == label
    assert explanation.score_value == pytest.approx(explanation.logits[label], abs=1e-5)


@pytest.mark.parametrize(
    "target", [3, -1, True, False, "happy", "", " ", "-1", "3", "1.0", "²", "9" * 5000]
)
def test_explain_refuses_an_unknown_target(named: Explainer, target: str | int) -> None:
    with pytest.raises(UnknownTarget, match=r"Choose one of: negative, neutral, positive\."):
        named.explain(TEXT, target)


@pytest.mark.parametrize("target", [0.0, 1.5, [1], None])
def test_threshold_refuses_what_is_neither_name_nor_number(
    named: Explainer, target: object
) -> None:
    with pytest.raises(UnknownTarget):
        named.threshold(target)  # type: ignore[arg-type]


def test_explain_prefers_a_labels_name_to_its_number(
    explainer_of: Callable[..., Explainer],
) -> None:
    stars = explainer_of("bert", **labelled("2", "1", "0"))
    assert stars.explain(TEXT, "2", max_steps=2).target == "2"
    assert stars.explain(TEXT, 2, max_steps=2).target == "0"


def test_explain_prefers_the_exact_name_to_another_case(
    explainer_of: Callable[..., Explainer],
) -> None:
    twins = explainer_of("bert", **labelled("A", "a", "b"))
    assert [twins.explain(TEXT, label, max_steps=2).target for label in "Aab"] == ["A", "a", "b"]


def test_explain_carries_the_true_label_along(named: Explainer) -> None:
    assert named.explain(TEXT, true_label="Positive", max_steps=2).true_label == "positive"
    assert named.explain(TEXT, true_label=0, max_steps=2).true_label == "negative"
    assert named.explain(TEXT, max_steps=2).true_label is None


def test_explain_refuses_an_unknown_true_label(named: Explainer) -> None:
    with pytest.raises(UnknownTarget):
        named.explain(TEXT, true_label="happy")


# Options


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("tolerance", -0.1),
        ("tolerance", math.nan),
        ("tolerance", math.inf),
        ("max_steps", 1),
        ("max_steps", 0),
        ("max_steps", -9),
        ("baseline", "zero"),
        ("score", "loss"),
        ("rule", "simpson"),
    ],
)
def test_explain_refuses_an_impossible_option(named: Explainer, option: str, value: object) -> None:
    with pytest.raises(BadOption, match=f"^{option} cannot be .*: it takes "):
        named.explain(TEXT, **{option: value})  # type: ignore[arg-type]


def test_explain_refuses_options_before_it_reads_the_text(named: Explainer) -> None:
    with pytest.raises(BadOption):
        named.explain("", score="loss")


@pytest.mark.parametrize("tolerance", [0.1, 0.01, 0.001])
def test_explain_keeps_to_the_tolerance(named: Explainer, tolerance: float) -> None:
    explanation = named.explain(TEXT, tolerance=tolerance)
    assert explanation.converged
    assert explanation.relative_delta <= tolerance


def test_explain_says_when_the_tolerance_is_out_of_reach(named: Explainer) -> None:
    explanation = named.explain(TEXT, tolerance=0, max_steps=17)
    assert (explanation.n_steps, explanation.converged) == (17, False)


def test_explain_by_romberg_comes_to_the_same(named: Explainer) -> None:
    fine = named.explain(TEXT, tolerance=0, max_steps=257)
    romberg = named.explain(TEXT, tolerance=0, max_steps=33, rule="romberg")
    expected = torch.tensor(fine.token_attributions, dtype=torch.float64)
    assert relative_error(romberg.token_attributions, expected) < 1e-3


# The numbers


def test_explain_equals_captum_one_point_at_a_time(
    bert: Explainer, directory_of: Callable[..., Path]
) -> None:
    explanation = bert.explain(TEXT, 0, tolerance=0, max_steps=9)
    expected = trapezoid(
        load_module(directory_of("bert")),
        explanation.token_ids,
        explanation.baseline_ids,
        0,
        n_steps=9,
        internal_batch_size=1,
    )
    assert relative_error(explanation.token_attributions, expected) < 1e-4


def test_explain_is_complete_on_random_texts(bert: Explainer) -> None:
    for text in random_texts(25, seed=6):
        if text.strip("\t\n\r\x0b\x0c\x1c\x1f \x85\xa0\u2028\u2029\u3000\u1680"):
            explanation = bert.explain("good " + text)
            gained = explanation.score_value - explanation.baseline_score_value
            total = math.fsum(explanation.token_attributions)
            assert total == pytest.approx(gained + explanation.delta, abs=1e-6), ascii(text)
            assert abs(explanation.delta) <= 0.0101 * scale(gained, 0), ascii(text)


def test_explain_is_the_same_each_time(bert: Explainer) -> None:
    assert unchanging(bert.explain(TEXT)) == unchanging(bert.explain(TEXT))


def test_explain_batch_is_explain_one_by_one(named: Explainer) -> None:
    texts = [TEXT, "good", "i hate it " * 30]
    batch = named.explain_batch(texts, "negative", score="margin", max_steps=9)
    alone = [named.explain(text, "negative", score="margin", max_steps=9) for text in texts]
    assert [unchanging(e) for e in batch] == [unchanging(e) for e in alone]


def test_explain_leaves_the_model_as_it_was(directory_of: Callable[..., Path]) -> None:
    explainer = Explainer.load(directory_of("bert"))
    module = explainer.classifier._module
    before = {key: value.clone() for key, value in module.state_dict().items()}
    explainer.explain(TEXT)
    assert all(torch.equal(before[key], value) for key, value in module.state_dict().items())
    assert all(p.grad is None and not p.requires_grad for p in module.parameters())
    assert not module.training


def test_explain_takes_few_forward_passes(
    directory_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    explainer = Explainer.load(directory_of("bert"))
    batches: list[int] = []
    body = explainer.classifier._body
    original = body.logits
    monkeypatch.setattr(
        body,
        "logits",
        lambda embeddings, mask: batches.append(len(embeddings)) or original(embeddings, mask),
    )
    explainer.explain(TEXT, tolerance=0, max_steps=65, trust=False)
    assert batches == [1, 1, 9, 8, 16, 32]  # the text, its baseline, points


@pytest.mark.parametrize("n_tokens", [2, 10, 512, 40_000])
def test_points_per_pass_is_at_least_one_and_falls_with_length(
    bert: Explainer, n_tokens: int
) -> None:
    fitting = bert.classifier.points_per_pass(n_tokens)
    assert fitting >= 1
    assert bert.classifier.points_per_pass(2 * n_tokens) <= fitting


def test_explanation_record_is_json(named: Explainer) -> None:
    record = named.explain(TEXT, true_label="neutral", max_steps=9).to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record


# Damaged weights


def damaged(directory: Path, key: str, row: int) -> Explainer:
    """Return an explainer of a tiny BERT with one row of one tensor that is no number."""
    save_model(directory)
    module = AutoModelForSequenceClassification.from_pretrained(directory)
    with torch.no_grad():
        module.get_parameter(key)[row] = math.nan
    module.save_pretrained(directory)
    return Explainer.load(directory)


@pytest.mark.parametrize("method", ["predict", "explain_batch"])
def test_weights_that_are_no_numbers_give_no_answer(method: str, tmp_path: Path) -> None:
    word = bert_tokenizer().convert_tokens_to_ids("movie")
    explainer = damaged(tmp_path, "bert.embeddings.word_embeddings.weight", word)
    assert explainer.predict(["this is not bad"])
    with pytest.raises(NotFinite, match="an answer that is not a finite number"):
        getattr(explainer, method)([TEXT])


@pytest.mark.parametrize(
    ("key", "row"),
    [("classifier.weight", 0), ("classifier.bias", 2), ("bert.embeddings.LayerNorm.weight", 1)],
)
def test_load_refuses_weights_that_answer_every_text_with_no_number(
    key: str, row: int, tmp_path: Path
) -> None:
    with pytest.raises(ModelMismatch, match="no finite numbers: its weights are probably damaged"):
        damaged(tmp_path, key, row)


def test_a_baseline_that_is_no_number_gives_no_attributions(tmp_path: Path) -> None:
    explainer = damaged(tmp_path, "bert.embeddings.word_embeddings.weight", 0)
    assert explainer.predict([TEXT])
    with pytest.raises(NotFinite, match="a gradient that is not a finite number"):
        explainer.explain(TEXT)


# Threads


def test_eight_threads_get_what_one_gets_bit_for_bit(directory_of: Callable[..., Path]) -> None:
    explainer = Explainer.load(directory_of("bert"))
    texts = [*random_texts(12, seed=8), TEXT, "the movie is good " * 30]
    texts = [f"good {text}" for text in texts] * 2
    alone = [unchanging(explainer.explain(text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = [unchanging(e) for e in pool.map(explainer.explain, texts)]
    assert together == alone


def test_threads_may_predict_and_explain_at_once(directory_of: Callable[..., Path]) -> None:
    explainer = Explainer.load(directory_of("bert"))
    expected = explainer.explain(TEXT)

    def work(number: int) -> float:
        if number % 2:
            return explainer.predict([TEXT])[0].probability
        return explainer.explain(TEXT, baseline="mask" if number % 4 else "pad").probability

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(32))) == {expected.probability}


def test_an_error_in_one_call_does_not_hold_up_the_next(named: Explainer) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        named.explain(TEXT, progress=stop, max_steps=2)
    assert named.explain(TEXT, max_steps=2).text == TEXT


# What else an explanation can become


def test_to_captum_is_what_captum_draws(named: Explainer) -> None:
    explanation = named.explain(TEXT, "negative", true_label="neutral")
    record = explanation.to_captum()
    assert record.word_attributions.tolist() == pytest.approx(explanation.normalize())
    assert record.raw_input_ids == list(explanation.tokens)
    assert (record.pred_class, record.attr_class) == (explanation.label, "negative")
    assert (record.true_class, record.pred_prob) == ("neutral", explanation.probability)
    assert record.attr_score == pytest.approx(sum(explanation.normalize()))
    assert record.convergence_score == explanation.delta


def test_to_captum_can_be_visualized(named: Explainer) -> None:
    from captum.attr import visualization

    record = named.explain("<b>good</b>").to_captum()
    words = visualization.format_word_importances(record.raw_input_ids, record.word_attributions)
    assert words.count("<mark") == len(record.raw_input_ids)


def test_deciding_edit_is_that_of_the_text(named: Explainer) -> None:
    from explain_core.deciding_edit import deciding_edit

    assert named.deciding_edit(TEXT) == deciding_edit(named, TEXT)


def test_explain_takes_equal_steps_where_they_are_counted(bert: Explainer) -> None:
    for tolerance, rule in ((0, "trapezoid"), (0.001, "focused"), (0.05, "focused")):
        ours = bert.explain(TEXT, tolerance=tolerance, max_steps=33)
        expected = bert.explain(TEXT, tolerance=tolerance, max_steps=33, rule=rule)
        assert ours.token_attributions == expected.token_attributions


def test_explain_refuses_a_rule_that_there_is_not(bert: Explainer) -> None:
    with pytest.raises(BadOption, match="auto, focused, trapezoid, romberg"):
        bert.explain(TEXT, rule="simpson")
