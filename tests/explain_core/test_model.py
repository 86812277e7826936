from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertForSequenceClassification
from transformers.modeling_outputs import SequenceClassifierOutput

from explain_core import Explainer, ModelMismatch
from explain_core.model import Classifier, Labels
from explain_core.tokenization import Tokenization
from tests.explain_core.tiny_models import SUPPORTED, bert_tokenizer

LABELS = Labels(("a", "b"), multi_label=False, thresholds=(0.5, 0.5))


class Peeking(BertForSequenceClassification):
    """Its head looks at the ids once more, after the embeddings."""

    def forward(self, input_ids: Tensor | None = None, **inputs: Any) -> SequenceClassifierOutput:
        output = super().forward(input_ids=input_ids, **inputs)
        if input_ids is not None:
            output.logits = output.logits + input_ids.sum()
        return output


class Demanding(BertForSequenceClassification):
    """It takes nothing but ids."""

    def forward(self, input_ids: Tensor, **inputs: Any) -> SequenceClassifierOutput:
        return super().forward(input_ids=input_ids)


def classifier(
    of: type[BertForSequenceClassification] = BertForSequenceClassification,
    *,
    labels: Labels = LABELS,
    max_length: int = 512,
    **settings: Any,
) -> Classifier:
    tokenizer = bert_tokenizer()
    tokenizer.model_max_length = max_length
    config = BertConfig(
        **{
            "vocab_size": len(tokenizer),
            "hidden_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 16,
            "max_position_embeddings": 32,
            **settings,
        }
    )
    torch.manual_seed(0)
    return Classifier("m", of(config), tokenization=Tokenization(tokenizer, "m"), labels=labels)


@pytest.mark.parametrize("family", SUPPORTED)
def test_logits_of_the_embeddings_are_the_models(
    family: str, explainer_of: Callable[..., Explainer]
) -> None:
    ours = explainer_of(family).classifier
    ids = ours.tensor(ours.tokenization.framed(ours.tokenization.pieces("i love bugs!")).ids)
    with torch.no_grad():
        expected = ours._module(input_ids=ids).logits
    torch.testing.assert_close(ours.logits(ours.embed(ids)), expected)


@pytest.mark.parametrize("family", SUPPORTED)
def test_the_two_halves_share_their_weights(
    family: str, explainer_of: Callable[..., Explainer]
) -> None:
    ours = explainer_of(family).classifier
    whole = {parameter.data_ptr() for parameter in ours._module.parameters()}
    for view in (ours._body._own, ours._body._eager):
        assert {p.data_ptr() for p in view.parameters()} < whole


def test_embed_takes_no_gradient_of_weights() -> None:
    ours = classifier()
    embeddings = ours.embed(ours.tensor((2, 5, 6, 3)))
    assert embeddings.shape == (1, 4, 16)
    assert not embeddings.requires_grad
    assert not ours.logits(embeddings).requires_grad


def test_logits_give_the_gradient_of_the_embeddings_alone() -> None:
    ours = classifier()
    embeddings = ours.embed(ours.tensor((2, 5, 6, 3))).requires_grad_()
    ours.logits(embeddings).sum().backward()
    assert embeddings.grad is not None
    assert all(parameter.grad is None for parameter in ours._module.parameters())


def test_answers_are_in_the_order_of_the_inputs() -> None:
    ours = classifier(initializer_range=0.5)
    inputs = [(2, 5, 3), (2, 5, 6, 3), (2, 6, 3), (2, 5, 6, 7, 3), (2, 5, 3)]
    expected = torch.cat([ours.answers([ids]) for ids in inputs])
    torch.testing.assert_close(ours.answers(inputs), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("settings", "limit"),
    [
        ({}, 32 - 2),
        ({"max_length": 16}, 16 - 2),
        ({"max_length": 10**30}, 32 - 2),
        ({"max_position_embeddings": 64}, 64 - 2),
    ],
)
def test_max_text_tokens_leaves_room_for_the_special_tokens(
    settings: dict[str, Any], limit: int
) -> None:
    assert classifier(**settings).max_text_tokens == limit


@pytest.mark.parametrize("max_length", [0, 1, 2])
def test_classifier_refuses_a_limit_without_room_for_text(max_length: int) -> None:
    with pytest.raises(ModelMismatch, match="leaves no room for a text"):
        classifier(max_length=max_length)


def test_classifier_refuses_a_head_that_needs_more_than_the_embeddings() -> None:
    with pytest.raises(ModelMismatch, match="needs more than the embeddings"):
        classifier(Peeking)


def test_classifier_refuses_a_model_that_takes_no_embeddings() -> None:
    with pytest.raises(ModelMismatch, match="cannot be cut at its embeddings"):
        classifier(Demanding)


def test_classifier_refuses_another_number_of_logits_than_labels() -> None:
    with pytest.raises(ModelMismatch, match=r"logits of shape \(1, 3\)"):
        classifier(num_labels=3)


def test_classifier_refuses_a_module_without_embeddings() -> None:
    with pytest.raises(ModelMismatch, match="Linear has no embeddings module"):
        Classifier(
            "m",
            nn.Linear(2, 2),
            tokenization=Tokenization(bert_tokenizer(), "m"),
            labels=LABELS,
        )
