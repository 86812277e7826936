"""The app is removed from a workspace, or loses its permission there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from bot.store import Preferences
from bot.store.schema import BOTS
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


@pytest.mark.parametrize(("seconds", "is_kept"), [(3600, True), (0, False), (-3600, False)])
def test_removal_that_is_told_late_leaves_a_newer_installation_alone(
    slack: SlackStandIn, seconds: int, is_kept: bool
) -> None:
    installed = int(slack.clock.now()) + seconds
    with listening(slack) as bot:
        bot.store.preferences.set(slack.team_id, "U0ALICE", Preferences(language="de"))
        with bot.store.engine.begin() as connection:
            connection.execute(insert(BOTS).values(_installation(slack, installed)))
        assert slack.event({"type": "app_uninstalled"}).ok

        assert remembers(bot, slack) == is_kept


def _installation(slack: SlackStandIn, seconds: float) -> dict[str, Any]:
    """Return a row as slack_sdk writes it: its times are in UTC, and do not say so."""
    installed = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return {
        "client_id": "1.2",
        "app_id": "A1",
        "team_id": slack.team_id,
        "installed_at": installed,
    }
