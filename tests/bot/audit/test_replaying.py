"""Explanations of a tiny model, put on record and made again."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.moderation.cases.record import shown
from bot.store import Store
from explain_core import Explainer
from tests.bot.audit.conftest import Run
from tests.bot.store.samples import AUTHOR, DAY, MODERATOR, START, TEAM, case, entry, flag

TEXT = "a terrible film"

# What is compared does not depend on the kind of database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def explainer(tiny_model: Path) -> Explainer:
    return Explainer.load(tiny_model)


@pytest.fixture
def decided(store: Store, explainer: Explainer, tiny_model: Path) -> Store:
    """A store with a case whose explanation is on record, in entry 2."""
    store.cases.open(case(text=TEXT), flag=flag(text=TEXT), entry=entry())
    explanation = explainer.explain(TEXT, undo_evasion=True)
    made = {"model": tiny_model.name, "model_hash": explainer.fingerprint.model}
    made["tokenizer_hash"] = explainer.fingerprint.tokenizer
    store.explanations.put("c1", explanation, team=TEAM, user="", channel="C01", case="c1", **made)
    fields = shown(explanation, id="c1", thresholds={}, undo_evasion=True, **made)
    decide(store, fields)
    return store


def decide(store: Store, fields: dict[str, Any]) -> None:
    store.cases.change(
        "c1",
        version=None,
        entry=entry("decided", user=MODERATOR, fields=fields),
        state="decided",
        verdict="agree",
    )


def on_record(store: Store) -> dict[str, Any]:
    recorded = store.audit.entry(TEAM, 2)
    assert recorded is not None
    return dict(recorded.fields)


@pytest.mark.parametrize("id", ["c1", f"{TEAM}:2"])
def test_explanation_on_record_matches(
    decided: Store, run: Run, tiny_model: Path, id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("replay", id, EXPLAIN_MODEL=str(tiny_model)) == 0
    told = capsys.readouterr()
    assert "It matches." in told.out
    assert f"{TEAM}:2 decided" in told.out
    assert TEXT not in told.out + told.err


def test_entry_is_also_found_by_its_number(decided: Store, run: Run, tiny_model: Path) -> None:
    assert run("replay", "2", "--team", TEAM, EXPLAIN_MODEL=str(tiny_model)) == 0


def test_explanation_shown_twice_is_replayed_once(
    decided: Store, run: Run, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(decided, on_record(decided) | {"verdict": "overrule"})

    assert run("replay", "c1", EXPLAIN_MODEL=str(tiny_model)) == 0
    assert capsys.readouterr().out.count("It matches.") == 1


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"model_hash": "0" * 64}, "model"),
        ({"model_hash": ""}, "model"),
        ({"tokenizer_hash": "0" * 64}, "tokenizer"),
        ({"probabilities": {"negative": 0.0, "neutral": 0.0, "positive": 1.0}}, "probabilities"),
        ({"probabilities": {"toxic": 0.5}}, "probabilities"),
        ({"attributions": [1.0, 2.0, 3.0]}, "attributions"),
        ({"attributions": []}, "attributions"),
        ({"attributions": ["x", None, {}]}, "attributions"),
        ({"attributions": None}, "attributions"),
        ({"probabilities": ["x"]}, "probabilities"),
        (
            {"probabilities": {"negative": None, "neutral": "1", "positive": []}},
            "probabilities",
        ),
    ],
)
def test_what_differs_is_named(
    decided: Store,
    run: Run,
    tiny_model: Path,
    changed: dict[str, Any],
    line: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    decide(decided, on_record(decided) | changed)

    assert run("replay", f"{TEAM}:3", EXPLAIN_MODEL=str(tiny_model)) == 1
    differing = [row for row in capsys.readouterr().out.splitlines() if "<- differs" in row]
    assert [row.split()[0] for row in differing] == [line]


def test_tampered_entry_shows(
    decided: Store, run: Run, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with decided.engine.begin() as connection:
        connection.execute(text("UPDATE explain_audit SET case_id = 'c2' WHERE seq = 2"))

    assert run("replay", f"{TEAM}:2", EXPLAIN_MODEL=str(tiny_model)) == 1
    assert "it was changed  <- differs" in capsys.readouterr().out


def test_other_weights_under_the_same_name_show(
    decided: Store, run: Run, tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from transformers import BertForSequenceClassification

    other = tmp_path / tiny_model.name
    shutil.copytree(tiny_model, other)
    model = BertForSequenceClassification.from_pretrained(other)
    model.classifier.weight.data *= -1
    model.save_pretrained(other)

    assert run("replay", "c1", EXPLAIN_MODEL=str(other)) == 1
    told = capsys.readouterr().out
    assert "another one" in told
    assert "tokenizer      the same" in told


def test_text_that_is_not_kept_is_said_so(
    decided: Store, run: Run, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decided.expire(START + DAY)

    assert run("replay", "c1", EXPLAIN_MODEL=str(tiny_model)) == 1
    assert "The text is not kept any more" in capsys.readouterr().out


def test_text_on_record_will_do(decided: Store, run: Run, tiny_model: Path) -> None:
    fields = on_record(decided)
    decided.audit.append(entry("opened", case="c1", fields=fields, told={"text": TEXT}))
    decided.explanations.delete("c1")

    assert run("replay", f"{TEAM}:3", EXPLAIN_MODEL=str(tiny_model)) == 0


def test_text_of_the_case_will_do(decided: Store, run: Run, tiny_model: Path) -> None:
    decided.explanations.delete("c1")

    assert run("replay", "c1", EXPLAIN_MODEL=str(tiny_model)) == 0


@pytest.fixture
def forgotten(decided: Store, database_url: str) -> Store:
    """The same, after the text was dropped as KEEP_TEXT=hashed has it."""
    with closing(Store.open(database_url, keep_text="hashed")) as dropping:
        dropping.cases.drop_text("c1")
    return decided


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [(TEXT, 0, "the one that was explained"), ("a good film", 1, "not known to be the one")],
)
def test_text_can_be_given(
    forgotten: Store,
    run: Run,
    tiny_model: Path,
    tmp_path: Path,
    text: str,
    status: int,
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "text.txt"
    file.write_text(f"{text}\n")
    model = {"EXPLAIN_MODEL": str(tiny_model)}

    assert run("replay", "c1", **model) == 1
    assert run("replay", "c1", "--text", str(file), **model) == status
    assert told in capsys.readouterr().out


def test_other_text_than_the_kept_one_shows(
    decided: Store, run: Run, tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "text.txt"
    file.write_text("a terrible movie")

    assert run("replay", "c1", "--text", str(file), EXPLAIN_MODEL=str(tiny_model)) == 1
    assert "not the one that was explained  <- differs" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_text_that_cannot_be_read_is_an_error(
    decided: Store,
    run: Run,
    tmp_path: Path,
    content: bytes | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "text.txt"
    if content is not None:
        file.write_bytes(content)

    assert run("replay", "c1", "--text", str(file)) == 1
    assert str(file) in capsys.readouterr().err


def test_erased_author_cannot_be_replayed(
    decided: Store, run: Run, tiny_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decided.erase(TEAM, AUTHOR)

    assert run("replay", "c1", EXPLAIN_MODEL=str(tiny_model)) == 1
    assert "cannot be replayed" in capsys.readouterr().out


def test_model_that_is_not_here_is_named(
    decided: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("replay", "c1") == 1
    assert "There is no model" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["model", "precision", "target", "baseline", "undo_evasion"])
def test_entry_that_does_not_say_how_cannot_be_replayed(
    decided: Store, run: Run, tiny_model: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = on_record(decided)
    del fields[missing]
    decide(decided, fields)

    assert run("replay", f"{TEAM}:3", EXPLAIN_MODEL=str(tiny_model)) == 1
    assert missing in capsys.readouterr().out


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("c9", "There is no case c9"),
        ("", "There is no case"),
        ("T99:1", "There is no entry 1"),
        (f"{TEAM}:99", "There is no entry 99"),
        (f"{TEAM}:1", "shows no explanation"),
    ],
)
def test_what_is_not_on_record_is_an_error(
    decided: Store, run: Run, id: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("replay", id) == 1
    assert told in capsys.readouterr().err


def test_case_without_an_explanation_is_an_error(
    store: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    store.cases.open(case(), flag=flag(), entry=entry())

    assert run("replay", "c1") == 1
    assert "No entry about case c1 shows an explanation" in capsys.readouterr().err


def test_recorded_fields_are_of_the_explanation(database_url: str, explainer: Explainer) -> None:
    explanation = replace(explainer.explain(TEXT), n_steps=99)
    hashes = {"model_hash": "a", "tokenizer_hash": "b"}

    fields = shown(explanation, id="c1", model="tiny", thresholds={"x": 0.5}, **hashes)

    assert (fields["explanation"], fields["points"], fields["model"]) == ("c1", 99, "tiny")
    assert fields["attributions"] == [word.attribution for word in explanation.words]
    assert TEXT not in str(fields)
