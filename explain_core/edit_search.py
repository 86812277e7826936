"""Which few words to take away so that a model changes its mind, found by trying."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from torch import Tensor

from explain_core.answers import answers
from explain_core.document import Document, Window, read_document
from explain_core.errors import EmptyText
from explain_core.hiding import Hiding
from explain_core.model import Classifier
from explain_core.rewriting import is_punctuation, with_filler, without
from explain_core.tokenization import Encoding

MOST_WORDS = 3
# What the model may read, in tokens: enough for every edit of a text of about twenty words. Long
# texts may be read this many times, whatever their length.
MAX_TOKENS = 100_000
MIN_READINGS = 24
# An answer that changes by less could change back when the batch is another one.
_ROUNDING = 1e-5

REMOVE, MASK = "remove", "mask"
Words = tuple[int, ...]  # positions of words in the text, in order


@dataclass(frozen=True, slots=True)
class Edit:
    """Words taken away, and what the model then says.

    kind:          "remove" or "mask".
    probabilities: (n_labels,).
    gap:           how far the answer is from changing; below 0 it has changed.
    new_label:     the label it has changed to, or that it would change to.
    """

    words: Words
    kind: str
    probabilities: Sequence[float]
    gap: float
    new_label: int

    @property
    def decides(self) -> bool:
        return self.gap < -_ROUNDING


class Search:
    """The search for the smallest edit of one text that changes what the model says of it.

    label:      the predicted label or, for a multi-label model, the one that is examined.
    before:     every label's probability for the text as it is, (n_labels,).
    exhaustive: whether a smaller edit than the one found, or any edit, can be ruled out.
    """

    def __init__(
        self,
        classifier: Classifier,
        text: str,
        *,
        target: int | None = None,
        undo_evasion: bool = False,
    ) -> None:
        self._classifier = classifier
        self._undo_evasion = undo_evasion
        self.labels = classifier.labels
        self.document = self._read(text)
        self.before: Tensor = self._probabilities([self.document])[0]
        predicted = int(self.before.argmax())
        self.label = target if self.labels.multi_label and target is not None else predicted
        self.exhaustive = True
        self.n_tried = 0
        self.n_possible = 0
        n_tokens = sum(len(window.encoding.ids) for window in self.document.windows)
        self._tokens_left = max(MAX_TOKENS, MIN_READINGS * n_tokens)
        self._mask_id = classifier.tokenization.mask_id
        self._hiding = Hiding(self.document, classifier.tokenization)
        self._tokens_per_set = n_tokens * (1 if self._mask_id is None else 2)

    def best(self, values: Callable[[], Sequence[float]]) -> Edit | None:
        """Return the smallest edit that changes the answer, the best of its size, or None.

        values: gives the words' attributions, which are asked for only if the text is too long to
                try every word.
        """
        n_words = len(self.document.spans)
        # All of a text's words can be masked, but not left out.
        most = n_words if self._mask_id is not None else n_words - 1
        sizes = range(1, min(MOST_WORDS, most) + 1)
        smaller: list[Edit] = []
        for size in sizes:
            share = 1.0 if size == sizes[-1] else 0.5
            limit = max(1, int(share * self._tokens_left / self._tokens_per_set))
            n_possible = math.comb(n_words, size)
            if n_possible <= limit:
                sets = list(itertools.combinations(range(n_words), size))
            elif size == 1:
                sets = _strongest(values(), limit)
            else:
                sets = list(itertools.islice(_extended(smaller), limit))
            edits = self._tried(sets)
            deciding = [edit for edit in edits if edit.decides]
            self.n_tried += len(sets)
            self.n_possible += n_possible
            if deciding:
                return min(deciding, key=self._preference)
            self.exhaustive &= len(sets) == n_possible
            smaller = edits
        return None

    def edited_text(self, edit: Edit) -> str:
        """Return the text as the edit leaves it."""
        text, spans = self.document.text, self.document.spans
        if edit.kind == REMOVE:
            return without(text, spans, edit.words)
        return with_filler(text, spans, edit.words, "[MASK]")

    def _tried(self, sets: Sequence[Words]) -> list[Edit]:
        """Return the edits of these sets of words, in either kind, as the model answers them."""
        self._tokens_left -= len(sets) * self._tokens_per_set
        versions = [version for words in sets for version in self._versions(words)]
        found = self._probabilities([document for _, _, document in versions])
        return [
            self._edit(words, kind, probabilities.tolist())
            for (words, kind, _), probabilities in zip(versions, found, strict=True)
        ]

    def _versions(self, words: Words) -> Iterator[tuple[Words, str, Document]]:
        text, spans = self.document.text, self.document.spans
        try:
            yield words, REMOVE, self._read(without(text, spans, words))
        except EmptyText:
            pass  # what is left cannot be seen
        if self._mask_id is not None:
            windows = [
                _with_ids(window, ids)
                for window, ids in zip(
                    self.document.windows,
                    self._hiding.versions(words, self._mask_id),
                    strict=True,
                )
            ]
            yield words, MASK, replace(self.document, windows=windows)

    def _edit(self, words: Words, kind: str, probabilities: Sequence[float]) -> Edit:
        label = self.label
        if self.labels.multi_label:
            over = probabilities[label] - self.labels.thresholds[label]
            was_given = float(self.before[label]) >= self.labels.thresholds[label]
            return Edit(words, kind, probabilities, over if was_given else -over, label)
        others = [other for other in range(len(probabilities)) if other != label]
        new = max(others, key=lambda other: probabilities[other], default=label)
        gap = probabilities[label] - probabilities[new]
        return Edit(words, kind, probabilities, gap, new)

    def _preference(self, edit: Edit) -> tuple[int, float, bool, Words]:
        """Return what is least for the edit that is to be shown, of several of one size."""
        typed = [self.document.spans[word] for word in edit.words]
        marks = sum(is_punctuation(self.document.text[span.start : span.end]) for span in typed)
        return marks, round(edit.gap, 5), edit.kind == MASK, edit.words

    def _read(self, text: str) -> Document:
        return read_document(
            text,
            self._classifier.tokenization,
            max_text_tokens=self._classifier.max_text_tokens,
            undo_evasion=self._undo_evasion,
        )

    def _probabilities(self, documents: Sequence[Document]) -> list[Tensor]:
        return [answer.probabilities for answer in answers(self._classifier, documents)]


def _with_ids(window: Window, ids: tuple[int, ...]) -> Window:
    return replace(window, encoding=Encoding(ids, window.encoding.special))


def _strongest(values: Sequence[float], limit: int) -> list[Words]:
    order = sorted(range(len(values)), key=lambda word: -abs(values[word]))
    return [(word,) for word in order[:limit]]


def _extended(smaller: Sequence[Edit]) -> Iterator[Words]:
    """Yield sets of one word more: those that extend the best sets first, by the best words."""
    ranked = list(dict.fromkeys(edit.words for edit in sorted(smaller, key=lambda edit: edit.gap)))
    words = list(dict.fromkeys(word for chosen in ranked for word in chosen))
    seen: set[Words] = set()
    for chosen in ranked:
        for word in words:
            extended = tuple(sorted({*chosen, word}))
            if len(extended) > len(chosen) and extended not in seen:
                seen.add(extended)
                yield extended
