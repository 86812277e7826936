from __future__ import annotations

import argparse

import numpy as np
import pytest

from explain_core.errors import BadOption
from explain_core.train import thresholds
from explain_core.train.rows import Rows
from explain_core.train.thresholds import Wish


def rows_of(targets: np.ndarray, *labels: str) -> Rows:
    n = len(targets)
    return Rows(("x",) * n, targets.astype(np.float32), ("s",) * n, labels, True)


def column(*values: float) -> np.ndarray:
    return np.asarray(values, np.float32)[:, None]


def wish(precision: float, base_rate: float | None = None) -> Wish:
    return Wish({"toxic": precision}, None if base_rate is None else ("toxic", base_rate))


def test_choose_finds_the_lowest_threshold_that_is_precise_enough() -> None:
    rows = rows_of(column(1, 1, 0, 1, 0, 0), "toxic")
    found = thresholds.choose(column(0.9, 0.8, 0.7, 0.6, 0.5, 0.1), rows, wish(0.75))["toxic"]
    assert found.probability == pytest.approx(0.55)
    assert found.precision == pytest.approx(0.75)
    assert found.recall == 1
    assert found.false_alarms == pytest.approx(1 / 3)


def test_choose_is_stricter_where_the_label_is_rarer() -> None:
    rows = rows_of(column(1, 1, 0, 1, 0, 0), "toxic")
    scores = column(0.9, 0.8, 0.7, 0.6, 0.5, 0.1)
    found = thresholds.choose(scores, rows, wish(0.75, base_rate=0.1))["toxic"]
    assert found.probability == pytest.approx(0.75)
    assert found.precision == 1


def test_choose_keeps_its_precision_on_data_with_the_base_rate() -> None:
    rng = np.random.default_rng(0)

    def sample(n: int, share: float) -> tuple[np.ndarray, Rows]:
        given = rng.random(n) < share
        scores = 1 / (1 + np.exp(-rng.normal(np.where(given, 1.5, -1.5), 1)))
        return scores[:, None].astype(np.float32), rows_of(given[:, None], "toxic")

    scores, rows = sample(20_000, 0.3)
    found = thresholds.choose(scores, rows, wish(0.8, base_rate=0.1))["toxic"]
    scores, rows = sample(40_000, 0.1)
    flagged = scores[:, 0] >= found.probability
    assert rows.targets[flagged, 0].mean() == pytest.approx(0.8, abs=0.03)


def test_choose_flags_all_equal_scores_or_none() -> None:
    rows = rows_of(column(1, 0, 1, 0), "toxic")
    found = thresholds.choose(column(0.9, 0.5, 0.5, 0.5), rows, wish(0.6))["toxic"]
    assert found.probability == pytest.approx(0.7)


def test_choose_takes_the_most_precise_where_none_is_precise_enough() -> None:
    rows = rows_of(column(0, 1, 1, 0), "toxic")
    found = thresholds.choose(column(0.9, 0.8, 0.7, 0.6), rows, wish(0.9))["toxic"]
    assert found.precision == pytest.approx(2 / 3)
    assert found.probability == pytest.approx(0.65)


def test_choose_leaves_out_unknown_cells() -> None:
    rows = rows_of(column(1, np.nan, 0), "toxic")
    found = thresholds.choose(column(0.9, 0.8, 0.2), rows, wish(0.9))["toxic"]
    assert found.precision == 1
    assert found.probability <= 0.9


def test_choose_never_flags_a_label_that_no_row_has() -> None:
    rows = rows_of(column(0, 0), "toxic")
    found = thresholds.choose(column(0.9, 0.2), rows, wish(0.9))["toxic"]
    assert (found.probability, found.recall) == (1.0, 0.0)


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    thresholds.add_options(parser)
    return parser.parse_args(given)


def test_read_wish_lets_one_label_differ() -> None:
    given = arguments("--threshold-precision", "0.7", "--threshold-precision", "threat=0.5")
    assert thresholds.read_wish(given, ("toxic", "threat")).precision == {
        "toxic": 0.7,
        "threat": 0.5,
    }


def test_read_wish_without_options_takes_dev_as_it_is() -> None:
    found = thresholds.read_wish(arguments(), ("toxic",))
    assert found == Wish({"toxic": thresholds.DEFAULT_PRECISION}, None)


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("--threshold-precision", "1.2"),
        ("--threshold-precision", "nan"),
        ("--threshold-precision", ""),
        ("--threshold-precision", "rude=0.5"),
        ("--base-rate", "0.1"),
        ("--base-rate", "toxic=0"),
        ("--base-rate", "toxic=often"),
    ],
)
def test_read_wish_refuses_what_is_no_share_of_a_label(flag: str, value: str) -> None:
    with pytest.raises(BadOption, match=flag):
        thresholds.read_wish(arguments(flag, value), ("toxic",))
