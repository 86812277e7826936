"""What importing the package brings along, in interpreters of their own."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import explain_core

HEAVY = ("captum", "matplotlib", "numpy", "requests", "tokenizers", "torch", "transformers")


def imported_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has after running `code`."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()  # nothing else is printed
    return {name.partition(".")[0] for name in line.split()}


def modules() -> list[str]:
    found = pkgutil.walk_packages(explain_core.__path__, "explain_core.")
    return sorted(module.name for module in found if not module.name.endswith("__main__"))


@pytest.mark.parametrize(
    "code",
    [
        "import explain_core",
        "from explain_core import Explanation, Prediction, WordAttribution",
        "from explain_core import ExplainError, EmptyText, ModelMismatch",
        "import explain_core.errors, explain_core.explanation",
    ],
)
def test_importing_the_package_is_light(code: str) -> None:
    assert not imported_by(code) & set(HEAVY)


def test_importing_every_module_brings_no_slack_and_no_bot() -> None:
    found = imported_by("\n".join(f"import {name}" for name in modules()))
    assert "torch" in found
    assert not {name for name in found if name == "bot" or name.startswith("slack")}


def test_all_is_sorted() -> None:
    assert explain_core.__all__ == sorted(explain_core.__all__)


def test_all_names_exist_and_know_their_home() -> None:
    for name in explain_core.__all__:
        value = getattr(explain_core, name)
        assert value.__name__ == name
        assert value.__module__.startswith("explain_core.")


def test_all_names_every_error() -> None:
    errors = import_module("explain_core.errors")
    classes = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert {n for n in classes if getattr(errors, n).__module__ == errors.__name__} <= set(
        explain_core.__all__
    )


def test_dir_lists_all() -> None:
    assert dir(explain_core) == explain_core.__all__


def test_unknown_names_raise_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'explain_core' has no attribute 'nothing'"):
        explain_core.nothing  # noqa: B018
