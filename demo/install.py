"""Where the program that plays Slack comes from: an npm package, installed once into demo/."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

from demo.errors import DemoError

HERE = Path(__file__).resolve().parent
PACKAGE = "node_modules/local-slack-linux-x64"

_OTHERWISE = (
    "Get local-slack 0.1.8 for your system from https://github.com/parvalabs/local-slack and name "
    "the program: make demo LOCAL_SLACK=/path/to/local-slack\n"
    "Without a page: python -m tests.slack plays Slack in the terminal."
)


def installed(here: Path = HERE) -> Path:
    """Return the program's path, after installing it if need be.

    npm compares what it gets with the checksum in package-lock.json.

    Raises: DemoError if there is no such program for this system, or npm cannot install it.
    """
    _check_system(platform.system(), platform.machine())
    program = here / PACKAGE / "bin" / "local-slack"
    if not _is_current(here):
        _install(here)
    if not program.is_file():
        raise DemoError(f"{program} is missing: delete {here / 'node_modules'} and try again.")
    return program


def _check_system(system: str, machine: str) -> None:
    if (system, machine) not in (("Linux", "x86_64"), ("Linux", "amd64")):
        raise DemoError(
            f"The demo's page is a program for Linux on x86-64, and this is {system} on "
            f"{machine}.\n{_OTHERWISE}"
        )


def _is_current(here: Path) -> bool:
    """Return whether npm finished installing the very version that the lock file names.

    npm writes down what it has installed as the last thing it does.
    """
    wanted, found = (
        here / name for name in ("package-lock.json", "node_modules/.package-lock.json")
    )
    return found.is_file() and _checksum(found) == _checksum(wanted)


def _checksum(lock_file: Path) -> str:
    lock: dict[str, Any] = json.loads(lock_file.read_text(encoding="utf-8"))
    return str(lock["packages"].get(PACKAGE, {}).get("integrity", ""))


def _install(here: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise DemoError(
            "The demo's page is an npm package, and there is no npm here. Install Node.js from "
            f"https://nodejs.org, or on Debian and Ubuntu: sudo apt-get install npm\n{_OTHERWISE}"
        )
    print("installing the page into demo/node_modules (once; 37 MB to download)", flush=True)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DemoError(f"npm could not install the page:\n{done.stderr.strip()}\n{_OTHERWISE}")
