"""Measures how faithful explanations are, and what they cost: this project's and others', in turns.

    python bench/faithfulness.py [texts.csv] [--limit 24] [--methods pad,mask,loo] [--out plot.png]

The texts come with columns text and, if people said what they think of them, label and rationale
([[start, end], ...]: the characters that decide). Every way explains the label that the model
predicts. What the measures mean and where they come from: see explain_core/faithfulness.

Prints Markdown: what each way reached, and by how much this project's default differs from it,
with 95% confidence intervals of the paired differences. Progress goes to standard error. Captum,
SHAP and LIME are in the `bench` extra; a way whose package is missing is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer
from transformers.utils import logging

from explain_core import Explainer
from explain_core.faithfulness import MAX_EXACT_WORDS
from explain_core.shipped import SHIPPED, shipped_models
from judging.contest import Record, contest
from judging.plot import draw
from judging.report import comparison, table
from judging.texts import read_rows, read_texts
from judging.ways import Samples, made, makers
from rivals.subjects import Subject
from timing.machine import description

SENTENCES = Path(__file__).with_name("sentences.csv")


def arguments_of(given: Sequence[str] | None = None) -> argparse.Namespace:
    doc = __doc__ or ""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("texts", type=Path, nargs="?", default=SENTENCES, help="a CSV file")
    parser.add_argument("--model", default="sentiment", help="shipped name, directory or Hub id")
    parser.add_argument("--limit", type=int, help="so many texts, evenly spread (all)")
    parser.add_argument("--methods", help="short names of ways, with commas (all)")
    parser.add_argument("--out", type=Path, help="write the plot to this PNG")
    parser.add_argument("--json", type=Path, help="write all numbers to this file")
    parser.add_argument(
        "--exact-words",
        type=int,
        default=MAX_EXACT_WORDS,
        help=f"normalise the AOPC of texts up to so many words ({MAX_EXACT_WORDS}; 0 is faster)",
    )
    parser.add_argument(
        "--sensitivity", type=int, default=0, metavar="N", help="measure it on N texts (0: slow)"
    )
    parser.add_argument("--shap-texts", type=int, default=Samples.shap, help="that SHAP asks about")
    parser.add_argument("--lime-texts", type=int, default=Samples.lime, help="that LIME asks about")
    arguments = parser.parse_args(given)
    if arguments.limit is not None and arguments.limit < 1:
        parser.error("--limit takes a number of 1 or more")
    if not arguments.texts.is_file():
        parser.error(f"there is no file {arguments.texts}")
    return arguments


def subject_of(source: str) -> Subject:
    """Return the model as its other users load it."""
    logging.disable_progress_bar()
    module = AutoModelForSequenceClassification.from_pretrained(source, dtype=torch.float32)
    return Subject(source, module.eval(), AutoTokenizer.from_pretrained(source), {})


def as_json(records: Sequence[Record], texts: Sequence[str]) -> str:
    ways = [asdict(record) | {"mean": asdict(record.mean)} for record in records]
    return json.dumps({"texts": list(texts), "ways": ways}, indent=1, ensure_ascii=False)


def main() -> None:
    arguments = arguments_of()
    warnings.filterwarnings("ignore", module=r"(captum|shap|lime|sklearn)\.")
    source = arguments.model
    if source in shipped_models():
        source = str(SHIPPED / source)
    # The rivals compute in fp32 on the CPU; precision is judged by the other benchmark.
    explainer = Explainer.load(arguments.model, device="cpu")
    samples = Samples(arguments.shap_texts, arguments.lime_texts)
    known = makers(explainer, subject_of(source), source, samples)
    wanted = arguments.methods.split(",") if arguments.methods else list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SystemExit(f"There is no {unknown[0]!r}. Choose from: {', '.join(known)}")
    ways, missing = made(known, wanted)
    texts, left_out = read_texts(explainer, read_rows(arguments.texts, limit=arguments.limit))
    for line in (*missing, *left_out):
        print(line, file=sys.stderr)
    if not texts or not ways:
        raise SystemExit("Nothing is left to measure.")
    records = contest(
        explainer,
        texts,
        ways,
        exact_words=arguments.exact_words,
        n_sensitive=arguments.sensitivity,
    )
    print("\n".join(description()))
    print(f"- {len(texts)} texts of {arguments.texts.name}, model {arguments.model}\n")
    print(table(records), comparison(records), sep="\n\n")
    if arguments.json:
        arguments.json.write_text(as_json(records, [t.row.text for t in texts]), encoding="utf-8")
    if arguments.out:
        draw(records, arguments.out)


if __name__ == "__main__":
    main()
