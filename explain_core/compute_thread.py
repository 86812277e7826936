"""Where PyTorch computes: in as few threads as can be, and in one for all who share an explainer.

Each thread that computes gets a team of helpers from OpenMP, and keeps it as long as it lives. Once
the teams together have more threads than there are cores, all of them go to sleep between any two
operations, and an explanation, which has a thousand, takes more than twice as long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

NAME = "explain"


def in_compute_thread(
    call: Callable[Given, Result], *arguments: Given.args, **keywords: Given.kwargs
) -> Result:
    """Return what a call returns, made in the one thread that computes for everybody.

    Raises: what the call raises.
    """
    if threading.current_thread().name.startswith(NAME):
        return call(*arguments, **keywords)
    return _thread().submit(call, *arguments, **keywords).result()


def in_passing_thread(
    call: Callable[Given, Result], *arguments: Given.args, **keywords: Given.kwargs
) -> Result:
    """Return what a call returns, made in a thread that ends with it, and its helpers too.

    Raises: what the call raises.
    """
    future: Future[Result] = Future()

    def make() -> None:
        try:
            future.set_result(call(*arguments, **keywords))
        except BaseException as error:  # whatever it is, it is the caller's
            future.set_exception(error)

    # A daemon, so that whoever interrupts a long call is not made to wait for its end.
    thread = threading.Thread(target=make, name="load", daemon=True)
    thread.start()
    result = future.result()
    thread.join()
    return result


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=NAME)
