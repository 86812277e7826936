"""Where the pages of an installation are served: before all else, or alone beside Socket Mode."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from slack_bolt import BoltRequest
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse
from slack_bolt.oauth import OAuthFlow

from bot.serving.wsgi_server import WsgiServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)


class InstallServer(WsgiServer):
    """Serves the pages, and hands what is not for them to another application."""

    def __init__(
        self, flow: OAuthFlow, otherwise: WSGIApplication, *, port: int, host: str = "0.0.0.0"
    ) -> None:
        super().__init__(install_app(flow, otherwise), host=host, port=port)
        self._path = flow.install_path

    def start(self) -> None:
        super().start()
        logger.info("listening on port %d for %s", self.port, self._path)


def install_app(flow: OAuthFlow, otherwise: WSGIApplication) -> WSGIApplication:
    """Return an application that begins and ends installations, and hands on the rest."""
    pages = {
        flow.install_path: flow.handle_installation,
        flow.redirect_uri_path: flow.handle_callback,
    }

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = WsgiHttpRequest(environ)
        page = pages.get(request.path) if request.method == "GET" else None
        if page is None:
            return otherwise(environ, start_response)
        given = page(
            BoltRequest(body="", query=request.query_string, headers=request.get_headers())
        )
        response = WsgiHttpResponse(given.status, given.headers, given.body)
        start_response(response.status, response.get_headers())
        return response.get_body()

    return serve
