"""Freed memory stays with the process, where glibc can be told so."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

MEASURE = """
import resource
from explain_core.freed_memory import keep_freed_memory
assert keep_freed_memory()
import torch

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def work():
    pieces = [torch.ones(5 << 20) for _ in range(20)]  # 20 MB each

for _ in range(3):
    work()
before = faults()
for _ in range(10):
    work()
print(faults() - before)
"""

on_glibc = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only glibc can be told what to keep"
)


def run(code: str, **environment: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MALLOC_", "GLIBC_"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.strip()


@on_glibc
def test_memory_that_was_used_is_not_asked_for_again() -> None:
    """Else there would be 100,000 faults a round, or 200 where the system has huge pages."""
    assert int(run(MEASURE)) < 100


@on_glibc
@pytest.mark.parametrize(
    "environment",
    [{"MALLOC_TRIM_THRESHOLD_": "1000000"}, {"GLIBC_TUNABLES": "glibc.malloc.top_pad=1"}],
)
def test_what_the_environment_says_of_memory_counts(environment: dict[str, str]) -> None:
    code = "from explain_core.freed_memory import keep_freed_memory; print(keep_freed_memory())"
    assert run(code, **environment) == "False"


def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from explain_core import freed_memory

    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert not freed_memory.keep_freed_memory()


@on_glibc
def test_what_loading_took_is_given_back_once() -> None:
    code = """
from pathlib import Path
from explain_core.freed_memory import give_back, keep_freed_memory
keep_freed_memory()

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

pieces = [bytearray(10_000_000) for _ in range(10)]
del pieces
held = resident()
give_back()
print(held - resident())
"""
    assert int(run(code)) > 50_000_000
