"""Layer integrated gradients of many windows at once, on one classifier."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from explain_core.attribution import WindowAttributions
from explain_core.baseline import baseline_ids
from explain_core.errors import NotFinite
from explain_core.lig import Packing, Points, integrate
from explain_core.model import Classifier
from explain_core.refinement import Accuracy, Path, PathIntegral
from explain_core.request import Request
from explain_core.score import score_function
from explain_core.spacing import BY_BASELINE
from explain_core.summarize import over_hidden
from explain_core.tokenization import Encoding

# Rounding to bf16 changes what attributions add up to by about 0.3%. What is wanted closer than
# the first of these, or not converged after so many points, is computed in fp32.
FINEST_BF16_TOLERANCE = 0.005
MOST_BF16_STEPS = 33
# Tokens of all windows under way together: their embeddings and gradients are kept until the last
# of them is done, which at 768 dimensions takes some 250 MB.
TOKENS_IN_FLIGHT = 8192


@dataclass(frozen=True, slots=True)
class Task:
    """A window to explain, the target's index, and its logits, (n_labels,), in fp32."""

    encoding: Encoding
    target: int
    logits: Tensor


def path_attributions(
    classifier: Classifier,
    tasks: Sequence[Task],
    request: Request,
    *,
    finished: Callable[[], None] = lambda: None,
) -> list[WindowAttributions]:
    """Return the attributions of each window; windows of similar length share passes.

    finished: called whenever a window is done.
    Raises:   NotFinite.
    """
    found: dict[int, WindowAttributions] = {}
    for numbers in _in_flight([len(task.encoding.ids) for task in tasks]):
        chosen = [tasks[k] for k in numbers]
        of_windows = _in_best_precision(classifier, chosen, request, finished)
        found.update(zip(numbers, of_windows, strict=True))
    return [found[k] for k in range(len(tasks))]


def _in_best_precision(
    classifier: Classifier, tasks: Sequence[Task], request: Request, finished: Callable[[], None]
) -> list[WindowAttributions]:
    """Return the attributions of each window, in fp32 where bf16 cannot give what is wanted."""
    paths = _paths(classifier, tasks, request)

    def each(_: PathIntegral) -> None:
        finished()

    if classifier.precision == "fp32" or request.tolerance < FINEST_BF16_TOLERANCE:
        return _integrated(classifier, tasks, paths, request, "fp32", each)
    few = min(request.max_steps, MOST_BF16_STEPS)
    last_try = few == request.max_steps
    found = _integrated(
        classifier,
        tasks,
        paths,
        request,
        classifier.precision,
        lambda integral: finished() if last_try or integral.converged else None,
        replace(request.accuracy, max_steps=few, gives_up=not last_try),
    )
    again = [k for k, of_window in enumerate(found) if not (last_try or of_window.converged)]
    closer = _integrated(
        classifier, [tasks[k] for k in again], [paths[k] for k in again], request, "fp32", each
    )
    for k, of_window in zip(again, closer, strict=True):
        found[k] = of_window
    return found


def _in_flight(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of windows to take on together, similar lengths beside one another."""
    group: list[int] = []
    n_tokens = 0
    for number in sorted(range(len(lengths)), key=lambda k: lengths[k]):
        if group and n_tokens + lengths[number] > TOKENS_IN_FLIGHT:
            yield group
            group, n_tokens = [], 0
        group.append(number)
        n_tokens += lengths[number]
    if group:
        yield group


def _integrated(
    classifier: Classifier,
    tasks: Sequence[Task],
    paths: Sequence[Path],
    request: Request,
    precision: str,
    finished: Callable[[PathIntegral], object],
    accuracy: Accuracy | None = None,
) -> list[WindowAttributions]:
    device, multi_label = classifier.device, classifier.labels.multi_label
    targets = torch.tensor([task.target for task in tasks], device=device)

    def score(points: Points) -> Tensor:
        logits = classifier.logits_in(precision, points.embeddings, points.attention_mask)
        of_points = score_function(request.score, targets[points.owners], multi_label=multi_label)
        return of_points(logits)

    integrals = integrate(
        score,
        paths,
        accuracy or request.accuracy,
        packing=Packing(
            classifier.points_per_pass, pads=classifier.pads, quick=classifier.is_quick
        ),
        finished=finished,
    )
    return [_attributions(integral, precision) for integral in integrals]


def _paths(classifier: Classifier, tasks: Sequence[Task], request: Request) -> list[Path]:
    """Return each window's path. Both its ends are scored in fp32, whatever the gradients are in:

    rounding can then make a delta larger than it is, but never smaller.
    """
    frame = classifier.tokenization
    references = [baseline_ids(task.encoding, request.baseline, frame) for task in tasks]
    embedded = {ids: classifier.embed(classifier.tensor(ids))[0] for ids in set(references)}
    paths = []
    for task, reference in zip(tasks, references, strict=True):
        score = score_function(
            request.score, task.target, multi_label=classifier.labels.multi_label
        )
        paths.append(
            Path(
                classifier.embed(classifier.tensor(task.encoding.ids))[0],
                embedded[reference],
                baseline_score=float(score(classifier.remembered_answer(reference))),
                input_score=float(score(task.logits)),
                spacing=BY_BASELINE[request.baseline],
            )
        )
    return paths


def _attributions(integral: PathIntegral, precision: str) -> WindowAttributions:
    if not math.isfinite(integral.delta):
        raise NotFinite("a gradient")
    return WindowAttributions(
        over_hidden(integral.attributions).tolist(),
        integral.input_score,
        integral.baseline_score,
        integral.delta,
        integral.n_steps,
        integral.converged,
        precision,
    )
