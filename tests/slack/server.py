"""The HTTP and WebSocket server, in an event loop and a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from aiohttp import web

from tests.slack import consent
from tests.slack.errors import SlackError
from tests.slack.respond import use_response_url
from tests.slack.sockets import SocketHub
from tests.slack.teams import Teams
from tests.slack.web_api import Answer, Request, answer, record, with_faults

LARGEST_REQUEST = 64 * 2**20
T = TypeVar("T")


class Server:
    """Serves one stand-in on 127.0.0.1. Port 0 takes a free one; `port` says which."""

    def __init__(self, *, port: int = 0) -> None:
        self.port = port
        self._runner: web.AppRunner | None = None

    def start(self, app: web.Application) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="slack-stand-in", daemon=True)
        self._thread.start()
        try:
            self.submit(self._open(app)).result()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.submit(self._close()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _open(self, app: web.Application) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def application(teams: Teams, hub: SocketHub, *, latency: float) -> web.Application:
    """Return the routes: methods, uploads, response_urls, file contents, the WebSocket."""
    app = web.Application(client_max_size=LARGEST_REQUEST)
    api = partial(_api, teams, latency)
    app.router.add_route("*", "/api/{method}", api)
    app.router.add_post("/upload/v1/{ticket}", partial(_upload, teams, latency))
    app.router.add_post("/response/{key}", partial(_response_url, teams, latency))
    app.router.add_get("/files-pri/{id}/{name}", partial(_file_content, teams))
    app.router.add_get("/link/", hub.serve)
    app.router.add_get(consent.PATH, partial(_ask_consent, teams))
    app.router.add_post(consent.PATH, partial(_take_consent, teams))
    return app


async def _api(teams: Teams, latency: float, request: web.Request) -> web.StreamResponse:
    arguments, is_json = await _arguments(request)
    call = Request(
        method=request.match_info["method"],
        arguments=arguments,
        headers=dict(request.headers),
        is_json=is_json,
        is_post=request.method == "POST",
    )
    return await _send(answer(teams.of_token(call.token), call), request, latency)


async def _arguments(request: web.Request) -> tuple[dict[str, Any], bool]:
    """Return the arguments of query and body, and whether the body was JSON."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body: object = None
        with contextlib.suppress(ValueError):
            body = json.loads(await request.text() or "{}")
        # An empty body holds no JSON, whatever its header says: slack_sdk sends such ones.
        return arguments | (body if isinstance(body, dict) else {}), body != {}
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return arguments | {name: value for name, value in form.items()}, False
    pairs = parse_qsl(await request.text(), keep_blank_values=True)
    return arguments | dict(pairs), False


async def _upload(teams: Teams, latency: float, request: web.Request) -> web.StreamResponse:
    content = await _uploaded(request)
    ticket = request.match_info["ticket"]
    context = teams.of_ticket(ticket)
    workspace = context.workspace

    def receive() -> Answer:
        try:
            file = context.files.receive(ticket, content)
        except SlackError as error:
            workspace.refused("upload", error)
            return Answer(status=400, body=error.code)
        return Answer(body=f"OK - {file.length}")

    with workspace.changed:
        workspace.settle()
        sent = {"ticket": ticket, "length": len(content)}
        record(context, Request(method="upload", arguments=sent, headers=dict(request.headers)))
        result = with_faults(context, "upload", receive)
    return await _send(result, request, latency)


async def _uploaded(request: web.Request) -> bytes:
    """Return the bytes of the file, whether they are the whole body or a part of a form."""
    if request.content_type != "multipart/form-data":
        return await request.read()
    form = await request.post()
    for value in form.values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""


async def _response_url(teams: Teams, latency: float, request: web.Request) -> web.StreamResponse:
    try:
        payload = json.loads(await request.text())
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        teams.app.refused("response_url", SlackError("invalid_payload"))
        return web.Response(status=400, text="invalid_payload")
    call = Request(method="response_url", arguments=payload, headers=dict(request.headers))
    key = request.match_info["key"]
    result = use_response_url(teams.of_response_url(key), key, call)
    return await _send(result, request, latency)


async def _file_content(teams: Teams, request: web.Request) -> web.StreamResponse:
    """Return a file's bytes to whoever holds the team's token; others get Slack's login page."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    token = teams.app.tokens.known(value)
    context = teams.get(token.team) if token and scheme == "Bearer" else None
    if context is None or "files:read" not in context.workspace.scopes:
        return web.Response(status=302, headers={"Location": "/signin"})
    try:
        file = context.files.get(request.match_info["id"])
    except SlackError as error:
        return web.Response(status=404, text=error.code)
    return web.Response(body=file.content or b"", content_type=file.mimetype)


async def _ask_consent(teams: Teams, request: web.Request) -> web.StreamResponse:
    with teams.app.changed:
        return consent.show(teams, request.query)


async def _take_consent(teams: Teams, request: web.Request) -> web.StreamResponse:
    form = await request.post()
    decision = {name: str(value) for name, value in form.items()}
    with teams.app.changed:
        return consent.decide(teams, request.query, decision)


async def _send(result: Answer, request: web.Request, latency: float) -> web.StreamResponse:
    if latency + result.delay > 0:
        await asyncio.sleep(latency + result.delay)
    if result.drop:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    if isinstance(result.body, str):
        return web.Response(status=result.status, text=result.body, headers=result.headers)
    return web.json_response(result.body, status=result.status, headers=result.headers)
