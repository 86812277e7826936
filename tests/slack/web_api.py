"""Answers Web API calls: token, scope, planned faults, then the method itself."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.errors import SlackError, missing_scope
from tests.slack.faults import Fault
from tests.slack.methods import METHODS, Method
from tests.slack.pace import TooFast
from tests.slack.records import Call
from tests.slack.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to send back. `drop` closes the connection instead; `delay` is in seconds."""

    status: int = 200
    body: dict[str, Any] | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    delay: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One Web API call as it arrived."""

    method: str
    arguments: Mapping[str, Any]
    headers: Mapping[str, str]
    is_json: bool = False
    is_post: bool = True

    @property
    def header_token(self) -> str:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @property
    def token(self) -> str:
        """Return the token of the header or, if they are not JSON, of the arguments."""
        body_token = "" if self.is_json else str(self.arguments.get("token") or "")
        return self.header_token or body_token

    def credentials(self) -> dict[str, Any]:
        """Return the arguments with the app's id and secret, which may come as Basic auth."""
        scheme, _, encoded = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return dict(self.arguments)
        name, _, secret = base64.b64decode(encoded).decode().partition(":")
        return {**self.arguments, "client_id": name, "client_secret": secret}


def record(context: Context, request: Request) -> None:
    secret_free = {name: value for name, value in request.arguments.items() if name != "token"}
    context.workspace.app.calls.append(
        Call(
            method=request.method,
            arguments=secret_free,
            headers=dict(request.headers),
            at=context.workspace.clock.now(),
        )
    )


def answer(context: Context, request: Request) -> Answer:
    """Return Slack's answer to one call, having done what it asks for."""
    workspace = context.workspace
    with workspace.changed:
        workspace.settle()
        record(context, request)
        result = with_faults(context, request.method, lambda: perform(context, request))
        workspace.changed.notify_all()
        return result


def with_faults(context: Context, name: str, work: Callable[[], Answer]) -> Answer:
    """Return the answer of `work`, or of the misfortune that is planned for `name`."""
    wait = context.faults.seconds_to_wait(name)
    if wait > 0:
        context.workspace.violation(f"{name}: called {wait} s before Retry-After was over")
        return rate_limited(wait)
    fault = context.faults.take(name)
    if fault is None:
        return _guarded(context, name, work)
    if fault.applied or not _fails(fault):
        done = _guarded(context, name, work)
        if not _fails(fault):
            return replace(done, delay=fault.delay)
    return misfortune(fault)


def _fails(fault: Fault) -> bool:
    return fault.drop_connection or fault.status is not None or fault.error is not None


def _guarded(context: Context, name: str, work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except TooFast as error:
        return rate_limited(error.seconds)
    except SlackError as error:
        context.workspace.refused(name, error)
        return Answer(body=error.body())


def misfortune(fault: Fault) -> Answer:
    """Return the planned wrong answer."""
    if fault.drop_connection:
        return Answer(drop=True, delay=fault.delay)
    if fault.status == 429:
        return rate_limited(math.ceil(fault.retry_after or 0))
    if fault.error is not None:
        body = SlackError(fault.error, details=fault.details).body()
        usual = 404 if fault.method == "response_url" else 200
        return Answer(status=fault.status or usual, body=body, delay=fault.delay)
    return Answer(status=fault.status or 500, body="Internal Server Error", delay=fault.delay)


def rate_limited(seconds: int) -> Answer:
    return Answer(
        status=429,
        body={"ok": False, "error": "ratelimited"},
        headers={"Retry-After": str(seconds)},
    )


def perform(context: Context, request: Request) -> Answer:
    """Check the token and the scopes, then run the method."""
    method = METHODS.get(request.method)
    if method is None:
        raise SlackError("unknown_method")
    if method.token == "app":
        _check_secure(request)
    token = _good_token(context, request, method)
    granted = token.scopes if token is not None else set()
    if method.scopes and granted.isdisjoint(method.scopes):
        raise missing_scope(context.workspace.app.manifest, method.scopes, granted)
    if method.form_only and request.is_json:
        raise SlackError("invalid_arguments", details=["this method does not read JSON"])
    _check_rate(context, request.method, method)
    given = request.arguments if method.token != "none" else request.credentials()
    caller = token.user if token is not None else ""
    body = {"ok": True, **method.handler(context, Arguments(given, caller=caller))}
    scope_headers = {
        "X-OAuth-Scopes": ",".join(sorted(granted)),
        "X-Accepted-OAuth-Scopes": ",".join(method.scopes),
    }
    return Answer(body=body, headers=scope_headers)


def _check_secure(request: Request) -> None:
    """An app-level token travels in the header of a POST, and in no other way."""
    if not request.is_post:
        raise SlackError("insecure_request")
    if request.token and not request.header_token:
        raise SlackError("missing_args")


def _check_rate(context: Context, name: str, method: Method) -> None:
    try:
        context.rates.check(name, method.tier)
    except TooFast as error:
        context.faults.hold(name, error.seconds)
        raise


def _good_token(context: Context, request: Request, method: Method) -> Token | None:
    """Return the token of the call, if it is of the right kind; None where none is needed."""
    if method.token == "none":
        return None
    found = context.workspace.app.tokens.good(request.token)
    if (found.kind == "app") != (method.token == "app"):
        raise SlackError("not_allowed_token_type")
    if found.user and not method.for_people:
        raise SlackError("not_allowed_token_type", details=["only a bot may call this here"])
    return found
