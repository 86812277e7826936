from __future__ import annotations

from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn

OPENED = {"type": "app_home_opened", "user": "U0ALICE", "channel": "D0X", "tab": "home"}


def test_opened_home_is_brought_up_to_date(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.event(OPENED, redeliver=1)

    action = bot.action
    assert (action.kind, action.team, action.user) == ("home", slack.team_id, "U0ALICE")


def test_opened_messages_change_nothing(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.event(OPENED | {"tab": "messages"})

    assert bot.jobs.actions == []


def test_opened_home_that_cannot_be_shown_makes_no_noise(slack: SlackStandIn) -> None:
    with listening(slack, error=RuntimeError()):
        assert slack.event(OPENED).ok

    assert slack.calls_to("chat.postMessage") == []
