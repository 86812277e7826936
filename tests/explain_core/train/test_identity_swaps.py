from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from explain_core.train import identity_swaps
from explain_core.train.identity_templates import LABELS
from explain_core.train.rows import Rows, read
from tests.explain_core.train.conftest import WriteCsv


def swapped(text: str, seed: int = 0) -> str:
    return identity_swaps.swapped(text, rng=random.Random(seed))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("sort", identity_swaps.SORTS)
def test_swapped_names_another_group_of_the_same_sort(sort: tuple[str, ...], seed: int) -> None:
    subject, _, rest = swapped(f"{sort[0]} were mentioned", seed).partition(" ")
    assert subject != sort[0]
    assert subject in {word for other in identity_swaps.SORTS for word in other}
    assert rest == "were mentioned"


def test_swapped_keeps_one_group_one_group() -> None:
    words = swapped("jews and muslims, and jews again").replace(",", "").split()
    assert words[0] == words[4] != words[2]


@pytest.mark.parametrize(
    ("text", "check"),
    [("MUSLIMS", str.isupper), ("Muslims", str.istitle), ("muslims", str.islower)],
)
def test_swapped_keeps_capitals(text: str, check: object) -> None:
    assert callable(check)
    assert check(swapped(text))


@pytest.mark.parametrize(
    "text",
    ["", "🙂", "a black car and a white house", "the womenfolk", "日本", "مرحبا", "no group here"],
)
def test_swapped_leaves_other_texts_alone(text: str) -> None:
    assert swapped(text) == text


def test_swapped_takes_a_colour_for_a_group_before_people() -> None:
    assert swapped("black people in a black car").endswith("people in a black car")
    assert not swapped("black people in a black car").startswith("black people")


def rows_of(text: str, **labels: float) -> Rows:
    targets = [[labels.get(label, np.nan) for label in LABELS]]
    return Rows((text,), np.asarray(targets, np.float32), ("s",), LABELS, True)


@pytest.mark.parametrize(
    ("text", "labels", "kept"),
    [
        ("gay people live here", {"toxic": 0.0}, True),
        ("women are vermin", {"toxic": 1.0, "identity_hate": 1.0}, True),
        ("you idiot, muslims live here", {"toxic": 1.0, "insult": 1.0}, True),
        ("you are so gay, idiot", {"toxic": 1.0, "insult": 1.0}, False),
        ("women, go home", {"toxic": 1.0}, False),
        ("nobody is named", {"toxic": 0.0}, False),
    ],
)
def test_swaps_are_made_where_the_label_holds_for_any_group(
    text: str, labels: dict[str, float], kept: bool
) -> None:
    assert bool(list(identity_swaps.swaps(rows_of(text, **labels), seed=0))) is kept


def test_main_writes_swapped_rows_with_their_labels(write_csv: WriteCsv, tmp_path: Path) -> None:
    header = ["text", *LABELS, "source"]
    path = write_csv(
        "in.csv",
        [header, ["muslims pray", *["0", ""] * 3, "web"], ["it is late", *["0"] * 6, "web"]],
    )
    assert identity_swaps.main([str(path), str(tmp_path / "out.csv")]) == 0
    rows = read([tmp_path / "out.csv"])
    assert len(rows) == 1
    assert rows.texts[0] != "muslims pray"
    assert rows.sources == ("identity_swaps:web",)
    assert np.isnan(rows.targets[0]).tolist() == [False, True] * 3


def test_main_says_in_one_line_what_is_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert identity_swaps.main(["/nowhere.csv", str(tmp_path / "out.csv")]) == 2
    assert capsys.readouterr().err.startswith("identity_swaps: /nowhere.csv")
