"""Whether the model loads and explains, and whether every script can be drawn."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bot.checks.finding import Finding, ok, wrong
from bot.models import Explains, Load
from bot.settings import Settings
from explain_core.download import without_secrets
from explain_core.errors import ExplainError

SAMPLE = "Clear, ясно, 很好, とても, 좋은, جميل, अच्छा, 🙂"


def check_model(settings: Settings, load: Load) -> Iterator[Finding]:
    name = without_secrets(settings.model)
    started = time.monotonic()
    try:
        explainer = load(settings.model)
    except ExplainError as error:
        yield wrong("model", f"{error} Name another one with EXPLAIN_MODEL.")
        return
    labels = ", ".join(explainer.labels)
    seconds = time.monotonic() - started
    yield ok("model", f"{name} was loaded and explains in {seconds:.1f} s; labels: {labels}.")
    yield _fonts(explainer)


def _fonts(explainer: Explains) -> Finding:
    from explain_core.heatmap.fonts import packaged

    try:
        undrawn = [character for character in SAMPLE if packaged().covering(character) is None]
        explainer.explain(SAMPLE).png()
    except (ExplainError, ImportError, OSError) as error:
        return wrong(
            "fonts",
            f"No picture can be drawn ({type(error).__name__}): install the packages "
            "manimgx-fonts and noto-cjk-sans-otc again.",
        )
    if undrawn:
        return wrong(
            "fonts",
            f"No font has {' '.join(undrawn)}: install the packages manimgx-fonts and "
            "noto-cjk-sans-otc again.",
        )
    return ok("fonts", "Pictures can be drawn, in all the scripts that were tried.")
