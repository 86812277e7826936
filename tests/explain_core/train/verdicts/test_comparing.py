from __future__ import annotations

import numpy as np
import pytest

from explain_core.train.verdicts.comparing import flags, result, summary, template_change, wilson
from explain_core.train.verdicts.reading import Verdict

THRESHOLDS = {"toxic": 0.5, "insult": 0.3}
VERDICTS = [
    Verdict("a", "agree", ("toxic",)),
    Verdict("b", "agree", ("toxic", "insult")),
    Verdict("c", "overrule", ("insult",)),
    Verdict("d", "overrule", ("toxic",)),
]
PROBABILITIES = np.asarray([[0.9, 0.0], [0.4, 0.2], [0.1, 0.35], [0.2, 0.1]], dtype=np.float32)


def test_result_counts_who_is_right_by_any_label() -> None:
    found = result(PROBABILITIES, VERDICTS, THRESHOLDS)
    assert (found.agreement, found.kept, found.dropped) == (0.5, 0.5, 0.5)
    assert found.interval[0] < 0.5 < found.interval[1]


def test_result_of_a_label_is_of_the_verdicts_about_it() -> None:
    labels = result(PROBABILITIES, VERDICTS, THRESHOLDS).labels
    assert (labels["toxic"].n, labels["insult"].n) == (3, 2)
    assert labels["toxic"].agreement == pytest.approx(2 / 3)
    assert labels["toxic"].auc == 1.0
    assert labels["insult"].auc == 0.0


def test_result_leaves_unknown_what_there_is_nothing_of() -> None:
    found = result(PROBABILITIES[:1], VERDICTS[:1], THRESHOLDS)
    assert found.dropped is None
    assert found.auc is None
    assert found.labels["insult"].n == 0


def test_result_bears_probabilities_of_nought_and_one() -> None:
    certain = np.asarray([[1.0, 0.0]] * 4, dtype=np.float32)
    found = result(certain, VERDICTS, THRESHOLDS)
    assert found.kept == 1.0
    assert np.isfinite(found.labels["toxic"].calibration_error or 0.0)


def test_flags_begin_at_the_threshold() -> None:
    limits = np.asarray([0.5, 0.25])
    found = flags(np.asarray([[0.5, 0], [0.49, 0.24], [0, 0.25]], dtype=np.float32), limits)
    assert found.tolist() == [True, False, True]


def test_template_change_counts_flags_as_well() -> None:
    old = np.asarray([[0.4, 0.1], [0.9, 0.1]], dtype=np.float32)
    new = np.asarray([[0.6, 0.1], [0.9, 0.1]], dtype=np.float32)
    found = template_change(old, new, np.asarray([0.5, 0.3]))
    assert found["mean_change"] == pytest.approx(0.05)
    assert found["flags_changed"] == 0.5


def test_summary_has_only_what_both_models_are_known_for() -> None:
    found = result(PROBABILITIES, VERDICTS, THRESHOLDS)
    shown = summary(found, found, held_back=4)
    assert shown["held_back"] == 4
    assert set(shown["new"]) == {"agreement", "kept", "dropped"}


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (8, 10, 0.490, 0.943)]
)
def test_wilson_is_the_published_interval(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.001)
