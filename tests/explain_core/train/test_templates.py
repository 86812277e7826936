from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from explain_core.train import filling, split, templates, vocabulary
from explain_core.train.surface import capitalised, normalised, tokenised, vary, with_articles

TRAINING = templates.training_rows(3000, seed=1)
HELD_OUT = templates.held_out_rows(1000, seed=1)
SLOT_WORDS = {
    word
    for table in (vocabulary.NOUNS, vocabulary.MASS_NOUNS, *vocabulary.ADJECTIVES.values())
    for word in chain.from_iterable(table.values())
}


def _tokens(rows: list[templates.TemplateRow]) -> set[str]:
    return {token for row in rows for token in re.findall(r"[a-z-]+", row.text.lower())}


@pytest.mark.parametrize("make", [templates.training_rows, templates.held_out_rows])
def test_rows_same_seed_gives_same_rows(
    make: Callable[..., list[templates.TemplateRow]],
) -> None:
    assert make(200, seed=7) == make(200, seed=7)
    assert make(200, seed=7) != make(200, seed=8)


@pytest.mark.parametrize("n", [0, 1, 2, 50, 333])
def test_rows_count_is_what_was_asked_for(n: int) -> None:
    assert len(templates.training_rows(n, seed=0)) == n
    assert len(templates.held_out_rows(n, seed=0)) == n


@pytest.mark.parametrize("rows", [TRAINING, HELD_OUT])
def test_rows_labels_are_balanced_within_each_kind(rows: list[templates.TemplateRow]) -> None:
    counts = Counter((row.kind, row.label) for row in rows)
    for kind in templates.KIND_WEIGHTS:
        per_label = [counts[kind, label] for label in templates.LABELS]
        assert min(per_label) > 0
        assert max(per_label) - min(per_label) <= 1


def test_rows_have_only_known_labels_and_kinds() -> None:
    for row in TRAINING + HELD_OUT:
        assert row.label in templates.LABELS
        assert row.kind in templates.KIND_WEIGHTS


def test_rows_leave_no_slot_unfilled() -> None:
    left = [row for row in TRAINING + HELD_OUT if set(row.text) & set("{}[]|")]
    assert left == []


def test_training_rows_are_distinct() -> None:
    assert len({row.text for row in TRAINING}) == len(TRAINING)


def test_held_out_texts_are_not_in_training() -> None:
    training = {normalised(row.text) for row in TRAINING}
    assert [row for row in HELD_OUT if normalised(row.text) in training] == []


def test_held_out_patterns_are_not_in_training() -> None:
    training = {pattern.text for pattern in split.patterns(held_out=False)}
    held_out = {pattern.text for pattern in split.patterns(held_out=True)}
    assert held_out
    assert not training & held_out


def test_held_out_words_are_in_no_training_row() -> None:
    reserved = {word for word in SLOT_WORDS if split.is_held_out(word)}
    plurals = {filling.plural(word) for word in reserved}
    assert len(reserved) > 30
    assert not _tokens(TRAINING) & (reserved | plurals)
    assert _tokens(HELD_OUT) & reserved


def test_held_out_bare_words_are_not_in_training() -> None:
    reserved = {word for word in vocabulary.BARE_NEUTRAL if split.is_held_out(word)}
    assert len(reserved) > 40
    assert not _tokens(TRAINING) & {word.lower() for word in reserved}


def test_rows_leave_out_the_examples() -> None:
    texts = {normalised(row.text) for row in TRAINING + HELD_OUT}
    assert not texts & templates.EXAMPLES


@pytest.mark.parametrize(
    "words",
    [
        *vocabulary.LIKE_VERBS.values(),
        *vocabulary.PLEASE_VERBS.values(),
        *vocabulary.FEELINGS.values(),
        *(table["any"] for table in vocabulary.ADJECTIVES.values()),
        *(table["person"] for table in vocabulary.ADJECTIVES.values()),
        *vocabulary.NOUNS.values(),
        vocabulary.OBJECTS,
        vocabulary.LOCATIONS,
        vocabulary.PLACES,
        vocabulary.EVENTS,
    ],
)
def test_word_list_has_words_for_both_parts(words: tuple[str, ...]) -> None:
    assert {split.is_held_out(word) for word in words} == {True, False}


def test_adjectives_have_one_polarity() -> None:
    positive, negative = (
        set(chain.from_iterable(table.values())) for table in vocabulary.ADJECTIVES.values()
    )
    assert not positive & negative


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a awful day", "an awful day"),
        ("not a useful app", "not a useful app"),
        ("A honest boss", "An honest boss"),
        ("a unique idea", "a unique idea"),
        ("a unpleasant trip", "an unpleasant trip"),
    ],
)
def test_with_articles_follows_the_sound(text: str, expected: str) -> None:
    assert with_articles(text) == expected


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("box", "boxes"), ("party", "parties"), ("key", "keys"), ("lunch", "lunches")],
)
def test_plural_is_regular(noun: str, expected: str) -> None:
    assert filling.plural(noun) == expected


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("love", "loved"), ("regret", "regretted"), ("enjoy", "enjoyed"), ("abhor", "abhorred")],
)
def test_past_is_spelled_right(verb: str, expected: str) -> None:
    assert filling.past(verb) == expected


def test_capitalised_starts_each_sentence() -> None:
    assert capitalised("is it bad? no. fine") == "Is it bad? No. Fine"


def test_tokenised_parts_contractions_and_stops() -> None:
    assert tokenised("it isn't bad, no!!") == "it is n't bad , no !!"


def test_vary_keeps_every_word() -> None:
    rng = random.Random(0)
    for _ in range(300):
        assert "the plan isnt bad" in normalised(vary("the plan isn't bad", rng=rng, padded=True))


@pytest.mark.parametrize("n", ["0", "-5"])
def test_main_refuses_to_write_no_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], n: str
) -> None:
    output = tmp_path / "rows.csv"
    assert templates.main(["--n", n, str(output)]) == 2
    assert capsys.readouterr().err == f"templates: --n cannot be {n}: it takes a number above 0.\n"
    assert not output.exists()


@pytest.mark.parametrize("name", [".", "nowhere/rows.csv", "file/rows.csv"])
def test_main_says_in_one_line_where_it_cannot_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "file").touch()
    assert templates.main(["--n", "5", str(tmp_path / name)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("templates: OUTPUT cannot be")
    assert said.count("\n") == 1


def test_main_killed_while_writing_leaves_the_previous_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "rows.csv"
    output.write_text("previous")

    def killed(partial: Path, target: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        templates.main(["--n", "5", str(output)])
    assert output.read_text() == "previous"


def test_main_writes_the_rows_as_csv(tmp_path: Path) -> None:
    output = tmp_path / "rows.csv"
    templates.main(["--n", "60", "--part", "held-out", "--seed", "3", str(output)])
    with output.open(encoding="utf-8", newline="") as file:
        written = [(row["text"], row["label"], row["source"]) for row in csv.DictReader(file)]
    rows = templates.held_out_rows(60, seed=3)
    assert written == [(row.text, row.label, f"templates:{row.kind}") for row in rows]
