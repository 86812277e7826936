"""An explainer that fails, takes its time or dies, as a test says by files in a folder."""

from __future__ import annotations

import os
import time
from pathlib import Path

from bot.models import Explains
from explain_core.errors import InputError
from explain_core.explanation import Explanation
from tests.bot.crash.dying import Fate
from tests.bot.fakes import FakeExplainer

MOODS = "CRASH_MOODS"


class MoodyExplainer(FakeExplainer):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def explain(
        self, text: str, /, *, target: str | None = None, baseline: str = "pad"
    ) -> Explanation:
        Fate(self._folder / "point").meet("explaining")
        while "slow" in text and (self._folder / "slow").exists():
            time.sleep(0.01)
        if "broken" in text and (self._folder / "broken").exists():
            raise RuntimeError("broken")
        if "refused" in text:
            raise InputError("This text cannot be explained.")
        return super().explain(text, target=target, baseline=baseline)


def load(name: str) -> Explains:
    return MoodyExplainer(Path(os.environ[MOODS]))
