from __future__ import annotations

import json

import pytest

from bot.store.wording import HIDDEN, fingerprint, is_of, without_words
from explain_core.explanation import Explanation, Undone
from tests.bot.store.samples import ODD_TEXTS, explanation


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_without_words_leaves_a_record_that_can_be_read(text: str) -> None:
    whole = explanation(text)

    left = Explanation.from_dict(without_words(whole.to_dict()))

    assert {word.text for word in left.words} <= {HIDDEN}
    assert [word.attribution for word in left.words] == [word.attribution for word in whole.words]
    assert left.probabilities == whole.probabilities
    assert left.delta == whole.delta


def test_without_words_leaves_no_word_and_no_token() -> None:
    text = "confidential Ünïcode"
    undone = (Undone(0, 12, "hushhush"),)
    secret = explanation(text, token_ids=(101, 777, 888, 102), undone=undone)

    left = json.dumps(without_words(secret.to_dict()), ensure_ascii=False)

    for trace in ("confidential", "Ünïcode", "777", "888", "hushhush"):
        assert trace not in left


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_fingerprint_recognises_its_text_alone(text: str) -> None:
    kept = fingerprint(text)

    assert is_of(kept, text)
    assert not is_of(kept, f"{text} ")


def test_fingerprint_does_not_show_that_two_texts_are_equal() -> None:
    assert fingerprint("so bad") != fingerprint("so bad")
