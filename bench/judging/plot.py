"""Faithfulness against time as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from judging.contest import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OWN, OTHER = "#1f5fa8", "#8a8a8a"
LEAST_GAP = 0.052  # between labels, as a share of the height
Point = tuple[Record, float, float]  # milliseconds, faithfulness


def draw(records: Sequence[Record], path: Path) -> None:
    """Write a PNG: how much better than chance each way is, against the time it takes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    chance, timed = records[0].mean, [record for record in records if record.seconds]
    figure = Figure(figsize=(12, 5), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    _panel(
        left,
        [(r, r.milliseconds, r.mean.comprehensiveness - chance.comprehensiveness) for r in timed],
        "AOPC comprehensiveness, more than random",
    )
    _panel(
        right,
        [(r, r.milliseconds, chance.sufficiency - r.mean.sufficiency) for r in timed],
        "AOPC sufficiency, less than random",
    )
    figure.savefig(path, format="png")


def _panel(axes: Axes, points: Sequence[Point], title: str) -> None:
    """Draw points, with their names in a column on the right, in the points' order."""
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
    axes.set_title(title, parse_math=False)
    axes.set_xlabel("milliseconds per text (median)", parse_math=False)
    axes.grid(alpha=0.25)
    slowest = max(x for _, x, _ in points)
    axes.set_xlim(min(x for _, x, _ in points) / 1.5, slowest * 40)
    low, high = min(y for *_, y in points), max(y for *_, y in points)
    room = max(high - low, 1e-6)
    axes.set_ylim(min(low, 0.0) - 0.05 * room, high + 0.08 * room)
    bottom, top = axes.get_ylim()
    in_order = sorted(points, key=lambda point: point[2])
    gap = LEAST_GAP * (top - bottom)
    heights = spread([y for *_, y in in_order], gap, top - gap / 2)
    for (record, x, y), height in zip(in_order, heights, strict=True):
        color = OWN if record.name.startswith(("LIG", "preview")) else OTHER
        axes.plot([x], [y], "o", color=color)
        axes.plot([x, slowest * 1.6], [y, height], "-", color=color, linewidth=0.5, alpha=0.5)
        axes.text(
            slowest * 1.8,
            height,
            f"{record.name} (default)" if record.is_default else record.name,
            color=color,
            fontsize=8,
            va="center",
            parse_math=False,
        )


def spread(values: Sequence[float], gap: float, highest: float) -> list[float]:
    """Return rising values moved apart so that neighbours have a gap, none above `highest`.

    [0, 0, 1], gap 0.5, highest 1  ->  [0, 0.5, 1]
    """
    moved: list[float] = []
    for value in values:
        moved.append(value if not moved else max(value, moved[-1] + gap))
    ceiling = highest
    for k in reversed(range(len(moved))):
        moved[k] = min(moved[k], ceiling)
        ceiling = moved[k] - gap
    return moved
