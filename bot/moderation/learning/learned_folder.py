"""The directory of the models that were learned from verdicts; one folder for each, by its id."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.moderation.learning.learned import is_learned

REPORT = "report.json"
_NEEDED = ("config.json", "model.safetensors", "tokenizer.json", REPORT)


@dataclass(frozen=True, slots=True)
class LearnedFolder:
    """Every process of the bot has to see the same one."""

    root: Path

    def path(self, name: str) -> Path:
        """Return where a learned model is, or is to be.

        Raises: ValueError for any name but a learned model's: nothing else becomes a path.
        """
        if not is_learned(name):
            raise ValueError(name)
        return self.root.absolute() / name

    def has(self, name: str) -> bool:
        """Return whether a model is there, all of it."""
        if not is_learned(name):
            return False
        folder = self.path(name)
        return all((folder / needed).is_file() for needed in _NEEDED)

    def report(self, name: str) -> Mapping[str, Any]:
        """Return how a model compares with the one that it was trained from.

        Raises: OSError, ValueError if it is not there.
        """
        found = json.loads((self.path(name) / REPORT).read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise ValueError(REPORT)
        return found

    def remove(self, name: str) -> None:
        shutil.rmtree(self.path(name), ignore_errors=True)

    def remove_unknown(self, known: Collection[str]) -> int:
        """Remove models that nobody knows of, as those of a workspace that is gone; return how
        many those were."""
        if not self.root.is_dir():
            return 0
        found = [entry.name for entry in self.root.iterdir() if is_learned(entry.name)]
        gone = [name for name in found if name not in known]
        for name in gone:
            self.remove(name)
        return len(gone)
