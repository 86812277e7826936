"""PyTorch computes in one thread for everybody, and loads in one that ends."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from explain_core import Explainer
from explain_core.compute_thread import in_compute_thread, in_passing_thread


def test_all_calls_are_made_in_one_thread() -> None:
    with ThreadPoolExecutor(4) as callers:
        threads = list(callers.map(lambda _: in_compute_thread(threading.get_ident), range(20)))
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


def test_a_call_made_from_the_compute_thread_does_not_wait_for_itself() -> None:
    def outer() -> int:
        return in_compute_thread(threading.get_ident)

    assert in_compute_thread(outer) == in_compute_thread(threading.get_ident)


def test_callers_are_not_known_by_the_names_of_their_threads() -> None:
    with ThreadPoolExecutor(4, thread_name_prefix="explain") as callers:
        threads = set(callers.map(lambda _: in_compute_thread(threading.get_ident), range(20)))
    assert threads == {in_compute_thread(threading.get_ident)}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_child_computes_in_a_thread_of_its_own() -> None:
    code = """
import os, sys
from explain_core.compute_thread import in_compute_thread
in_compute_thread(int)
child = os.fork()
if not child:
    os._exit(in_compute_thread(lambda: 7))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == 7


def test_an_error_takes_what_it_was_raised_by_with_it() -> None:
    class Weights:
        pass

    kept: list[weakref.ref[Weights]] = []

    def load() -> None:
        weights = Weights()
        kept.append(weakref.ref(weights))
        raise ValueError

    gc.disable()
    try:
        with suppress(ValueError):
            in_passing_thread(load)
        assert kept[0]() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("share_passes", [True, False])
def test_a_progress_callback_may_ask_the_same_explainer(
    share_passes: bool, tiny_model: Path
) -> None:
    explainer = Explainer.load(tiny_model, share_passes=share_passes)
    labels: list[str] = []
    explainer.explain(
        "good", progress=lambda *_: labels.append(explainer.predict(["bad"])[0].label)
    )
    assert labels


def test_a_passing_thread_is_gone_afterwards() -> None:
    thread = in_passing_thread(threading.current_thread)
    assert thread is not threading.current_thread()
    assert not thread.is_alive()


@pytest.mark.parametrize("made", [in_compute_thread, in_passing_thread])
def test_errors_reach_the_caller(made: object) -> None:
    with pytest.raises(ZeroDivisionError):
        made(lambda: 1 / 0)  # type: ignore[operator]


def test_explainers_that_are_shared_compute_in_the_same_thread(tiny_model: Path) -> None:
    """Two teams of helpers together have more threads than cores, and sleep between operations."""
    explainers = [Explainer.load(tiny_model, share_passes=True) for _ in range(2)]
    seen: list[int] = []
    for explainer in explainers:
        answers = explainer.classifier.answers

        def spied(*given: object, found=answers, **options: object) -> object:  # type: ignore[no-untyped-def]
            seen.append(threading.get_ident())
            return found(*given, **options)

        explainer.classifier.answers = spied  # type: ignore[method-assign]

    with ThreadPoolExecutor(4) as callers:
        for explainer in explainers:
            list(callers.map(explainer.explain, ["good", "bad"]))
            list(callers.map(explainer.predict, [["good"], ["bad"]]))
            callers.submit(explainer.explain_batch, ["good", "bad"]).result()
            callers.submit(explainer.explain, "good", progress=lambda *_: None).result()

    assert set(seen) == {in_compute_thread(threading.get_ident)}


def test_an_explainer_of_one_caller_computes_in_its_thread(tiny_model: Path) -> None:
    explainer = Explainer.load(tiny_model)
    seen: list[int] = []
    explainer.explain("good", progress=lambda *_: seen.append(threading.get_ident()))
    assert set(seen) == {threading.get_ident()}
