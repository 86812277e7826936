"""Hand-made explanations, and an explainer that gives them."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.action import Action
from bot.request import ExplainRequest
from explain_core.deciding_edit import DecidingEdit
from explain_core.explanation import Explanation, Prediction, WordAttribution
from explain_core.fingerprint import Fingerprint
from explain_core.words import Span


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def _one_pixel() -> bytes:
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x00")
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


PNG = _one_pixel()


def words_of(text: str, attributions: Sequence[float]) -> tuple[WordAttribution, ...]:
    words, end = [], 0
    for word, attribution in zip(text.split(), attributions, strict=False):
        start = text.index(word, end)
        end = start + len(word)
        words.append(WordAttribution(word, start, end, attribution))
    return tuple(words)


def explanation_of(
    text: str = "This movie is horrible",
    attributions: Sequence[float] = (0.1, -0.3, 0.0, 1.5),
    **changes: Any,
) -> Explanation:
    """Return an explanation of the text as negative, changed as told."""
    explanation = Explanation(
        text=text,
        label="negative",
        probability=0.964,
        probabilities={"negative": 0.964, "neutral": 0.03, "positive": 0.006},
        logits={"negative": 3.2, "neutral": -0.3, "positive": -1.9},
        multi_label=False,
        target="negative",
        true_label=None,
        words=words_of(text, attributions),
        tokens=("[CLS]", "[SEP]"),
        token_ids=(101, 102),
        baseline_ids=(101, 102),
        token_attributions=(0.0, 0.0),
        score="logit",
        score_value=3.2,
        baseline_score_value=1.9,
        delta=0.001,
        relative_delta=0.001,
        n_steps=17,
        n_windows=1,
        converged=True,
        baseline="pad",
        model="fake",
        seconds=0.01,
    )
    return replace(explanation, **changes)


FINGERPRINT = Fingerprint(model="aa" * 32, tokenizer="bb" * 32)


class FakeExplainer:
    """Explains every text, or raises what it was told to; remembers what it was asked.

    `undone` holds the texts that were to be read as they are meant. What it predicts are the labels
    of the explanations that it gives.

    While `gate` is cleared, it is at work and does not finish; `busy` says that it is.
    """

    labels: tuple[str, ...] = ("negative", "neutral", "positive")
    multi_label = False
    fingerprint = FINGERPRINT

    def __init__(self, error: Exception | None = None, **changes: Any) -> None:
        self.error = error
        self.changes = changes
        self.texts: list[str] = []
        self.undone: list[str] = []
        self.threads: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.busy = threading.Event()

    def explain(
        self,
        text: str,
        /,
        *,
        target: str | None = None,
        baseline: str = "pad",
        undo_evasion: bool = False,
    ) -> Explanation:
        self._work(text)
        self.undone += [text] * undo_evasion
        asked = {"target": target} if target else {}
        return explanation_of(text, **({"baseline": baseline} | asked | self.changes))

    def threshold(self, label: str, /) -> float:
        return 0.5

    def predict(self, texts: Sequence[str], /, *, undo_evasion: bool = False) -> list[Prediction]:
        return [self._predicted(text, undo_evasion) for text in texts]

    def _predicted(self, text: str, undo_evasion: bool) -> Prediction:
        self._work(text)
        self.undone += [text] * undo_evasion
        known = explanation_of(**self.changes)
        return Prediction(known.label, known.probability, known.probabilities, known.thresholds)

    def deciding_edit(self, text: str, /, *, undo_evasion: bool = False) -> DecidingEdit:
        self._work(text)
        self.undone += [text] * undo_evasion
        return edit_of(text)

    def _work(self, text: str) -> None:
        self.texts.append(text)
        self.threads.add(threading.current_thread().name)
        self.busy.set()
        assert self.gate.wait(30), "the test never opened the gate"
        if self.error is not None:
            raise self.error


def edit_of(text: str = "This movie is horrible") -> DecidingEdit:
    """Return the edit that takes the last word away."""
    last = text.split()[-1]
    start = text.rindex(last)
    return DecidingEdit(
        text=text,
        label="negative",
        words=(Span(start, start + len(last)),),
        kind="remove",
        edited_text=text[:start].rstrip(),
        new_label="positive",
        before=0.006,
        after=0.91,
        multi_label=False,
        exhaustive=True,
        n_tried=4,
        n_possible=8,
    )


def request_for(text: str = "This movie is horrible", **changes: str) -> ExplainRequest:
    request = ExplainRequest(
        id="0123456789ab",
        team="T0TEAM",
        channel="C0GENERAL",
        user="U0ALICE",
        text=text,
        response_url="https://hooks.slack.com/commands/T0/1/secret",
    )
    return replace(request, **changes)


def action_for(kind: str = "agree", **changes: str) -> Action:
    action = Action(
        id="abcdef012345",
        kind=kind,
        team="T0TEAM",
        user="U0ALICE",
        channel="C0GENERAL",
        explanation="0123456789ab",
    )
    return replace(action, **changes)
