from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from bot.errors import Busy

Labels = dict[str, str]


def value(name: str, waiting: int | None = 0, **labels: str) -> float:
    """Return a sample as Prometheus would read it, 0 if there is none yet."""
    page = metrics.exposition(waiting).decode()
    samples = [s for family in text_string_to_metric_families(page) for s in family.samples]
    found = [s.value for s in samples if s.name == name and s.labels == labels]
    return found[0] if found else 0.0


@pytest.mark.parametrize(
    ("count", "name", "labels"),
    [
        (lambda: metrics.accepted("command"), "explain_requests_total", {"origin": "command"}),
        (lambda: metrics.clicked("agree"), "explain_clicks_total", {"kind": "agree"}),
        (
            lambda: metrics.failed("explain", Busy(3)),
            "explain_failures_total",
            {"where": "explain", "kind": "Busy"},
        ),
        (lambda: metrics.batch(3), "explain_batch_texts_sum", {}),
    ],
)
def test_metrics_count(count: Callable[[], None], name: str, labels: Labels) -> None:
    before = value(name, **labels)

    count()

    assert value(name, **labels) == before + (3 if name.endswith("sum") else 1)


@pytest.mark.parametrize(
    ("timed", "name", "labels"),
    [
        (metrics.step, "explain_step_seconds_count", {"step": "draw"}),
        (metrics.job, "explain_job_seconds_count", {"job": "draw"}),
    ],
)
@pytest.mark.parametrize("error", [None, ValueError])
def test_metrics_time_what_succeeds_and_what_fails(
    timed: Callable[..., object], name: str, labels: Labels, error: type[Exception] | None
) -> None:
    before = value(name, **labels)

    try:
        with timed("draw"):
            if error is not None:
                raise error
    except ValueError:
        pass

    assert value(name, **labels) == before + 1


@pytest.mark.parametrize(
    ("url", "method"),
    [
        ("https://slack.com/api/chat.postMessage", "chat.postMessage"),
        ("https://slack.com/api/files.completeUploadExternal?x=1", "files.completeUploadExternal"),
        ("https://hooks.slack.com/commands/T0/1/secret", "other"),
        ("https://files.slack.com/upload/v1/aBc.DeF", "other"),
        ("https://hooks.slack.com/actions/T0/1/secret.Key", "other"),
        ("", "other"),
    ],
)
def test_metrics_count_429s_by_method_without_addresses(url: str, method: str) -> None:
    before = value("explain_slack_rate_limited_total", method=method)

    metrics.rate_limited(url)

    assert value("explain_slack_rate_limited_total", method=method) == before + 1


@pytest.mark.parametrize("waiting", [0, 1, 2000])
def test_metrics_have_the_length_of_the_queue(waiting: int) -> None:
    assert value("explain_requests_waiting", waiting) == waiting


def test_metrics_say_that_the_length_of_the_queue_is_not_known() -> None:
    assert math.isnan(value("explain_requests_waiting", None))


def test_metrics_have_what_the_process_uses() -> None:
    assert value("process_resident_memory_bytes") > 0
