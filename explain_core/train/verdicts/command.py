"""`python -m explain_core.train --from-verdicts`: JSON Lines in, a candidate and its report out."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explain_core.errors import BadOption, ExplainError
from explain_core.train import output

if TYPE_CHECKING:
    from explain_core.train.verdicts.how import How
    from explain_core.train.verdicts.learning import Learning
    from explain_core.train.verdicts.parts import Parts
    from explain_core.train.verdicts.start import Start

FLAG = "--from-verdicts"
REPORT = "report.json"
DEFAULT_MODEL = "moderation"


def asks_for_verdicts(arguments: Sequence[str]) -> bool:
    """Tell whether a command line of `explain_core.train` is one for this module."""
    return any(argument.partition("=")[0] == FLAG for argument in arguments)


def main(argv: Sequence[str] | None = None) -> int:
    """Train; return the exit code: 0, or 2 for input that the caller can mend."""
    given = list(sys.argv[1:] if argv is None else argv)
    arguments = _parser().parse_args(given)
    try:
        _learn(arguments, _shown(given))
    except ExplainError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ntrain: stopped; the same command goes on where it was.", file=sys.stderr)
        return 130
    return 0


def _shown(given: Sequence[str]) -> str:
    """Return the command for the card; an open file has no name that means anything later."""
    named = ("VERDICTS.jsonl" if part.startswith("/dev/fd/") else part for part in given)
    return f"python -m explain_core.train {shlex.join(named)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m explain_core.train",
        allow_abbrev=False,
        description="Train a moderation model further from what moderators decided, and measure "
        "the old and the new one on verdicts that were held back.",
        epilog="FILE holds one JSON object a line: text, verdict (agree or overrule), flagged (the "
        "labels at issue; or probabilities by label), and marks (a list of start, end and kind: "
        "matters or blameless). `python -m bot.data verdicts` writes it. An interrupted run goes "
        f"on where it was. {REPORT} beside the new model says how it compares.",
    )
    parser.add_argument(FLAG, type=Path, required=True, metavar="FILE", dest="verdicts")
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        help=f"name of a shipped model, or a directory, to start from ({DEFAULT_MODEL})",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="directory of the new model: new, empty, or with an interrupted run, which goes on",
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, ...")
    parser.add_argument("--precision", default="auto", choices=("auto", "bf16", "fp32"))
    parser.add_argument("--epochs", type=int, metavar="N", help="passes over the verdicts")
    parser.add_argument("--learning-rate", type=float, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    return parser


def _learn(arguments: argparse.Namespace, command: str) -> None:
    # What takes seconds to import, or longer to do, waits until the file is known to be good.
    how = _how(arguments)
    with output.held(arguments.out):
        if not output.is_interrupted(arguments.out):
            output.check_free(arguments.out)
        from explain_core.train.verdicts.start import start_from

        start = start_from(arguments.model)
        parts = _parts(arguments.verdicts, start)
        n, n_held_back = len(parts.learned), len(parts.held_back)
        print(f"{n:,} messages to learn from, {n_held_back:,} held back; {', '.join(start.labels)}")
        _train(arguments, command, start, parts, how=how)


def _how(arguments: argparse.Namespace) -> How:
    from dataclasses import replace

    from explain_core.train.verdicts.how import How

    how = How(seed=arguments.seed)
    if arguments.epochs is not None:
        if not 1 <= arguments.epochs <= 100:
            raise BadOption("--epochs", arguments.epochs, "1 to 100")
        how = replace(how, epochs=arguments.epochs)
    if arguments.learning_rate is not None:
        if not 0 < arguments.learning_rate <= 1e-2:
            raise BadOption("--learning-rate", arguments.learning_rate, "a number to 0.01, above 0")
        how = replace(how, learning_rate=arguments.learning_rate)
    if not 0 <= arguments.seed < 2**32:
        raise BadOption("--seed", arguments.seed, "a whole number from 0 to 4294967295")
    return how


def _parts(path: Path, start: Start) -> Parts:
    from explain_core.train.verdicts.meant import as_meant
    from explain_core.train.verdicts.parts import divided
    from explain_core.train.verdicts.reading import read_verdicts

    return divided([as_meant(verdict) for verdict in read_verdicts(path, start.thresholds)])


def _train(
    arguments: argparse.Namespace, command: str, start: Start, parts: Parts, *, how: How
) -> None:
    import torch

    from explain_core.train.running import device_of, run
    from explain_core.train.verdicts.learning import Learning

    torch.manual_seed(how.seed)
    device, bf16 = device_of(arguments.device, precision=arguments.precision)
    learning = Learning(start, parts, how=how)
    run(learning.trainer(arguments.out, device=device, bf16=bf16))
    learning.settle()
    _save(arguments.out, command, learning)


def _save(out: Path, command: str, learning: Learning) -> None:
    import shutil

    from explain_core.train.verdicts.saving import save

    for line in save(out, learning, command=command):
        print(line)
    shutil.rmtree(out / output.RUN_FOLDER)
    print(f"wrote {out}")
