"""An explainer that fails, takes its time or dies, as a test says by files in a folder."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from bot.models import Explains
from explain_core.errors import InputError
from explain_core.explanation import Explanation
from tests.bot.crash.dying import Fate
from tests.bot.fakes import FakeExplainer
from tests.bot.moderators import FakeModerator

MOODS = "CRASH_MOODS"


class Moody(FakeExplainer):
    folder: Path

    def explain(self, text: str, /, **options: Any) -> Explanation:
        Fate(self.folder / "point").meet("explaining")
        while "slow" in text and (self.folder / "slow").exists():
            time.sleep(0.01)
        if "broken" in text and (self.folder / "broken").exists():
            raise RuntimeError("broken")
        if "refused" in text:
            raise InputError("This text cannot be explained.")
        return super().explain(text, **options)


class MoodyModerator(Moody, FakeModerator):
    """Minds nothing but the word "nasty"."""


def load(name: str) -> Explains:
    explainer = MoodyModerator() if name == "moderation" else Moody()
    explainer.folder = Path(os.environ[MOODS])
    return explainer
