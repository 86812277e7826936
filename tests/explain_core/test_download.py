from __future__ import annotations

import gc
import hashlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from explain_core import Explainer, ModelError, ModelMismatch, ModelNotFound
from explain_core.download import cache_directory, fetch, without_secrets
from tests.explain_core.notebook_reference import (
    random_classifier,
    save_state_dict,
    save_tokenizer,
)

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

PAYLOAD = b"weights" * 10_000


class FileServer:
    """Serves one file over loopback HTTP; `answers` says how, request by request."""

    def __init__(self) -> None:
        self.body = PAYLOAD
        self.answers: list[str] = []  # "whole" once it is used up
        self.paths: list[str] = []
        self.stalled = threading.Event()
        self.go_on = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.paths.append(self.path)
                outer.answer(self, outer.answers.pop(0) if outer.answers else "whole")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler, how: str) -> None:
        if how.isdecimal():
            request.send_error(int(how))
            return
        request.send_response(200)
        request.send_header("Content-Length", str(len(self.body)))
        request.end_headers()
        half = len(self.body) // 2
        request.wfile.write(self.body[:half])
        if how == "stalls":
            self.stalled.set()
            self.go_on.wait(60)
        if how != "half":
            with suppress(ConnectionError):
                request.wfile.write(self.body[half:])


@pytest.fixture
def files() -> Iterator[FileServer]:
    served = FileServer()
    thread = threading.Thread(target=served.server.serve_forever, args=(0.01,))
    thread.start()
    yield served
    served.go_on.set()
    served.server.shutdown()
    thread.join()
    served.server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("EXPLAIN_CACHE", str(tmp_path / "cache"))
    yield tmp_path / "cache"
    gc.collect()  # here, and not during some other test, the sockets of failed downloads close


def test_cache_directory_is_the_one_that_is_set(cache: Path) -> None:
    assert cache_directory() == cache


def test_cache_directory_may_be_in_the_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLAIN_CACHE", "~/weights")
    assert cache_directory() == Path.home() / "weights"


@pytest.mark.parametrize("unset", [True, False])
def test_cache_directory_is_the_users_by_default(
    unset: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if unset:
        monkeypatch.delenv("EXPLAIN_CACHE")
    else:
        monkeypatch.setenv("EXPLAIN_CACHE", "")
    assert cache_directory().name == "explain"
    assert cache_directory().is_absolute()


def test_fetch_gives_the_file(files: FileServer) -> None:
    assert fetch(f"{files.url}/bert_model.pt").read_bytes() == PAYLOAD


def test_fetch_downloads_once(files: FileServer) -> None:
    first = fetch(f"{files.url}/bert_model.pt")
    assert fetch(f"{files.url}/bert_model.pt") == first
    assert files.paths == ["/bert_model.pt"]


def test_fetch_keeps_different_urls_apart(files: FileServer) -> None:
    assert fetch(f"{files.url}/a/model.pt") != fetch(f"{files.url}/b/model.pt")


def test_fetch_shows_the_checksum_once(
    files: FileServer, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(f"{files.url}/bert_model.pt")
    shown = capsys.readouterr()
    assert hashlib.sha256(PAYLOAD).hexdigest() in shown.err
    assert shown.out == ""
    fetch(f"{files.url}/bert_model.pt")
    assert capsys.readouterr().err == ""


def test_fetch_that_breaks_off_leaves_nothing(files: FileServer, cache: Path) -> None:
    files.answers = ["half"]
    with pytest.raises(ModelNotFound, match="the download failed"):
        fetch(f"{files.url}/bert_model.pt")
    assert kept_in(cache) == []


def test_fetch_that_broke_off_succeeds_at_the_next_try(files: FileServer) -> None:
    files.answers = ["half", "whole"]
    with pytest.raises(ModelNotFound):
        fetch(f"{files.url}/bert_model.pt")
    assert fetch(f"{files.url}/bert_model.pt").read_bytes() == PAYLOAD


@pytest.mark.parametrize("status", ["403", "404", "500"])
def test_fetch_tells_the_servers_refusal(files: FileServer, cache: Path, status: str) -> None:
    files.answers = [status]
    with pytest.raises(ModelNotFound, match=rf"the download failed \(HTTP {status}\)\.$"):
        fetch(f"{files.url}/bert_model.pt")
    assert kept_in(cache) == []


def test_fetch_tells_when_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ModelNotFound, match="the download failed"):
        fetch(f"http://127.0.0.1:{port}/bert_model.pt")


def test_fetch_tells_when_the_cache_cannot_be_written(
    files: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("EXPLAIN_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelNotFound, match="the download failed"):
        fetch(f"{files.url}/bert_model.pt")


def test_fetch_by_several_threads_gives_all_the_file(files: FileServer) -> None:
    url = f"{files.url}/bert_model.pt"
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(fetch(url).read_bytes())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [PAYLOAD] * 4
    assert files.paths == ["/bert_model.pt"]


def kept_in(cache: Path) -> list[Path]:
    return [path for path in cache.iterdir() if path.name != ".lock"]


@contextmanager
def stalled_download(files: FileServer, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that has half of the file, and waits for the rest."""
    files.answers = ["stalls"]
    script = f"from explain_core.download import fetch; fetch({url!r})"
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE) as process:
        try:
            assert files.stalled.wait(60)
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("next_url", ["bert_model.pt", "bert_model.pt?sig=later"])
def test_fetch_clears_what_a_killed_process_left(
    files: FileServer, cache: Path, next_url: str
) -> None:
    with stalled_download(files, f"{files.url}/bert_model.pt") as process:
        assert len(kept_in(cache)) == 1
        process.send_signal(signal.SIGKILL)
    assert len(kept_in(cache)) == 1
    path = fetch(f"{files.url}/{next_url}")
    assert path.read_bytes() == PAYLOAD
    assert kept_in(cache) == [path]


def test_fetch_leaves_alone_what_another_process_downloads(files: FileServer, cache: Path) -> None:
    url = f"{files.url}/bert_model.pt"
    with stalled_download(files, url) as process:
        found: list[Path] = []
        fetching = threading.Thread(target=lambda: found.append(fetch(f"{url}?another")))
        fetching.start()
        fetching.join(0.2)
        files.go_on.set()
        assert process.wait(60) == 0
        fetching.join(60)
    assert [path.read_bytes() for path in kept_in(cache)] == [PAYLOAD] * 2
    assert files.paths == ["/bert_model.pt", "/bert_model.pt?another"]


def test_fetch_logs_that_it_downloads(files: FileServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="explain_core")
    for _ in range(2):
        fetch(f"{files.url}/bert_model.pt?sig=SECRET")
    assert caplog.messages == [f"downloading {files.url}/bert_model.pt"]


def test_load_takes_a_url(files: FileServer, tmp_path: Path) -> None:
    files.body = save_state_dict(random_classifier(), tmp_path / "bert_model.pt").read_bytes()
    tokenizer = save_tokenizer(tmp_path / "cased")
    url = f"{files.url}/bert_model.pt"
    explanation = Explainer.load(url, tokenizer=tokenizer).explain("bugs are smart", score="sum")
    local = Explainer.load(tmp_path / "bert_model.pt", tokenizer=tokenizer)
    assert (
        explanation.token_attributions
        == local.explain("bugs are smart", score="sum").token_attributions
    )
    Explainer.load(url, tokenizer=tokenizer)
    assert files.paths == ["/bert_model.pt"]


def test_load_does_not_keep_what_is_no_model(files: FileServer, cache: Path) -> None:
    files.body = b"<html>Please sign in</html>"
    with pytest.raises(ModelMismatch, match="not a file of plain tensors"):
        Explainer.load(f"{files.url}/bert_model.pt")
    assert kept_in(cache) == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a/m.pt", "https://example.org/a/m.pt"),
        ("https://example.org:8443/m.pt?sig=SECRET", "https://example.org:8443/m.pt"),
        ("https://me:SECRET@example.org/m.pt#SECRET", "https://example.org/m.pt"),
    ],
)
def test_without_secrets_keeps_what_may_be_shown(url: str, shown: str) -> None:
    assert without_secrets(url) == shown


@pytest.mark.parametrize("answers", [["403"], ["half"], ["whole"]])
def test_load_never_shows_the_secrets_of_a_url(
    files: FileServer, answers: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    files.answers = answers
    with pytest.raises(ModelError) as caught:
        Explainer.load(f"{files.url}/bert_model.pt?sig=SECRET")
    assert files.paths == ["/bert_model.pt?sig=SECRET"]
    assert "SECRET" not in str(caught.value) + "".join(capfd.readouterr())


def test_load_never_shows_the_secrets_of_a_url_that_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ModelNotFound, match="ConnectionError") as caught:
        Explainer.load(f"http://127.0.0.1:{port}/bert_model.pt?sig=SECRET")
    assert "SECRET" not in str(caught.value)
