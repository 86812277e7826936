"""From texts to explanations: answers, attributions, words, trust; many texts at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from explain_core.answers import Answer, answers
from explain_core.attribution import WindowAttributions, explanation
from explain_core.document import Document
from explain_core.explanation import Explanation, Trust
from explain_core.methods import window_attributions
from explain_core.model import Classifier
from explain_core.path_attributions import Task, path_attributions
from explain_core.request import Request
from explain_core.trust import assess, by_convergence

Progress = Callable[[int, int], None]  # (windows done, windows in all)


@dataclass(frozen=True, slots=True)
class Job:
    """A text to explain; `target` is a label's index, or None for the predicted one."""

    document: Document
    target: int | None
    true_label: str | None


@dataclass(frozen=True, slots=True)
class _Case:
    """A job of which it is known what the model says, and what is to be explained."""

    document: Document
    answer: Answer
    target: int
    true_label: str | None


def run(
    classifier: Classifier,
    request: Request,
    jobs: Sequence[Job],
    progress: Progress | None = None,
) -> list[Explanation]:
    """Return an explanation for each job; all of them share passes. Raises: NotFinite."""
    started = time.perf_counter()
    cases = _cases(classifier, jobs)
    finished = _counter(sum(len(case.document.windows) for case in cases), progress)
    windows = iter(_attributions(classifier, request, cases, finished))
    found = [
        explanation(
            classifier,
            case.document,
            case.answer,
            [next(windows) for _ in case.document.windows],
            target=case.target,
            request=request,
            true_label=case.true_label,
        )
        for case in cases
    ]
    trusts = _trusts(classifier, request, cases, found)
    seconds = (time.perf_counter() - started) / max(len(jobs), 1)
    return [
        replace(of_text, trust=trust, seconds=seconds)
        for of_text, trust in zip(found, trusts, strict=True)
    ]


def _cases(classifier: Classifier, jobs: Sequence[Job]) -> list[_Case]:
    said = answers(classifier, [job.document for job in jobs])
    return [
        _Case(
            job.document,
            answer,
            int(answer.probabilities.argmax()) if job.target is None else job.target,
            job.true_label,
        )
        for job, answer in zip(jobs, said, strict=True)
    ]


def _attributions(
    classifier: Classifier,
    request: Request,
    cases: Sequence[_Case],
    finished: Callable[[], None],
) -> list[WindowAttributions]:
    """Return the attributions of every window of every text, in order."""
    if request.method == "lig":
        tasks = [
            Task(window.encoding, case.target, logits)
            for case in cases
            for window, logits in zip(case.document.windows, case.answer.of_windows, strict=True)
        ]
        return path_attributions(classifier, tasks, request, finished=finished)
    return [
        of_window
        for case in cases
        for of_window in window_attributions(
            classifier, case.document, case.answer, request, target=case.target, finished=finished
        )
    ]


def _trusts(
    classifier: Classifier, request: Request, cases: Sequence[_Case], found: Sequence[Explanation]
) -> list[Trust]:
    if not request.trust:
        return [by_convergence(of_text, request.tolerance) for of_text in found]
    pairs = [(case.document, of_text) for case, of_text in zip(cases, found, strict=True)]
    return assess(classifier, pairs, tolerance=request.tolerance)


def _counter(total: int, progress: Progress | None) -> Callable[[], None]:
    """Return what to call after each of `total` steps, so that progress is told how many."""
    done = 0

    def finished() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    return finished
