"""What can be clicked in the App Home."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.messages.home import home
from bot.messages.usage import EXAMPLE
from bot.store import Kept, Preferences
from tests.bot.fakes import explanation_of
from tests.bot.listeners.actions.clicking import ID, kept
from tests.bot.listeners.listening import FakeModels, listening
from tests.slack import SlackStandIn
from tests.slack.clients import client_of


def published(slack: SlackStandIn) -> dict[str, Any]:
    """Return a home with one explanation in it, as U0ALICE sees it."""
    latest = [Kept(id=ID, created=datetime.now(UTC), explanation=explanation_of())]
    view = home(preferences=Preferences(), latest=latest, models=FakeModels.names)
    client_of(slack).views_publish(user_id="U0ALICE", view=view)
    found = slack.home()
    assert found is not None
    return found


def test_example_is_explained_in_the_persons_own_conversation(slack: SlackStandIn) -> None:
    view = published(slack)
    with listening(slack) as bot:
        preferences = Preferences(model="moderation", visibility="private")
        bot.store.preferences.set(slack.team_id, "U0ALICE", preferences)
        slack.click_in_view(view, "example")

    request = bot.request
    assert (request.text, request.channel, request.origin) == (EXAMPLE, "U0ALICE", "home")
    assert (request.model, request.visibility) == ("moderation", "channel")


def test_form_opens_from_the_home(slack: SlackStandIn) -> None:
    view = published(slack)
    with listening(slack):
        slack.click_in_view(view, "open_modal")

    assert [modal["callback_id"] for modal in slack.modals] == ["explain_text"]


def test_details_open_from_the_home(slack: SlackStandIn) -> None:
    view = published(slack)
    with listening(slack) as bot:
        kept(bot, slack)
        slack.click_in_view(view, "details")

    assert "Points on the path" in str(slack.modals[0]["blocks"])


def test_history_is_deleted_by_a_job(slack: SlackStandIn) -> None:
    view = published(slack)
    with listening(slack) as bot:
        slack.click_in_view(view, "forget")

    action = bot.action
    assert (action.kind, action.team, action.user) == ("forget", slack.team_id, "U0ALICE")


@pytest.mark.parametrize(
    ("action_id", "value", "wanted"),
    [
        ("set_model", "moderation", Preferences(model="moderation", language="de")),
        ("set_visibility", "private", Preferences(visibility="private", language="de")),
        ("set_language", "zh", Preferences(language="zh")),
    ],
)
def test_setting_counts_as_soon_as_it_is_chosen(
    slack: SlackStandIn, action_id: str, value: str, wanted: Preferences
) -> None:
    view = published(slack)
    with listening(slack) as bot:
        bot.store.preferences.set(slack.team_id, "U0ALICE", Preferences(language="de"))
        slack.click_in_view(view, action_id, value=value)

        assert bot.store.preferences.get(slack.team_id, "U0ALICE") == wanted
        assert bot.action.kind == "home"


@pytest.mark.parametrize("value", ["", "gone", "x" * 1000])
def test_setting_that_is_not_offered_is_refused(slack: SlackStandIn, value: str) -> None:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
    chosen = {"type": "static_select", "block_id": "b", "selected_option": option}
    payload = {"type": "block_actions", "user": "U0ALICE", "view": published(slack)}
    with listening(slack) as bot:
        assert slack.interact(payload | {"actions": [chosen | {"action_id": "set_model"}]}).ok
        preferences = bot.store.preferences.get(slack.team_id, "U0ALICE")

    assert preferences == Preferences()
    (told,) = slack.messages(slack.direct_message("U0ALICE"))
    assert "not offered any more" in told.text
