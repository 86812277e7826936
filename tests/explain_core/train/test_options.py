from __future__ import annotations

import pytest
import torch
from transformers import BertConfig, BertModel, RobertaConfig, RobertaModel

from explain_core.errors import BadOption
from explain_core.train import checkpoint, options

SIZES = {
    "vocab_size": 9,
    "hidden_size": 4,
    "num_hidden_layers": 1,
    "num_attention_heads": 1,
    "intermediate_size": 4,
    "max_position_embeddings": 66,
}


@pytest.mark.parametrize(
    ("given", "limit", "found"),
    [(None, 64, 64), (None, 512, 96), (None, 5, 5), (8, 64, 8), (64, 64, 64), (300, 512, 300)],
)
def test_max_tokens_is_at_most_what_the_base_model_reads(
    given: int | None, limit: int, found: int
) -> None:
    assert options.max_tokens(given, limit) == found


@pytest.mark.parametrize("given", [-1, 0, 7, 65, 96])
def test_max_tokens_refuses_a_given_number_that_does_not_fit(given: int) -> None:
    with pytest.raises(BadOption, match=f"--max-tokens cannot be {given}: it takes 8 to 64 "):
        options.max_tokens(given, 64)


def test_token_limit_is_the_number_of_positions() -> None:
    assert checkpoint.token_limit(BertModel(BertConfig(**SIZES))) == 66


def test_token_limit_leaves_out_positions_that_are_never_used() -> None:
    model = RobertaModel(RobertaConfig(**SIZES, pad_token_id=1))
    assert checkpoint.token_limit(model) == 64
    ids = torch.full((1, 64), 5)
    assert model(ids).last_hidden_state.shape == (1, 64, 4)
