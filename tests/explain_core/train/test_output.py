from __future__ import annotations

from pathlib import Path

import pytest

from explain_core.errors import BadOption
from explain_core.train.output import check_free, held, is_interrupted


def test_held_makes_the_directory_and_removes_what_stays_empty(tmp_path: Path) -> None:
    with held(tmp_path / "new/model"):
        assert (tmp_path / "new/model").is_dir()
    assert not (tmp_path / "new").exists()
    assert tmp_path.exists()


def test_held_keeps_a_directory_that_was_there_and_one_that_was_filled(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with held(tmp_path / "empty"), held(tmp_path / "filled"):
        (tmp_path / "filled/file").write_text("kept")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "filled"]


def test_held_refuses_a_second_holder_until_the_first_ends(tmp_path: Path) -> None:
    out = tmp_path / "model"
    out.mkdir()
    with held(out), pytest.raises(BadOption, match="no other run is writing"), held(out):
        pytest.fail("both hold it")
    with held(out):
        assert out.is_dir()


def test_held_lets_go_after_an_error(tmp_path: Path) -> None:
    tmp_path.joinpath("model").mkdir()
    with pytest.raises(ZeroDivisionError), held(tmp_path / "model"):
        raise ZeroDivisionError
    with held(tmp_path / "model"):
        assert (tmp_path / "model").is_dir()


@pytest.mark.parametrize("name", ["file", "file/model", "link"])
def test_held_refuses_what_cannot_be_a_directory(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere" / "at all")
    with pytest.raises(BadOption, match="a directory that exists or can be made"):
        held(tmp_path / name).__enter__()
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["model.safetensors", "training.json"], "a finished model would be lost"),
        (["model.safetensors"], "other files would be lost"),
        ([".run"], "other files would be lost"),
        ([".gitignore"], "other files would be lost"),
        ([".run/other", "notes.txt"], "other files would be lost"),
        ([".run/state.pt"], "the state of an interrupted training run would be lost"),
    ],
)
def test_check_free_names_what_would_be_lost(tmp_path: Path, names: list[str], said: str) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("kept")
    with pytest.raises(BadOption, match=f"{said} in this one; choose another, or remove it"):
        check_free(tmp_path)


@pytest.mark.parametrize("name", [".", ".run", ".building"])
def test_check_free_allows_an_empty_directory_and_leftovers_of_runs(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir(exist_ok=True)
    check_free(tmp_path)
    assert not is_interrupted(tmp_path)
