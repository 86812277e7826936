"""Tiny random models of many families, with tiny tokenizers, in Hugging Face layout.

Weights are drawn far wider than for training, so that scores and attributions are of size 1.
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import (
    AlbertTokenizer,
    AutoConfig,
    AutoModelForSequenceClassification,
    BertTokenizer,
    CamembertTokenizer,
    DebertaTokenizer,
    DebertaV2Tokenizer,
    MPNetTokenizer,
    PreTrainedTokenizerBase,
    RobertaTokenizer,
    XLMRobertaTokenizer,
)

WORDS = (
    "the movie is horrible hate it bugs are smart animals good bad great not was "
    "one two three i love this"
).split()
CHARACTERS = string.ascii_letters + string.digits + string.punctuation
SEED = 7

_BERT_SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def _wordpiece_vocabulary(specials: tuple[str, ...]) -> dict[str, int]:
    """Return specials, words, and every character as a beginning and as a continuation."""
    pieces = (*specials, *WORDS, "##s", *CHARACTERS, *(f"##{c}" for c in CHARACTERS))
    return {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}


def _unigram_vocabulary(specials: tuple[str, ...]) -> list[tuple[str, float]]:
    """Return (piece, score) pairs; real vocabularies too list their specials with score 0."""
    words = [(f"▁{word}", -3.0) for word in WORDS]
    characters = [(c, -8.0) for c in ("▁", *CHARACTERS)]
    return [*((special, 0.0) for special in specials), *words, *characters]


def _byte_level_files(specials: tuple[str, ...]) -> dict[str, Any]:
    """Return the vocabulary and merges of a byte-level BPE trained on a few sentences."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=330,
        special_tokens=list(specials),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    sentences = [" ".join(WORDS), *(f" {word}" for word in WORDS)]
    tokenizer.train_from_iterator(sentences * 3, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return {"vocab": model["vocab"], "merges": [tuple(merge) for merge in model["merges"]]}


def bert_tokenizer(**options: Any) -> PreTrainedTokenizerBase:
    return BertTokenizer(vocab=_wordpiece_vocabulary(_BERT_SPECIALS), **options)


def mpnet_tokenizer() -> PreTrainedTokenizerBase:
    return MPNetTokenizer(vocab=_wordpiece_vocabulary(("<s>", "<pad>", "</s>", "[UNK]", "<mask>")))


def roberta_tokenizer() -> PreTrainedTokenizerBase:
    return RobertaTokenizer(**_byte_level_files(("<s>", "<pad>", "</s>", "<unk>", "<mask>")))


def deberta_tokenizer() -> PreTrainedTokenizerBase:
    return DebertaTokenizer(**_byte_level_files(("[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]")))


def xlm_roberta_tokenizer() -> PreTrainedTokenizerBase:
    return XLMRobertaTokenizer(
        vocab=_unigram_vocabulary(("<s>", "<pad>", "</s>", "<unk>", "<mask>"))
    )


def camembert_tokenizer() -> PreTrainedTokenizerBase:
    specials = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    return CamembertTokenizer(vocab=_unigram_vocabulary(specials))


def albert_tokenizer() -> PreTrainedTokenizerBase:
    return AlbertTokenizer(
        vocab=_unigram_vocabulary(("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"))
    )


def deberta_v2_tokenizer() -> PreTrainedTokenizerBase:
    return DebertaV2Tokenizer(
        vocab=_unigram_vocabulary(("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"))
    )


@dataclass(frozen=True)
class Family:
    """A model type, the tokenizer it comes with, and what its tiny config needs."""

    model_type: str
    tokenizer: Callable[[], PreTrainedTokenizerBase] = bert_tokenizer
    config: Mapping[str, Any] = field(default_factory=dict)


_SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "max_position_embeddings": 64,
    "initializer_range": 0.3,
}

FAMILIES = {
    "albert": Family("albert", albert_tokenizer, {"embedding_size": 16}),
    "bert": Family("bert"),
    "big_bird": Family("big_bird", config={"attention_type": "original_full"}),
    "camembert": Family("camembert", camembert_tokenizer),
    "convbert": Family("convbert", config={"embedding_size": 16}),
    "data2vec": Family("data2vec-text", roberta_tokenizer),
    "deberta": Family(
        "deberta",
        deberta_tokenizer,
        {"relative_attention": True, "pos_att_type": ["c2p", "p2c"], "max_relative_positions": 16},
    ),
    "deberta-v2": Family("deberta-v2", deberta_v2_tokenizer),
    "deberta-v3": Family(
        "deberta-v2",
        deberta_v2_tokenizer,
        {
            "relative_attention": True,
            "pos_att_type": ["p2c", "c2p"],
            "position_buckets": 8,
            "max_relative_positions": 16,
            "position_biased_input": False,
            "share_att_key": True,
            "norm_rel_ebd": "layer_norm",
            "type_vocab_size": 0,
        },
    ),
    # The ReLU in its head makes the integrand jump; smaller weights keep the jumps small.
    "distilbert": Family("distilbert", config={"hidden_dim": 48, "initializer_range": 0.15}),
    "electra": Family("electra", config={"embedding_size": 16}),
    "ernie": Family("ernie"),
    "fnet": Family("fnet"),
    "megatron-bert": Family("megatron-bert"),
    "modernbert": Family(
        "modernbert",
        config={"bos_token_id": 2, "cls_token_id": 2, "eos_token_id": 3, "sep_token_id": 3},
    ),
    "mpnet": Family("mpnet", mpnet_tokenizer),
    "nomic_bert": Family("nomic_bert"),
    "nystromformer": Family("nystromformer"),
    "rembert": Family("rembert", config={"input_embedding_size": 16}),
    "roberta": Family("roberta", roberta_tokenizer),
    "roberta-prelayernorm": Family("roberta-prelayernorm", roberta_tokenizer),
    "roformer": Family("roformer"),
    "xlm-roberta": Family("xlm-roberta", xlm_roberta_tokenizer),
    # These are known to the transformers library and cannot be explained.
    "bart": Family("bart", roberta_tokenizer),
    "gpt2": Family("gpt2", roberta_tokenizer),
    "longformer": Family("longformer", roberta_tokenizer, {"attention_window": 8}),
    "t5": Family("t5", xlm_roberta_tokenizer),
    "xlm": Family("xlm"),
    "xmod": Family("xmod", xlm_roberta_tokenizer, {"languages": ["en_XX", "de_DE"]}),
}
UNSUPPORTED = ("bart", "gpt2", "longformer", "t5", "xlm", "xmod")
SUPPORTED = tuple(sorted(set(FAMILIES) - set(UNSUPPORTED)))


def save_model(directory: Path, family: str = "bert", **options: Any) -> Path:
    """Return the directory, with a tiny random classifier of a family and its tokenizer in it.

    options: what the config has beside or instead of the family's own settings.
    """
    of = FAMILIES[family]
    tokenizer = of.tokenizer()
    settings = {
        "vocab_size": len(tokenizer),
        "pad_token_id": tokenizer.pad_token_id,
        "num_labels": 3,
        **_SIZES,
        **of.config,
        **options,
    }
    config = AutoConfig.for_model(of.model_type, **settings)
    torch.manual_seed(SEED)
    model = AutoModelForSequenceClassification.from_config(config)
    model.save_pretrained(directory)
    tokenizer.save_pretrained(directory)
    return directory
