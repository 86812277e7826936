"""A real `python -m bot`, but with a model that needs no files, and with the trainer of the tests.

run_learning.py works    and so on: what `tests.bot.moderation.fake_trainer` is to do
"""

from __future__ import annotations

import sys
from functools import partial

from bot import process
from bot.__main__ import end, main
from bot.assembly import assemble
from bot.models import Explains
from tests.bot.moderation.schooled import trainer
from tests.bot.moderators import FakeModerator


def load(name: str) -> Explains:
    return FakeModerator()


if __name__ == "__main__":
    process.assemble = partial(assemble, trainer=trainer(sys.argv[1]))  # type: ignore[assignment]
    end(main(sys.argv[2:], load=load))
