from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from explain_core import Explainer
from explain_core.train.__main__ import main as train
from explain_core.train.average import main as average


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "dev.csv"
    texts = [("it is good", "positive"), ("it is bad", "negative"), ("i hate it", "negative")]
    path.write_text("text,label\n" + "".join(f"{t},{label}\n" for t, label in texts * 8))
    return path


@pytest.fixture(scope="module")
def checkpoints(
    tiny_base: Path, dev: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("checkpoints")
    for name, seed in (("a", "1"), ("b", "2")):
        out = ["--out", str(folder / name), "--base", str(tiny_base), "--seed", seed]
        assert train([str(dev), *out, "--epochs", "1", "--max-tokens", "16"]) == 0
    return folder / "a", folder / "b"


def body(folder: Path) -> dict[str, torch.Tensor]:
    """The weights below the head, which the temperature does not touch."""
    weights = load_file(folder / "model.safetensors")
    return {name: value.float() for name, value in weights.items() if "classifier" not in name}


def test_average_is_the_weighted_mean(
    checkpoints: tuple[Path, Path], dev: Path, tmp_path: Path
) -> None:
    a, b = checkpoints
    options = ["--weights", "0.25,0.75", "--dev", str(dev), "--out", str(tmp_path / "m")]
    assert average([str(a), str(b), *options]) == 0
    mean, first, second = body(tmp_path / "m"), body(a), body(b)
    for name, value in mean.items():
        torch.testing.assert_close(
            value, 0.25 * first[name] + 0.75 * second[name], rtol=2e-3, atol=2e-4
        )


def test_average_writes_a_checkpoint_that_loads(
    checkpoints: tuple[Path, Path], dev: Path, tmp_path: Path
) -> None:
    a, b = checkpoints
    assert average([str(a), str(b), "--dev", str(dev), "--out", str(tmp_path / "m")]) == 0
    assert Explainer.load(tmp_path / "m").labels == ("negative", "positive")
    record = json.loads((tmp_path / "m/training.json").read_text())
    assert record["shares"] == [0.5, 0.5]


@pytest.mark.parametrize("shares", ["0.5", "0.5,0.6", "a,b"])
def test_average_refuses_shares_that_are_none(
    checkpoints: tuple[Path, Path],
    dev: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    shares: str,
) -> None:
    options = ["--weights", shares, "--dev", str(dev), "--out", str(tmp_path / "m")]
    assert average([*map(str, checkpoints), *options]) == 2
    assert "2 numbers that sum to 1" in capsys.readouterr().err
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("option", ["--notes", "--out"])
def test_average_refuses_files_that_are_not_what_they_should_be(
    checkpoints: tuple[Path, Path],
    dev: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    option: str,
) -> None:
    wrong = {"--notes": tmp_path / "nowhere.md", "--out": dev}[option]
    options = ["--dev", str(dev), "--out", str(tmp_path / "m"), option, str(wrong)]
    assert average([*map(str, checkpoints), *options]) == 2
    assert f"{option} cannot be '{wrong}'" in capsys.readouterr().err


def test_average_refuses_a_dev_file_of_the_other_kind(
    checkpoints: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dev = tmp_path / "multi.csv"
    dev.write_text("text,negative,positive\nit is bad,1,0\n")
    options = ["--dev", str(dev), "--out", str(tmp_path / "m")]
    assert average([*map(str, checkpoints), *options]) == 2
    assert "multi.csv, line 1: there is no column 'label'" in capsys.readouterr().err


def test_average_refuses_other_labels(
    checkpoints: tuple[Path, Path],
    dev: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text('{"id2label": {"0": "x", "1": "y"}}')
    options = ["--dev", str(dev), "--out", str(tmp_path / "m")]
    assert average([str(checkpoints[0]), str(other), *options]) == 2
    assert "checkpoints with the labels ('negative', 'positive')" in capsys.readouterr().err


@pytest.mark.parametrize("n", ["0", "7", "33"])
def test_average_refuses_more_tokens_than_the_checkpoints_read(
    checkpoints: tuple[Path, Path],
    dev: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    n: str,
) -> None:
    options = ["--dev", str(dev), "--out", str(tmp_path / "m"), "--max-tokens", n]
    assert average([*map(str, checkpoints), *options]) == 2
    assert f"--max-tokens cannot be {n}: it takes 8 to 32" in capsys.readouterr().err
    assert not (tmp_path / "m").exists()


def test_average_cuts_texts_to_what_the_checkpoints_can_read(
    checkpoints: tuple[Path, Path], tmp_path: Path
) -> None:
    dev = tmp_path / "long.csv"
    dev.write_text(f"text,label\n{'good ' * 60},positive\n{'bad ' * 60},negative\n")
    options = ["--dev", str(dev), "--out", str(tmp_path / "m")]
    assert average([*map(str, checkpoints), *options]) == 0
    assert json.loads((tmp_path / "m/training.json").read_text())["max_tokens"] == 32


def test_average_refuses_to_overwrite_a_finished_model(
    checkpoints: tuple[Path, Path], dev: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (checkpoints[0] / "model.safetensors").read_bytes()
    options = ["--dev", str(dev), "--out", str(checkpoints[0])]
    assert average([*map(str, checkpoints), *options]) == 2
    assert "a finished model would be lost" in capsys.readouterr().err
    assert (checkpoints[0] / "model.safetensors").read_bytes() == before


def test_average_leaves_an_interrupted_run_alone(
    checkpoints: tuple[Path, Path],
    dev: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    state = tmp_path / "m/.run/state.pt"
    state.parent.mkdir(parents=True)
    state.write_bytes(b"kept")
    options = ["--dev", str(dev), "--out", str(tmp_path / "m")]
    assert average([*map(str, checkpoints), *options]) == 2
    assert "the state of an interrupted training run would be lost" in capsys.readouterr().err
    assert state.read_bytes() == b"kept"
