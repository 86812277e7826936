"""Layer integrated gradients: what each embedding dimension adds on the way from the baseline.

Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks", ICML 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

import torch
from torch import Tensor
from torch.nn import functional

from explain_core.refinement import Accuracy, Path, PathIntegral, Refinement

MOST_PADDING = 1 / 8  # of a pass; more would cost more than a second pass


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one or several paths, ready for one forward and backward pass.

    embeddings:     (n_points, n_tokens, hidden), requiring gradients.
    attention_mask: (n_points, n_tokens), or None if nothing is padded.
    owners:         (n_points,), the number of the path that each belongs to.
    """

    embeddings: Tensor
    attention_mask: Tensor | None
    owners: Tensor


@dataclass(frozen=True, slots=True)
class Packing:
    """How points are put together into passes.

    points_per_pass: from a length in tokens to how many points of it fit.
    pads:            whether paths of different lengths may share a pass.
    quick:           from a length to whether a pass takes about as long with some points more.
    """

    points_per_pass: Callable[[int], int]
    pads: bool
    quick: Callable[[int], bool] = lambda n_tokens: False


Score = Callable[[Points], Tensor]  # (n_points,)
Wanted = list[tuple[int, float]]  # numbers of paths, and a point of each


def integrate(
    score: Score,
    paths: Sequence[Path],
    accuracy: Accuracy,
    *,
    packing: Packing,
    finished: Callable[[PathIntegral], object] = lambda integral: None,
) -> list[PathIntegral]:
    """Return the path integrals, refined until each is complete.

    All paths take their next points together, in as few passes as `packing` allows; a path
    leaves when its |delta| is small enough, or when it would need too many points.

    finished: called with each integral as soon as it is there.
    Source:   Sundararajan, Taly, Yan 2017, eq. 1 and prop. 1.
    """
    refinements = [
        Refinement(path, accuracy, quick=packing.quick(len(path.inputs))) for path in paths
    ]
    under_way = refinements
    while under_way:
        wanted = [(k, t) for k, r in enumerate(refinements) for t in r.times]
        for pass_ in passes(wanted, [len(path.inputs) for path in paths], packing):
            _evaluate(score, refinements, pass_)
        for refinement in under_way:
            if refinement.result is None:
                refinement.advance()
            if refinement.result is not None:
                finished(refinement.result)
        under_way = [refinement for refinement in under_way if refinement.result is None]
    return [r.result for r in refinements if r.result is not None]


def passes(wanted: Wanted, lengths: Sequence[int], packing: Packing) -> Iterator[Wanted]:
    """Yield the wanted points in passes: the shortest first, little padding, none too large.

    lengths: of each path, in tokens.
    """
    in_order = sorted(wanted, key=lambda point: lengths[point[0]])
    pass_: Wanted = []
    n_tokens = 0
    for point in in_order:
        length = lengths[point[0]]
        n_padded = (len(pass_) + 1) * length
        fits = len(pass_) < packing.points_per_pass(length)
        if packing.pads:
            fits = fits and n_padded - n_tokens - length <= MOST_PADDING * n_padded
        else:
            fits = fits and n_padded == n_tokens + length
        if pass_ and not fits:
            yield pass_
            pass_, n_tokens = [], 0
        pass_.append(point)
        n_tokens += length
    if pass_:
        yield pass_


def _evaluate(score: Score, refinements: Sequence[Refinement], pass_: Wanted) -> None:
    """Run one forward and backward pass and give each path what is its own."""
    runs = [(k, [t for _, t in run]) for k, run in groupby(pass_, key=itemgetter(0))]
    found = [refinements[k].points(times) for k, times in runs]
    points = _together([points for points, _ in found], [k for k, _ in runs])
    with torch.enable_grad():
        scores = score(points)
    values = scores.tolist()
    rows = _split([len(times) for _, times in runs])
    for (k, times), of_path in zip(runs, rows, strict=True):
        refinements[k].see(times, values[of_path])
    if all(refinements[k].result is not None for k, _ in runs):
        return
    weights = torch.cat([weights for _, weights in found])
    (gradients,) = torch.autograd.grad(scores, points.embeddings, weights.to(scores))
    for (k, times), of_path in zip(runs, rows, strict=True):
        refinements[k].add(times, gradients[of_path, : len(refinements[k].path.inputs)])


def _split(sizes: Sequence[int]) -> list[slice]:
    """Return where each of several parts is, one behind the other: [2, 3] -> [0:2, 2:5]."""
    ends = list(accumulate(sizes))
    return [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]


def _together(of_paths: Sequence[Tensor], numbers: Sequence[int]) -> Points:
    """Return the points of several paths, each (n_points, n_tokens, hidden), as one batch."""
    device = of_paths[0].device
    counts = torch.tensor([len(points) for points in of_paths], device=device)
    owners = torch.tensor(numbers, device=device).repeat_interleave(counts)
    lengths = [points.shape[1] for points in of_paths]
    longest = max(lengths)
    if min(lengths) == longest:
        return Points(torch.cat(list(of_paths)).requires_grad_(), None, owners)
    padded = [functional.pad(points, (0, 0, 0, longest - points.shape[1])) for points in of_paths]
    of_points = torch.tensor(lengths, device=device).repeat_interleave(counts)
    attention_mask = (torch.arange(longest, device=device) < of_points[:, None]).long()
    return Points(torch.cat(padded).requires_grad_(), attention_mask, owners)
