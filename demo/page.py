"""The page that looks like Slack, and the Web API and Socket Mode behind it."""

from __future__ import annotations

import json
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.child import Child
from demo.errors import DemoError
from demo.workspace import workspace

HOST = "127.0.0.1"
# An address of this machine on which nothing is to listen.
ELSEWHERE = "127.0.0.2"

ADAPTATION = Path(__file__).with_name("adapt.js")
START_SECONDS = 30.0
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Page:
    """A page that answers at `address`, and writes what it has to say into a file."""

    address: str
    child: Child
    log_file: Path

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/"

    def said(self) -> str:
        text = self.log_file.read_text(encoding="utf-8", errors="replace")
        return text.strip() or "(nothing)"


@contextmanager
def running_page(program: Path, *, port: int, folder: Path) -> Iterator[Page]:
    """Yield the page once it answers; it ends with the block.

    program: local-slack's.
    port:    0 takes any free one.
    folder:  for the files it needs and gets; everything in it can be thrown away afterwards.

    Raises:  DemoError if it does not start, or could be reached from other machines.
    """
    config = folder / "workspace.json"
    config.write_text(json.dumps(workspace()), encoding="utf-8")
    port = _free_port(port)
    options = {"config": config, "port": port, "base-host": HOST, "files-dir": folder / "files"}
    command = [str(program), *(str(part) for k, v in options.items() for part in (f"--{k}", v))]
    # It reads the variable's words apart at spaces, so the path is relative to the folder.
    environment = os.environ | {"BUN_OPTIONS": f"--preload=./{ADAPTATION.name}"}
    with (
        (folder / "page.log").open("w+", encoding="utf-8") as log,
        Child(command, cwd=ADAPTATION.parent, environment=environment, output=log) as child,
    ):
        page = Page(f"http://{HOST}:{port}", child, Path(log.name))
        _wait_for(page)
        if _is_open(ELSEWHERE, port):
            raise DemoError(f"{program} can be reached from other machines, so it was stopped.")
        yield page


def _free_port(port: int) -> int:
    """Return the port, or a free one for 0.

    Raises: DemoError if it is taken.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DemoError(f"Port {port} is taken; choose another: --port 3901") from error
        return int(probe.getsockname()[1])


def _wait_for(page: Page) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(page.address):
        if page.child.exit_code is not None or time.monotonic() > deadline:
            raise DemoError(f"The page did not start. It said:\n{page.said()}")
        time.sleep(LOOK_SECONDS)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=START_SECONDS):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def _is_open(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1.0).close()
    except OSError:
        return False
    return True
