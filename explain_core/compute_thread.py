"""Where PyTorch computes: in as few threads as can be, and in one for all who share an explainer.

Each thread that computes gets a team of helpers from OpenMP, and keeps it as long as it lives. Once
the teams together have more threads than there are cores, all of them go to sleep between any two
operations, and an explanation, which has a thousand, takes more than twice as long.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_here = threading.local()


def in_compute_thread(
    call: Callable[Given, Result], *arguments: Given.args, **keywords: Given.kwargs
) -> Result:
    """Return what a call returns, made in the one thread that computes for everybody.

    Raises: what the call raises.
    """
    if getattr(_here, "computes", False):
        return call(*arguments, **keywords)
    return _thread().submit(call, *arguments, **keywords).result()


def in_passing_thread(
    call: Callable[Given, Result], *arguments: Given.args, **keywords: Given.kwargs
) -> Result:
    """Return what a call returns, made in a thread that ends with it, and its helpers too.

    Raises: what the call raises.
    """
    future: Future[Result] = Future()

    def make(promise: Future[Result]) -> None:
        try:
            promise.set_result(call(*arguments, **keywords))
        except BaseException as error:  # whatever it is, it is the caller's
            promise.set_exception(error)
        finally:
            del (
                promise
            )  # or an error and these frames would keep each other, and a half-loaded model

    # A daemon, so that whoever interrupts a long call is not made to wait for its end.
    thread = threading.Thread(target=make, args=(future,), name="load", daemon=True)
    thread.start()
    try:
        result = future.result()
    finally:
        del future
    thread.join()
    return result


@cache
def _thread() -> ThreadPoolExecutor:
    if hasattr(os, "register_at_fork"):  # a child has none of its parent's threads
        os.register_at_fork(after_in_child=_thread.cache_clear)
    return ThreadPoolExecutor(1, thread_name_prefix="explain", initializer=_take_over)


def _take_over() -> None:
    _here.computes = True
