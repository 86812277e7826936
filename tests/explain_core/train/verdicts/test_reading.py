from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explain_core.errors import BadData
from explain_core.train.verdicts.reading import Verdict, WordMark, read_verdicts
from tests.explain_core.train.verdicts.conftest import WriteVerdicts

THRESHOLDS = {"toxic": 0.5, "insult": 0.4}
GOOD = {"text": "you fool", "verdict": "agree", "flagged": ["toxic"]}


def line(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in (GOOD | changes).items() if value is not None}


def test_read_verdicts_gives_what_a_line_says(write_verdicts: WriteVerdicts) -> None:
    marks = [{"start": 4, "end": 8, "kind": "matters"}]
    path = write_verdicts(["", line(flagged=["insult", "toxic"], marks=marks, other=1), "  "])
    assert read_verdicts(path, THRESHOLDS) == [
        Verdict("you fool", "agree", ("toxic", "insult"), (WordMark(4, 8, "matters"),))
    ]


@pytest.mark.parametrize(
    ("said", "flagged"),
    [
        ({"probabilities": {"toxic": 0.5, "insult": 0.1}}, ("toxic",)),
        ({"probabilities": {"toxic": 0.9, "insult": 0.9}}, ("toxic", "insult")),
        ({"probabilities": {"toxic": 0.3, "insult": 0.39}}, ("insult",)),
        ({"probabilities": {"toxic": 0.6}, "thresholds": {"toxic": 0.7}}, ("toxic",)),
        (
            {"probabilities": {"toxic": 0.6, "insult": 0.6}, "thresholds": {"toxic": 0.7}},
            ("insult",),
        ),
    ],
)
def test_read_verdicts_finds_the_labels_at_issue(
    write_verdicts: WriteVerdicts, said: dict[str, Any], flagged: tuple[str, ...]
) -> None:
    (verdict,) = read_verdicts(write_verdicts([line(flagged=None, **said)]), THRESHOLDS)
    assert verdict.flagged == flagged


@pytest.mark.parametrize(
    "text", ["😀👍🏽", "你是白痴", "أنت أحمق", "<!channel> *stars*", "x" * 9000]
)
def test_read_verdicts_takes_any_text(write_verdicts: WriteVerdicts, text: str) -> None:
    whole = [{"start": 0, "end": len(text), "kind": "blameless"}]
    (verdict,) = read_verdicts(write_verdicts([line(text=text, marks=whole)]), THRESHOLDS)
    assert (verdict.text, verdict.marks[0].end) == (text, len(text))


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[1]", "not a JSON object"),
        (line(text=None), "'text' must be"),
        (line(text="  "), "'text' must be"),
        (line(text=7), "'text' must be"),
        ('{"text": "\\ud800", "verdict": "agree", "flagged": ["toxic"]}', "lone surrogate"),
        (line(verdict=None), "'verdict' is None"),
        (line(verdict="maybe"), "'verdict' is 'maybe'"),
        (line(verdict=["agree"]), "'verdict' is ['agree']"),
        (line(flagged=None), "neither 'flagged' nor 'probabilities'"),
        (line(flagged=[]), "'flagged' must be a list"),
        (line(flagged="toxic"), "'flagged' must be a list"),
        (line(flagged=["rude"]), "'rude' is no label of the model: toxic, insult"),
        (line(flagged=[["toxic"]]), "is no label"),
        (line(flagged=None, probabilities={"rude": 0.5}), "'rude' is no label"),
        (line(flagged=None, probabilities={"toxic": 2}), "must be from 0 to 1"),
        (line(flagged=None, probabilities={"toxic": True}), "must be from 0 to 1"),
        ('{"text": "x", "verdict": "agree", "probabilities": {"toxic": NaN}}', "from 0 to 1"),
        (line(marks={}), None),
        (line(marks=3), "'marks' must be a list"),
        (line(marks=["you"]), "a mark must be an object"),
        (line(marks=[{"start": 4, "end": 9, "kind": "matters"}]), "the 8 characters"),
        (line(marks=[{"start": 4, "end": 4, "kind": "matters"}]), "from 4 to 4"),
        (line(marks=[{"start": True, "end": 4, "kind": "matters"}]), "from True to 4"),
        (line(marks=[{"start": 0, "end": 3, "kind": "bad"}]), "a mark is 'bad'"),
    ],
)
def test_read_verdicts_names_the_line_that_is_wrong(
    write_verdicts: WriteVerdicts, wrong: object, problem: str | None
) -> None:
    path = write_verdicts([line(), "", wrong])
    if problem is None:
        assert len(read_verdicts(path, THRESHOLDS)) == 2
        return
    with pytest.raises(BadData, match="line 3") as caught:
        read_verdicts(path, THRESHOLDS)
    assert problem in str(caught.value)


def test_read_verdicts_names_the_line_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    path.write_bytes(b"\n\xff\n")
    with pytest.raises(BadData, match="line 2: it is not UTF-8"):
        read_verdicts(path, THRESHOLDS)


def test_read_verdicts_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="cannot be opened"):
        read_verdicts(tmp_path / "nowhere", THRESHOLDS)


def test_read_verdicts_keeps_texts_out_of_reprs(write_verdicts: WriteVerdicts) -> None:
    assert "fool" not in repr(read_verdicts(write_verdicts([line()]), THRESHOLDS))
