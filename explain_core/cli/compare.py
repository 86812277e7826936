"""`explain compare`: two texts, or one text under two models or for two labels."""

from __future__ import annotations

import json
import shutil
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explain_core.cli.files import by_suffix, check_output, write_whole
from explain_core.cli.parser import (
    Parser,
    add_explanation_flags,
    add_model_flags,
    add_output_flags,
    explanation_options,
    is_colored,
    load_explainer,
)
from explain_core.cli.texts import given_text
from explain_core.errors import BadOption

if TYPE_CHECKING:
    from explain_core.comparison import Comparison
    from explain_core.explainer import Explainer
    from explain_core.explanation import Explanation

    Both = tuple[Explanation, Explanation]


def parser() -> Parser:
    parser = Parser(
        prog="explain compare",
        description="Show two explanations on one colour scale, and the words that differ most: "
        "of two texts, or of one text under two models or for two labels.",
        epilog='Examples: explain compare "it is good" "it is not good"; '
        'explain compare "it is good" --targets negative,positive --out pair.png',
    )
    parser.add_argument(
        "texts", nargs="*", metavar="TEXT", help="two texts; one with --models or --targets"
    )
    parser.add_argument(
        "--models",
        action="append",
        metavar="A,B",
        help="two models that explain one text; give the flag twice if a name has a comma",
    )
    parser.add_argument(
        "--targets",
        action="append",
        metavar="A,B",
        help="two labels that are explained; give the flag twice if a label has a comma",
    )
    add_model_flags(parser)
    add_explanation_flags(parser)
    add_output_flags(parser)
    return parser


def run(arguments: Namespace) -> int:
    writers = [(path, _writer(path)) for path in arguments.out]
    left, right = _explained(arguments)

    from explain_core.comparison import compare

    comparison = compare(left, right)
    color = is_colored(arguments)
    print(comparison.terminal(width=shutil.get_terminal_size().columns, color=color), flush=True)
    for path, render in writers:
        write_whole(path, render(comparison))
        print(f"wrote {path}", flush=True)
    return 0


def _explained(arguments: Namespace) -> Both:
    """Return the two explanations that are asked for; bad options are found before any work."""
    if arguments.models and arguments.targets:
        raise BadOption("--targets", ",".join(arguments.targets), "either two models or two labels")
    if arguments.targets:
        return _two_targets(arguments, _two(arguments.targets, "--targets"))
    if arguments.models:
        return _two_models(arguments, _two(arguments.models, "--models"))
    return _two_texts(arguments)


def _two_targets(arguments: Namespace, targets: Sequence[str]) -> Both:
    if arguments.target is not None:
        raise BadOption("--target", arguments.target, "nothing beside --targets")
    text = given_text(arguments.texts)
    options = explanation_options(arguments)
    explainer = load_explainer(arguments)
    left, right = (explainer.labels[explainer.index_of(target)] for target in targets)
    return explainer.explain(text, left, **options), explainer.explain(text, right, **options)


def _two_models(arguments: Namespace, models: Sequence[str]) -> Both:
    """Return the explanations of one text; the second model's of the first one's label, if any."""
    text = given_text(arguments.texts)
    options = explanation_options(arguments)
    first, second = (
        load_explainer(Namespace(**{**vars(arguments), "model": model})) for model in models
    )
    left = first.explain(text, **options)
    options.setdefault("target", _same_label(second, left.target))
    return left, second.explain(text, **options)


def _two_texts(arguments: Namespace) -> Both:
    """Return the explanations of two texts, both of the label that is predicted for the first."""
    if len(arguments.texts) != 2:
        raise BadOption(
            "TEXT",
            " ".join(arguments.texts),
            'two texts, such as: explain compare "it is good" "it is bad"; '
            "or one with --models or --targets",
        )
    options = explanation_options(arguments)
    explainer = load_explainer(arguments)
    left = explainer.explain(arguments.texts[0], **options)
    right = explainer.explain(arguments.texts[1], **{**options, "target": left.target})
    return left, right


def _same_label(explainer: Explainer, wanted: str) -> str | None:
    """Return the model's label of that name, in any case; None if it has none."""
    names = {label.casefold(): label for label in explainer.labels}
    return wanted if wanted in explainer.labels else names.get(wanted.casefold())


def _two(values: Sequence[str], option: str) -> list[str]:
    """Return both halves: ['a,b'] -> ['a', 'b'], ['a', 'b'] -> ['a', 'b']."""
    halves = values[0].split(",") if len(values) == 1 else list(values)
    halves = [half.strip() for half in halves]
    if len(halves) != 2 or not all(halves):
        raise BadOption(option, ",".join(values), "two names with a comma between them: A,B")
    return halves


def _writer(path: Path) -> Callable[[Comparison], bytes]:
    """Return what turns a comparison into the bytes of such a file, before any work is done."""
    writers: dict[str, Callable[[Comparison], bytes]] = {
        ".png": lambda c: c.png(),
        ".html": lambda c: c.html().encode("utf-8"),
        ".json": lambda c: json.dumps(c.to_dict(), ensure_ascii=False, indent=2).encode("utf-8"),
    }
    writer = by_suffix(path, writers)
    check_output(path)
    return writer
