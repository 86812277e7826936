"""Where a model comes from, and what is said when none comes of it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import CanineTokenizer

from explain_core import Explainer, ModelError, ModelMismatch, ModelNotFound, loading, shipped
from tests.explain_core.tiny_models import (
    FAMILIES,
    SUPPORTED,
    bert_tokenizer,
    roberta_tokenizer,
    save_model,
)

TEXT = "this movie is not bad"


def edit_config(directory: Path, **settings: Any) -> None:
    path = directory / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))


def edit_weights(directory: Path, change: Callable[[dict[str, torch.Tensor]], Any]) -> None:
    weights = load_file(directory / "model.safetensors")
    change(weights)
    save_file(weights, directory / "model.safetensors", metadata={"format": "pt"})


# What works


def test_load_takes_a_directory(own_directory: Path) -> None:
    explainer = Explainer.load(own_directory)
    assert explainer.labels == ("LABEL_0", "LABEL_1", "LABEL_2")
    assert explainer.explain(TEXT, max_steps=2).model == str(own_directory)


def test_load_takes_a_directory_in_the_home_directory(
    own_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(own_directory.parent))
    assert Explainer.load("~/model").labels


def test_load_takes_a_relative_directory(
    own_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_directory.parent)
    assert Explainer.load("model").labels


def test_load_takes_a_shipped_name_before_a_directory_of_that_name(
    own_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_config(own_directory, id2label={"0": "a", "1": "b", "2": "c"})
    for module in (loading, shipped):
        monkeypatch.setattr(module, "SHIPPED", own_directory.parent)
    (tmp_path / "elsewhere" / "model").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert shipped.shipped_models() == ("model",)
    assert Explainer.load("model").labels == ("a", "b", "c")


def test_load_takes_the_tokenizer_it_is_told(own_directory: Path, tmp_path: Path) -> None:
    tokenizer = bert_tokenizer(do_lower_case=False)
    tokenizer.save_pretrained(tmp_path / "cased")
    explanation = Explainer.load(own_directory, tokenizer=tmp_path / "cased").explain("THE the")
    assert explanation.tokens == ("[CLS]", "T", "##H", "##E", "the", "[SEP]")


def test_load_takes_weights_of_half_precision(own_directory: Path) -> None:
    expected = Explainer.load(own_directory).explain(TEXT)

    def halve(weights: dict[str, torch.Tensor]) -> None:
        for key, value in weights.items():
            weights[key] = value.half()

    edit_weights(own_directory, halve)
    explanation = Explainer.load(own_directory).explain(TEXT)
    assert list(explanation.logits.values()) == pytest.approx(
        list(expected.logits.values()), abs=0.02
    )


def test_load_takes_one_output_of_a_multi_label_head(tmp_path: Path) -> None:
    save_model(tmp_path, num_labels=1, problem_type="multi_label_classification")
    explanation = Explainer.load(tmp_path).explain(TEXT)
    assert explanation.probabilities == {"LABEL_0": explanation.probability}


@pytest.mark.parametrize(
    "key",
    [
        "cls.predictions.decoder.weight",
        "cls.layers.5.weight",
        "bert.embeddings.position_ids",
        "bert.encoder.layer.1.attention.self.inv_freq",
    ],
)
def test_load_takes_weights_that_are_no_part_of_the_model(key: str, own_directory: Path) -> None:
    edit_weights(own_directory, lambda weights: weights.update({key: torch.zeros(3)}))
    assert Explainer.load(own_directory).labels


@pytest.mark.parametrize("family", sorted(set(SUPPORTED) - {"albert"}))
def test_load_refuses_fewer_layers_than_the_weights_have(
    family: str, directory_of: Callable[..., Path], tmp_path: Path
) -> None:
    directory = Path(shutil.copytree(directory_of(family), tmp_path / "model"))
    settings = json.loads((directory / "config.json").read_text())
    key = "n_layers" if "n_layers" in settings else "num_hidden_layers"
    edit_config(directory, **{key: 1}, **({"layer_types": None} if family == "modernbert" else {}))
    with pytest.raises(ModelMismatch, match=r"weights have 2 layers and its config\.json only 1"):
        Explainer.load(directory)


def test_load_keeps_standard_output_clean(
    own_directory: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Explainer.load(own_directory)
    assert capfd.readouterr().out == ""


# What does not


@pytest.mark.parametrize(
    "name",
    ["/no/such/directory", "./model", "~/no-such-model", "~nobody/model", "model.pt", "a/m.bin"],
)
def test_load_of_a_path_that_is_not_there_says_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"no such file or directory\.$") as caught:
        Explainer.load(name)
    assert caught.value.name == name


def test_load_of_an_unknown_name_lists_the_shipped_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "shipped_models", lambda: ("moderation", "sentiment"))
    with pytest.raises(
        ModelNotFound, match=r"neither shipped \(moderation, sentiment\) nor a file"
    ):
        Explainer.load("sentimant")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nobody/no-such-model", "it is not in the Hub's cache, and HF_HUB_OFFLINE forbids"),
        ("nosuch", "it is not in the Hub's cache, and HF_HUB_OFFLINE forbids"),
        ("a/b/c", "it cannot be a name on the Hub"),
        ("hello world", "it cannot be a name on the Hub"),
        ("a\0b", "it cannot be a name on the Hub"),
        ("-", "it cannot be a name on the Hub"),
        ("x" * 5000, "it cannot be looked up"),
    ],
)
def test_load_of_a_name_the_hub_does_not_give_says_why(name: str, reason: str) -> None:
    with pytest.raises(ModelNotFound, match=reason) as caught:
        Explainer.load(name)
    assert "\n" not in str(caught.value)


def remove(*names: str) -> Callable[[Path], None]:
    def damage(directory: Path) -> None:
        for name in names:
            (directory / name).unlink()

    return damage


def config(**settings: Any) -> Callable[[Path], None]:
    return lambda directory: edit_config(directory, **settings)


def content(name: str, text: bytes) -> Callable[[Path], Any]:
    return lambda directory: (directory / name).write_bytes(text)


def cut(name: str, n_bytes: int) -> Callable[[Path], Any]:
    return lambda directory: os.truncate(directory / name, n_bytes)


def drop_weight(key: str) -> Callable[[Path], None]:
    return lambda directory: edit_weights(directory, lambda weights: weights.pop(key))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (remove("config.json"), r"holds no config\.json"),
        (remove("model.safetensors"), r"no file named model\.safetensors"),
        (remove("tokenizer.json"), r"holds no tokenizer \(tokenizer\.json or"),
        (remove("tokenizer.json", "tokenizer_config.json"), "holds no tokenizer"),
        (content("config.json", b"{"), "not a valid JSON file"),
        (content("tokenizer.json", b"{"), "its tokenizer .* could not be loaded"),
        (content("tokenizer.json", b"{}"), "its tokenizer .* could not be loaded"),
    ],
)
def test_load_of_an_incomplete_directory_says_what_is_missing(
    damage: Callable[[Path], Any], reason: str, own_directory: Path
) -> None:
    damage(own_directory)
    with pytest.raises(ModelNotFound, match=reason):
        Explainer.load(own_directory)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (content("config.json", b"{}"), "model_type"),
        (content("config.json", b"[]"), "model_type"),
        (config(model_type="unheard-of"), "unheard-of"),
        (cut("model.safetensors", 5000), "header"),
        (cut("model.safetensors", 0), "header"),
        (drop_weight("classifier.weight"), r"lack classifier\.weight: it is not fine-tuned"),
        (drop_weight("bert.pooler.dense.bias"), r"lack bert\.pooler\.dense\.bias"),
        (config(num_hidden_layers=3), "lack bert.encoder.layer.2"),
        (config(num_hidden_layers=1), "weights have 2 layers and its config.json only 1"),
        (config(hidden_size=64), r"shape of \S+ is not the one that its config\.json asks for"),
        (config(id2label={"0": "a", "1": "b"}), r"shape of classifier\.bias is not the one"),
        (config(id2label={"0": "a"}, problem_type="single_label_classification"), "shape|single"),
        (config(problem_type="regression"), "a regression, not a classification"),
        (config(id2label={"0": "a", "1": "b", "2": "a"}), "two of its labels .* name, 'a'"),
        (
            config(problem_type="multi_label_classification", thresholds=[0.5, 0.5, 0.5]),
            "`thresholds` in its config.json",
        ),
        (
            config(problem_type="multi_label_classification", thresholds={"LABEL_0": "high"}),
            "`thresholds` in its config.json",
        ),
        (config(thresholds={"LABEL_0": 2}), "a number from 0 to 1"),
        (config(thresholds={"LABEL_0": -0.1}), "a number from 0 to 1"),
        (config(thresholds={"LABEL_0": float("nan")}), "a number from 0 to 1"),
        (config(thresholds={"LABEL_0": True}), "a number from 0 to 1"),
        (config(thresholds={"insult": 0.5}), "names 'insult', which is no label of it"),
    ],
)
def test_load_of_a_model_that_does_not_fit_says_why(
    damage: Callable[[Path], Any], reason: str, own_directory: Path
) -> None:
    damage(own_directory)
    with pytest.raises(ModelMismatch, match=reason):
        Explainer.load(own_directory)


def test_load_refuses_a_single_output(tmp_path: Path) -> None:
    with pytest.raises(ModelMismatch, match="a regression, not a classification"):
        Explainer.load(save_model(tmp_path, num_labels=1))


def test_load_refuses_a_tokenizer_larger_than_the_vocabulary(
    own_directory: Path, tmp_path: Path
) -> None:
    roberta_tokenizer().save_pretrained(tmp_path / "roberta")
    with pytest.raises(
        ModelMismatch, match=r"328 tokens and its weights only 213; name the tokenizer"
    ):
        Explainer.load(own_directory, tokenizer=tmp_path / "roberta")


def test_load_refuses_a_tokenizer_without_offsets(own_directory: Path, tmp_path: Path) -> None:
    CanineTokenizer().save_pretrained(tmp_path / "slow")
    with pytest.raises(ModelMismatch, match="which characters a token covers"):
        Explainer.load(own_directory, tokenizer=tmp_path / "slow")


@pytest.mark.parametrize("tokenizer", ["/no/such", "./no", "~/no-such", Path("no"), "a/b/c", "no"])
def test_load_says_which_tokenizer_it_could_not_load(
    tokenizer: str | Path, own_directory: Path
) -> None:
    with pytest.raises(
        ModelNotFound,
        match=f"its tokenizer '{tokenizer}' could not be loaded: there is no such dir",
    ):
        Explainer.load(own_directory, tokenizer=tokenizer)


def test_load_takes_a_tokenizer_in_the_home_directory(
    own_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(own_directory.parent))
    assert Explainer.load(own_directory, tokenizer="~/model").labels


@pytest.mark.parametrize("family", SUPPORTED)
def test_load_never_makes_up_a_tokenizer(
    family: str, directory_of: Callable[..., Path], tmp_path: Path
) -> None:
    directory = Path(shutil.copytree(directory_of(family), tmp_path / "model"))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (directory / name).unlink()
    with pytest.raises(ModelError):
        Explainer.load(directory)


def test_load_never_runs_code_that_comes_with_a_model(
    own_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda *_: pytest.fail("asked to run it"))
    (own_directory / "code.py").write_text(f"import os\nos.mkdir({str(tmp_path / 'made')!r})\n")
    edit_config(
        own_directory,
        model_type="unheard-of",
        auto_map={
            "AutoConfig": "code.Config",
            "AutoModelForSequenceClassification": "code.Model",
        },
    )
    with pytest.raises(ModelMismatch, match="custom code"):
        Explainer.load(own_directory)
    assert not (tmp_path / "made").exists()


class Payload:
    """Unpickled, it would make a directory."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.path),)


def test_load_never_runs_code_in_pickled_weights(own_directory: Path, tmp_path: Path) -> None:
    (own_directory / "model.safetensors").unlink()
    torch.save(
        {"classifier.weight": Payload(tmp_path / "made")}, own_directory / "pytorch_model.bin"
    )
    with pytest.raises(ModelError):
        Explainer.load(own_directory)
    assert not (tmp_path / "made").exists()


def test_families_of_these_tests_load_by_their_model_type() -> None:
    assert {of.model_type for of in FAMILIES.values()} >= {"bert", "distilbert", "roberta", "mpnet"}
