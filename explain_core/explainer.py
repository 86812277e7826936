"""Text in, explanation out: joins model, baseline, path integral and summary."""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar

from explain_core.answers import answers, prediction
from explain_core.compute_thread import in_compute_thread, in_passing_thread
from explain_core.document import Document, read_document
from explain_core.errors import UnknownTarget
from explain_core.explanation import Explanation, Prediction
from explain_core.fingerprint import Fingerprint
from explain_core.freed_memory import give_back
from explain_core.loading import load_classifier
from explain_core.model import Classifier
from explain_core.pipeline import Job, Progress, run
from explain_core.request import DEFAULT_MAX_STEPS, DEFAULT_TOLERANCE, Request
from explain_core.sharing import Sharing

if TYPE_CHECKING:
    from explain_core.deciding_edit import DecidingEdit

DEFAULT_MODEL = "sentiment"
Known = str | int | None  # a label, its index, or nothing
Result = TypeVar("Result")


class Explainer:
    """Explains one classifier's answers. Safe to share between threads.

    Texts beyond the model's limit are read in windows that overlap by an eighth and begin and end
    at words. Every window is explained on its own; the document's probabilities, logits and score
    are the mean over windows, weighted by their tokens, and a word's attribution is the sum of
    what its windows give it, weighted alike. So attributions still add up to the score.
    """

    def __init__(
        self,
        classifier: Classifier,
        *,
        share_passes: bool = False,
        on_batch: Callable[[int], object] | None = None,
    ) -> None:
        self.classifier = classifier
        # One computation at a time uses all cores; several would only share them, and memory.
        self._computing = threading.RLock()  # a progress callback may ask, too
        self._sharing = Sharing(self._run_together) if share_passes else None
        self._on_batch = on_batch

    @classmethod
    def load(
        cls,
        name: str | Path = DEFAULT_MODEL,
        *,
        tokenizer: str | Path | None = None,
        precision: str = "auto",
        device: str = "auto",
        share_passes: bool = False,
        on_batch: Callable[[int], object] | None = None,
    ) -> Explainer:
        """Return an explainer for a model.

        On Linux, the process keeps freed memory from then on, up to 512 MB (see `freed_memory`).

        name:         a shipped name, a directory in Hugging Face layout, a Hub id, or the path or
                      http(s) URL of the notebook's state dict.
        tokenizer:    a directory or Hub id, if it is not the one beside the weights; for a state
                      dict the default is `bert-base-cased`.
        precision:    of gradients: "fp32", "bf16", or "auto", what the processor does well.
                      Scores and probabilities are always computed in fp32, and so are gradients
                      where rounding them would take up the tolerance.
        device:       "cpu", "cuda", "cuda:1", or "auto", a GPU if there is one.
        share_passes: let `explain` calls that wait at the same time share forward and backward
                      passes, as the texts of a batch do, and compute in one thread: what a server
                      wants. More answers a second under load, equal up to rounding; otherwise
                      each is what it would be alone, bit for bit, and computed by its caller.
        on_batch:     is told, each time, how many of those calls are answered together.
        Raises:       ModelNotFound, ModelMismatch, BadOption.
        """
        classifier = in_passing_thread(
            load_classifier, name, tokenizer=tokenizer, precision=precision, device=device
        )
        give_back()
        return cls(classifier, share_passes=share_passes, on_batch=on_batch)

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the model's classes, in its order."""
        return self.classifier.labels.names

    @property
    def multi_label(self) -> bool:
        return self.classifier.labels.multi_label

    @property
    def fingerprint(self) -> Fingerprint:
        """Digests of weights and tokenizer, the same for the same model; found out once."""
        return self.classifier.fingerprint

    def threshold(self, label: str | int) -> float:
        """Return the probability from which a label counts as given."""
        return self.classifier.labels.thresholds[self.index_of(label)]

    def predict(self, texts: Sequence[str], *, undo_evasion: bool = False) -> list[Prediction]:
        """Return the model's answer for each text.

        Texts of similar length share forward passes: equal up to rounding to the answer for each
        alone, and several times faster for many short texts.

        undo_evasion: read each text as it is meant, "1d10t" as "idiot" (see `evasion.plain_text`).
        Raises:       EmptyText, TextTooLong, NotUnicode for the first text that cannot be read.
        """
        documents = [self._read(text, undo_evasion) for text in _several(texts)]
        found = self._compute(lambda: answers(self.classifier, documents, padded=True))
        return [prediction(answer, self.classifier.labels) for answer in found]

    def explain(
        self,
        text: str,
        target: Known = None,
        *,
        baseline: str = "pad",
        score: str = "logit",
        tolerance: float = DEFAULT_TOLERANCE,
        max_steps: int = DEFAULT_MAX_STEPS,
        rule: str = "auto",
        method: str = "lig",
        trust: bool = True,
        true_label: Known = None,
        undo_evasion: bool = False,
        progress: Progress | None = None,
    ) -> Explanation:
        """Return how much each word pushed the model towards or away from a label.

        target:     a label or its index; None explains the predicted label.
        baseline:   "pad" (the notebook's) or "mask".
        score:      "logit", "margin", "probability" or "sum" (all logits: the notebook's).
        tolerance:  the path is refined until |delta| is at most this share of
                    |F(input) - F(baseline)| ...
        max_steps:  ... or until it would need more points than this.
        rule:       "focused" (steps that are short where the score changes), "trapezoid" (equal
                    steps), "romberg" (extrapolated from equal steps), or "auto": focused, but
                    equal steps with a tolerance of 0, where max_steps says how many.
        method:     "lig", or another of `explain_core.methods.METHODS`; those have no path, and
                    make nothing of tolerance, max_steps and rule.
        trust:      ask the model as well whether it minds losing the strongest words more than
                    others: nine short readings more. Convergence is always checked.
        true_label: what the caller knows the label to be; it is only carried along.
        undo_evasion: let the model read the text as it is meant, "1d10t" as "idiot" (see
                    `evasion.plain_text`); words and their positions stay as they were typed, and
                    `undone` lists what was read otherwise.
        progress:   called with (windows done, windows in all) after each window, in the thread
                    that computes.
        Raises:     EmptyText, TextTooLong, NotUnicode, UnknownTarget, BadOption,
                    NoBaselineToken, NotFinite.
        """
        request = Request(
            baseline=baseline,
            score=score,
            tolerance=tolerance,
            max_steps=max_steps,
            rule=rule,
            method=method,
            trust=trust,
        )
        request.check(self.classifier)
        job = self._job(text, target, true_label, undo_evasion)
        if self._sharing is not None and progress is None:
            return self._sharing.result(request, job)
        (found,) = self._run(request, [job], progress)
        return found

    def explain_batch(
        self,
        texts: Sequence[str],
        target: Known = None,
        *,
        true_label: Known = None,
        undo_evasion: bool = False,
        progress: Progress | None = None,
        **options: Any,
    ) -> list[Explanation]:
        """Return an explanation for each text, the same as `explain` gives one by one.

        Texts of similar length share forward and backward passes: equal up to rounding, and
        several times faster for short texts. Memory stays bounded, however many there are.
        """
        request = Request(**options)
        request.check(self.classifier)
        jobs = [self._job(text, target, true_label, undo_evasion) for text in _several(texts)]
        return self._run(request, jobs, progress)

    def deciding_edit(self, text: str, *, undo_evasion: bool = False) -> DecidingEdit:
        """Return the smallest set of up to three words without which the label changes.

        Both their removal and their replacement by [MASK] are tried, by running the model.

        undo_evasion: read the text as it is meant, as in `explain`.
        Raises:       EmptyText, TextTooLong, NotUnicode, NotFinite.
        """
        from explain_core.deciding_edit import deciding_edit

        return deciding_edit(self, text, undo_evasion=undo_evasion)

    def index_of(self, label: str | int) -> int:
        """Return a label's index; labels are found by name in any case, or by number."""
        if isinstance(label, str):
            wanted = label.strip().casefold()
            names = [name.casefold() for name in self.labels]
            numbers = [str(index) for index in range(len(self.labels))]
            for key, keys in ((label, self.labels), (wanted, names), (wanted, numbers)):
                if key in keys:
                    return keys.index(key)
        elif isinstance(label, SupportsIndex) and not isinstance(label, bool):
            if 0 <= operator.index(label) < len(self.labels):
                return operator.index(label)
        raise UnknownTarget(label, self.labels)

    def _job(self, text: str, target: Known, true_label: Known, undo_evasion: bool) -> Job:
        return Job(
            self._read(text, undo_evasion),
            None if target is None else self.index_of(target),
            None if true_label is None else self.labels[self.index_of(true_label)],
        )

    def _run_together(self, request: Request, jobs: Sequence[Job]) -> list[Explanation]:
        if self._on_batch is not None:
            self._on_batch(len(jobs))
        return self._run(request, jobs)

    def _run(
        self, request: Request, jobs: Sequence[Job], progress: Progress | None = None
    ) -> list[Explanation]:
        return self._compute(lambda: run(self.classifier, request, jobs, progress))

    def _compute(self, call: Callable[[], Result]) -> Result:
        """Return what a call returns that needs the model.

        An explainer that is shared computes in one thread, which all such explainers share.
        """

        def alone() -> Result:
            with self._computing:
                return call()

        return alone() if self._sharing is None else in_compute_thread(alone)

    def _read(self, text: str, undo_evasion: bool) -> Document:
        return read_document(
            text,
            self.classifier.tokenization,
            max_text_tokens=self.classifier.max_text_tokens,
            undo_evasion=undo_evasion,
        )


def _several(texts: Sequence[str]) -> Sequence[str]:
    if isinstance(texts, str):
        raise TypeError("give a list of texts; a single text is explain's")
    return texts
