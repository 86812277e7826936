"""The whole command, on a tiny base model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from transformers import PreTrainedModel

from explain_core import Explainer
from explain_core.train import loop
from explain_core.train.__main__ import main
from explain_core.train.batches import Batch
from explain_core.train.output import held
from tests.explain_core.train.conftest import WriteCsv

Train = Callable[..., int]


@pytest.fixture
def train(easy_csv: Path, tiny_base: Path) -> Train:
    def run(out: Path, *options: str, dev: bool = True) -> int:
        given = ["--dev", str(easy_csv)] if dev else []
        sizes = ["--batch-size", "8", "--max-tokens", "16", "--learning-rate", "3e-3"]
        arguments = [str(easy_csv), *given, "--out", str(out), "--base", str(tiny_base)]
        return main([*arguments, *sizes, "--precision", "fp32", *options])

    return run


def weights(folder: Path) -> dict[str, bytes]:
    with safe_open(folder / "model.safetensors", framework="pt") as file:
        return {name: file.get_tensor(name).numpy().tobytes() for name in file.keys()}


def test_train_writes_a_checkpoint_that_explains(train: Train, tmp_path: Path) -> None:
    # With fewer hidden words or longer steps, "is" next to "horrible" may come to mean as much.
    hidden = ["--mask-rate", "0.5", "--final-mask-rate", "0.5"]
    epochs = ["--epochs", "25", "--patience", "25", "--learning-rate", "1e-3"]
    assert train(tmp_path / "model", *epochs, *hidden) == 0
    explainer = Explainer.load(tmp_path / "model")
    assert explainer.labels == ("negative", "positive")
    explanation = explainer.explain("the movie is horrible")
    assert explanation.label == "negative"
    assert explanation.strongest(1)[0].text == "horrible"


def test_train_writes_half_precision_card_and_record(train: Train, tmp_path: Path) -> None:
    train(tmp_path / "model", "--epochs", "1")
    with safe_open(tmp_path / "model/model.safetensors", framework="pt") as file:
        assert {str(file.get_tensor(name).dtype) for name in file.keys()} == {"torch.float16"}
    assert "expected calibration error" in (tmp_path / "model/README.md").read_text()
    assert json.loads((tmp_path / "model/training.json").read_text())["recipe"]["epochs"] == 1
    assert not (tmp_path / "model/.run").exists()


def test_train_is_the_same_for_the_same_seed(train: Train, tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        train(tmp_path / name, "--epochs", "1", "--seed", seed)
    assert weights(tmp_path / "a") == weights(tmp_path / "b")
    assert weights(tmp_path / "a") != weights(tmp_path / "c")


def test_train_resumed_equals_uninterrupted(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(tmp_path / "whole", "--epochs", "2")
    monkeypatch.setattr(loop, "SAVE_EVERY", 3)
    step = loop.Trainer._step

    def killed(trainer: loop.Trainer, number: int, rows: object) -> float:
        if number == 11:
            raise KeyboardInterrupt
        return step(trainer, number, rows)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(loop.Trainer, "_step", killed)
        assert train(tmp_path / "killed", "--epochs", "2") == 130
    assert (tmp_path / "killed/.run/state.pt").exists()
    assert train(tmp_path / "killed", "--epochs", "2") == 0
    assert weights(tmp_path / "killed") == weights(tmp_path / "whole")


def test_train_stops_early_when_dev_no_longer_improves(
    train: Train, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(tmp_path / "model", "--epochs", "60", "--patience", "1")
    record = json.loads((tmp_path / "model/training.json").read_text())
    assert len(record["history"]) < 60


def test_train_multi_label_with_unknown_cells(
    write_csv: WriteCsv, tiny_base: Path, tmp_path: Path
) -> None:
    lines = [("text", "toxic", "threat")]
    lines += [("it is horrible", "1", ""), ("it is good", "0", "0"), ("hate hate", "1", "1")] * 6
    path = write_csv("multi.csv", lines)
    files = [str(path), "--dev", str(path), "--out", str(tmp_path / "m"), "--base", str(tiny_base)]
    options = ["--epochs", "1", "--max-tokens", "16", "--precision", "fp32"]
    code = main([*files, *options, "--base-rate", "toxic=0.1"])
    assert code == 0
    explainer = Explainer.load(tmp_path / "m")
    assert explainer.multi_label
    assert explainer.labels == ("toxic", "threat")
    chosen = json.loads((tmp_path / "m/training.json").read_text())["thresholds"]
    for label in explainer.labels:
        assert explainer.threshold(label) == chosen[label]["probability"] != 0.5
    assert "## Thresholds" in (tmp_path / "m/README.md").read_text()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--epochs", "0", "--epochs cannot be 0"),
        ("--mask-rate", "0.9", "--mask-rate cannot be 0.9"),
        ("--max-tokens", "4000", "--max-tokens cannot be 4000"),
        ("--seed", "-1", "--seed cannot be -1"),
        ("--learning-rate", "nan", "--learning-rate cannot be nan"),
        ("--weight-decay", "-1", "--weight-decay cannot be -1"),
        ("--labels", "negative,negative", "--labels cannot be 'negative,negative'"),
        ("--labels", "negative,,positive", "--labels cannot be 'negative,,positive'"),
        ("--labels", "", "--labels cannot be ''"),
        ("--notes", "/nowhere/notes.md", "--notes cannot be '/nowhere/notes.md'"),
        ("--threshold-precision", "2", "--threshold-precision cannot be '2'"),
        ("--base-rate", "rude=0.1", "--base-rate cannot be 'rude=0.1'"),
        ("--device", "nonsense", "--device cannot be 'nonsense'"),
        ("--base", "/nowhere/at/all", "No model '/nowhere/at/all'"),
    ],
)
def test_train_says_in_one_line_what_is_wrong(
    train: Train,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    option: str,
    value: str,
    said: str,
) -> None:
    assert train(tmp_path / "model", option, value) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("name", ["file", "file/model"])
def test_train_refuses_an_out_that_is_no_directory_before_it_reads_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "file").write_text("kept")
    assert main(["/nowhere.csv", "--out", str(tmp_path / name)]) == 2
    assert "--out cannot be" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "kept"


def test_train_refuses_to_overwrite_a_finished_model(
    train: Train, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(tmp_path / "model", "--epochs", "1") == 0
    before = weights(tmp_path / "model")
    assert train(tmp_path / "model", "--epochs", "1", "--seed", "5") == 2
    assert "a finished model would be lost" in capsys.readouterr().err
    assert weights(tmp_path / "model") == before


def test_train_leaves_a_directory_of_others_alone(
    train: Train, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/notes.txt").write_text("kept")
    assert train(tmp_path / "theirs", "--epochs", "1") == 2
    assert "other files would be lost" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["notes.txt"]


def test_train_refuses_a_directory_that_another_run_is_writing(
    train: Train, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with held(tmp_path / "model"):
        assert train(tmp_path / "model", "--epochs", "1") == 2
    assert "a directory that no other run is writing" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def test_train_holds_its_directory_while_it_runs(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = loop.Trainer._finish_epoch
    codes = []

    def meanwhile(trainer: loop.Trainer) -> str:
        codes.append(train(tmp_path / "model", "--epochs", "1"))
        return finish(trainer)

    monkeypatch.setattr(loop.Trainer, "_finish_epoch", meanwhile)
    assert train(tmp_path / "model", "--epochs", "1") == 0
    assert codes == [2]


def test_train_refuses_a_dev_file_of_the_other_kind(
    easy_csv: Path, write_csv: WriteCsv, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dev = write_csv("dev.csv", [("text", "negative", "positive"), ("it is bad", "1", "0")])
    assert main([str(easy_csv), "--dev", str(dev), "--out", str(tmp_path / "m")]) == 2
    assert "dev.csv, line 1: there is no column 'label'" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--seed=5", "--dev=other.csv"])
def test_train_does_not_discard_an_interrupted_run_of_other_options(
    train: Train,
    write_csv: WriteCsv,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    option: str,
) -> None:
    write_csv("other.csv", [("text", "label"), ("it is bad", "negative")])
    monkeypatch.chdir(tmp_path)

    def killed(trainer: loop.Trainer) -> str:
        trainer._save_state()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(loop.Trainer, "_finish_epoch", killed)
        assert train(tmp_path / "killed", "--epochs", "1") == 130
    state = (tmp_path / "killed/.run/state.pt").read_bytes()
    assert train(tmp_path / "killed", "--epochs", "1", option) == 2
    assert "the data and options of the interrupted run" in capsys.readouterr().err
    assert (tmp_path / "killed/.run/state.pt").read_bytes() == state


def test_train_resumes_a_run_whose_state_kept_a_single_score(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(tmp_path / "whole", "--epochs", "3")
    step = loop.Trainer._step

    def killed(trainer: loop.Trainer, number: int, rows: object) -> float:
        if trainer.progress.epoch == 2:
            raise KeyboardInterrupt
        return step(trainer, number, rows)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(loop.Trainer, "_step", killed)
        assert train(tmp_path / "killed", "--epochs", "3") == 130
    path = tmp_path / "killed/.run/state.pt"
    state = torch.load(path, weights_only=True)
    progress = json.loads(state["progress"])
    assert progress["epoch"] == 2
    state["progress"] = json.dumps(progress | {"best_score": 0.75})
    torch.save(state, path)
    assert train(tmp_path / "killed", "--epochs", "3") == 0
    assert weights(tmp_path / "killed") == weights(tmp_path / "whole")


@pytest.mark.parametrize("content", [b"", b"no state", b"PK\x03\x04"])
def test_train_says_in_one_line_that_the_state_of_a_run_is_damaged(
    train: Train, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "model/.run/state.pt"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert train(tmp_path / "model", "--epochs", "1") == 2
    assert "the damaged state.pt that is there" in capsys.readouterr().err
    assert path.read_bytes() == content


def test_train_cuts_texts_to_what_the_base_model_can_read(
    easy_csv: Path, tiny_base: Path, tmp_path: Path
) -> None:
    where = ["--out", str(tmp_path / "m"), "--base", str(tiny_base)]
    assert main([str(easy_csv), *where, "--epochs", "1"]) == 0
    assert json.loads((tmp_path / "m/training.json").read_text())["recipe"]["max_tokens"] == 32
    assert "| max_tokens | 32 |" in (tmp_path / "m/README.md").read_text()


def test_train_resumes_a_run_whatever_names_its_limit(
    train: Train,
    easy_csv: Path,
    tiny_base: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def killed(trainer: loop.Trainer) -> str:
        trainer._save_state()
        raise KeyboardInterrupt

    command = [str(easy_csv), "--out", str(tmp_path / "m"), "--base", str(tiny_base)]
    with monkeypatch.context() as patched:
        patched.setattr(loop.Trainer, "_finish_epoch", killed)
        assert main([*command, "--epochs", "1"]) == 130
    assert main([*command, "--epochs", "1", "--max-tokens", "32"]) == 0
    assert "going on at step 1 of 1" in capsys.readouterr().out


def test_train_card_and_record_say_which_rows_were_repeated(train: Train, tmp_path: Path) -> None:
    assert train(tmp_path / "model", "--epochs", "1", "--repeat", "easy.csv/positive=2") == 0
    assert "--repeat easy.csv/positive=2" in (tmp_path / "model/README.md").read_text()
    record = json.loads((tmp_path / "model/training.json").read_text())
    assert record["repeat"] == ["easy.csv/positive=2"]


@pytest.mark.parametrize("dev", [True, False])
def test_train_card_says_calibrated_only_with_a_dev_file(
    train: Train, tmp_path: Path, dev: bool
) -> None:
    assert train(tmp_path / "model", "--epochs", "1", dev=dev) == 0
    card = (tmp_path / "model/README.md").read_text()
    assert ("Best epoch: 1 of 1" in card) is dev
    assert ("fitted on dev" in card) is dev
    assert ("probabilities are not calibrated" in card) is not dev


def test_train_measures_dev_in_full_precision(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forward, used = loop.forward, set()

    def spied(model: PreTrainedModel, batch: Batch, *, bf16: bool) -> torch.Tensor:
        used.add((model.training, bf16))
        return forward(model, batch, bf16=bf16)

    monkeypatch.setattr(loop, "forward", spied)
    assert train(tmp_path / "model", "--epochs", "1", "--precision", "bf16") == 0
    assert used == {(True, True), (False, False)}


def test_train_names_the_line_of_a_bad_row(
    write_csv: WriteCsv, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv("bad.csv", [("text", "label"), ("x", "a"), ("", "b")])
    assert main([str(path), "--out", str(tmp_path / "m")]) == 2
    assert "bad.csv, line 3: the text is empty" in capsys.readouterr().err
