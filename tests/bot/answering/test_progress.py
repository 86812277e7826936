"""Progress: one message for each request, whatever comes in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.progress import CLOCKS_APART_SECONDS, Progress
from bot.errors import RateLimited, StepFailed
from bot.messages.message import Message
from bot.outgoing.refusals import NOT_POSTED
from bot.request import ExplainRequest
from bot.store import Store
from bot.store.requests import POSTING
from tests.bot.delivering import ANSWER, ask, delivery_to
from tests.slack import SlackStandIn

SECRET = "G0SECRET"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'bot.db'}")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def closed(slack: SlackStandIn) -> str:
    """Return a channel of which the bot is no member."""
    slack.add_channel(SECRET, name="secret", is_private=True, members=["U0ALICE"])
    return SECRET


def progress_of(slack: SlackStandIn, store: Store, request: ExplainRequest) -> Progress:
    store.requests.add(request)
    return Progress(request, delivery_to(slack), store, patience=60.0)


def test_finish_after_a_crash_looks_back_to_the_request(slack: SlackStandIn, store: Store) -> None:
    request = ask(slack)
    with progress_of(slack, store, request) as progress:
        store.requests.set_state(request.id, POSTING)
        progress.finish(ANSWER)

    (looked,) = slack.calls_to("conversations.history")
    created = store.requests.created(request.id)
    assert created is not None
    oldest = created.timestamp() - CLOCKS_APART_SECONDS
    assert float(looked.arguments["oldest"]) == pytest.approx(oldest)
    assert len(slack.messages(request.channel)) == 1


def test_finish_after_a_refusal_gives_the_reason_again(
    slack: SlackStandIn, store: Store, closed: str
) -> None:
    request = ask(slack, closed)
    with progress_of(slack, store, request) as progress:
        progress.finish(ANSWER)
        progress.finish(ANSWER)

    first, second = slack.seen_only_by("U0ALICE")
    assert "/invite @explain" in first.text
    assert second.text == first.text


def test_finish_is_tried_again_where_the_work_is_shown_and_slack_is_busy(
    slack: SlackStandIn, store: Store
) -> None:
    """Told alone instead, the answer would leave a message that promises it for ever."""
    request = ask(slack)
    with progress_of(slack, store, request) as progress:
        progress.finish(Message("Working on it."))
        slack.fail("chat.update", retry_after=120)
        with pytest.raises(RateLimited):
            progress.finish(ANSWER)
        slack.clock.advance(120)
        progress.finish(ANSWER)

    (message,) = slack.messages(request.channel)
    assert message.text == ANSWER.text
    assert slack.seen_only_by("U0ALICE") == []


def test_finish_privately_looks_for_what_may_be_shown(slack: SlackStandIn, store: Store) -> None:
    request = ask(slack)
    delivery_to(slack).post(request, Message("Working on it."))
    with progress_of(slack, store, request) as progress:
        progress.finish_privately(ANSWER, maybe_shown=True)

    (message,) = slack.messages(request.channel)
    assert message.text == ANSWER.text
    assert slack.seen_only_by("U0ALICE") == []


def test_finish_for_nobody_fails_with_the_reason(
    slack: SlackStandIn, store: Store, closed: str
) -> None:
    request = ask(slack, closed, user="", response_url="")
    with progress_of(slack, store, request) as progress:
        for _ in range(2):
            with pytest.raises(StepFailed, match=NOT_POSTED):
                progress.finish(ANSWER)


def test_finish_privately_for_nobody_says_nothing(slack: SlackStandIn, store: Store) -> None:
    with progress_of(slack, store, ask(slack, user="", response_url="")) as progress:
        progress.finish_privately(ANSWER)

    assert slack.calls == []
