from __future__ import annotations

import numpy as np
import pytest

from explain_core.train.batches import Masking, bucketed, collate, in_order, tokenize
from explain_core.train.rows import Rows
from tests.explain_core.tiny_models import bert_tokenizer

TEXTS = ("bugs are smart animals", "the movies are horrible", "[SEP] [MASK]", "it")
PRIOR = np.asarray([0.25, 0.75], dtype=np.float32)
ROWS = Rows(TEXTS, np.eye(2, dtype=np.float32)[[0, 1, 0, 1]], ("s",) * 4, ("a", "b"), False)
ALLOWED = np.asarray([[True, False], [True, True], [True, True], [True, True]])
TOKENIZER = bert_tokenizer()
PAD, MASK = TOKENIZER.pad_token_id, TOKENIZER.mask_token_id
TOKENS = tokenize(TOKENIZER, TEXTS, max_tokens=16)


def masked(rate: float, all_rate: float, seed: int = 0):  # type: ignore[no-untyped-def]
    return collate(
        np.arange(4),
        ROWS,
        TOKENS,
        allowed=ALLOWED,
        pad_id=PAD,
        masking=Masking(rate, all_rate, (PAD, MASK), PRIOR),
        rng=np.random.default_rng(seed),
    )


def test_tokenize_keeps_typed_special_tokens_as_text() -> None:
    specials = set(TOKENIZER.all_special_ids)
    assert not specials & set(TOKENS[2].ids[1:-1].tolist()) - {TOKENIZER.unk_token_id}


def test_tokenize_cuts_to_the_limit() -> None:
    (tokens,) = tokenize(TOKENIZER, ["good " * 50], max_tokens=8)
    assert len(tokens.ids) == 8
    assert tokens.ids[-1] == TOKENIZER.sep_token_id


def test_collate_without_masking_changes_nothing() -> None:
    batch = masked(rate=0.0, all_rate=0.0)
    for row, tokens in enumerate(TOKENS):
        assert batch.ids[row, : len(tokens.ids)].tolist() == tokens.ids.tolist()
        assert batch.attention_mask[row].sum() == len(tokens.ids)
    assert batch.targets.tolist() == ROWS.targets.tolist()
    assert batch.allowed.tolist() == ALLOWED.tolist()


def test_collate_hides_all_words_but_no_special_tokens_and_targets_the_prior() -> None:
    batch = masked(rate=0.0, all_rate=1.0)
    for row, tokens in enumerate(TOKENS):
        ids = batch.ids[row, : len(tokens.ids)]
        assert ids[0] == TOKENIZER.cls_token_id
        assert ids[-1] == TOKENIZER.sep_token_id
        assert set(ids[1:-1].tolist()) in ({PAD}, {MASK})
        assert batch.attention_mask[row, : len(ids)].all()
        assert batch.targets[row].tolist() == PRIOR.tolist()
        assert batch.allowed[row].all()


@pytest.mark.parametrize("seed", range(5))
def test_collate_hides_words_whole(seed: int) -> None:
    batch = masked(rate=1.0, all_rate=0.0, seed=seed)
    for row, tokens in enumerate(TOKENS):
        changed = batch.ids[row, : len(tokens.ids)] != tokens.ids
        for word in set(tokens.words.tolist()) - {-1}:
            assert len(set(changed[tokens.words == word].tolist())) == 1
        assert not changed[tokens.words == -1].any()


def test_bucketed_uses_every_row_once_and_batches_similar_lengths() -> None:
    lengths = np.random.default_rng(0).integers(3, 90, size=1_000)
    batches = bucketed(lengths.tolist(), 10, np.random.default_rng(1))
    assert sorted(np.concatenate(batches).tolist()) == list(range(1_000))
    spread = np.mean([np.ptp(lengths[batch]) for batch in batches])
    assert spread < np.ptp(lengths) / 10


def test_in_order_uses_every_row_once() -> None:
    assert sorted(np.concatenate(list(in_order([3, 1, 2, 9, 4], 2))).tolist()) == list(range(5))
