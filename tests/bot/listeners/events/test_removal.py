"""The app is removed from a workspace, or loses its permission there."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store import Preferences
from tests.bot.listeners.listening import Listening, listening
from tests.slack import SlackStandIn


def remembers(bot: Listening, slack: SlackStandIn) -> bool:
    preferences = bot.store.preferences.get(slack.team_id, "U0ALICE")
    return preferences == Preferences(language="de")


@pytest.mark.parametrize(
    ("event", "is_kept"),
    [
        ({"type": "app_uninstalled"}, False),
        ({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U0ALICE"], "bot": []}}, True),
        ({"type": "tokens_revoked"}, True),
    ],
)
def test_removal_has_the_workspace_forgotten(
    slack: SlackStandIn, event: dict[str, Any], is_kept: bool
) -> None:
    with listening(slack) as bot:
        bot.store.preferences.set(slack.team_id, "U0ALICE", Preferences(language="de"))
        assert slack.event(event, redeliver=1).ok

        assert remembers(bot, slack) == is_kept
