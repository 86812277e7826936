from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from bot.serving.http_server import HttpServer
from bot.serving.wsgi_server import MAX_BODY_BYTES
from tests.bot.fakes import FakeExplainer
from tests.bot.running import running
from tests.slack import SlackStandIn
from tests.slack.signing import Signature


@pytest.fixture
def explainer() -> FakeExplainer:
    return FakeExplainer()


@pytest.fixture
def port(slack: SlackStandIn, explainer: FakeExplainer) -> Iterator[int]:
    with running(slack, explainer) as bot:
        assert isinstance(bot.server, HttpServer)
        yield bot.server.port


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, urlsplit(path).path, body=body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_server_says_that_it_is_alive(port: int) -> None:
    assert ask(port, "GET", "/healthz") == (200, b"ok\n")


def test_server_says_whether_the_model_is_loaded(
    slack: SlackStandIn, explainer: FakeExplainer
) -> None:
    with running(slack, explainer, launched=False) as bot:
        assert isinstance(bot.server, HttpServer)
        assert ask(bot.server.port, "GET", "/healthz")[0] == 200
        assert ask(bot.server.port, "GET", "/readyz") == (
            503,
            b"model: not loaded (yet)\ndatabase: ok\nslack: ok\n",
        )
        bot.launch()
        assert ask(bot.server.port, "GET", "/readyz") == (
            200,
            b"model: ok\ndatabase: ok\nslack: ok\n",
        )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/slack/events"),
        ("POST", "/"),
        ("POST", "/healthz"),
        ("POST", "/metrics"),
        ("GET", "/metrics/"),
        ("POST", "/slack/events/"),
        ("PUT", "/slack/events"),
    ],
)
def test_server_knows_no_other_address(port: int, method: str, path: str) -> None:
    assert ask(port, method, path)[0] == 404


@pytest.mark.parametrize("body", [b"", b"text=hello", b"{}"])
def test_server_refuses_what_is_not_signed(port: int, body: bytes) -> None:
    assert ask(port, "POST", "/slack/events", body)[0] == 401


def test_server_refuses_bytes_that_are_no_text(port: int) -> None:
    assert ask(port, "POST", "/slack/events", b"\xff\xfe")[0] == 400


def test_server_refuses_bodies_beyond_its_limit(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("Content-Length", str(MAX_BODY_BYTES + 1))
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()

    assert status == 413


@pytest.mark.parametrize(
    ("signature", "offset"), [("bad", 0.0), ("none", 0.0), ("good", -400.0), ("good", 400.0)]
)
def test_server_refuses_forged_and_stale_requests(
    slack: SlackStandIn, port: int, explainer: FakeExplainer, signature: Signature, offset: float
) -> None:
    ack = slack.command("/explain", "x", signature=signature, timestamp_offset=offset)

    assert ack.status == 401
    assert explainer.texts == []


def test_server_tells_the_operator_of_a_wrong_signature(
    slack: SlackStandIn, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    slack.command("/explain", "quincunx", signature="bad")

    assert "SLACK_SIGNING_SECRET" in caplog.text
    assert "quincunx" not in caplog.text


def test_server_answers_slacks_verification_of_its_address(slack: SlackStandIn, port: int) -> None:
    assert slack.verify_url().ok
