"""A real `python -m bot`, but with an explainer that needs no model.

run_bot.py works    explains everything
run_bot.py waits    writes "explaining" and works on until told to go on by standard input
run_bot.py fails    raises an exception that quotes the text
run_bot.py broken   has a model that cannot be loaded
run_bot.py damaged  has one that loads, but does not compute
run_bot.py dies     is killed by a text with "deadly" in it, and by one with "once" in this process
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from typing import Any

from bot.__main__ import end, main
from bot.models import Explains
from explain_core.errors import ModelNotFound, NotFinite
from explain_core.explanation import Explanation
from tests.bot.fakes import FakeExplainer


class WaitingExplainer(FakeExplainer):
    """Explains one text at a time, as the real one does."""

    def __init__(self) -> None:
        super().__init__()
        self._computing = threading.Lock()

    def explain(self, text: str, /, **options: Any) -> Explanation:
        with self._computing:
            print("explaining", file=sys.stderr, flush=True)
            sys.stdin.readline()
        return super().explain(text, **options)


class MortalExplainer(FakeExplainer):
    def explain(self, text: str, /, **options: Any) -> Explanation:
        is_child = multiprocessing.parent_process() is not None
        if "deadly" in text or ("once" in text and not is_child):
            os.kill(os.getpid(), signal.SIGSEGV)
        return super().explain(text, **options)


class FailingExplainer(FakeExplainer):
    def explain(self, text: str, /, **options: Any) -> Explanation:
        raise ValueError(f"cannot explain {text!r}")


def load(name: str) -> Explains:
    behaviour = sys.argv[1]
    if behaviour in ("broken", "damaged"):
        print("loading", file=sys.stderr, flush=True)
        sys.stdin.readline()
        if behaviour == "damaged":
            raise NotFinite("logits")
        raise ModelNotFound(name, "there is no such directory.")
    if behaviour == "waits":
        return WaitingExplainer()
    if behaviour == "dies":
        return MortalExplainer()
    return FailingExplainer() if behaviour == "fails" else FakeExplainer()


if __name__ == "__main__":
    end(main(sys.argv[2:], load=load))
