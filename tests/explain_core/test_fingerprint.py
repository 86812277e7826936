from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from explain_core import Explainer
from explain_core.fingerprint import digest_of_weights
from tests.explain_core.notebook_reference import random_classifier, save_state_dict
from tests.explain_core.test_loading import edit_config, edit_weights


def digest_of(directory: Path, *names: str) -> str:
    """Return what `sha256sum NAMES | sha256sum` says in the directory."""
    lines = (f"{sha256(directory / name)}  {name}\n" for name in names)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_fingerprint_is_what_sha256sum_says(own_directory: Path) -> None:
    found = Explainer.load(own_directory).fingerprint
    assert found.model == digest_of(own_directory, "config.json", "model.safetensors")
    assert found.tokenizer == digest_of(own_directory, "tokenizer.json", "tokenizer_config.json")


def test_fingerprint_is_the_same_wherever_the_model_is(own_directory: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(own_directory, tmp_path / "another place")
    os.utime(copy / "model.safetensors", (0, 0))
    assert Explainer.load(copy).fingerprint == Explainer.load(own_directory).fingerprint


def test_fingerprint_leaves_other_files_out(own_directory: Path) -> None:
    before = Explainer.load(own_directory).fingerprint
    (own_directory / "README.md").write_text("a card")
    (own_directory / "training.json").write_text("{}")
    assert Explainer.load(own_directory).fingerprint == before


def test_fingerprint_changes_with_the_weights(own_directory: Path) -> None:
    before = Explainer.load(own_directory).fingerprint
    edit_weights(own_directory, lambda weights: weights["classifier.bias"].add_(1e-3))
    after = Explainer.load(own_directory).fingerprint
    assert after.model != before.model
    assert after.tokenizer == before.tokenizer


def test_fingerprint_changes_with_the_config(own_directory: Path) -> None:
    before = Explainer.load(own_directory).fingerprint
    edit_config(own_directory, hidden_act="relu")
    assert Explainer.load(own_directory).fingerprint.model != before.model


def test_fingerprint_changes_with_the_tokenizer(
    own_directory: Path, directory_of: Callable[..., Path], tmp_path: Path
) -> None:
    other = shutil.copytree(own_directory, tmp_path / "other")
    path = other / "tokenizer_config.json"
    path.write_text(path.read_text() + "\n")
    own, swapped = (Explainer.load(own_directory, tokenizer=t) for t in (None, other))
    assert own.fingerprint.model == swapped.fingerprint.model
    assert own.fingerprint.tokenizer != swapped.fingerprint.tokenizer


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_fingerprint_is_of_what_was_loaded_not_of_what_came_after(
    own_directory: Path, name: str
) -> None:
    one, other = Explainer.load(own_directory), Explainer.load(own_directory)
    (own_directory / "new").write_bytes(b"something else")
    (own_directory / "new").replace(own_directory / name)
    found = one.fingerprint
    now = (
        digest_of(own_directory, "config.json", "model.safetensors"),
        digest_of(own_directory, "tokenizer.json", "tokenizer_config.json"),
    )
    assert (found.model, found.tokenizer) != now
    assert other.fingerprint == found  # of what is in memory, the same each time


def test_fingerprint_is_found_out_once(own_directory: Path) -> None:
    explainer = Explainer.load(own_directory)
    first = explainer.fingerprint
    shutil.rmtree(own_directory)
    assert explainer.fingerprint is first


def test_fingerprint_of_a_file_is_its_digest(own_directory: Path, tmp_path: Path) -> None:
    path = save_state_dict(random_classifier(), tmp_path / "m.pt")
    explainer = Explainer.load(path, tokenizer=own_directory)
    assert explainer.fingerprint.model == sha256(path)


@pytest.mark.parametrize(
    ("changed", "equal"),
    [
        ({"b": torch.ones(2), "a": torch.zeros(2, 3)}, True),
        ({"a": torch.zeros(3, 2), "b": torch.ones(2)}, False),
        ({"a": torch.zeros(2, 3), "b": torch.ones(2, dtype=torch.float64)}, False),
        ({"a": torch.zeros(2, 3), "c": torch.ones(2)}, False),
        ({"a": torch.zeros(2, 3), "b": torch.tensor([1.0, 1.0001])}, False),
    ],
)
def test_digest_of_weights_tells_weights_apart(
    changed: dict[str, torch.Tensor], equal: bool
) -> None:
    weights = {"a": torch.zeros(2, 3), "b": torch.ones(2)}
    assert (digest_of_weights(changed) == digest_of_weights(weights)) is equal


def test_digest_of_weights_takes_numbers_and_pieces_of_tensors() -> None:
    whole = torch.arange(6.0).reshape(2, 3)
    assert digest_of_weights({"a": whole.T}) == digest_of_weights({"a": whole.T.contiguous()})
    assert digest_of_weights({"a": torch.tensor(1)}) != digest_of_weights({"a": torch.tensor(2)})
