"""Stands in for `bot.moderation.learning.training_process`: writes a model without computing.

What it is told to do comes first on the command line:

works      writes a model that agrees more often than the old one
refuses    finds its input wrong
dies       is killed in the middle
waits      writes its process id, and waits until its standard input ends
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

FILES = ("config.json", "tokenizer.json", "model.safetensors")
REPORT: dict[str, Any] = {
    "held_back": 15,
    "old": {"agreement": 0.6, "kept": 0.9, "dropped": 0.4},
    "new": {"agreement": 0.8, "kept": 0.9, "dropped": 0.7},
    "learned_from": 45,
    "details": {"much": "more"},
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("behaviour")
    for option in ("--from-verdicts", "--model", "--out"):
        parser.add_argument(option, required=True)
    asked = parser.parse_args()
    lines = [json.loads(line) for line in Path(asked.from_verdicts).read_text().splitlines()]
    out = Path(asked.out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "asked.json").write_text(json.dumps({"model": asked.model, "lines": lines}))
    if asked.behaviour == "refuses":
        print("train: it is wrong", file=sys.stderr)
        return 2
    if asked.behaviour == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if asked.behaviour == "waits":
        (out / "pid").write_text(str(os.getpid()))
        sys.stdin.read()
        return 1
    for name in FILES:
        (out / name).write_text("{}")
    (out / "report.json").write_text(json.dumps(REPORT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
