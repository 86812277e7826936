from __future__ import annotations

import json

import pytest

from bot.messages import action_ids
from bot.messages.blocks import actions, button
from bot.messages.review.queue import queue_blocks
from bot.moderation.overtime.queue import Filters, QueuePage
from tests.bot.listeners.listening import listening
from tests.bot.listeners.moderating import MODERATOR, set_up
from tests.bot.moderation.sample_cases import case_of
from tests.slack import SlackStandIn
from tests.slack.clients import client_of
from tests.slack.records import Json


def shown(slack: SlackStandIn, filters: Filters) -> Json:
    """Return the moderator's App Home with a queue in it."""
    page = QueuePage(
        filters=filters,
        cases=[case_of(id="one"), case_of(id="two")],
        total=20,
        waiting=20,
        alike={"one": 1},
        labels=["toxic", "insult"],
    )
    view = {
        "type": "home",
        "blocks": queue_blocks(page),
        "private_metadata": filters.to_json(),
    }
    slack.add_user(MODERATOR)
    client_of(slack).views_publish(user_id=MODERATOR, view=view)
    return slack.homes[-1]


@pytest.mark.parametrize(
    ("action_id", "value", "expected"),
    [
        (action_ids.QUEUE_STATE, "mine", Filters(which="mine", label="toxic")),
        (action_ids.QUEUE_LABEL, "insult", Filters(label="insult")),
        (action_ids.QUEUE_CHANNEL, "C0GENERAL", Filters(label="toxic", channel="C0GENERAL")),
        (action_ids.QUEUE_ALIKE, None, Filters(label="toxic", alike="one")),
        (action_ids.QUEUE_AFTER, None, Filters(label="toxic", page=1)),
    ],
)
def test_queue_is_shown_as_somebody_wants_it(
    slack: SlackStandIn, action_id: str, value: str | None, expected: Filters
) -> None:
    home = shown(slack, Filters(label="toxic"))
    with listening(slack) as bot:
        slack.click_in_view(home, action_id, value=value, user=MODERATOR)

    assert bot.review.kind == "queue"
    assert Filters.read(bot.review.value) == expected


def test_bulk_verdict_is_handed_over_with_the_cases_as_they_were_seen(
    slack: SlackStandIn,
) -> None:
    home = shown(slack, Filters(alike="one"))
    with listening(slack) as bot:
        slack.click_in_view(home, action_ids.BULK_OVERRULE, user=MODERATOR)

    value = json.loads(bot.review.value)
    assert bot.review.kind == "case_bulk_overrule"
    assert value["cases"] == "one:1 two:1"
    assert Filters.read(value["filters"]) == Filters(alike="one")


def test_bulk_verdict_on_nothing_is_refused(slack: SlackStandIn) -> None:
    blocks = [actions(button("Agree", action=action_ids.BULK_AGREE, value="nonsense"))]
    slack.add_user(MODERATOR)
    client_of(slack).views_publish(user_id=MODERATOR, view={"type": "home", "blocks": blocks})
    with listening(slack) as bot:
        slack.click_in_view(slack.homes[-1], action_ids.BULK_AGREE, user=MODERATOR)

    assert bot.moderation.actions == []
    (told,) = slack.messages(slack.direct_message(MODERATOR))
    assert "does not work any more" in told.text


def test_texts_are_hidden_for_who_wants_that(slack: SlackStandIn) -> None:
    home = shown(slack, Filters())
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.click_in_view(home, action_ids.SET_BLUR, user=MODERATOR)
        blur = bot.store.preferences.get(slack.team_id, MODERATOR).blur

    assert blur
    assert bot.review.kind == "queue"
