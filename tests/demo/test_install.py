"""Getting the demo's page, and what is said where it cannot be had."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from demo.errors import DemoError
from demo.install import HERE, PACKAGE, installed


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, tmp_path)
    return tmp_path


@pytest.fixture
def tools(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder in which programs are looked for."""
    folder = tmp_path_factory.mktemp("tools")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def npm(tools: Path, script: str) -> None:
    program = tools / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def put_in_place(folder: Path) -> Path:
    """Leave in the folder what npm leaves when it has installed the package."""
    program = folder / PACKAGE / "bin" / "local-slack"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"")
    shutil.copy(folder / "package-lock.json", folder / "node_modules" / ".package-lock.json")
    return program


@pytest.mark.parametrize(
    ("system", "machine"), [("Darwin", "arm64"), ("Windows", "AMD64"), ("Linux", "aarch64")]
)
def test_other_systems_are_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, folder: Path, system: str, machine: str
) -> None:
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("platform.machine", lambda: machine)

    with pytest.raises(DemoError, match=f"this is {system} on {machine}.*\n.*LOCAL_SLACK="):
        installed(folder)


@pytest.mark.usefixtures("linux", "tools")
def test_missing_npm_is_named(folder: Path) -> None:
    with pytest.raises(DemoError, match="there is no npm here"):
        installed(folder)


@pytest.mark.usefixtures("linux")
def test_words_of_npm_are_passed_on(folder: Path, tools: Path) -> None:
    npm(tools, "echo 'EINTEGRITY: not what was expected' >&2; exit 1")

    with pytest.raises(DemoError, match="EINTEGRITY"):
        installed(folder)


@pytest.mark.usefixtures("linux")
def test_program_that_npm_did_not_bring_is_missed(folder: Path, tools: Path) -> None:
    npm(tools, "exit 0")

    with pytest.raises(DemoError, match="is missing"):
        installed(folder)


@pytest.mark.usefixtures("linux", "tools")
def test_installed_program_is_taken_without_npm(folder: Path) -> None:
    program = put_in_place(folder)

    assert installed(folder) == program


@pytest.mark.usefixtures("linux", "tools")
def test_another_version_is_not_taken(folder: Path) -> None:
    put_in_place(folder)
    done = folder / "node_modules" / ".package-lock.json"
    lock = json.loads(done.read_text(encoding="utf-8"))
    lock["packages"][PACKAGE]["integrity"] = "sha512-of-another-version"
    done.write_text(json.dumps(lock), encoding="utf-8")

    with pytest.raises(DemoError, match="there is no npm here"):
        installed(folder)


def test_lock_file_pins_a_checksum_and_no_address() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))

    assert lock["packages"][PACKAGE]["integrity"].startswith("sha512-")
    assert "resolved" not in lock["packages"][PACKAGE]
