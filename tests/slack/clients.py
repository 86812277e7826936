"""The clients that real apps use, pointed at a stand-in."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack import SlackStandIn
from tests.slack.stand_in import Team

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)

# Long enough for a busy machine: no test is about how fast an answer comes.
PATIENCE = 30.0


def client_of(slack: Team) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def refusal(method: Callable[..., object], **arguments: Any) -> str:
    """Return the error that Slack answers with; an assertion fails if it does not refuse."""
    try:
        method(**arguments)
    except SlackApiError as error:
        return str(error.response["error"])
    raise AssertionError("Slack did not refuse")


def begin(client: WebClient, content: bytes = PNG, *, name: str = "a.png") -> tuple[str, str]:
    """Return file id and upload address of a new ticket."""
    ticket = client.files_getUploadURLExternal(filename=name, length=len(content))
    return str(ticket["file_id"]), str(ticket["upload_url"])


def send(url: str, content: bytes = PNG, **headers: str) -> None:
    """Post the bytes of a file."""
    request = urllib.request.Request(url, data=content, headers=headers)
    with urllib.request.urlopen(request) as response:
        response.read()


def upload(client: WebClient, *, name: str = "a.png", **where: Any) -> str:
    """Return the id of a file that went through all three steps."""
    file_id, url = begin(client, name=name)
    send(url)
    client.files_completeUploadExternal(files=[{"id": file_id, "title": "A"}], **where)
    return file_id


def bolt_app(slack: SlackStandIn) -> App:
    return App(client=client_of(slack), signing_secret=slack.signing_secret)


def echo_app(slack: SlackStandIn) -> App:
    """Return an app whose /explain posts what it was given."""
    app = bolt_app(slack)

    @app.command("/explain")
    def explain(ack: Any, command: dict[str, str], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=command["channel_id"], text=f"You said {command['text']}")

    return app


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a test's output is its assertions."""


class ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


def served(app: App) -> AbstractContextManager[str]:
    """Serve a Bolt app over HTTP and give its Request URL."""
    return served_wsgi(SlackRequestHandler(app, path="/slack/events"))


@contextmanager
def served_wsgi(application: WSGIApplication) -> Iterator[str]:
    """Serve any WSGI application over HTTP and give its Request URL."""
    server = make_server(
        "127.0.0.1", 0, application, server_class=ThreadingServer, handler_class=QuietHandler
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/slack/events"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def connected(slack: SlackStandIn, app: App) -> Iterator[SocketModeHandler]:
    """Connect a Bolt app through Socket Mode."""
    handler = SocketModeHandler(app, slack.app_token, web_client=client_of(slack))
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        slack.wait_for_connections(1, timeout=PATIENCE)
        yield handler
    finally:
        # A connection that still waits for something to read takes three seconds to close.
        handler.client.auto_reconnect_enabled = False
        slack.drop_connections()
        handler.close()  # type: ignore[no-untyped-call]


class Stubborn:
    """An app that answers every request with the same status and headers."""

    def __init__(self, status: str, body: bytes = b"", **headers: str) -> None:
        self.status, self.body = status, body
        self.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self.received: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.take(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        self.received.append(environ)
        start_response(self.status, self.headers)
        return [self.body]

    def take(self, body: bytes) -> None:
        """Do nothing with what was sent."""


class Recorder(Stubborn):
    """An app that keeps every event that it is sent."""

    def __init__(self) -> None:
        super().__init__("200 OK")
        self.bodies: list[dict[str, Any]] = []

    def take(self, body: bytes) -> None:
        self.bodies.append(json.loads(body))
