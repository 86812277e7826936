"""What many explanations say together, at constant memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from explain_core.explanation import DEFAULT_THRESHOLD
from explain_core.heatmap.visible import shorten
from explain_core.report.reading import Settings, Text

SHOWN_TEXTS = 10
# A word decides with the strongest one if it pushes at least half as hard.
_DECIDES = 0.5
_LONGEST_WORD = 40
# Beyond so many different words those met least often are forgotten.
_WORDS_KEPT = 50_000
_SETTINGS_KEPT = 20

T = TypeVar("T")


class Highest(Generic[T]):
    """The few items with the highest keys of all that were offered; earlier ones before equals."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._n_offered = 0
        self._heap: list[tuple[tuple[float, ...], int, T]] = []

    def offer(self, key: tuple[float, ...], item: T) -> None:
        self._n_offered += 1
        entry = (key, -self._n_offered, item)
        if len(self._heap) < self._n:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)

    def items(self) -> list[T]:
        """Return them, the highest first."""
        return [item for *_, item in sorted(self._heap, key=lambda e: e[:2], reverse=True)]


@dataclass(slots=True)
class OfLabel:
    """One label's texts: how often it was given and how surely, and what decided for it.

    words: in how many of the texts that were reliably explained for this label a word decides.
    """

    n_predicted: int = 0
    probability: float = 0.0
    n_explained: int = 0
    words: Counter[str] = field(default_factory=Counter)

    @property
    def mean_probability(self) -> float:
        return self.probability / self.n_predicted if self.n_predicted else 0.0


@dataclass(slots=True)
class Summary:
    """All texts of a file.

    n_without_label: to how many of them a multi-label model gives no label.
    """

    n: int = 0
    n_unreliable: int = 0
    n_without_label: int = 0
    drawable: bool = True
    labels: dict[str, OfLabel] = field(default_factory=dict)
    settings: Counter[Settings] = field(default_factory=Counter)
    precisions: Counter[str] = field(default_factory=Counter)
    least_certain: Highest[Text] = field(default_factory=lambda: Highest(SHOWN_TEXTS))
    least_reliable: Highest[Text] = field(default_factory=lambda: Highest(SHOWN_TEXTS))

    def add(self, text: Text) -> None:
        self.n += 1
        self.n_unreliable += bool(text.warning)
        self.drawable = self.drawable and text.explanation is not None
        for label in text.probabilities:
            self.labels.setdefault(label, OfLabel())
        self.n_without_label += not text.given
        for label in text.given:
            self.labels[label].n_predicted += 1
            self.labels[label].probability += text.probabilities[label]
        if not text.warning:
            self._count_words(text)
        _count(self.settings, text.settings)
        _count(self.precisions, text.precision)
        self.least_certain.offer((-certainty(text),), text)
        self.least_reliable.offer(
            (bool(text.warning), not text.converged, text.relative_delta), text
        )

    def _count_words(self, text: Text) -> None:
        explained = self.labels.setdefault(text.target, OfLabel())
        explained.n_explained += 1
        explained.words.update(deciding(text))
        if len(explained.words) > 2 * _WORDS_KEPT:
            explained.words = Counter(dict(explained.words.most_common(_WORDS_KEPT)))


def _count(counter: Counter[T], key: T) -> None:
    if key in counter or len(counter) < _SETTINGS_KEPT:
        counter[key] += 1


def summarize(texts: Iterable[Text]) -> Summary:
    """Return what the texts say together."""
    summary = Summary()
    for text in texts:
        summary.add(text)
    return summary


def certainty(text: Text) -> float:
    """Return how far the model is from another answer.

    By how much the likeliest label leads; of labels that are judged one by one, how far the most
    doubtful is from its threshold.
    """
    if text.multi_label:
        return min(
            abs(probability - text.thresholds.get(label, DEFAULT_THRESHOLD))
            for label, probability in text.probabilities.items()
        )
    others = [p for label, p in text.probabilities.items() if label != text.label]
    return text.probability - max(others, default=0.0)


def deciding(text: Text) -> set[str]:
    """Return the words that decide for the target, each once, in lower case."""
    strongest = max((value for _, value in text.words), default=0.0)
    return {
        shorten(word.casefold(), _LONGEST_WORD)
        for word, value in text.words
        if value >= _DECIDES * strongest
    }
