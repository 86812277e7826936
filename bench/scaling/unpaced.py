"""A bot that knows nothing of Slack's limits, so that its own are seen.

    python bench/scaling/unpaced.py stub|real ROLE

With "stub" explanations and pictures are made up, and what is left is the cost of the engine, of
the database and of talking to Slack.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bot.outgoing.pace  # the project need not be installed
from bot.__main__ import end, main
from bot.loading import load_explainer
from bot.models import Explains
from explain_core.explanation import Explanation
from tests.bot.fakes import PNG, FakeExplainer


def stub(name: str) -> Explains:
    return FakeExplainer()


if __name__ == "__main__":
    model, role = sys.argv[1:]
    bot.outgoing.pace.RULES = {}
    if model == "stub":
        Explanation.png = lambda self, *_, **__: PNG  # type: ignore[method-assign]
    end(main([role], load=stub if model == "stub" else load_explainer))
