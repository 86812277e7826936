from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers.utils import logging

from explain_core import Explainer
from tests.explain_core.tiny_models import save_model


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny models gain nothing from several cores and wait for each other on a busy machine."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture(scope="session")
def directory_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The directory of a tiny model of a family; each is made once and must not be changed."""
    made: dict[str, Path] = {}

    def directory(family: str = "bert", **options: Any) -> Path:
        key = repr((family, sorted(options.items())))
        if key not in made:
            made[key] = save_model(tmp_path_factory.mktemp(family), family, **options)
        return made[key]

    return directory


@pytest.fixture(scope="session")
def explainer_of(directory_of: Callable[..., Path]) -> Callable[..., Explainer]:
    """The explainer of a tiny model of a family; each is loaded once."""
    loaded: dict[Path, Explainer] = {}

    def explainer(family: str = "bert", **options: Any) -> Explainer:
        directory = directory_of(family, **options)
        if directory not in loaded:
            loaded[directory] = Explainer.load(directory)
        return loaded[directory]

    return explainer


@pytest.fixture(scope="session")
def bert(explainer_of: Callable[..., Explainer]) -> Explainer:
    return explainer_of("bert")


@pytest.fixture
def own_directory(directory_of: Callable[..., Path], tmp_path: Path) -> Path:
    """A tiny BERT's directory that a test may tamper with."""
    return Path(shutil.copytree(directory_of("bert"), tmp_path / "model"))
