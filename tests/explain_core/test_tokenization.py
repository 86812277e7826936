"""What a user types is text for every kind of tokenizer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tokenizers import Tokenizer, models
from transformers import CanineTokenizer, PreTrainedTokenizerBase, TokenizersBackend

from explain_core import ModelMismatch
from explain_core.tokenization import Tokenization
from tests.explain_core.nasty_texts import TEXTS, random_texts
from tests.explain_core.tiny_models import (
    albert_tokenizer,
    bert_tokenizer,
    camembert_tokenizer,
    deberta_tokenizer,
    deberta_v2_tokenizer,
    mpnet_tokenizer,
    roberta_tokenizer,
    xlm_roberta_tokenizer,
)

TOKENIZERS = (
    albert_tokenizer,
    bert_tokenizer,
    camembert_tokenizer,
    deberta_tokenizer,
    deberta_v2_tokenizer,
    mpnet_tokenizer,
    roberta_tokenizer,
    xlm_roberta_tokenizer,
)
SPECIALS = ("[CLS]", "[SEP]", "[MASK]", "[PAD]", "<s>", "</s>", "<mask>", "<pad>")
Make = Callable[[], PreTrainedTokenizerBase]

every_tokenizer = pytest.mark.parametrize(
    "make", TOKENIZERS, ids=[make.__name__.removesuffix("_tokenizer") for make in TOKENIZERS]
)


def covered(tokenization: Tokenization, text: str) -> set[int]:
    return {k for piece in tokenization.pieces(text) for k in range(piece.start, piece.end)}


def visible(text: str) -> set[int]:
    return {k for k, c in enumerate(text) if not c.isspace()}


@every_tokenizer
@pytest.mark.parametrize("special", SPECIALS)
def test_pieces_of_a_typed_special_token_are_no_special_tokens(make: Make, special: str) -> None:
    tokenizer = make()
    tokenization = Tokenization(tokenizer, "m")
    forbidden = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    for template in ("{}", "{} hello", "good{}", "x {}{} y", " {} "):
        found = {piece.id for piece in tokenization.pieces(template.replace("{}", special))}
        assert not found & forbidden, template


@pytest.mark.parametrize(
    "make", [bert_tokenizer, deberta_tokenizer, mpnet_tokenizer, roberta_tokenizer]
)
@pytest.mark.parametrize("special", SPECIALS)
def test_pieces_of_a_typed_special_token_are_those_of_its_characters(
    make: Make, special: str
) -> None:
    # SentencePiece vocabularies cannot say what these would be: they hold the special tokens.
    tokenizer, text = make(), f"so {special} good{special}"
    found = [piece.token for piece in Tokenization(make(), "m").pieces(text)]
    assert found == tokenizer.tokenize(text, split_special_tokens=True)


@every_tokenizer
@pytest.mark.parametrize("special", SPECIALS)
def test_pieces_of_a_typed_special_token_cover_its_characters(make: Make, special: str) -> None:
    text = f"so {special}good"
    assert visible(text) <= covered(Tokenization(make(), "m"), text)


@every_tokenizer
def test_pieces_of_ordinary_text_are_the_tokenizers_own(make: Make) -> None:
    tokenizer, text = make(), "The movie is horrible. i hate it, $5!"
    pieces = Tokenization(make(), "m").pieces(text)
    assert [piece.id for piece in pieces] == tokenizer.encode(text, add_special_tokens=False)
    assert [piece.token for piece in pieces] == tokenizer.tokenize(text)


@every_tokenizer
def test_framed_pieces_are_what_the_tokenizer_gives_the_model(make: Make) -> None:
    tokenizer, text = make(), "The movie is horrible. i hate it, $5!"
    tokenization = Tokenization(make(), "m")
    encoding = tokenization.framed(tokenization.pieces(text))
    assert list(encoding.ids) == tokenizer.encode(text)
    assert encoding.special == (True, *[False] * (len(encoding.ids) - 2), True)


@every_tokenizer
def test_framed_nothing_is_the_special_tokens(make: Make) -> None:
    tokenizer = make()
    assert list(Tokenization(make(), "m").framed([]).ids) == tokenizer.encode("")


@every_tokenizer
def test_pieces_cover_every_visible_character_of_plain_text(make: Make) -> None:
    text = "The movie, is horrible!  i hate\tit (naïve 漢字 😀)"
    assert visible(text) <= covered(Tokenization(make(), "m"), text)


@every_tokenizer
def test_pieces_lie_within_the_text_in_order(make: Make) -> None:
    tokenization = Tokenization(make(), "m")
    for text in (*TEXTS, *random_texts(200, seed=4)):
        pieces = tokenization.pieces(text)
        assert all(0 <= piece.start <= piece.end <= len(text) for piece in pieces), ascii(text)
        starts = [piece.start for piece in pieces]
        assert starts == sorted(starts), ascii(text)


@every_tokenizer
def test_pieces_are_not_cut_at_the_models_limit(make: Make) -> None:
    tokenizer = make()
    tokenizer.model_max_length = 8
    assert len(Tokenization(tokenizer, "m").pieces("good " * 100)) >= 100


def test_pieces_are_not_cut_where_the_tokenizer_would_truncate_or_pad() -> None:
    tokenizer = bert_tokenizer()
    tokenizer.backend_tokenizer.enable_truncation(4)
    tokenizer.backend_tokenizer.enable_padding(length=50)
    tokens = [piece.token for piece in Tokenization(tokenizer, "m").pieces("good " * 10)]
    assert tokens == ["good"] * 10


def test_max_tokens_is_the_tokenizers_limit() -> None:
    tokenizer = bert_tokenizer()
    tokenizer.model_max_length = 128
    assert Tokenization(tokenizer, "m").max_tokens == 128


def test_max_tokens_of_a_tokenizer_without_limit_is_a_number() -> None:
    assert Tokenization(bert_tokenizer(), "m").max_tokens == 1 << 20


def test_vocabulary_size_counts_added_tokens() -> None:
    tokenizer = bert_tokenizer()
    before = Tokenization(tokenizer, "m").vocabulary_size
    tokenizer.add_tokens(["[URL]", "[USER]"])
    assert Tokenization(tokenizer, "m").vocabulary_size == before + 2


def test_pieces_keep_a_token_that_was_added_as_ordinary_text() -> None:
    tokenizer = bert_tokenizer()
    tokenizer.add_tokens(["[url]"])
    found = [piece.token for piece in Tokenization(tokenizer, "m").pieces("good [url]")]
    assert found == ["good", "[url]"]


def test_tokenization_without_special_tokens_frames_nothing() -> None:
    bare = Tokenizer(models.WordLevel({"a": 0, "<unk>": 1}, unk_token="<unk>"))
    tokenization = Tokenization(TokenizersBackend(tokenizer_object=bare), "m")
    assert (tokenization.prefix, tokenization.suffix) == ((), ())
    assert (tokenization.pad_id, tokenization.mask_id) == (None, None)


def test_tokenization_refuses_a_tokenizer_that_knows_no_offsets() -> None:
    with pytest.raises(ModelMismatch, match="cannot say which characters a token covers"):
        Tokenization(CanineTokenizer(), "m")
