"""The reference input: every text token replaced by one filler, special tokens kept."""

from __future__ import annotations

from explain_core.errors import BadOption, NoBaselineToken
from explain_core.tokenization import Encoding, Tokenization

BASELINES = ("pad", "mask")


def baseline_ids(encoding: Encoding, kind: str, tokenization: Tokenization) -> tuple[int, ...]:
    """Return the ids of the baseline of an encoded text, as many as `encoding.ids`.

    [CLS] bugs are smart animals [SEP]  ->  [CLS] [PAD] [PAD] [PAD] [PAD] [SEP]
    """
    filler = filler_id(kind, tokenization)
    return tuple(
        token_id if special else filler
        for token_id, special in zip(encoding.ids, encoding.special, strict=True)
    )


def filler_id(kind: str, tokenization: Tokenization) -> int:
    """Return the id that stands in for text; raises NoBaselineToken if the tokenizer has none."""
    if kind not in BASELINES:
        raise BadOption("baseline", kind, "one of " + ", ".join(BASELINES))
    ids = {"pad": tokenization.pad_id, "mask": tokenization.mask_id}
    token_id = ids[kind]
    if token_id is None:
        raise NoBaselineToken(kind, [other for other in BASELINES if ids[other] is not None])
    return token_id
