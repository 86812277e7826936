"""Measures the shipped moderation model: what its model card states.

    python bench/moderation_model.py [--model moderation] [--dev dev.csv.gz] [--ordinary chat.csv]

Without --dev (columns text, the six labels, source) only what needs no data set is measured: the
held-out template sentences, and the answers on all-[PAD] and all-[MASK] texts. --ordinary takes
texts (column text) of which hardly any is toxic, and says how many are flagged.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from explain_core import Explainer
from explain_core.baseline import BASELINES, filler_id
from explain_core.train.identity_patterns import HATEFUL, ORDINARY
from explain_core.train.identity_swaps import names_a_group
from explain_core.train.identity_templates import LABELS, IdentityRow, held_out_rows
from explain_core.train.identity_vocabulary import HELD_OUT_GROUPS
from explain_core.train.measures import expected_calibration_error, roc_auc
from explain_core.train.rows import Floats, Rows, read
from explain_core.train.thresholds import weights_for
from moderating.bias import chances, change, dialect_pairs, identity_pairs
from moderating.words import agreement, scorable

BASE_RATE = ("toxic", 0.10)
N_EXPLAINED = 150


def logits_of(explainer: Explainer, texts: Sequence[str]) -> Floats:
    found = [list(p.probabilities.values()) for p in explainer.predict(texts)]
    return np.asarray(torch.tensor(found, dtype=torch.float64).logit(eps=1e-9).float())


def report_dev(explainer: Explainer, rows: Rows) -> None:
    logits = logits_of(explainer, rows.texts)
    print(
        f"dev expected calibration error, all labels {expected_calibration_error(logits, rows):.3f}"
    )
    weights = weights_for(rows, BASE_RATE)
    scores = np.asarray(torch.from_numpy(logits).sigmoid())
    for column, label in enumerate(rows.labels):
        given, threshold = rows.targets[:, column] == 1, explainer.threshold(label)
        flagged = scores[:, column] >= threshold
        one = Rows(rows.texts, rows.targets[:, [column]], rows.sources, (label,), True)
        error = expected_calibration_error(logits[:, [column]], one)
        print(
            f"dev {label:13} AUC {roc_auc(scores[:, column], given):.4f}  ECE {error:.3f}  "
            f"from {threshold:.3f}: precision {np.mean(given[flagged]):.1%} "
            f"({np.average(given[flagged], weights=weights[flagged]):.1%} at a base rate of "
            f"{BASE_RATE[1]:.0%}), recall {np.mean(flagged[given]):.1%}, "
            f"false alarms {np.mean(flagged[~given]):.2%}"
        )
    clean = ~(rows.targets == 1).any(axis=1)
    limits = [explainer.threshold(label) for label in rows.labels]
    any_flag = np.any(scores >= np.asarray(limits), axis=1)
    print(f"dev comments without any label, flagged for any: {np.mean(any_flag[clean]):.2%}")
    report_mentions(rows, scores[:, 0], explainer.threshold("toxic"))


def report_mentions(rows: Rows, scores: Floats, threshold: float) -> None:
    """Print false alarms and AUC among the comments that name a group, and among the others."""
    named = np.asarray([names_a_group(text) for text in rows.texts])
    toxic = rows.targets[:, 0] == 1
    for which, chosen in (("naming a group", named), ("naming none", ~named)):
        alarms = np.mean(scores[chosen & ~toxic] >= threshold)
        print(
            f"dev comments {which:14} {chosen.sum():5}  AUC(toxic) "
            f"{roc_auc(scores[chosen], toxic[chosen]):.4f}  false alarms {alarms:.2%}"
        )


def report_changes(explainer: Explainer, rows: Rows) -> None:
    print(f"dev identity swapped   {change(explainer, identity_pairs(rows), 'toxic')}")
    clean = [text for text, t in zip(rows.texts, rows.targets, strict=True) if t[0] == 0]
    print(f"dev clean, in dialect  {change(explainer, dialect_pairs(clean), 'toxic')}")


def report_words(explainer: Explainer, name: str, texts: Sequence[str]) -> None:
    chosen = [text for text in texts if scorable(text)][:N_EXPLAINED]
    found, chance, n = agreement(explainer, chosen, "toxic")
    print(f"words blamed, {name:18} {n:4} texts  AUPRC {found:.3f} (chance {chance:.3f})")


def report_templates(explainer: Explainer) -> list[IdentityRow]:
    """Print how often a toxic row is flagged, and any other is; return the rows."""
    rows = held_out_rows(2400, seed=0)
    scores = chances(explainer, [row.text for row in rows], "toxic")
    flagged = scores >= explainer.threshold("toxic")
    counts: dict[str, list[bool]] = defaultdict(list)
    for row, flag in zip(rows, flagged, strict=True):
        toxic = {"1": "toxic", "0": "not toxic"}.get(row.labels[0], "undecided")
        counts[f"{toxic:10} {row.kind}"].append(bool(flag))
    for key, flags in sorted(counts.items()):
        print(f"held-out templates {key:30} {len(flags):4} texts  flagged {np.mean(flags):6.1%}")
    _print_groups("trained groups", rows, flagged, lambda group: group not in HELD_OUT_GROUPS)
    _print_groups("held-out groups", rows, flagged, lambda group: group in HELD_OUT_GROUPS)
    return rows


def _print_groups(
    name: str,
    rows: Sequence[IdentityRow],
    flagged: np.ndarray,
    belongs: Callable[[str], bool],
) -> None:
    chosen = np.asarray([bool(row.group) and belongs(row.group) for row in rows])
    hateful = np.asarray([row.kind in HATEFUL for row in rows]) & chosen
    ordinary = np.asarray([row.kind in ORDINARY for row in rows]) & chosen
    print(
        f"held-out templates, {name:16} hate flagged {np.mean(flagged[hateful]):.1%}, "
        f"ordinary sentences flagged {np.mean(flagged[ordinary]):.1%}"
    )


def report_baselines(explainer: Explainer) -> None:
    classifier = explainer.classifier
    frame = classifier.tokenization
    for kind in BASELINES:
        for n_tokens in (1, 8, 32, 128):
            text = [filler_id(kind, frame)] * n_tokens
            ids = (*(p.id for p in frame.prefix), *text, *(p.id for p in frame.suffix))
            found = classifier.answers([ids]).sigmoid()[0].tolist()
            answer = [f"{a} {p:.2f}" for a, p in zip(explainer.labels, found, strict=True)]
            print(f"baseline {kind:5} {n_tokens:4} tokens: {', '.join(answer)}")


def report_ordinary(explainer: Explainer, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    predictions = explainer.predict(texts)
    for label in explainer.labels:
        flags = [p.probabilities[label] >= explainer.threshold(label) for p in predictions]
        print(f"ordinary texts {len(texts):5}  flagged for {label:13} {np.mean(flags):.2%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", default="moderation")
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--ordinary", type=Path)
    arguments = parser.parse_args()
    explainer = Explainer.load(arguments.model)
    rows = report_templates(explainer)
    toxic = [row.text for row in rows if row.labels[0] == "1"]
    report_words(explainer, "held-out templates", toxic)
    report_baselines(explainer)
    if arguments.dev:
        dev = read([arguments.dev], labels=LABELS, multi_label=True)
        report_dev(explainer, dev)
        report_changes(explainer, dev)
        toxic = [text for text, t in zip(dev.texts, dev.targets, strict=True) if t[0] == 1]
        report_words(explainer, "dev", toxic)
    if arguments.ordinary:
        report_ordinary(explainer, arguments.ordinary)


if __name__ == "__main__":
    main()
