"""Times one explanation by this project and by what a user could pick instead, on the same weights.

    python bench/speed.py [--lengths 10 32 128 512] [--only bert|shipped] [--json FILE]

Prints Markdown: for each length every way with its exactness, this project against the matrix
products that the path consists of, many texts in one batch, and the targets. `--device cuda` times
this project alone on the GPU. `--quick` shows in a minute or two that everything runs, by a
BERT of two layers; its numbers mean nothing. The rivals are in the `bench` extra.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch

from rivals.subjects import Subject, random_bert, shipped_model
from rivals.timed import Effort
from timing.machine import bound_memory, description, version
from timing.measure import Plan, Results, gpu_rows, measure
from timing.others import rivals
from timing.report import gpu_section, heading, length_section, summary_section
from timing.rows import Row
from timing.targets import targets

GPU_TOKENS = 32
GPU_SIZES = (1, 16, 64)
QUICK_EFFORT = Effort(shap_texts=40, lime_texts=40)


def arguments_of(given: list[str] | None = None) -> argparse.Namespace:
    doc = __doc__ or ""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--only", choices=("bert", "shipped"), help="one of the two models")
    parser.add_argument("--lengths", type=int, nargs="+", help="tokens (10 32 128 512)")
    parser.add_argument("--rounds", type=int, help="at most so many for each way (3)")
    parser.add_argument("--budget", type=float, help="seconds for a way at one length (60)")
    parser.add_argument("--texts", type=int, help="how many texts make a batch (32)")
    parser.add_argument("--device", default="cpu", help="cpu (the default) or cuda")
    parser.add_argument("--quick", action="store_true", help="only show that everything runs")
    parser.add_argument("--json", type=Path, help="write all rows to this file, too")
    arguments = parser.parse_args(given)
    if arguments.device.startswith("cuda") and not torch.cuda.is_available():
        parser.error("there is no GPU that torch can use")
    return arguments


def plan_of(arguments: argparse.Namespace) -> Plan:
    quick = arguments.quick
    return Plan(
        lengths=arguments.lengths or ([10, 16] if quick else [10, 32, 128, 512]),
        rounds=arguments.rounds or (1 if quick else 3),
        budget=arguments.budget or 60.0,
        n_texts=arguments.texts or (4 if quick else 32),
        effort=QUICK_EFFORT if quick else Effort(),
        progress=lambda line: print(line, file=sys.stderr, flush=True),
    )


def subjects(arguments: argparse.Namespace) -> dict[str, Callable[[], Subject]]:
    """Return what makes each model, so that only one at a time is in memory."""
    n_layers, device = 2 if arguments.quick else 12, arguments.device
    makers: dict[str, Callable[[], Subject]] = {
        "bert": lambda: random_bert(n_layers=n_layers, device=device),
        "shipped": lambda: shipped_model(device=device),
    }
    return {key: make for key, make in makers.items() if arguments.only in (None, key)}


def on_cpu(key: str, subject: Subject, plan: Plan) -> list[Row]:
    """Print the tables of a model as they come, and return its rows."""
    versions = f"transformers {version('transformers')}"
    results = Results()
    print(f"\n## {subject.name}", flush=True)
    for of_length in measure(subject, rivals(subject, plan.effort, versions=versions), plan):
        print(*length_section(of_length.texts), sep="\n", flush=True)
        results.add(of_length)
    print(*summary_section(results, targets(key, results)), sep="\n", flush=True)
    return results.all()


def on_gpu(subject: Subject, plan: Plan) -> list[Row]:
    rows = gpu_rows(subject, GPU_TOKENS, GPU_SIZES, plan)
    print(
        *gpu_section(f"{subject.name}, {torch.cuda.get_device_name()}", rows), sep="\n", flush=True
    )
    return rows


def main() -> None:
    arguments = arguments_of()
    plan = plan_of(arguments)
    warnings.simplefilter("ignore")  # the libraries' own, which a reader can do nothing about
    on_the_cpu, machine = arguments.device == "cpu", description()
    if on_the_cpu:
        bound_memory()
    print(*heading(machine, plan), sep="\n", flush=True)
    rows: list[Row] = []
    for key, make in subjects(arguments).items():
        rows += on_cpu(key, make(), plan) if on_the_cpu else on_gpu(make(), plan)
        if arguments.json is not None:
            record = {"machine": machine, "rows": [asdict(row) for row in rows]}
            arguments.json.write_text(json.dumps(record, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
