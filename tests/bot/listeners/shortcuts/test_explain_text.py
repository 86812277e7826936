from __future__ import annotations

from bot.store import Preferences
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn


def test_explain_text_opens_the_form(slack: SlackStandIn) -> None:
    with listening(slack):
        slack.shortcut("explain_text")

    (modal,) = slack.modals
    assert modal["callback_id"] == "explain_text"
    blocks = [block["block_id"] for block in modal["blocks"]]
    assert blocks == ["text", "model", "target", "visibility", "channel"]


def test_explain_text_begins_with_the_persons_settings(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        preferences = Preferences(model="moderation", visibility="private")
        bot.store.preferences.set(slack.team_id, "U0ALICE", preferences)
        slack.shortcut("explain_text")

    elements = {b["block_id"]: b["element"] for b in slack.modals[0]["blocks"]}
    assert elements["model"]["initial_option"]["value"] == "moderation"
    assert elements["visibility"]["initial_option"]["value"] == "private"


def test_explain_text_that_slack_does_not_open_says_to_click_again(slack: SlackStandIn) -> None:
    slack.fail("views.open", error="expired_trigger_id")
    with listening(slack):
        assert slack.shortcut("explain_text").ok
        slack.wait_for_messages(slack.direct_message("U0ALICE"))

    (told,) = slack.messages(slack.direct_message("U0ALICE"))
    assert "Please click again" in told.text
    assert slack.modals == []
