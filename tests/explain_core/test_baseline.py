from __future__ import annotations

import pytest

from explain_core import BadOption, Explainer, NoBaselineToken
from explain_core.baseline import baseline_ids, filler_id
from explain_core.tokenization import Tokenization
from tests.explain_core.tiny_models import bert_tokenizer, roberta_tokenizer


def test_baseline_ids_keep_the_special_tokens() -> None:
    tokenization = Tokenization(bert_tokenizer(), "m")
    encoding = tokenization.framed(tokenization.pieces("bugs are smart animals"))
    assert baseline_ids(encoding, "pad", tokenization) == (2, 0, 0, 0, 0, 3)
    assert baseline_ids(encoding, "mask", tokenization) == (2, 4, 4, 4, 4, 3)


def test_baseline_ids_are_the_tokenizers_own() -> None:
    tokenization = Tokenization(roberta_tokenizer(), "m")
    encoding = tokenization.framed(tokenization.pieces("bugs are"))
    n_text_tokens = len(encoding.ids) - 2
    assert baseline_ids(encoding, "pad", tokenization) == (0, *[1] * n_text_tokens, 2)


@pytest.mark.parametrize(("kind", "other"), [("pad", "mask"), ("mask", "pad")])
def test_filler_id_says_which_token_is_missing_and_what_else_there_is(
    kind: str, other: str
) -> None:
    tokenizer = bert_tokenizer()
    setattr(tokenizer, f"{kind}_token", None)
    with pytest.raises(NoBaselineToken, match=f"no {kind.upper()} token.* Try baseline '{other}'"):
        filler_id(kind, Tokenization(tokenizer, "m"))


@pytest.mark.parametrize("kind", ["pad", "mask"])
def test_filler_id_offers_no_baseline_that_fails_too(kind: str) -> None:
    tokenizer = bert_tokenizer()
    tokenizer.pad_token = tokenizer.mask_token = None
    with pytest.raises(NoBaselineToken, match="There is no other") as caught:
        filler_id(kind, Tokenization(tokenizer, "m"))
    assert "Try" not in str(caught.value)


@pytest.mark.parametrize("kind", ["", "PAD", "zero", "unk"])
def test_filler_id_refuses_what_it_does_not_know(kind: str) -> None:
    with pytest.raises(BadOption, match=r"baseline cannot be .* one of pad, mask"):
        filler_id(kind, Tokenization(bert_tokenizer(), "m"))


@pytest.mark.parametrize("baseline", ["pad", "mask"])
def test_explain_reports_the_baseline_it_took(bert: Explainer, baseline: str) -> None:
    explanation = bert.explain("bugs are smart", baseline=baseline, max_steps=2)
    assert explanation.baseline == baseline
    assert set(explanation.baseline_ids[1:-1]) == {0 if baseline == "pad" else 4}


def test_explain_gives_the_specials_of_a_bert_no_attribution(bert: Explainer) -> None:
    tokens = bert.explain("bugs are smart").token_attributions
    assert (tokens[0], tokens[-1]) == (0, 0)
