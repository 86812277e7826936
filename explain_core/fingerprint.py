"""Which model it was: digests that are the same for the same weights and the same tokenizer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

# In a directory in Hugging Face layout.
_OF_MODEL = ("config.json", "*.safetensors", "*.safetensors.index.json", "pytorch_model*.bin*")
_OF_TOKENIZER = (
    *("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"),
    *("vocab.txt", "vocab.json", "merges.txt", "*.model"),
)
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """SHA-256 digests, in hexadecimal, of what makes a model answer as it does.

    model:     of a directory's config and weights, by name as
               `sha256sum config.json model.safetensors | sha256sum` computes it; of a single file
               its own; of what comes from no file that is still as it was read, of its weights in
               memory.
    tokenizer: the same for the tokenizer's files.
    """

    model: str
    tokenizer: str


@dataclass(frozen=True, slots=True)
class Files:
    """Files that were read, and when each was last changed."""

    paths: tuple[Path, ...] = ()
    times: tuple[int, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether there are any, and all are as they were read."""
        try:
            return bool(self.paths) and self.times == _times(self.paths)
        except OSError:
            return False


NO_FILES = Files()


def files(*paths: Path) -> Files:
    """Return the files as they are now; none if one of them cannot be looked up."""
    try:
        return Files(paths, _times(paths))
    except OSError:
        return NO_FILES


def model_files(source: str | Path) -> Files:
    """Return what a model in a directory is made of; none for the name of one on the Hub."""
    return _matching(source, _OF_MODEL)


def tokenizer_files(source: str | Path) -> Files:
    return _matching(source, _OF_TOKENIZER)


def digest_of_files(read: Files) -> str | None:
    """Return the digest of files, None if they are not what was read any more."""
    if not read.unchanged:
        return None
    try:
        digests = {path.name: _of_file(path) for path in read.paths}
    except OSError:
        return None
    if len(digests) == 1:
        return next(iter(digests.values()))
    lines = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    return hashlib.sha256(lines.encode()).hexdigest()


def digest_of_weights(weights: Mapping[str, Tensor]) -> str:
    """Return the digest of weights in memory, whatever their order."""
    import torch

    digest = hashlib.sha256()
    for name in sorted(weights):
        tensor = weights[name].detach().cpu().contiguous()
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.flatten().view(torch.uint8).numpy().data)
    return digest.hexdigest()


def digest_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _matching(source: str | Path, patterns: Iterable[str]) -> Files:
    directory = Path(source)
    if not directory.is_dir():
        return NO_FILES
    found = {path for pattern in patterns for path in directory.glob(pattern)}
    return files(*sorted(found, key=lambda path: path.name))


def _times(paths: Iterable[Path]) -> tuple[int, ...]:
    return tuple(path.stat().st_mtime_ns for path in paths)


def _of_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
