"""`python -m explain_core.train.average`: several fine-tuned checkpoints as one.

The mean of the weights of models that were fine-tuned from the same start is often better than
each of them, at no cost in use (Wortsman et al., "Model soups", ICML 2022).
"""

from __future__ import annotations

import argparse
import json
import math
import shlex
import sys
from pathlib import Path

import numpy as np
from torch import Tensor
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from explain_core.errors import BadOption, ExplainError
from explain_core.train import batches, checkpoint, options, output, thresholds
from explain_core.train.card import result_sections
from explain_core.train.finish import Finish, finish
from explain_core.train.loop import logits_of
from explain_core.train.rows import Rows, label_sets, read


def main(argv: list[str] | None = None) -> int:
    """Average; return the exit code: 0, or 2 for input that the caller can mend."""
    arguments = _parser().parse_args(argv)
    try:
        given = shlex.join(argv if argv is not None else sys.argv[1:])
        _average(arguments, f"python -m explain_core.train.average {given}")
    except ExplainError as error:
        print(f"average: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m explain_core.train.average",
        description="Average the weights of checkpoints with the same labels and architecture, "
        "calibrate the result on dev, and write it as a checkpoint.",
    )
    parser.add_argument("checkpoints", nargs="+", type=Path, metavar="DIR")
    parser.add_argument(
        "--weights", help="comma-separated shares, such as 0.4,0.6 (default: equal)"
    )
    parser.add_argument("--dev", type=Path, required=True, metavar="DEV.csv")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a new or empty directory"
    )
    parser.add_argument(
        "--max-tokens",
        type=int,
        metavar="N",
        help="longer texts of dev are cut "
        f"({options.MAX_TOKENS}, or as many as the checkpoints can read if that is less)",
    )
    thresholds.add_options(parser)
    parser.add_argument("--notes", type=Path, metavar="FILE.md", help="goes into the model card")
    return parser


def _average(arguments: argparse.Namespace, command: str) -> None:
    shares = _shares(arguments.weights, len(arguments.checkpoints))
    with output.held(arguments.out):
        output.check_free(arguments.out)
        notes = options.read_notes(arguments.notes)
        labels, multi_label = _labels(arguments.checkpoints)
        rows = read([arguments.dev], labels=labels, multi_label=multi_label)
        wish = thresholds.read_wish(arguments, labels)
        model, tokenizer = _mean(arguments.checkpoints, shares, rows)
        max_tokens = options.max_tokens(arguments.max_tokens, checkpoint.token_limit(model))
        done = _finished(model, tokenizer, rows, max_tokens=max_tokens, wish=wish)
        card = _card(arguments, command, done, notes=notes)
        record = {
            "averaged": [str(folder) for folder in arguments.checkpoints],
            "shares": shares,
            "max_tokens": max_tokens,
            **done.record(),
        }
        checkpoint.save(arguments.out, model, tokenizer, card=card, record=record)
    results = done.dev
    by_source = ", ".join(f"{name} {value:.2%}" for name, value in results.by_source.items())
    print(f"dev accuracy {results.accuracy:.2%}, {by_source}, calibration error {results.ece:.3f}")
    print(f"wrote {arguments.out}")


def _mean(
    folders: list[Path], shares: list[float], rows: Rows
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """Return a model with the weighted mean of all the weights, and the first tokenizer."""
    model, tokenizer = checkpoint.load_base(str(folders[0]), rows)
    total = {name: value * shares[0] for name, value in _weights(model)}
    for folder, share in zip(folders[1:], shares[1:], strict=True):
        other, _ = checkpoint.load_base(str(folder), rows)
        for name, value in _weights(other):
            if name not in total or total[name].shape != value.shape:
                raise BadOption("DIR", str(folder), "checkpoints of one architecture")
            total[name] += value * share
    model.load_state_dict(total, strict=False)
    return model, tokenizer


def _finished(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    rows: Rows,
    *,
    max_tokens: int,
    wish: thresholds.Wish,
) -> Finish:
    """Calibrate the model on the rows and choose its thresholds; return how it does there."""
    tokens = batches.tokenize(tokenizer, rows.texts, max_tokens=max_tokens)
    logits = logits_of(model, rows, tokens, pad_id=tokenizer.pad_token_id)
    allowed = label_sets(rows) if not rows.multi_label else np.ones_like(rows.targets, dtype=bool)
    return finish(model, logits, rows, allowed=allowed, wish=wish)


def _shares(given: str | None, n: int) -> list[float]:
    if given is None:
        return [1 / n] * n
    try:
        shares = [float(share) for share in given.split(",")]
    except ValueError:
        shares = []
    if len(shares) != n or not math.isclose(sum(shares), 1, abs_tol=1e-6):
        raise BadOption("--weights", given, f"{n} numbers that sum to 1, with commas between them")
    return shares


def _labels(folders: list[Path]) -> tuple[tuple[str, ...], bool]:
    """Return the labels that all the checkpoints have, and whether they are multi-label."""
    found = []
    for folder in folders:
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            names = tuple(config["id2label"][str(i)] for i in range(len(config["id2label"])))
        except (OSError, ValueError, KeyError):
            raise BadOption("DIR", str(folder), "a checkpoint directory") from None
        found.append((names, config.get("problem_type") == "multi_label_classification"))
    if len(set(found)) > 1:
        raise BadOption("DIR", str(folders[-1]), f"checkpoints with the labels {found[0][0]}")
    return found[0]


def _weights(model: PreTrainedModel) -> list[tuple[str, Tensor]]:
    return [
        (name, value) for name, value in model.state_dict().items() if value.is_floating_point()
    ]


def _card(arguments: argparse.Namespace, command: str, done: Finish, *, notes: str) -> str:
    sections = [
        f"# {arguments.out.name}",
        f"The weighted mean of {len(arguments.checkpoints)} fine-tuned checkpoints. Made by",
        f"    {command}",
        f"The last layer {done.calibration.describe()}, fitted on dev.",
        *result_sections(done),
        notes.strip(),
    ]
    return "\n\n".join(sections).strip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
