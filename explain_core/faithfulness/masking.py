"""A text whose words can be hidden from the model, and what the model says then."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from explain_core.baseline import filler_id
from explain_core.document import read_document
from explain_core.errors import BadOption, NotFinite
from explain_core.explanation import WordAttribution
from explain_core.hiding import Hiding
from explain_core.score import score_function
from explain_core.words import Span

if TYPE_CHECKING:
    from explain_core.explainer import Explainer


@dataclass(frozen=True, slots=True)
class Masking:
    """Which words are hidden, by their position in the text, and behind which token.

    filler: "mask" or "pad".
    """

    words: frozenset[int]
    filler: str = "mask"


NOTHING = Masking(frozenset())


class MaskedText:
    """A text whose words can be hidden from the model; what it answered once is remembered.

    A hidden word has each of its tokens replaced by a filler. A token that covers parts of several
    words is hidden with any of them. All versions of a text are equally long, so that the model
    reads them together, as many at a time as `Classifier.answers` allows.

    A text in several windows has the mean of their scores, weighted by tokens, as `Explainer` has;
    windows that a masking leaves as they are cost nothing.
    """

    def __init__(
        self,
        explainer: Explainer,
        text: str,
        *,
        words: Sequence[Span | WordAttribution] | None = None,
        target: str | int | None = None,
        undo_evasion: bool = False,
    ) -> None:
        """Read a text.

        words:  what is hidden as one, in reading order; None takes the words that `explain` shows.
                A token outside all of them goes with the one that follows it.
        target: whose probability is measured: a label or its index; None takes the predicted one.
        undo_evasion: read it as it is meant, as in `Explainer.explain`.
        Raises: EmptyText, TextTooLong, NotUnicode, UnknownTarget; BadOption for words that are not
                spans of the text, in order and apart.
        """
        classifier = explainer.classifier
        self._classifier = classifier
        document = read_document(
            text,
            classifier.tokenization,
            max_text_tokens=classifier.max_text_tokens,
            undo_evasion=undo_evasion,
        )
        self.text = text
        self.words = _spans(text, document.spans if words is None else words)
        self._windows = document.windows
        self._hiding = Hiding(document, classifier.tokenization, words=self.words)
        self._weights = torch.tensor([w.weight for w in document.windows], dtype=torch.float64)
        self._logits: dict[tuple[int, ...], Tensor] = {}
        self._wanted = None if target is None else explainer.index_of(target)

    @property
    def n_words(self) -> int:
        return len(self.words)

    @cached_property
    def target(self) -> int:
        """The index of the label whose score is measured."""
        if self._wanted is not None:
            return self._wanted
        labels = range(len(self._classifier.labels.names))
        chances = [float(self._scores([NOTHING], "probability", label)) for label in labels]
        return chances.index(max(chances))

    def scores(self, maskings: Sequence[Masking], *, score: str = "probability") -> Tensor:
        """Return the target's score of each masked version: (n_maskings,), float64.

        score:  "probability", "logit", "margin" or "sum", as `Explainer.explain` has them.
        Raises: NoBaselineToken if the tokenizer has no such filler, NotFinite.
        """
        return self._scores(maskings, score, self.target)

    def drops(self, maskings: Sequence[Masking], *, score: str = "probability") -> Tensor:
        """Return by how much each masking lowers the target's score: (n_maskings,)."""
        scores = self.scores([NOTHING, *maskings], score=score)
        return scores[0] - scores[1:]

    def attributions(self, values: Iterable[float]) -> tuple[WordAttribution, ...]:
        """Return one value for each word as attributions of this text."""
        return tuple(
            WordAttribution(self.text[word.start : word.end], word.start, word.end, value)
            for word, value in zip(self.words, values, strict=True)
        )

    def values(self, attributions: Sequence[WordAttribution]) -> list[float]:
        """Return the attributions of this text's words as numbers.

        Raises: BadOption unless there is one finite attribution for each word.
        """
        spans = [Span(word.start, word.end) for word in attributions]
        values = [float(word.attribution) for word in attributions]
        if spans != self.words or not all(map(math.isfinite, values)):
            raise BadOption(
                "attributions",
                f"{len(values)} words",
                f"one finite number for each of the {self.n_words} words of the text",
            )
        return values

    def _scores(self, maskings: Sequence[Masking], score: str, target: int) -> Tensor:
        versions = [self._versions(masking) for masking in maskings]
        self._ask(ids for version in versions for ids in version)
        logits = torch.stack(
            [torch.stack([self._logits[ids] for ids in version]) for version in versions]
        )  # (n_maskings, n_windows, n_labels)
        multi_label = self._classifier.labels.multi_label
        of_windows = score_function(score, target, multi_label=multi_label)(logits)
        return (of_windows * self._weights).sum(dim=-1)

    def _ask(self, inputs: Iterable[tuple[int, ...]]) -> None:
        """Have the model read, in one go, the inputs that it has not read before."""
        new = [ids for ids in dict.fromkeys(inputs) if ids not in self._logits]
        if not new:
            return
        logits = self._classifier.answers(new)
        if not logits.isfinite().all():
            raise NotFinite("an answer")
        self._logits |= zip(new, logits.unbind(), strict=True)

    def _versions(self, masking: Masking) -> list[tuple[int, ...]]:
        """Return the ids of each window with the words hidden."""
        if not masking.words:
            return [window.encoding.ids for window in self._windows]
        filler = filler_id(masking.filler, self._classifier.tokenization)
        return self._hiding.versions(masking.words, filler)


def _spans(text: str, words: Sequence[Span | WordAttribution]) -> list[Span]:
    """Return the words as spans; raises BadOption unless they lie in the text, in order, apart."""
    spans = [Span(word.start, word.end) for word in words]
    edges = [edge for span in spans for edge in (span.start, span.end)]
    apart = edges == sorted(edges) and all(span.start < span.end for span in spans)
    if not spans or not apart or edges[0] < 0 or edges[-1] > len(text):
        raise BadOption(
            "words", f"{len(spans)} words", "one or more spans of the text, in order and apart"
        )
    return spans
