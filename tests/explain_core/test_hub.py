"""Models of the Hub, which a loopback server plays."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SCRIPT = """
import logging, sys
from explain_core import Explainer, ExplainError
logging.basicConfig(level=logging.WARNING, format="%(message)s")
logging.getLogger("explain_core").setLevel(logging.INFO)
try:
    print(*Explainer.load(sys.argv[1], tokenizer=sys.argv[2] or None).labels)
except ExplainError as error:
    print(error, file=sys.stderr)
"""


class Hub:
    """Gives the files of one directory as those of the model someone/model."""

    def __init__(self, directory: Path) -> None:
        self.requests: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.answer()

            def do_GET(self) -> None:
                self.wfile.write(self.answer())

            def answer(self) -> bytes:
                outer.requests.append(f"{self.command} {self.path}")
                model, _, name = self.path[1:].partition("/resolve/main/")
                path = directory / name
                is_model = model == "someone/model"
                there = is_model and bool(name) and path.is_file()
                content = path.read_bytes() if there else b""
                self.send_response(200 if there else 503 if "busy" in model else 404)
                self.send_header("Content-Length", str(len(content)))
                if there:
                    self.send_header("ETag", f'"{name}"')
                    self.send_header("X-Repo-Commit", "0" * 40)
                elif "busy" not in model:
                    error = "EntryNotFound" if is_model or "api" in model else "RepoNotFound"
                    self.send_header("X-Error-Code", error)
                self.end_headers()
                return content

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def hub(directory_of: Callable[..., Path]) -> Iterator[Hub]:
    served = Hub(directory_of("bert"))
    thread = threading.Thread(target=served.server.serve_forever, args=(0.01,))
    thread.start()
    yield served
    served.server.shutdown()
    thread.join()
    served.server.server_close()


@pytest.fixture
def nowhere() -> str:
    """The address of a Hub that nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """Load in a process of its own; gives what it wrote to standard output and error."""

    def run(endpoint: str, name: str, tokenizer: str = "") -> tuple[str, str]:
        environment = {
            key: value for key, value in os.environ.items() if "proxy" not in key.lower()
        }
        environment |= {"HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "0"}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, name, tokenizer],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.stdout, done.stderr

    return run


@pytest.mark.parametrize("name", ["nosuch", "no/such"])
def test_load_says_in_one_line_that_nobody_answers(
    load: Callable[..., tuple[str, str]], nowhere: str, name: str
) -> None:
    _, written = load(nowhere, name)
    (line,) = written.splitlines()
    assert line.startswith(f"No model {name!r} could be loaded: ")
    assert line.endswith(f"not in the Hub's cache, and {nowhere} cannot be reached.")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nosuch", "and the Hub has no such model."),
        ("no/such", "and the Hub has no such model."),
        ("busy", "and the Hub answers HTTP 503."),
    ],
)
def test_load_asks_the_hub_once(
    load: Callable[..., tuple[str, str]], hub: Hub, name: str, reason: str
) -> None:
    _, written = load(hub.url, name)
    (line,) = written.splitlines()
    assert line.endswith(reason)
    asked = [request for request in hub.requests if "/api/" not in request]
    assert asked == [f"HEAD /{name}/resolve/main/config.json"]


def test_load_says_in_one_line_that_a_tokenizer_cannot_be_had(
    load: Callable[..., tuple[str, str]], hub: Hub, directory_of: Callable[..., Path]
) -> None:
    _, written = load(hub.url, str(directory_of("bert")), "bert-base-cased")
    (line,) = written.splitlines()
    assert "its tokenizer 'bert-base-cased' could not be loaded: " in line
    assert line.endswith("the Hub has no such model.")


def test_load_takes_a_model_from_the_hub_and_then_from_its_cache(
    load: Callable[..., tuple[str, str]], hub: Hub, nowhere: str
) -> None:
    labels, written = load(hub.url, "someone/model")
    assert labels == "LABEL_0 LABEL_1 LABEL_2\n"
    assert set(written.splitlines()) == {"downloading someone/model from the Hub"}
    assert load(nowhere, "someone/model") == (labels, "")
