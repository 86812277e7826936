"""Events, checks and questions, over real HTTP and a real WebSocket."""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack import SlackStandIn
from tests.slack.clients import Stubborn, bolt_app, served, served_wsgi
from tests.slack.conftest import RunApp

Json = dict[str, Any]


def test_verify_url_gets_its_challenge_back(slack: SlackStandIn) -> None:
    with served(bolt_app(slack)) as url:
        slack.connect_http(url)
        assert slack.verify_url().ok
    assert slack.violations == []


def test_ssl_check_is_answered(slack: SlackStandIn) -> None:
    with served(bolt_app(slack)) as url:
        slack.connect_http(url)
        assert slack.ssl_check().ok


def test_an_event_reaches_the_app(slack: SlackStandIn, run_app: RunApp) -> None:
    app, heard = bolt_app(slack), []

    @app.event("app_mention")
    def mentioned(event: Json) -> None:
        heard.append(event["text"])

    run_app(app)
    about = {"type": "app_mention", "user": "U0ALICE", "channel": "C0GENERAL", "ts": "1.0"}
    ack = slack.event({**about, "text": "hello"})
    slack.wait_until(lambda: heard == ["hello"])
    assert ack.ok
    assert ack.redeliveries == ()


def test_an_event_is_sent_again_under_the_same_id(slack: SlackStandIn, run_app: RunApp) -> None:
    app, seen = bolt_app(slack), []

    @app.event("app_mention")
    def mentioned(body: Json, request: Any) -> None:
        number = request.headers.get("x-slack-retry-num", [""])[0]
        seen.append((body["event_id"], "" if number == "0" else number))

    run_app(app)
    ack = slack.event({"type": "app_mention", "text": "hello"}, redeliver=2)
    slack.wait_until(lambda: len(seen) == 3)
    assert len({event_id for event_id, _ in seen}) == 1
    assert sorted(number for _, number in seen) == ["", "1", "2"]
    assert [again.ok for again in ack.redeliveries] == [True, True]


def test_an_event_refused_by_the_app_is_sent_three_times_more(slack: SlackStandIn) -> None:
    with served(bolt_app(slack)) as url:
        slack.connect_http(url)
        ack = slack.event({"type": "reaction_added"})
    assert [again.status for again in ack.redeliveries] == [404, 404, 404]


@pytest.mark.parametrize(
    ("status", "reason"), [("500 Broken", "http_error"), ("200 OK", "http_timeout")]
)
def test_a_redelivered_event_says_which_attempt_and_why(
    slack: SlackStandIn, status: str, reason: str
) -> None:
    app = Stubborn(status)
    with served_wsgi(app) as url:
        slack.connect_http(url)
        slack.event({"type": "app_mention"}, redeliver=2)
    names = ("HTTP_X_SLACK_RETRY_NUM", "HTTP_X_SLACK_RETRY_REASON")
    told = [tuple(environ.get(name) for name in names) for environ in app.received]
    assert told[:3] == [(None, None), ("1", reason), ("2", reason)]


def test_an_event_is_not_sent_again_if_the_app_says_so(slack: SlackStandIn) -> None:
    with served_wsgi(Stubborn("500 Broken", X_Slack_No_Retry="1")) as url:
        slack.connect_http(url)
        assert slack.event({"type": "app_mention"}).redeliveries == ()


def test_verify_url_notices_that_the_challenge_is_lost(slack: SlackStandIn) -> None:
    with served_wsgi(Stubborn("200 OK", b"welcome")) as url:
        slack.connect_http(url)
        slack.verify_url()
    assert slack.violations == ["url_verification: the challenge did not come back"]


@pytest.mark.parametrize(
    ("answer", "n_violations"),
    [
        (b'{"options": [{"text": {"type": "plain_text", "text": "a"}, "value": "a"}]}', 0),
        (b'{"options": [{"text": "a", "value": "a"}]}', 1),
        (b"", 1),
    ],
)
def test_a_menus_question_is_answered_with_options(
    slack: SlackStandIn, answer: bytes, n_violations: int
) -> None:
    with served_wsgi(Stubborn("200 OK", answer)) as url:
        slack.connect_http(url)
        slack.interact({"type": "block_suggestion", "action_id": "pick", "value": "a"})
    assert len(slack.violations) == n_violations
