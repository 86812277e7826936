"""Reading the notebook's state dict, and refusing what is not one."""

from __future__ import annotations

import os
import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from explain_core import Explainer, ModelMismatch, ModelNotFound
from explain_core.notebook import load_notebook_model
from tests.explain_core.notebook_reference import (
    HIDDEN,
    BertClassifier,
    random_classifier,
    save_state_dict,
    save_tokenizer,
)

IDS = torch.tensor([[2, 5, 6, 7, 3]])


@pytest.fixture(scope="module")
def classifier() -> BertClassifier:
    return random_classifier()


def logits_of(module: nn.Module) -> Tensor:
    with torch.no_grad():
        logits: Tensor = module.eval()(IDS).logits
    return logits


def test_load_notebook_model_gives_the_same_logits(
    classifier: BertClassifier, tmp_path: Path
) -> None:
    module = load_notebook_model(save_state_dict(classifier, tmp_path / "m.pt"), "m")
    with torch.no_grad():
        torch.testing.assert_close(logits_of(module), classifier(IDS))


def test_load_notebook_model_reads_sizes_off_the_shapes(
    classifier: BertClassifier, tmp_path: Path
) -> None:
    config = load_notebook_model(save_state_dict(classifier, tmp_path / "m.pt"), "m").config
    ours = classifier.bert.config
    for size in (
        "vocab_size",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "intermediate_size",
        "max_position_embeddings",
        "type_vocab_size",
    ):
        assert getattr(config, size) == getattr(ours, size), size


def test_load_notebook_model_ignores_the_position_ids_of_old_files(
    classifier: BertClassifier, tmp_path: Path
) -> None:
    path = save_state_dict(
        classifier,
        tmp_path / "m.pt",
        **{"bert.embeddings.position_ids": torch.arange(512)[None]},
    )
    assert torch.equal(
        logits_of(load_notebook_model(path, "m")),
        logits_of(load_notebook_model(save_state_dict(classifier, tmp_path / "n.pt"), "n")),
    )


@pytest.mark.parametrize("wrapper", ["state_dict", "model_state_dict"])
def test_load_notebook_model_takes_a_trainers_checkpoint(
    wrapper: str, classifier: BertClassifier, tmp_path: Path
) -> None:
    torch.save({"epoch": 3, wrapper: classifier.state_dict(), "lr": 1e-5}, tmp_path / "m.pt")
    with torch.no_grad():
        torch.testing.assert_close(
            logits_of(load_notebook_model(tmp_path / "m.pt", "m")), classifier(IDS)
        )


def test_load_notebook_model_refuses_a_single_output(tmp_path: Path) -> None:
    path = save_state_dict(random_classifier(n_labels=1), tmp_path / "m.pt")
    with pytest.raises(ModelMismatch, match="a regression, not a classification"):
        load_notebook_model(path, "m")


def test_load_notebook_model_takes_the_prefix_of_data_parallel(
    classifier: BertClassifier, tmp_path: Path
) -> None:
    path = save_state_dict(
        classifier,
        tmp_path / "m.pt",
        prefix="module.",
        **{"bert.embeddings.position_ids": torch.arange(512)[None]},
    )
    with torch.no_grad():
        torch.testing.assert_close(logits_of(load_notebook_model(path, "m")), classifier(IDS))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_load_notebook_model_takes_other_precisions(
    dtype: torch.dtype, classifier: BertClassifier, tmp_path: Path
) -> None:
    path = tmp_path / "m.pt"
    torch.save({key: value.to(dtype) for key, value in classifier.state_dict().items()}, path)
    with torch.no_grad():
        torch.testing.assert_close(
            logits_of(load_notebook_model(path, "m")), classifier(IDS), atol=0.2, rtol=0.1
        )


def test_load_notebook_model_takes_the_format_of_old_versions_of_torch(
    classifier: BertClassifier, tmp_path: Path
) -> None:
    torch.save(classifier.state_dict(), tmp_path / "m.pt", _use_new_zipfile_serialization=False)
    module = load_notebook_model(tmp_path / "m.pt", "m")
    with torch.no_grad():
        torch.testing.assert_close(logits_of(module), classifier(IDS))


def test_load_notebook_model_takes_as_many_labels_as_there_are(tmp_path: Path) -> None:
    path = save_state_dict(random_classifier(n_labels=5), tmp_path / "m.pt")
    explainer = Explainer.load(path, tokenizer=save_tokenizer(tmp_path / "cased"))
    assert explainer.labels == ("0", "1", "2", "3", "4")


def test_load_notebook_model_says_that_it_guesses_the_heads(tmp_path: Path) -> None:
    weights = random_classifier().state_dict()
    odd = {
        key: value[..., :96] if value.shape[-1] == HIDDEN else value
        for key, value in weights.items()
    }
    odd = {key: value[:96] if len(value) == HIDDEN else value for key, value in odd.items()}
    torch.save(odd, tmp_path / "m.pt")
    with pytest.warns(UserWarning, match="number of attention heads"):
        load_notebook_model(tmp_path / "m.pt", "m")


def test_load_refuses_a_tokenizer_larger_than_the_vocabulary(
    classifier: BertClassifier, tmp_path: Path
) -> None:
    weights = classifier.state_dict()
    words = "bert.embeddings.word_embeddings.weight"
    torch.save(weights | {words: weights[words][:100]}, tmp_path / "m.pt")
    with pytest.raises(ModelMismatch, match=r"tokenizer has 213 tokens and its weights only 100"):
        Explainer.load(tmp_path / "m.pt", tokenizer=save_tokenizer(tmp_path / "cased"))


def without(key: str) -> Callable[[dict[str, Tensor]], Any]:
    return lambda weights: {k: v for k, v in weights.items() if k != key}


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (without("linear.weight"), "the state dict has no matrix linear.weight"),
        (without("linear.bias"), 'Missing key.*"linear.bias"'),
        (without("bert.pooler.dense.weight"), "has no matrix bert.pooler.dense.weight"),
        (without("bert.encoder.layer.0.output.dense.bias"), "Missing key.*output.dense.bias"),
        (
            lambda weights: weights | {"more.weight": torch.zeros(2)},
            'Unexpected key.*"more.weight"',
        ),
        (
            lambda weights: weights | {"linear.bias": torch.zeros(3)},
            "size mismatch for linear.bias",
        ),
        (lambda weights: {}, "has no matrix bert.embeddings.word_embeddings"),
        (lambda weights: {"model": weights, "epoch": 3}, "something else than a state dict"),
        (lambda weights: {"state_dict": {"state_dict": weights}}, "something else than a state"),
        (lambda weights: list(weights.values()), "something else than a state dict"),
        (lambda weights: torch.zeros(3), "something else than a state dict"),
        (
            lambda weights: weights | {"linear.weight": torch.zeros(())},
            "has no matrix linear.weight",
        ),
        (
            lambda weights: (
                weights | {"bert.embeddings.word_embeddings.weight": torch.zeros(HIDDEN)}
            ),
            "has no matrix bert.embeddings.word_embeddings",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_load_notebook_model_refuses_other_contents(
    damage: Callable[[dict[str, Tensor]], Any],
    reason: str,
    classifier: BertClassifier,
    tmp_path: Path,
) -> None:
    torch.save(damage(dict(classifier.state_dict())), tmp_path / "m.pt")
    with pytest.raises(ModelMismatch, match=reason):
        load_notebook_model(tmp_path / "m.pt", "m")


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"PK\x03\x04 not a zip", b"\x80\x02}q\x00.", b"<html>Sign in</html>"],
)
def test_load_notebook_model_refuses_other_files(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "m.pt"
    path.write_bytes(content)
    with pytest.raises(ModelMismatch):
        load_notebook_model(path, "m")


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.99])
def test_load_notebook_model_refuses_a_truncated_file(
    share: float, zipped: bool, classifier: BertClassifier, tmp_path: Path
) -> None:
    path = tmp_path / "m.pt"
    torch.save(classifier.state_dict(), path, _use_new_zipfile_serialization=zipped)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(ModelMismatch, match="not a file of plain tensors"):
        load_notebook_model(path, "m")


@pytest.mark.parametrize("zipped", [True, False])
def test_load_notebook_model_refuses_a_damaged_file(zipped: bool, tmp_path: Path) -> None:
    path, dice = tmp_path / "m.pt", random.Random(0)
    torch.save({"linear.weight": torch.zeros(2, 4)}, path, _use_new_zipfile_serialization=zipped)
    whole = path.read_bytes()
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[dice.randrange(300)] = dice.randrange(256)
        path.write_bytes(damaged)
        with pytest.raises(ModelMismatch):
            load_notebook_model(path, "m")


class Payload:
    """Unpickled, it would make a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.path),)


def save_plain_pickle(value: object, path: Path) -> None:
    path.write_bytes(pickle.dumps(value, protocol=2))


@pytest.mark.parametrize("save", [torch.save, save_plain_pickle])
def test_load_notebook_model_never_runs_code_in_the_file(
    save: Callable[[Any, Path], Any], tmp_path: Path
) -> None:
    save({"state_dict": {"linear.weight": Payload(tmp_path / "made")}}, tmp_path / "m.pt")
    with pytest.raises(ModelMismatch, match="not a file of plain tensors"):
        load_notebook_model(tmp_path / "m.pt", "m")
    assert not (tmp_path / "made").exists()


def test_load_notebook_model_refuses_a_whole_pickled_model(
    classifier: BertClassifier, tmp_path: Path
) -> None:
    torch.save(classifier, tmp_path / "m.pt")
    with pytest.raises(ModelMismatch, match="not a file of plain tensors"):
        load_notebook_model(tmp_path / "m.pt", "m")


def test_load_notebook_model_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="No such file"):
        load_notebook_model(tmp_path / "none.pt", "none.pt")
