"""What this process counts and times, for Prometheus.

Labels are words of this program, of Slack's API or names of exception classes, never anything that
somebody typed or that names a person, a workspace or a request: so their number stays small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST

_REGISTRY = CollectorRegistry()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_TEXTS = (1, 2, 4, 8, 16, 32, 64)

_REQUESTS = Counter(
    "explain_requests", "Requests accepted, by gesture", ["origin"], registry=_REGISTRY
)
_CLICKS = Counter("explain_clicks", "Clicks on answers accepted", ["kind"], registry=_REGISTRY)
_JOB_SECONDS = Histogram(
    "explain_job_seconds",
    "Time that a job took in this process, from its start to its end",
    ["job"],
    buckets=_SECONDS,
    registry=_REGISTRY,
)
_STEP_SECONDS = Histogram(
    "explain_step_seconds",
    "Time of one try of a step of a job",
    ["step"],
    buckets=_SECONDS,
    registry=_REGISTRY,
)
_FAILURES = Counter(
    "explain_failures",
    "What failed: a step of a job, or a listener (refusals included), by kind of error",
    ["where", "kind"],
    registry=_REGISTRY,
)
_RATE_LIMITED = Counter(
    "explain_slack_rate_limited",
    "Answers of Slack with status 429, by method of its API",
    ["method"],
    registry=_REGISTRY,
)
_BATCH_TEXTS = Histogram(
    "explain_batch_texts",
    "Texts that were explained in shared passes",
    buckets=_TEXTS,
    registry=_REGISTRY,
)
_WAITING = Gauge(
    "explain_requests_waiting",
    "Requests that wait for an answer, in all processes on this database",
    registry=_REGISTRY,
)


def accepted(origin: str) -> None:
    _REQUESTS.labels(origin).inc()


def clicked(kind: str) -> None:
    _CLICKS.labels(kind).inc()


def failed(where: str, error: Exception) -> None:
    """Count a failure; of the error only its class is looked at."""
    _FAILURES.labels(where, type(error).__name__).inc()


def batch(n_texts: int) -> None:
    _BATCH_TEXTS.observe(n_texts)


@contextmanager
def job(name: str) -> Iterator[None]:
    with _JOB_SECONDS.labels(name).time():
        yield


@contextmanager
def step(name: str) -> Iterator[None]:
    with _STEP_SECONDS.labels(name).time():
        yield


def rate_limited(url: str) -> None:
    """Count a 429 under the method that was called.

    ".../api/chat.postMessage" counts as chat.postMessage; other addresses, which may have a
    key in them, as "other".
    """
    called = re.fullmatch(r"/api/([a-z]+(\.[A-Za-z]+)+)", urlsplit(url).path)
    _RATE_LIMITED.labels(called[1] if called is not None else "other").inc()


def exposition(waiting: int | None) -> bytes:
    """Return everything in Prometheus's text format.

    waiting: requests that wait, None if that cannot be known at the moment.
    """
    _WAITING.set(float("nan") if waiting is None else waiting)
    return generate_latest(_REGISTRY) + generate_latest(_process())


@cache
def _process() -> CollectorRegistry:
    """Return what the system knows of this process: CPU time, memory, open files."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return registry
