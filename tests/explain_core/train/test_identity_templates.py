from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import pytest

from explain_core.train import identity_templates as templates
from explain_core.train.identity_patterns import HATEFUL, KINDS, ORDINARY
from explain_core.train.identity_vocabulary import HELD_OUT_GROUPS, WORDS
from explain_core.train.rows import read
from explain_core.train.surface import normalised

TRAINING = templates.training_rows(4000, seed=1)
HELD_OUT = templates.held_out_rows(1500, seed=1)
HATE = templates.LABELS.index("identity_hate")


def test_rows_same_seed_gives_same_rows() -> None:
    assert templates.training_rows(200, seed=7) == templates.training_rows(200, seed=7)
    assert templates.training_rows(200, seed=7) != templates.training_rows(200, seed=8)


@pytest.mark.parametrize("n", [0, 1, 50, 333])
def test_rows_count_is_what_was_asked_for(n: int) -> None:
    assert len(templates.training_rows(n, seed=0)) == n
    assert len(templates.held_out_rows(n, seed=0)) == n


@pytest.mark.parametrize("rows", [TRAINING, HELD_OUT], ids=["training", "held-out"])
def test_rows_have_every_kind(rows: list[templates.IdentityRow]) -> None:
    assert {row.kind for row in rows} == set(KINDS)


def test_rows_leave_no_slot_unfilled() -> None:
    assert [row for row in TRAINING + HELD_OUT if set(row.text) & set("{}[]|")] == []


def test_kinds_have_a_label_or_a_dash_for_each_column() -> None:
    for kind in KINDS.values():
        assert len(kind.labels) == len(templates.LABELS)
        assert set(kind.labels) <= set("01-")


def test_kinds_about_groups_are_hateful_and_ordinary_equally_often() -> None:
    hateful = sum(kind.weight for kind in HATEFUL.values())
    ordinary = sum(kind.weight for kind in ORDINARY.values())
    assert hateful == pytest.approx(ordinary, rel=0.05)


def test_groups_are_attacked_about_as_often_as_not() -> None:
    rows = templates.training_rows(20_000, seed=3)
    named = Counter(row.group for row in rows if row.group)
    attacked = Counter(row.group for row in rows if row.group and row.labels[HATE] == "1")
    for group, n in named.items():
        assert 0.3 < attacked[group] / n < 0.7, group


def test_held_out_texts_are_not_in_training() -> None:
    training = {normalised(row.text) for row in TRAINING}
    assert [row.text for row in HELD_OUT if normalised(row.text) in training] == []


@pytest.mark.parametrize("kind", KINDS)
def test_patterns_have_both_parts_apart(kind: str) -> None:
    training = set(templates.patterns(kind, held_out=False))
    held_out = set(templates.patterns(kind, held_out=True))
    assert training
    assert held_out
    assert not training & held_out


@pytest.mark.parametrize("name", sorted(templates.SPLIT_WORDS))
def test_split_words_have_both_parts(name: str) -> None:
    assert {templates.is_held_out(word) for word in WORDS[name]} == {True, False}


def test_held_out_groups_are_in_no_training_row() -> None:
    assert not {row.group for row in TRAINING} & HELD_OUT_GROUPS
    assert {row.group for row in HELD_OUT} >= HELD_OUT_GROUPS


@pytest.mark.parametrize("seed", range(20))
def test_misspelt_text_differs_in_one_place(seed: int) -> None:
    text = "some people are wonderful"
    slip = templates.misspelt(text, rng=random.Random(seed))
    assert slip != text
    assert sorted(slip) == sorted(text) or len(slip) == len(text) - 1


@pytest.mark.parametrize("text", ["", "ab", "!!", "日本"])
def test_misspelt_leaves_texts_without_long_words_alone(text: str) -> None:
    assert templates.misspelt(text, rng=random.Random(0)) == text


@pytest.mark.parametrize("part", ["train", "held-out"])
def test_main_writes_rows_that_training_reads(tmp_path: Path, part: str) -> None:
    path = tmp_path / "rows.csv"
    assert templates.main([str(path), "--n", "60", "--part", part]) == 0
    rows = read([path])
    assert rows.labels == templates.LABELS
    assert len(rows) == 60
    with path.open(encoding="utf-8", newline="") as file:
        kinds = {line["source"].partition(":")[2] for line in csv.DictReader(file)}
    assert kinds <= set(KINDS)


def test_main_says_in_one_line_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert templates.main(["/nowhere/rows.csv"]) == 2
    assert capsys.readouterr().err.startswith("identity_templates: OUTPUT cannot be ")
