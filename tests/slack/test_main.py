"""The prompt in a process of its own, with a bot in this one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.slack.__main__ import main
from tests.slack.clients import PATIENCE, PNG

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def prompt(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.slack", "--port", "0", "--patience", str(PATIENCE)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


def environment(lines: IO[str]) -> dict[str, str]:
    """Return the variables that the prompt asks to export."""
    found: dict[str, str] = {}
    for line in lines:
        if match := re.fullmatch(r"export (\w+)=(\S+)\n", line):
            found[match[1]] = match[2]
        if line.startswith("Ctrl-D"):
            break
    return found


def picture_app(client: WebClient, secret: str) -> App:
    app = App(client=client, signing_secret=secret)

    @app.command("/explain")
    def explain(ack: Any, command: dict[str, str], client: WebClient) -> None:
        ack()
        client.files_upload_v2(
            filename="a.png", file=PNG, channel=command["channel_id"], initial_comment="Here it is"
        )

    return app


def test_the_prompt_sends_commands_and_prints_answers(
    prompt: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert prompt.stdin is not None
    assert prompt.stdout is not None
    variables = environment(prompt.stdout)
    client = WebClient(variables["SLACK_BOT_TOKEN"], base_url=variables["SLACK_API_URL"])
    app = picture_app(client, variables["SLACK_SIGNING_SECRET"])
    handler = SocketModeHandler(app, variables["SLACK_APP_TOKEN"], web_client=client)
    handler.connect()  # type: ignore[no-untyped-call]
    handler.client.auto_reconnect_enabled = False
    output, errors = prompt.communicate("/explain bugs are smart\n", timeout=PATIENCE)
    handler.close()  # type: ignore[no-untyped-call]
    assert errors == ""
    assert "  Here it is\n" in output
    (path,) = re.findall(r"picture: (\S+)", output)
    assert Path(path).read_bytes() == PNG


def test_the_prompt_says_if_no_bot_comes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["--port", "0", "--patience", "0"]) == 1
    assert capsys.readouterr().err == "No bot has connected.\n"
