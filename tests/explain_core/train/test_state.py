from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from explain_core.errors import BadOption
from explain_core.train.measures import Measures
from explain_core.train.state import Progress, StateFiles


def after(*results: tuple[float, float], multi_label: bool = False) -> Progress:
    """The progress after epochs with these accuracies and losses."""
    progress = Progress()
    for accuracy, loss in results:
        measures = Measures(loss, accuracy, 0.0, {})
        progress = progress.after_epoch(measures, multi_label=multi_label)
    return progress


@pytest.mark.parametrize(
    ("results", "best"),
    [
        ([(0.5, 0.7)], 0),
        ([(0.5, 0.7), (0.6, 0.9)], 1),
        ([(0.6, 0.7), (0.5, 0.1)], 0),
        ([(0.6, 0.7), (0.6, 0.5)], 1),
        ([(0.6, 0.5), (0.6, 0.7)], 0),
        ([(0.6, 0.5), (0.6, 0.5)], 0),
        ([(0.6, 0.7), (0.6, 0.5), (0.6, 0.6)], 1),
        ([(0.6, math.nan), (0.6, 0.5)], 1),
        ([(0.6, 0.5), (0.6, math.nan)], 0),
    ],
)
def test_after_epoch_prefers_accuracy_and_then_a_lower_loss(
    results: list[tuple[float, float]], best: int
) -> None:
    assert after(*results).best_epoch == best


@pytest.mark.parametrize(
    ("results", "best"),
    [([(0.5, 0.7), (0.9, 0.8)], 0), ([(0.9, 0.7), (0.5, 0.6)], 1), ([(0.9, 0.7), (0.9, 0.7)], 0)],
)
def test_after_epoch_of_several_labels_prefers_a_lower_loss(
    results: list[tuple[float, float]], best: int
) -> None:
    assert after(*results, multi_label=True).best_epoch == best


def test_after_epoch_begins_the_next_epoch() -> None:
    progress = Progress(epoch=1, batch=7).after_epoch(None, multi_label=False)
    assert progress == Progress(epoch=2)


@pytest.fixture
def files(tmp_path: Path) -> StateFiles:
    return StateFiles(tmp_path / "m/.run", "recipe", device=torch.device("cpu"))


def parts() -> tuple[torch.nn.Module, torch.optim.Optimizer]:
    model = torch.nn.Linear(2, 1)
    return model, torch.optim.AdamW(model.parameters())


def test_restore_returns_the_start_where_there_is_no_state(files: StateFiles) -> None:
    assert files.restore(*parts()) == Progress()  # type: ignore[arg-type]


def test_restore_brings_back_weights_and_progress(files: StateFiles) -> None:
    model, optimizer = parts()
    progress = after((0.5, 0.25), (0.75, 0.125))
    files.save(model, optimizer, progress)  # type: ignore[arg-type]
    other, its_optimizer = parts()
    assert files.restore(other, its_optimizer) == progress  # type: ignore[arg-type]
    torch.testing.assert_close(other.state_dict(), model.state_dict(), rtol=0, atol=0)


def test_restore_refuses_the_state_of_another_recipe(files: StateFiles) -> None:
    files.save(*parts(), Progress())  # type: ignore[arg-type]
    other = StateFiles(files.folder, "another recipe", device=torch.device("cpu"))
    with pytest.raises(BadOption, match="the data and options of the interrupted run"):
        other.restore(*parts())  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [{}, {"fingerprint": "recipe", "progress": "{}"}, [1]])
def test_restore_refuses_a_state_that_is_none(files: StateFiles, state: object) -> None:
    files.folder.mkdir(parents=True)
    torch.save(state, files.folder / "state.pt")
    with pytest.raises(BadOption, match="damaged"):
        files.restore(*parts())  # type: ignore[arg-type]
