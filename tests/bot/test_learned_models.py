from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import MOST_LEARNED, Models, UnknownModel
from bot.moderation.learning.learned_folder import LearnedFolder
from explain_core.errors import ModelNotFound
from tests.bot.fakes import FakeExplainer

NAME = "learned-0123456789ab"
FILES = ("config.json", "model.safetensors", "tokenizer.json", "report.json")


class Loading:
    """Gives an explainer for every source, or fails; remembers what was asked for."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.sources: list[str] = []

    def __call__(self, source: str) -> FakeExplainer:
        self.sources.append(source)
        if self.fails:
            raise ModelNotFound(source, "it is damaged.")
        return FakeExplainer()


@pytest.fixture
def folder(tmp_path: Path) -> LearnedFolder:
    folder = LearnedFolder(tmp_path / "learned-models")
    folder.path(NAME).mkdir(parents=True)
    for file in FILES:
        (folder.path(NAME) / file).write_text("{}")
    return folder


def models(load: Loading, folder: LearnedFolder | None) -> Models:
    return Models(load, default="fake", learned=folder)


def test_learned_model_is_loaded_from_its_folder_once(folder: LearnedFolder) -> None:
    load = Loading()
    ours = models(load, folder)
    assert ours.loaded(NAME) is None
    assert ours.get(NAME) is ours.get(NAME) is ours.loaded(NAME)
    assert load.sources == [str(folder.path(NAME))] == [ours.source(NAME)]


def test_people_cannot_name_a_learned_model(folder: LearnedFolder) -> None:
    ours = models(Loading(), folder)
    assert NAME not in ours.names
    with pytest.raises(UnknownModel):
        ours.known(NAME)


@pytest.mark.parametrize(
    "name",
    [
        f"../{NAME}",
        f"{NAME}/../..",
        "learned-../../../etc",
        "/etc/passwd",
        NAME.upper(),
        f"{NAME}\n",
        "learned-",
        "nobody/model",
    ],
)
def test_no_other_name_becomes_a_path(folder: LearnedFolder, name: str) -> None:
    load = Loading()
    ours = models(load, folder)
    for ask in (ours.get, ours.source, ours.loaded):
        with pytest.raises(UnknownModel):
            ask(name)
    assert not load.sources
    assert not folder.has(name)
    with pytest.raises(ValueError, match=r"learned|passwd|LEARNED|nobody"):
        folder.path(name)


@pytest.mark.parametrize("missing", FILES)
def test_usable_gives_the_shipped_model_for_one_that_is_not_all_there(
    folder: LearnedFolder, missing: str
) -> None:
    assert models(Loading(), folder).usable(NAME) == NAME
    (folder.path(NAME) / missing).unlink()
    assert models(Loading(), folder).usable(NAME) == "moderation"


def test_usable_gives_the_shipped_model_where_there_is_no_directory() -> None:
    assert models(Loading(), None).usable(NAME) == "moderation"
    assert models(Loading(), LearnedFolder(Path("nowhere"))).usable(NAME) == "moderation"


def test_usable_gives_the_shipped_model_for_one_that_cannot_be_loaded(
    folder: LearnedFolder,
) -> None:
    ours = models(Loading(fails=True), folder)
    with pytest.raises(ModelNotFound):
        ours.get(NAME)
    assert ours.usable(NAME) == "moderation"


@pytest.mark.parametrize("name", ["moderation", "sentiment", "fake", ""])
def test_usable_leaves_other_names_alone(folder: LearnedFolder, name: str) -> None:
    assert models(Loading(), folder).usable(name) == name


def test_folder_removes_only_models_that_nobody_knows(folder: LearnedFolder) -> None:
    (folder.root / "notes.txt").write_text("mine")
    assert folder.remove_unknown({NAME}) == 0
    assert folder.remove_unknown(set()) == 1
    assert [entry.name for entry in folder.root.iterdir()] == ["notes.txt"]
    assert LearnedFolder(folder.root / "nowhere").remove_unknown(set()) == 0


def test_only_the_last_few_learned_models_stay_in_memory(tmp_path: Path) -> None:
    names = [f"learned-{number:012x}" for number in range(MOST_LEARNED + 2)]
    ours = models(Loading(), LearnedFolder(tmp_path))
    ours.get("fake")
    for name in names:
        ours.get(name)
    assert [name for name in names if ours.loaded(name) is None] == names[:2]
    assert ours.loaded("fake") is not None
