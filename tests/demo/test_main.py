"""The demo's own process: which settings the bot gets, and how it ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import load_settings
from demo.__main__ import bot_environment
from demo.workspace import BOT, PEOPLE, workspace
from tests.bot.processes import ROOT

API_URL = "http://127.0.0.1:3900/api/"


def run_demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demo", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def program(folder: Path, script: str) -> Path:
    """Return a program that stands in for local-slack."""
    path = folder / "local-slack"
    path.write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_bot_gets_settings_that_it_takes(tmp_path: Path) -> None:
    environment = bot_environment({}, api_url=API_URL)
    settings = load_settings(environment, env_file=tmp_path / ".env")

    assert (settings.mode, settings.api_url, settings.reaction) == ("socket", API_URL, "eyes")


@pytest.mark.parametrize("name", ["SLACK_CLIENT_ID", "SLACK_SIGNING_SECRET", "DATABASE_URL"])
def test_bot_gets_nothing_of_a_real_workspace(name: str) -> None:
    assert name not in bot_environment({name: "real"}, api_url=API_URL)


def test_tokens_of_a_real_workspace_are_replaced() -> None:
    real = {"SLACK_BOT_TOKEN": "xoxb-real", "SLACK_APP_TOKEN": "xapp-real"}

    assert "real" not in "".join(bot_environment(real, api_url=API_URL).values())


def test_relative_model_is_found_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my-model").mkdir()
    monkeypatch.chdir(tmp_path)
    environment = bot_environment({"EXPLAIN_MODEL": "my-model"}, api_url=API_URL)

    assert environment["EXPLAIN_MODEL"] == str(tmp_path / "my-model")


def test_shipped_model_keeps_its_name() -> None:
    environment = bot_environment({"EXPLAIN_MODEL": "moderation"}, api_url=API_URL)

    assert environment["EXPLAIN_MODEL"] == "moderation"


def test_everybody_is_in_every_channel() -> None:
    members = [set(channel["members"]) for channel in workspace()["channels"]]

    assert members == [{*PEOPLE, BOT}] * len(members)


def test_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run_demo("--port", port, "--local-slack", str(program(tmp_path, "")))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} is taken; choose another: --port 3901\n"


def test_page_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    broken = program(tmp_path, "import sys; sys.exit('no such option')")
    done = run_demo("--port", "0", "--local-slack", str(broken))

    assert done.returncode == 1
    assert done.stderr == "The page did not start. It said:\nno such option\n"


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="other systems have one loopback address")
def test_page_that_others_could_reach_is_stopped(tmp_path: Path) -> None:
    """A program that ignores our adaptation listens on every interface."""
    script = (
        "import sys\n"
        "from http.server import HTTPServer, SimpleHTTPRequestHandler\n"
        "port = int(sys.argv[sys.argv.index('--port') + 1])\n"
        "HTTPServer(('', port), SimpleHTTPRequestHandler).serve_forever()"
    )
    done = run_demo("--port", "0", "--local-slack", str(program(tmp_path, script)))

    assert done.returncode == 1
    assert "can be reached from other machines, so it was stopped" in done.stderr
