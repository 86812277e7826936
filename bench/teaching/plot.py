"""The figures of `bench/learning.py` as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Row = Mapping[str, Any]
INK, BLUE, ORANGE, GREY = "#1a1a1a", "#1f5fa8", "#b45309", "#8a8a8a"


def draw(rows: Sequence[Row], path: Path) -> None:
    """Write a picture: agreement on the left, what else changes on the right."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.5, 4.4), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    agreement, else_changes = figure.subplots(1, 2)
    _agreement(agreement, rows)
    _else(else_changes, rows)
    figure.savefig(path)


def means(rows: Sequence[Row], name: str) -> tuple[list[int], list[float], list[float]]:
    """Return the numbers of verdicts, and mean and standard deviation over the teams."""
    sizes = sorted({row["verdicts"] for row in rows if row.get(name) is not None})
    values = [
        [row[name] for row in rows if row["verdicts"] == size and row.get(name) is not None]
        for size in sizes
    ]
    return (
        sizes,
        [float(np.mean(some)) for some in values],
        [float(np.std(some, ddof=1)) if len(some) > 1 else 0.0 for some in values],
    )


def _agreement(axes: Axes, rows: Sequence[Row]) -> None:
    marked = [row for row in rows if row["marking"]]
    for seed in sorted({row["seed"] for row in marked}):
        of_team = sorted(
            (row["verdicts"], row["agreement"]) for row in marked if row["seed"] == seed
        )
        xs, ys = zip(*of_team, strict=True)
        axes.plot(_places(xs), [100 * y for y in ys], color=BLUE, alpha=0.25, linewidth=1)
    _line(axes, marked, "agreement", color=BLUE, label="with marked words (mean of the teams)")
    bare = [row for row in rows if not row["marking"]]
    if bare:
        _line(axes, bare, "agreement", color=ORANGE, label="verdicts alone", marker="s")
    axes.set_title("Agreement with the house rule, unseen messages", color=INK, fontsize=11)
    _finish(axes, rows, "% of cases decided as the rule says")


def _else(axes: Axes, rows: Sequence[Row]) -> None:
    marked = [row for row in rows if row["marking"]]
    _line(axes, marked, "dropped", color=BLUE, label="fine, and not flagged")
    _line(axes, marked, "kept", color=ORANGE, label="against the rule, and flagged", marker="s")
    _line(axes, marked, "false_alarms", color=GREY, label="ordinary, but flagged", marker="^")
    axes.set_title("Where it changes", color=INK, fontsize=11)
    _finish(axes, rows, "% of such messages")


def _line(
    axes: Axes, rows: Sequence[Row], name: str, *, color: str, label: str, marker: str = "o"
) -> None:
    xs, ys, spread = means(rows, name)
    axes.errorbar(
        _places(xs),
        [100 * y for y in ys],
        yerr=[100 * one for one in spread],
        color=color,
        marker=marker,
        linewidth=2,
        capsize=3,
        label=label,
    )


def _places(sizes: Sequence[int]) -> list[float]:
    """Return where numbers of verdicts stand: each doubling takes the same room, 0 at the left."""
    return [0.0 if size == 0 else float(np.log2(size / 25)) for size in sizes]


def _finish(axes: Axes, rows: Sequence[Row], label: str) -> None:
    sizes = sorted({row["verdicts"] for row in rows})
    axes.set_xticks(_places(sizes), [str(size) for size in sizes])
    axes.set_xlabel("verdicts", color=INK)
    axes.set_ylabel(label, color=INK)
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(frameon=False, fontsize=9)
