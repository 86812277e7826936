"""`python -m bot.audit replay ID`: does the model still say what it is on record for?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.audit.replaying import CannotReplay, Load, replay, wanted
from bot.environment import learned_models
from bot.errors import BotError
from bot.loading import load_explainer
from bot.models import Models
from bot.moderation.cases.record import Recorded
from bot.moderation.learning.learned_folder import LearnedFolder
from bot.store import Store

if TYPE_CHECKING:
    from explain_core.explainer import Explainer

NAME = "replay"
HELP = "explain again what was shown, and compare"
DESCRIPTION = """\
Explain the text again, with the model and the settings on record, and compare: the hashes of the
model and its tokenizer, the probability of each label, the attribution of each word. What differs
by no more than another processor would make of it counts as the same.
The text is taken from where it is still kept, or from a file; with KEEP_TEXT=hashed it can be
told whether that is the text that was explained.
Exit status: 0 if it matches; 1 if not, or if the text is not kept any more.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="a case, or an entry such as T012AB3CD:57")
    parser.add_argument("--team", default="", help="the workspace, for an entry's bare number")
    parser.add_argument(
        "--text", type=Path, metavar="FILE", help="the text, for where it is not kept any more"
    )


def run(asked: argparse.Namespace, store: Store, values: Mapping[str, str]) -> int:
    load = _loader(values)
    text = _read(asked.text) if asked.text is not None else ""
    entries = wanted(store, asked.id, team=asked.team)
    return max([_replay(entry, store, load, text=text) for entry in entries])


def _replay(entry: Recorded, store: Store, load: Load, *, text: str) -> int:
    """Tell about one explanation, and return the exit status."""
    when = entry.created.strftime("%Y-%m-%d %H:%M UTC")
    print(f"{entry.team}:{entry.seq} {entry.event}, {when}, case {entry.case}", flush=True)
    print("Explaining it again ...", file=sys.stderr, flush=True)
    try:
        found = replay(entry, store, load, text=text)
    except CannotReplay as error:
        print(f"  It cannot be replayed. {error}")
        return 1
    for check in found.checks:
        print(f"  {check.what:14} {check.told}{'' if check.is_same else '  <- differs'}")
    print("  It matches." if found.matches else "  It does NOT match.")
    return 0 if found.matches else 1


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").removesuffix("\n")
    except UnicodeDecodeError as error:
        raise BotError(f"{file} is not text in UTF-8.") from error
    except OSError as error:
        raise BotError(f"{file} cannot be read: {error.strerror}.") from error


def _loader(values: Mapping[str, str]) -> Load:
    """Return what loads a model by the name that the bot knows it by."""
    folder = LearnedFolder(learned_models(values))
    default = values.get("EXPLAIN_MODEL", "").strip() or "sentiment"
    models = Models(load_explainer, default=default, learned=folder)

    def load(name: str, precision: str) -> Explainer:
        from explain_core import Explainer

        return Explainer.load(models.source(name), precision=precision)

    return load
