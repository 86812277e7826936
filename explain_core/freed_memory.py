"""What was freed stays with the process, for the next explanation to use.

A pass takes some hundred megabytes in pieces of a few, and frees them. glibc gives them back to the
system at once, which then clears every page of them anew: a fifth to a third of the time of a text
of 128 tokens.
"""

from __future__ import annotations

import ctypes
import os
import platform

KEPT_BYTES = 512 << 20
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
_LARGEST_MMAP_THRESHOLD = 32 << 20  # glibc takes none beyond
_SETTINGS = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_")


def keep_freed_memory() -> bool:
    """Have the process keep up to KEPT_BYTES that were freed, and return whether it does.

    So much of what the main thread freed; other threads' heaps go back as soon as they are empty.
    Only glibc can be told, and it is not where the environment has told it something already.
    """
    told = any(name in os.environ for name in _SETTINGS)
    if told or "glibc.malloc" in os.environ.get("GLIBC_TUNABLES", ""):
        return False
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    settings = (
        (_M_TRIM_THRESHOLD, KEPT_BYTES),
        (_M_MMAP_THRESHOLD, _LARGEST_MMAP_THRESHOLD),
    )
    return all(mallopt(option, value) == 1 for option, value in settings)


def give_back() -> None:
    """Give all freed memory back once: what loading a model took is of no use to explanations."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)
