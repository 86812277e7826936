"""The model card of a model that was trained from verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from explain_core.train.verdicts.comparing import LabelResult, Result
from explain_core.train.verdicts.learning import Comparison, Learning
from explain_core.train.verdicts.reading import counted

_MEASURES = (
    ("agreement", "agrees with the moderators"),
    ("kept", "flagged, of what moderators agreed to flag"),
    ("dropped", "not flagged, of what they overruled"),
    ("auc", "AUC of the worst label, agreed against overruled"),
    ("general", "right on template sentences"),
    ("blamed", "push of wrongly blamed words towards the label, in logits"),
)


def verdict_card(name: str, learning: Learning, compared: Comparison, *, command: str) -> str:
    """Return the card as Markdown."""
    parts = compared.parts
    agreed, overruled = counted((*parts.learned, *parts.held_back))
    n_held_back = len(parts.held_back)
    sections = [
        f"# {name}",
        f"Trained from moderators' verdicts, starting from `{learning.start.name}`: "
        f"{agreed + overruled:,} different messages, of which they agreed with the flag in "
        f"{agreed:,} and overruled it in {overruled:,}. {n_held_back:,} of these were held back "
        "and measured with. Made by",
        f"    {command}",
        "## Old and new, on the verdicts held back",
        _table(("measure", "old", "new"), _results(compared.old, compared.new)),
        _interval(compared),
        "By label, among the verdicts in which it was at issue (calibration: the expected error):",
        _table(
            (
                "label",
                "n",
                "agreement old",
                "new",
                "AUC old",
                "new",
                "calibration error old",
                "new",
            ),
            _labels(compared),
        ),
        "## What else changed",
        f"On {len(learning.replay.held_back):,} template sentences that no verdict is about, the "
        f"probabilities change by {compared.templates['mean_change']:.3f} on average, and "
        f"{compared.templates['flags_changed']:.1%} are flagged otherwise than before. Thresholds "
        "and calibration are the old model's.",
        _LIMITS,
    ]
    return "\n\n".join(sections) + "\n"


_LIMITS = """\
## Limits

* It has the habits of one team and of its moderators, their mistakes included, and is of use to no
  other team before that has measured it.
* Flagged and reported messages are all that moderators decide about, so that agreement here says
  nothing of the messages that nobody looked at.
* The limits of the model that it started from are its own as well; see the card of that one."""


def _interval(compared: Comparison) -> str:
    (old_from, old_to), (new_from, new_to) = compared.old.interval, compared.new.interval
    return (
        f"With 95% confidence the agreement is {old_from:.0%} to {old_to:.0%} for the old model "
        f"and {new_from:.0%} to {new_to:.0%} for the new one."
    )


def _results(old: Result, new: Result) -> Iterable[tuple[str, str, str]]:
    for name, said in _MEASURES:
        before, after = getattr(old, name), getattr(new, name)
        if before is not None and after is not None:
            form = {"auc": ".3f", "blamed": "+.2f"}.get(name, ".1%")
            yield said, f"{before:{form}}", f"{after:{form}}"


def _labels(compared: Comparison) -> Iterable[Sequence[str]]:
    for label, old in compared.old.labels.items():
        if old.n:
            new = compared.new.labels[label]
            yield (label, f"{old.n:,}", *_pairs(old, new))


def _pairs(old: LabelResult, new: LabelResult) -> Iterable[str]:
    for name, form in (("agreement", ".1%"), ("auc", ".3f"), ("calibration_error", ".3f")):
        for result in (old, new):
            value = getattr(result, name)
            yield "-" if value is None else f"{value:{form}}"


def _table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
