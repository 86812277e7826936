"""What is left of a text once its words are to be forgotten."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

HIDDEN = "\N{BULLET}"

# What a guess costs: about 30 ms, as short texts could be found by trying otherwise.
_COST = {"n": 2**13, "r": 8, "p": 1}


def without_words(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of an explanation with a bullet for each word and each token.

    It can still be read back: labels, numbers and how many words there were are in it.
    """
    words = [
        dict(word) | {"text": HIDDEN, "start": 2 * place, "end": 2 * place + 1}
        for place, word in enumerate(record["words"])
    ]
    n_tokens = len(record["tokens"])
    return dict(record) | {
        "text": " ".join(HIDDEN for _ in words),
        "words": words,
        "tokens": [HIDDEN] * n_tokens,
        "token_ids": [0] * n_tokens,
        "baseline_ids": [0] * n_tokens,
        "undone": [],
    }


def fingerprint(text: str) -> str:
    """Return what `is_of` recognises the text by; different each time, for equal texts as well."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_digest(text, salt)}"


def is_of(kept: str, text: str) -> bool:
    """Return whether the fingerprint was made of this text."""
    salt, digest = kept.split(":")
    return hmac.compare_digest(digest, _digest(text, bytes.fromhex(salt)))


def _digest(text: str, salt: bytes) -> str:
    return hashlib.scrypt(text.encode("utf-8", "surrogatepass"), salt=salt, **_COST).hex()
