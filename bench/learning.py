"""Measures whether a model agrees with its moderators more often the more verdicts it has seen.

    python bench/learning.py --data dev.csv.gz --out docs/learning.png

--data takes annotated messages (columns text, the six labels of the moderation model, source)
that the model was not trained on. A simulated team decides by a house rule of its own, one verdict
in ten against it, and marks words in half of them; see bench/teaching/team.py. After each number of
verdicts a model is trained by `python -m explain_core.train --from-verdicts`, and measured on cases
and on ordinary messages that are in no training. Every run is added to --results as a line of JSON,
and runs that are there already are not done again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import torch

from explain_core import Explainer
from explain_core.train.__main__ import main as train
from explain_core.train.identity_templates import LABELS, held_out_rows
from explain_core.train.measures import roc_auc
from explain_core.train.rows import read
from explain_core.train.verdicts.blame import mean_blame
from explain_core.train.verdicts.reading import Verdict, WordMark
from teaching.plot import draw, means
from teaching.team import MARKING, Message, Season, messages_of, season, verdicts

MODEL = "moderation"
NUMBERS = (0, 50, 100, 200, 400, 800)
N_UNSEEN = 170
N_TEMPLATES = 200
N_EXPLAINED = 25


def measured(
    explainer: Explainer, old: Explainer, given: Season, marked: Sequence[Verdict]
) -> dict[str, float]:
    """Return how a model does on what no model has learned from."""
    flagged, margins = _flags(explainer, given.unseen)
    breaks = np.asarray([message.breaks_rules for message in given.unseen])
    ordinary, _ = _flags(explainer, given.ordinary)
    return {
        "agreement": float((flagged == breaks).mean()),
        "kept": float(flagged[breaks].mean()),
        "dropped": float((~flagged[~breaks]).mean()),
        "auc": roc_auc(margins, breaks),
        "false_alarms": float(ordinary.mean()),
        "template_change": _template_change(explainer, old),
        "blamed": mean_blame(explainer, marked),
    }


def _flags(
    explainer: Explainer, messages: Sequence[Message]
) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], np.ndarray[Any, np.dtype[np.float32]]]:
    """Return which messages are flagged, and how far each is above its nearest threshold."""
    texts = [message.text for message in messages]
    limits = torch.tensor([explainer.threshold(label) for label in explainer.labels])
    found = [list(p.probabilities.values()) for p in explainer.predict(texts, undo_evasion=True)]
    above = torch.tensor(found).logit(eps=1e-7) - limits.logit()
    margins = above.max(dim=1).values.numpy().astype(np.float32)
    return margins >= 0, margins


def _template_change(explainer: Explainer, old: Explainer) -> float:
    texts = [row.text for row in held_out_rows(N_TEMPLATES, seed=1)]
    before, after = (
        torch.tensor([list(p.probabilities.values()) for p in one.predict(texts)])
        for one in (old, explainer)
    )
    return float((after - before).abs().mean())


def marked_words(given: Season, *, seed: int) -> list[Verdict]:
    """Return unseen messages that are fine, with the words that moderators would call blameless."""
    fine = [message for message in given.unseen if not message.breaks_rules]
    said = verdicts(Season(fine, (), ()), seed=seed, marking=1.0)
    found = []
    for line in said:
        marks = tuple(WordMark(**mark) for mark in line["marks"] if mark["kind"] == "blameless")
        if marks:
            found.append(Verdict(line["text"], "overrule", tuple(line["flagged"]), marks))
    return found[:N_EXPLAINED]


def run(old: Explainer, given: Season, *, seed: int, number: int, marking: float) -> dict[str, Any]:
    """Return the figures after a number of verdicts."""
    marked = marked_words(given, seed=seed)
    if not number:
        return measured(old, old, given, marked)
    lines = verdicts(given, seed=seed, marking=marking)[:number]
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "verdicts.jsonl", Path(folder) / "model"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        said = StringIO()
        with redirect_stdout(said):
            code = train(["--from-verdicts", str(path), "--model", MODEL, "--out", str(out)])
        if code:
            raise SystemExit(f"training failed: {said.getvalue()}")
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        figures = measured(Explainer.load(out), old, given, marked)
    return figures | {
        "held_back_old": report["old"]["agreement"],
        "held_back_new": report["new"]["agreement"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="left out, only what is known is shown and drawn")
    parser.add_argument("--results", type=Path, default=Path("learning.jsonl"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2], help="of the teams")
    parser.add_argument("--verdicts", type=int, nargs="+", default=NUMBERS, metavar="N")
    parser.add_argument("--without-marks", type=int, nargs="*", default=[400], metavar="N")
    parser.add_argument("--out", type=Path, metavar="PICTURE.png")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.data:
        _run_missing(arguments)
    rows = _known(arguments.results)
    _print(rows)
    if arguments.out:
        draw(rows, arguments.out)


def _run_missing(arguments: argparse.Namespace) -> None:
    done = {(row["seed"], row["verdicts"], row["marking"]) for row in _known(arguments.results)}
    old = Explainer.load(MODEL)
    messages = messages_of(read([arguments.data], labels=LABELS, multi_label=True), old)
    plan = [(number, MARKING) for number in arguments.verdicts]
    plan += [(number, 0.0) for number in arguments.without_marks]
    for seed in arguments.seeds:
        given = season(messages, seed=seed, n_unseen=N_UNSEEN)
        for number, marking in plan:
            if (seed, number, marking) in done:
                continue
            figures = run(old, given, seed=seed, number=number, marking=marking)
            row = {"seed": seed, "verdicts": number, "marking": marking} | figures
            with arguments.results.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(row)}\n")
            print(row, flush=True)


def _known(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _print(rows: Sequence[dict[str, Any]]) -> None:
    for marking, name in ((MARKING, "with marks"), (0.0, "without")):
        some = [row for row in rows if row["marking"] == marking]
        for measure in (
            "agreement",
            "kept",
            "dropped",
            "auc",
            "false_alarms",
            "template_change",
            "blamed",
        ):
            sizes, middle, spread = means(some, measure)
            shown = "  ".join(
                f"{size}: {mean:.3f}±{deviation:.3f}"
                for size, mean, deviation in zip(sizes, middle, spread, strict=True)
            )
            print(f"{name:10} {measure:15} {shown}")


if __name__ == "__main__":
    main()
