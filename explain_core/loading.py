"""Where models come from: shipped, a directory, the Hub, or the notebook's state dict."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from explain_core.download import NotOnHub, fetch, from_hub, without_secrets
from explain_core.errors import ModelMismatch, ModelNotFound
from explain_core.fingerprint import NO_FILES, Files, files, model_files, tokenizer_files
from explain_core.freed_memory import keep_freed_memory
from explain_core.model import Classifier, Labels
from explain_core.precision import check_precision, chosen_device
from explain_core.shipped import SHIPPED, shipped_models
from explain_core.tokenization import Tokenization

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from explain_core.notebook import NotebookClassifier

STATE_DICT_SUFFIXES = (".pt", ".pth", ".bin")
NOTEBOOK_TOKENIZER = "bert-base-cased"


@dataclass(frozen=True, slots=True)
class _How:
    """With which tokenizer to load a model, and where and in what precision to run it."""

    tokenizer: str | Path | None
    precision: str
    device: torch.device


def load_classifier(
    name: str | Path,
    *,
    tokenizer: str | Path | None = None,
    precision: str = "auto",
    device: str = "auto",
) -> Classifier:
    """Return the classifier that `name` stands for.

    name:      a shipped name, a directory in Hugging Face layout, a Hub id, or the path or
               http(s) URL of the notebook's state dict.
    tokenizer: directory or Hub id; for a state dict `bert-base-cased` unless given, else the
               one beside the weights.
    precision: of gradients: "fp32", "bf16", or "auto", what the processor does well.
    device:    "cpu", "cuda", "cuda:1", or "auto", a GPU if there is one.
    Raises:    ModelNotFound, ModelMismatch, BadOption.
    """
    text = str(name)
    place = chosen_device(device)
    check_precision(precision)
    if place.type == "cpu":
        keep_freed_memory()
    how = _How(tokenizer, precision, place)
    if text.startswith(("http://", "https://")):
        return _from_url(text, how)
    if text in shipped_models():
        return _from_pretrained(SHIPPED / text, text, how)
    path = _path(text)
    try:
        is_file, is_directory = path.is_file(), path.is_dir()
    except OSError as error:
        raise ModelNotFound(text, f"it cannot be looked up ({error.strerror}).") from error
    if is_file:
        return _from_state_dict(path, text, how)
    if is_directory:
        return _from_pretrained(path, text, how)
    if path.suffix in STATE_DICT_SUFFIXES or _is_only_a_path(text):
        raise ModelNotFound(text, "there is no such file or directory.")
    return _from_pretrained(text, text, how)


def _path(text: str) -> Path:
    return Path(os.path.expanduser(text))  # Path.expanduser fails if there is no such user


def _is_only_a_path(text: str) -> bool:
    return _path(text).is_absolute() or text.startswith((".", "~"))


def _from_pretrained(source: str | Path, name: str, how: _How) -> Classifier:
    from transformers import AutoModelForSequenceClassification
    from transformers.utils import logging

    if isinstance(source, Path) and not (source / "config.json").is_file():
        raise ModelNotFound(name, "the directory holds no config.json.")
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    read = model_files(source) if isinstance(source, Path) else NO_FILES

    def load(local_files_only: bool) -> tuple[Any, Mapping[str, Any]]:
        loaded: tuple[Any, Mapping[str, Any]] = AutoModelForSequenceClassification.from_pretrained(
            source,
            dtype=torch.float32,
            output_loading_info=True,
            ignore_mismatched_sizes=True,  # which _check_weights reports in words of its own
            trust_remote_code=False,  # None would ask on standard input whether to run it
            local_files_only=local_files_only,
        )
        return loaded

    try:
        module, report = load(True) if isinstance(source, Path) else from_hub(load, source)
    except NotOnHub as error:
        raise ModelNotFound(name, f"{_what_it_is_not(name)}, and {error}.") from error
    except Exception as error:  # transformers raises whatever its parts raise; all mean "no model"
        raise _not_loaded(name, error) from error
    _check_weights(report, name)
    _check_layers(module, report["unexpected_keys"], name)
    return Classifier(
        name,
        module.to(how.device),
        tokenization=_tokenization(how.tokenizer or source, name),
        labels=_labels(module.config, name),
        precision=how.precision,
        files=read,
    )


def _check_weights(report: Mapping[str, Any], name: str) -> None:
    """Raise ModelMismatch if the weights do not fill the model that config.json describes."""
    missing = sorted(report["missing_keys"])
    if missing:
        raise ModelMismatch(
            name,
            f"its weights lack {', '.join(missing[:4])}: it is not fine-tuned to classify.",
        )
    misshapen = sorted(key for key, _, _ in report["mismatched_keys"])
    if misshapen:
        raise ModelMismatch(
            name, f"the shape of {misshapen[0]} is not the one that its config.json asks for."
        )


def _check_layers(module: Any, unexpected: Sequence[str], name: str) -> None:
    """Raise ModelMismatch if there are weights of layers that config.json does not count.

    What else is left over is no part of the model: a head of its pretraining, a buffer.
    """
    n_layers = getattr(module.config, "num_hidden_layers", None)
    layer = re.compile(re.escape(module.base_model_prefix) + r"\.(?:\w+\.)*layers?\.(\d+)\.")
    numbers = [int(found[1]) for key in unexpected if (found := layer.match(key))]
    if n_layers is not None and max(numbers, default=-1) >= n_layers:
        raise ModelMismatch(
            name,
            f"its weights have {max(numbers) + 1} layers and its config.json only {n_layers}.",
        )


def _from_url(url: str, how: _How) -> Classifier:
    from explain_core.notebook import load_notebook_model

    path, name = fetch(url), without_secrets(url)
    try:
        module = load_notebook_model(path, name)
    except ModelMismatch:
        path.unlink(missing_ok=True)  # a page that asks to sign in, say: do not keep it for ever
        raise
    return _notebook_classifier(module, name, how, read=files(path))


def _from_state_dict(path: Path, name: str, how: _How) -> Classifier:
    from explain_core.notebook import load_notebook_model

    read = files(path)
    return _notebook_classifier(load_notebook_model(path, name), name, how, read=read)


def _notebook_classifier(
    module: NotebookClassifier, name: str, how: _How, *, read: Files
) -> Classifier:
    labels = tuple(str(i) for i in range(module.linear.out_features))
    return Classifier(
        name,
        module.to(how.device),
        tokenization=_tokenization(how.tokenizer or NOTEBOOK_TOKENIZER, name),
        labels=Labels(labels, multi_label=False, thresholds=(0.5,) * len(labels)),
        precision=how.precision,
        files=read,
    )


def _tokenization(source: str | Path, name: str) -> Tokenization:
    from transformers import AutoTokenizer

    failed = f"its tokenizer {str(source)!r} could not be loaded"
    path = _path(str(source))
    is_directory = os.path.isdir(path)
    read = tokenizer_files(path) if is_directory else NO_FILES
    if not is_directory and (isinstance(source, Path) or _is_only_a_path(source)):
        raise ModelNotFound(name, f"{failed}: there is no such directory.")

    def load(local_files_only: bool) -> PreTrainedTokenizerBase:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            path if is_directory else source,
            trust_remote_code=False,
            local_files_only=local_files_only,
        )
        # Without its files a tokenizer is made all the same, of special tokens and nothing else.
        if set(tokenizer.get_vocab().values()) <= set(tokenizer.all_special_ids):
            raise ModelNotFound(
                name, f"{str(source)!r} holds no tokenizer (tokenizer.json or a vocabulary file)."
            )
        return tokenizer

    try:
        tokenizer = load(True) if is_directory else from_hub(load, str(source))
    except ModelNotFound:
        raise
    except NotOnHub as error:
        raise ModelNotFound(name, f"{failed}: there is no such directory, and {error}.") from error
    except Exception as error:  # as above: a tokenizer that does not load has many exceptions
        raise ModelNotFound(name, f"{failed} ({_first_line(error)}).") from error
    return Tokenization(tokenizer, name, files=read)


def _labels(config: Any, name: str) -> Labels:
    multi_label = config.problem_type == "multi_label_classification"
    if config.problem_type == "regression" or (config.num_labels < 2 and not multi_label):
        raise ModelMismatch(name, "it is a regression, not a classification.")
    names = tuple(str(config.id2label[i]) for i in range(config.num_labels))
    twice = next((label for label in names if names.count(label) > 1), None)
    if twice is not None:
        raise ModelMismatch(name, f"two of its labels have the same name, {twice!r}.")
    return Labels(names, multi_label=multi_label, thresholds=_thresholds(config, names, name))


def _thresholds(config: Any, labels: Sequence[str], name: str) -> tuple[float, ...]:
    given = getattr(config, "thresholds", None)
    given = {} if given is None else given
    if not isinstance(given, dict) or not all(map(_is_share, given.values())):
        raise ModelMismatch(
            name, "`thresholds` in its config.json must give each label a number from 0 to 1."
        )
    unknown = next((label for label in given if label not in labels), None)
    if unknown is not None:
        raise ModelMismatch(
            name, f"`thresholds` in its config.json names {unknown!r}, which is no label of it."
        )
    return tuple(float(given.get(label, 0.5)) for label in labels)


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _what_it_is_not(name: str) -> str:
    if "/" in name:
        return "there is no such directory"
    shipped = ", ".join(shipped_models()) or "none"
    return f"it is neither shipped ({shipped}) nor a file or directory"


def _not_loaded(name: str, error: Exception) -> ModelNotFound | ModelMismatch:
    if isinstance(error, (OSError, json.JSONDecodeError)):
        return ModelNotFound(name, _first_line(error))
    return ModelMismatch(name, _first_line(error))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
