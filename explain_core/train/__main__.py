"""`python -m explain_core.train`: CSV in, checkpoint directory with model card out."""

from __future__ import annotations

import argparse
import platform
import shlex
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from explain_core.errors import ExplainError
from explain_core.train import options, output, thresholds
from explain_core.train.verdicts.command import asks_for_verdicts
from explain_core.train.verdicts.command import main as learn

if TYPE_CHECKING:
    from explain_core.train.loop import Trainer
    from explain_core.train.rows import Floats, Rows
    from explain_core.train.thresholds import Wish

DEFAULT_RECIPE = {
    "epochs": (int, 4, "passes over the data"),
    "batch_size": (int, 64, "texts per step"),
    "learning_rate": (float, 6e-5, "peak of AdamW's learning rate"),
    "weight_decay": (float, 0.01, "AdamW's weight decay"),
    "mask_rate": (float, 0.35, "share of examples with hidden words"),
    "final_mask_rate": (float, 0.15, "the same at the end of the run"),
    "mask_all_rate": (float, 0.03, "share of examples with all words hidden"),
    "patience": (int, 2, "epochs without a better dev result before stopping"),
    "seed": (int, 0, "the same seed and data give the same model"),
}


def main(argv: list[str] | None = None) -> int:
    """Train; return the exit code: 0, or 2 for input that the caller can mend."""
    if asks_for_verdicts(sys.argv[1:] if argv is None else argv):
        return learn(argv)
    arguments = _parser().parse_args(argv)
    try:
        _train(
            arguments, " ".join(["python -m explain_core.train", shlex.join(argv or sys.argv[1:])])
        )
    except ExplainError as error:
        print(f"train: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "\ntrain: stopped; the same command goes on from the last saved step.", file=sys.stderr
        )
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m explain_core.train",
        description="Fine-tune a text classifier so that its explanations can be trusted.",
        epilog="CSV files have the columns text,label; or text and one 0/1/empty column per label "
        "(multi-label). They may be gzipped. An interrupted run goes on where it was. To train on "
        "from moderators' verdicts: python -m explain_core.train --from-verdicts FILE --help",
    )
    parser.add_argument("train", nargs="+", type=Path, metavar="TRAIN.csv")
    parser.add_argument("--dev", type=Path, metavar="DEV.csv", help="for early stopping")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="checkpoint directory: new, empty, or with an interrupted run, which goes on",
    )
    parser.add_argument("--base", default="minilm", help="directory, Hub id or 'minilm' (default)")
    parser.add_argument("--labels", help="comma-separated, in the model's order")
    parser.add_argument("--text-column", default="text", metavar="NAME")
    parser.add_argument("--label-column", default="label", metavar="NAME")
    parser.add_argument("--notes", type=Path, metavar="FILE.md", help="goes into the model card")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, ...")
    parser.add_argument("--precision", default="auto", choices=("auto", "bf16", "fp32"))
    parser.add_argument(
        "--label-sets-by-source",
        action="store_true",
        help="labels that a row's source never uses are left out of its loss",
    )
    parser.add_argument(
        "--repeat",
        action="append",
        default=[],
        metavar="SOURCE[/LABEL]=N",
        help="use the rows of a source, or those of one label of it, N times an epoch: sst2=2, "
        "sst2/neutral=3; a source is named by the column 'source', else by its file; may be given "
        "more than once",
    )
    parser.add_argument(
        "--max-tokens",
        type=int,
        metavar="N",
        help="longer texts are cut, in training only "
        f"({options.MAX_TOKENS}, or as many as the base model can read if that is less)",
    )
    thresholds.add_options(parser)
    for name, (kind, default, text) in DEFAULT_RECIPE.items():
        flag = "--" + name.replace("_", "-")
        parser.add_argument(
            flag, type=kind, default=default, metavar="N", help=f"{text} ({default})"
        )
    return parser


def _train(arguments: argparse.Namespace, command: str) -> None:
    # Torch and transformers take seconds to import; bad files and options should not wait for them.
    options.check_recipe(arguments)
    with output.held(arguments.out):
        if not output.is_interrupted(arguments.out):
            output.check_free(arguments.out)
        notes = options.read_notes(arguments.notes)
        rows, dev = _rows(arguments)
        wish = thresholds.read_wish(arguments, rows.labels)
        prior = rows.prior()
        rows, n_dev = options.repeated(rows, arguments.repeat), len(dev or ())
        print(f"{len(rows):,} rows to train on, {n_dev:,} for dev; {', '.join(rows.labels)}")
        trainer = _trainer(arguments, rows, dev, prior=prior)
        _run(trainer)
        _save(arguments, command, trainer, notes=notes, wish=wish)


def _rows(arguments: argparse.Namespace) -> tuple[Rows, Rows | None]:
    """Return the rows to train on, each once, and those of dev."""
    from explain_core.train.rows import read

    labels = options.label_names(arguments.labels)
    columns = {"text_column": arguments.text_column, "label_column": arguments.label_column}
    rows = read(arguments.train, labels=labels, **columns)
    if not arguments.dev:
        return rows, None
    dev = read([arguments.dev], labels=rows.labels, multi_label=rows.multi_label, **columns)
    return rows, dev


def _trainer(
    arguments: argparse.Namespace, rows: Rows, dev: Rows | None, *, prior: Floats
) -> Trainer:
    import torch

    from explain_core.train import checkpoint
    from explain_core.train.loop import Recipe, Trainer
    from explain_core.train.running import device_of

    torch.manual_seed(arguments.seed)
    model, tokenizer = checkpoint.load_base(arguments.base, rows)
    given = {field.name: getattr(arguments, field.name) for field in fields(Recipe)}
    max_tokens = options.max_tokens(arguments.max_tokens, checkpoint.token_limit(model))
    recipe = Recipe(**given | {"max_tokens": max_tokens})
    device, bf16 = device_of(arguments.device, precision=arguments.precision)
    return Trainer(
        model,
        tokenizer,
        rows=rows,
        dev=dev,
        recipe=recipe,
        folder=arguments.out / output.RUN_FOLDER,
        fingerprint=recipe.fingerprint(rows, dev, base=arguments.base),
        device=device,
        bf16=bf16,
        prior=prior,
    )


def _run(trainer: Trainer) -> None:
    from explain_core.train.running import run

    run(trainer)


def _save(
    arguments: argparse.Namespace, command: str, trainer: Trainer, *, notes: str, wish: Wish
) -> None:
    import shutil

    import torch

    from explain_core.train import checkpoint
    from explain_core.train.card import model_card

    finish = trainer.finish(wish)
    card = model_card(
        arguments.out.name,
        base=arguments.base,
        command=command,
        rows=trainer.rows,
        recipe=trainer.recipe,
        progress=trainer.progress,
        finish=finish,
        notes=notes,
    )
    record = {
        "recipe": asdict(trainer.recipe),
        "repeat": arguments.repeat,
        "data": trainer.rows.fingerprint(),
        "prior": dict(zip(trainer.rows.labels, trainer.masking.prior.tolist(), strict=True)),
        "history": list(trainer.progress.history),
        **(finish.record() if finish else {}),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
    }
    checkpoint.save(arguments.out, trainer.model, trainer.tokenizer, card=card, record=record)
    shutil.rmtree(trainer.files.folder)
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    sys.exit(main())
