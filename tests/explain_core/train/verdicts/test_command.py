from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explain_core import Explainer
from explain_core.train.__main__ import main as train
from explain_core.train.output import RUN_FOLDER
from tests.explain_core.train.verdicts.conftest import WriteVerdicts, team

Run = dict[str, Any]


def arguments(verdicts: Path, model: Path | str, out: Path, *more: str) -> list[str]:
    return ["--from-verdicts", str(verdicts), "--model", str(model), "--out", str(out), *more]


@pytest.fixture(scope="module")
def trained(tiny_moderation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learned")
    verdicts = folder / "verdicts.jsonl"
    verdicts.write_text("".join(f"{json.dumps(line)}\n" for line in team()), encoding="utf-8")
    assert train(arguments(verdicts, tiny_moderation, folder / "out", "--epochs", "1")) == 0
    return folder / "out"


def test_training_from_verdicts_writes_a_model_with_the_same_labels_and_thresholds(
    trained: Path,
) -> None:
    explainer = Explainer.load(trained)
    assert explainer.labels == ("toxic", "insult")
    assert [explainer.threshold(label) for label in explainer.labels] == [0.5, 0.4]
    assert not (trained / RUN_FOLDER).exists()


def test_training_from_verdicts_changes_the_weights(trained: Path, tiny_moderation: Path) -> None:
    texts = ["it is horrible"]
    (old,), (new,) = (Explainer.load(path).predict(texts) for path in (tiny_moderation, trained))
    assert old.probabilities != new.probabilities


def test_report_says_how_old_and_new_compare(trained: Path) -> None:
    report = json.loads((trained / "report.json").read_text())
    assert report["held_back"] + report["learned_from"] == 60
    assert report["held_back"] > 5
    for side in ("old", "new"):
        assert 0 <= report[side]["agreement"] <= 1
        assert abs(report["details"][side]["blamed"]) < 10
        assert report["details"][side]["labels"]["toxic"]["n"] == report["held_back"]
    assert report["verdicts"] == {"agreed": 30, "overruled": 30}
    assert report["lessons"]["planted"] > 0


def test_report_and_card_hold_no_word_of_any_message(trained: Path) -> None:
    texts = [line["text"] for line in team()]
    written = (trained / "report.json").read_text() + (trained / "README.md").read_text()
    assert not [text for text in texts if text in written]


def test_card_shows_old_and_new(trained: Path) -> None:
    card = (trained / "README.md").read_text()
    assert "| agrees with the moderators |" in card
    assert "60 different messages" in card


def test_the_same_verdicts_give_the_same_model(
    trained: Path, tiny_moderation: Path, write_verdicts: WriteVerdicts, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    path = write_verdicts(team())
    assert train(arguments(path, tiny_moderation, again, "--epochs", "1")) == 0
    weights = "model.safetensors"
    assert (again / weights).read_bytes() == (trained / weights).read_bytes()


def test_a_learned_model_can_learn_again(
    trained: Path, write_verdicts: WriteVerdicts, tmp_path: Path
) -> None:
    path = write_verdicts(team())
    assert train(arguments(path, trained, tmp_path / "next", "--epochs", "1")) == 0
    assert json.loads((tmp_path / "next/report.json").read_text())["started_from"] == str(trained)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "0 different messages"),
        (team(40), "There are 40 different messages with a verdict (20 agreed, 20 overruled)"),
        ([line for line in team(120) if line["verdict"] == "agree"], "0 overruled); at least 50"),
        (team(20) * 5, "There are 20 different messages"),
    ],
    ids=["none", "few", "one kind", "copies"],
)
def test_too_few_verdicts_are_refused_with_how_many_are_needed(
    write_verdicts: WriteVerdicts,
    tiny_moderation: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    lines: list[Run],
    said: str,
) -> None:
    path = write_verdicts(lines)
    assert train(arguments(path, tiny_moderation, tmp_path / "out")) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "at least 50 are needed to learn from, and 10 of each kind" in error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--epochs", "0"], "--epochs cannot be 0"),
        (["--learning-rate", "nan"], "--learning-rate cannot be nan"),
        (["--seed", "-1"], "--seed cannot be -1"),
        (["--device", "abacus"], "--device cannot be 'abacus'"),
        (["--model", "sentiment"], "only multi-label models"),
        (["--model", "nowhere"], "No model 'nowhere' could be loaded"),
    ],
)
def test_options_that_cannot_be_are_refused(
    write_verdicts: WriteVerdicts,
    tiny_moderation: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    said: str,
) -> None:
    path = write_verdicts(team())
    assert train(arguments(path, tiny_moderation, tmp_path / "out", *more)) == 2
    assert said in capsys.readouterr().err


def test_a_line_that_is_wrong_is_named(
    write_verdicts: WriteVerdicts,
    tiny_moderation: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write_verdicts([*team(2), {"text": ""}])
    assert train(arguments(path, tiny_moderation, tmp_path / "out")) == 2
    assert f"{path}, line 3: 'text'" in capsys.readouterr().err


def test_a_finished_model_is_not_overwritten(
    trained: Path,
    tiny_moderation: Path,
    write_verdicts: WriteVerdicts,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (trained / "model.safetensors").read_bytes()
    assert train(arguments(write_verdicts(team()), tiny_moderation, trained)) == 2
    assert "a finished model would be lost" in capsys.readouterr().err
    assert (trained / "model.safetensors").read_bytes() == before


def test_an_interrupted_run_goes_on_and_ends_as_it_would_have(
    trained: Path,
    tiny_moderation: Path,
    write_verdicts: WriteVerdicts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, out = write_verdicts(team()), tmp_path / "out"
    command = arguments(path, tiny_moderation, out, "--epochs", "1")

    def killed(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("explain_core.train.verdicts.saving.save", killed)
        assert train(command) == 130
    assert not (out / "report.json").exists()
    assert train(command) == 0
    assert "going on at step" in capsys.readouterr().out
    weights = "model.safetensors"
    assert (out / weights).read_bytes() == (trained / weights).read_bytes()


def test_an_interrupted_run_refuses_other_verdicts(
    tiny_moderation: Path,
    write_verdicts: WriteVerdicts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"

    def killed(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("explain_core.train.verdicts.saving.save", killed)
        command = arguments(write_verdicts(team()), tiny_moderation, out, "--epochs", "1")
        assert train(command) == 130
    other = arguments(write_verdicts(team(70)), tiny_moderation, out, "--epochs", "1")
    assert train(other) == 2
    assert "the data and options of the interrupted run" in capsys.readouterr().err
