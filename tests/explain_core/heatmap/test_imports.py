from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ["PIL", "uharfbuzz", "wcwidth", "matplotlib", "numpy", "torch"]


def loaded_after(statement: str) -> set[str]:
    """Return which heavy packages a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*(set({HEAVY}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_heatmap_loads_nothing_heavy() -> None:
    assert loaded_after("import explain_core.heatmap") == set()


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("terminal", {"wcwidth"}),
        ("html", {"wcwidth"}),
        ("png", {"wcwidth", "PIL", "uharfbuzz"}),
    ],
)
def test_importing_one_output_loads_what_it_needs(module: str, expected: set[str]) -> None:
    assert loaded_after(f"import explain_core.heatmap.{module}") == expected
