"""The model card that is written beside every trained checkpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from explain_core.train.finish import Finish
from explain_core.train.loop import Recipe
from explain_core.train.measures import Measures
from explain_core.train.rows import Rows
from explain_core.train.state import Progress


def model_card(
    name: str,
    *,
    base: str,
    command: str,
    rows: Rows,
    recipe: Recipe,
    progress: Progress,
    finish: Finish | None,
    notes: str,
) -> str:
    """Return the card as Markdown; `notes` (limits, licences, further results) come last."""
    sections = [
        f"# {name}",
        f"Labels: {', '.join(rows.labels)}"
        + (" (each on its own; more than one may hold)." if rows.multi_label else "."),
        "## Recipe",
        f"Base model: {base}. Made by\n\n    {command}",
        _table(("option", "value"), [(k, str(v)) for k, v in asdict(recipe).items()]),
        _outcome(progress, finish) if finish else _outcome_without_dev(progress),
        "## Data",
        _table(("source", "rows", *rows.labels), _data(rows)),
    ]
    if finish:
        sections += result_sections(finish)
    return "\n\n".join([*sections, notes.strip()]).strip() + "\n"


def result_sections(finish: Finish) -> list[str]:
    """Return what is said of the results on dev, and of the thresholds if there are any."""
    sections = ["## Results on dev", _table(("measure", "value"), _results(finish.dev))]
    if finish.thresholds:
        header = ("label", "flagged from", "precision", "recall", "false alarms")
        sections += ["## Thresholds", _table(header, _thresholds(finish))]
    return sections


def _outcome(progress: Progress, finish: Finish) -> str:
    return (
        f"Best epoch: {progress.best_epoch + 1} of {progress.epoch} run. The last layer "
        f"{finish.calibration.describe()}, fitted on dev, so that probabilities are "
        "calibrated without any further setting."
    )


def _thresholds(finish: Finish) -> list[tuple[str, ...]]:
    lines = []
    for label, found in finish.thresholds.items():
        shares = (found.precision, found.recall, found.false_alarms)
        lines.append((label, f"{found.probability:.3f}", *(f"{share:.1%}" for share in shares)))
    return lines


def _outcome_without_dev(progress: Progress) -> str:
    return (
        f"Epochs: {progress.epoch}, of which the last is kept. There was no dev file, so "
        "probabilities are not calibrated."
    )


def _data(rows: Rows) -> list[tuple[str, ...]]:
    counts: dict[str, Counter[str]] = {}
    for source, target in zip(rows.sources, rows.targets, strict=True):
        counter = counts.setdefault(source.partition(":")[0], Counter())
        counter["rows"] += 1
        counter.update(label for label, t in zip(rows.labels, target, strict=True) if t == 1)
    return [
        (source, f"{c['rows']:,}", *(f"{c[label]:,}" for label in rows.labels))
        for source, c in sorted(counts.items())
    ]


def _results(dev: Measures) -> list[tuple[str, str]]:
    results = [
        ("accuracy", f"{dev.accuracy:.1%}"),
        ("expected calibration error", f"{dev.ece:.3f}"),
    ]
    return results + [(f"accuracy, {name}", f"{a:.1%}") for name, a in dev.by_source.items()]


def _table(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
