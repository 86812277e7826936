"""One window as a method sees it: tokens, the words they belong to, and the score to explain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from torch import Tensor

from explain_core.attribution import WindowAttributions
from explain_core.baseline import baseline_ids
from explain_core.document import Document, Window
from explain_core.errors import NotFinite
from explain_core.model import Classifier
from explain_core.request import Request
from explain_core.score import ScoreFunction, score_function
from explain_core.summarize import shares


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model reads, and what it reads where a word is hidden.

    ids, baseline_ids: (n_tokens,), special tokens included.
    words:             for each word the positions of its tokens; no token is in two of them.
    """

    classifier: Classifier
    score: ScoreFunction
    ids: tuple[int, ...]
    baseline_ids: tuple[int, ...]
    words: tuple[tuple[int, ...], ...]

    def without(self, words: Collection[int]) -> tuple[int, ...]:
        """Return the ids with words hidden behind the baseline's filler."""
        hidden = {token for word in words for token in self.words[word]}
        return tuple(
            self.baseline_ids[token] if token in hidden else token_id
            for token, token_id in enumerate(self.ids)
        )

    def scores(self, versions: Sequence[tuple[int, ...]]) -> Tensor:
        """Return the score of each version of the ids: (n_versions,), float64."""
        logits = self.classifier.answers(versions)
        if not logits.isfinite().all():
            raise NotFinite("an answer")
        return self.score(logits)

    def over_tokens(self, word_attributions: Tensor) -> Tensor:
        """Return what each token has, equal shares of its word's: (n_words,) -> (n_tokens,).

        Special tokens have 0.
        """
        attributions = word_attributions.new_zeros(len(self.ids))
        for word, attribution in zip(self.words, word_attributions, strict=True):
            attributions[list(word)] = attribution / len(word)
        return attributions


@dataclass(frozen=True, slots=True)
class Found:
    """The tokens' attributions, (n_tokens,), float64, and how many versions the model read."""

    attributions: Tensor
    n_steps: int


Method = Callable[[Reading], Found]


def read(
    classifier: Classifier, document: Document, window: Window, request: Request, *, target: int
) -> Reading:
    """Return a window of a document, ready to be explained as requested."""
    frame = classifier.tokenization
    return Reading(
        classifier,
        score_function(request.score, target, multi_label=classifier.labels.multi_label),
        window.encoding.ids,
        baseline_ids(window.encoding, request.baseline, frame),
        words_of(document, window, n_prefix=len(frame.prefix)),
    )


def words_of(document: Document, window: Window, *, n_prefix: int) -> tuple[tuple[int, ...], ...]:
    """Return the positions of each word's tokens; words that share a token count as one.

    [CLS] un ##happy ! [SEP]  ->  (1, 2) (3,)
    """
    words: list[list[int]] = []
    last = -1
    for token in window.tokens:
        touched = [word for word, _ in shares(document.spans, document.pieces[token])]
        if not words or not touched or touched[0] > last:
            words.append([])
        words[-1].append(n_prefix + token - window.tokens.start)
        last = max([last, *touched])
    return tuple(map(tuple, words))


def attributions(method: Method, reading: Reading, logits: Tensor) -> WindowAttributions:
    """Return what a method finds, and by how much it fails to add up.

    logits: (n_labels,), the model's answer to the window.
    Raises: NotFinite.
    """
    found = method(reading)
    if not found.attributions.isfinite().all():
        raise NotFinite("a gradient")
    input_score = float(reading.score(logits))
    baseline_score = float(reading.scores([reading.baseline_ids]))
    return WindowAttributions(
        found.attributions.tolist(),
        input_score,
        baseline_score,
        delta=float(found.attributions.sum()) - (input_score - baseline_score),
        n_steps=found.n_steps,
        converged=True,
    )
