"""HTTP mode: a production server around Bolt's WSGI adapter."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.oauth import OAuthFlow

from bot.serving.health import Page, Pages
from bot.serving.install_server import install_app
from bot.serving.wsgi_server import WsgiServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
THREADS = 8


class HttpServer(WsgiServer):
    """Serves the app from a thread of its own until it is stopped."""

    def __init__(
        self,
        app: App,
        *,
        port: int,
        pages: Pages,
        host: str = "0.0.0.0",
        installing: OAuthFlow | None = None,
    ) -> None:
        application = wsgi_app(app, pages=pages)
        if installing is not None:
            application = install_app(installing, application)
        super().__init__(application, host=host, port=port, threads=THREADS)

    def start(self) -> None:
        super().start()
        logger.info("listening on port %d for %s", self.port, EVENTS_PATH)


class PagesServer(WsgiServer):
    """Serves the pages for machines alone, on a port of their own."""

    def __init__(self, pages: Pages, *, port: int, host: str) -> None:
        super().__init__(pages_app(pages), host=host, port=port, setting="METRICS_PORT")

    def start(self) -> None:
        super().start()
        logger.info("metrics on port %d", self.port)


def wsgi_app(app: App, *, pages: Pages) -> WSGIApplication:
    """Return a WSGI application with Slack's address, and the pages for machines."""
    slack = SlackRequestHandler(app, path=EVENTS_PATH)
    other = pages_app(pages)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) != ("POST", EVENTS_PATH):
            return other(environ, start_response)
        if not _has_text_body(environ):
            return _answer(start_response, Page("400 Bad Request", b"not UTF-8\n"))
        return slack(environ, _noting_refusals(start_response))

    return serve


def pages_app(pages: Pages) -> WSGIApplication:
    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = pages.get(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
        return _answer(start_response, page or Page("404 Not Found", b"not found\n"))

    return serve


def _has_text_body(environ: WSGIEnvironment) -> bool:
    """Return whether the adapter, which decodes before it checks the signature, can do so."""
    body = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(body)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _noting_refusals(start_response: StartResponse) -> StartResponse:
    """Return a start_response that logs when Bolt refuses a request for its signature."""

    def start(status: str, headers: list[tuple[str, str]], /, *rest: Any) -> Any:
        if status.startswith("401"):
            logger.warning(
                "refused a request whose signature does not fit SLACK_SIGNING_SECRET, "
                "or which is more than five minutes old"
            )
        return start_response(status, headers, *rest)

    return start


def _answer(start_response: StartResponse, page: Page) -> Iterable[bytes]:
    length = str(len(page.body))
    headers = [("Content-Type", page.content_type), ("Content-Length", length)]
    start_response(page.status, headers)
    return [page.body]
