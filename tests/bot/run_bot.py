"""A real `python -m bot`, but with an explainer that needs no model.

run_bot.py works    explains everything
run_bot.py waits    writes "explaining" and works on until told to go on by standard input
run_bot.py fails    raises an exception that quotes the text
run_bot.py broken   has a model that cannot be loaded
run_bot.py damaged  has one that loads, but does not compute
"""

from __future__ import annotations

import sys
import threading

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

    def explain(
        self, text: str, /, *, target: str | None = None, baseline: str = "pad"
    ) -> Explanation:
        with self._computing:
            print("explaining", file=sys.stderr, flush=True)
            sys.stdin.readline()
        return super().explain(text, target=target, baseline=baseline)


class FailingExplainer(FakeExplainer):
    def explain(
        self, text: str, /, *, target: str | None = None, baseline: str = "pad"
    ) -> Explanation:
        raise ValueError(f"cannot explain {text!r}")


def load(name: str) -> Explains:
    if behaviour in ("broken", "damaged"):
        print("loading", file=sys.stderr, flush=True)
        sys.stdin.readline()
        if behaviour == "damaged":
            raise NotFinite("logits")
        raise ModelNotFound(name, "there is no such directory.")
    if behaviour == "waits":
        return WaitingExplainer()
    return FailingExplainer() if behaviour == "fails" else FakeExplainer()


if __name__ == "__main__":
    behaviour = sys.argv[1]
    end(main(sys.argv[2:], load=load))
