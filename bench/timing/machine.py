"""What a measurement ran on, and a bound on the memory that it may take."""

from __future__ import annotations

import os
import platform
import resource
from importlib import metadata
from pathlib import Path

import torch

LIBRARIES = ("torch", "transformers", "captum", "transformers-interpret", "shap", "lime", "numpy")
MATRIX_INSTRUCTIONS = ("amx_bf16", "avx512_bf16", "avx512f", "avx2")


def description() -> list[str]:
    """Return Markdown list items: processor, threads, memory, load and versions."""
    versions = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    load = f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
    return [
        f"- {_processor()}; {os.cpu_count()} cores, torch uses {torch.get_num_threads()} threads; "
        f"{_gib(_memory('MemTotal'))} of memory; load average {load} at the start",
        f"- Python {platform.python_version()}, {versions}",
    ]


def version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"


def bound_memory() -> None:
    """Make an allocation that does not fit fail, rather than have the system kill the run."""
    available, mapped = _memory("MemAvailable"), Path("/proc/self/statm")
    if available and mapped.is_file():
        pages = int(mapped.read_text().split()[0])
        limit = pages * resource.getpagesize() + int(0.95 * available)
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))


def _processor() -> str:
    fields = _fields(Path("/proc/cpuinfo"))
    name = fields.get("model name") or platform.processor() or platform.machine()
    flags = fields.get("flags", "").split()
    known = [flag for flag in MATRIX_INSTRUCTIONS if flag in flags]
    return f"{name} ({', '.join(known)})" if known else name


def _memory(field: str) -> int:
    """Return bytes, or 0 where the system does not say."""
    amount = _fields(Path("/proc/meminfo")).get(field, "0 kB")
    return int(amount.split()[0]) * 1024


def _fields(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = (line.partition(":") for line in path.read_text().splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _gib(n_bytes: int) -> str:
    return f"{n_bytes / (1 << 30):.0f} GiB" if n_bytes else "an unknown amount"
