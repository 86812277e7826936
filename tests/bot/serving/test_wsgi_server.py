from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from bot.errors import StartError
from bot.serving.wsgi_server import WsgiServer
from tests.waiting import wait_until

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class SlowApplication:
    """Answers when its gate is opened."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.came = threading.Semaphore(0)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.came.release()
        assert self.gate.wait(30)
        start_response("200 OK", [("Content-Length", "5")])
        return [b"done\n"]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def ask(port: int) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


def is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionError:
        return True
    return False


@pytest.mark.parametrize("n_requests", [1, 3])
def test_server_answers_what_has_come_in_before_it_stops(
    pool: ThreadPoolExecutor, n_requests: int
) -> None:
    application = SlowApplication()
    server = WsgiServer(application, host="127.0.0.1", port=0, threads=1)
    server.start()
    answers: list[Future[bytes]] = [pool.submit(ask, server.port) for _ in range(n_requests)]
    application.came.acquire()
    # One thread works on the first; the others have to have reached its queue.
    wait_until(lambda: len(server._server.task_dispatcher.queue) == n_requests - 1)

    stopped = pool.submit(server.stop)
    wait_until(lambda: is_refused(server.port))
    application.gate.set()

    assert [answer.result(30) for answer in answers] == [b"done\n"] * n_requests
    stopped.result(30)
    assert not server.is_healthy()


def test_server_that_was_never_started_can_be_stopped() -> None:
    server = WsgiServer(SlowApplication(), host="127.0.0.1", port=0)

    server.stop()

    assert is_refused(server.port)


def test_server_names_the_setting_of_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=rf"METRICS_PORT {port} cannot be listened on"):
            WsgiServer(SlowApplication(), host="127.0.0.1", port=port, setting="METRICS_PORT")
