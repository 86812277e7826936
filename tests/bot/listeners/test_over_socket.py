"""Every surface once more, through a real WebSocket; the other tests use HTTP."""

from __future__ import annotations

from bot.store import Preferences
from tests.bot.listeners.actions.clicking import answered
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn


def test_listeners_hear_every_surface_through_a_websocket(slack: SlackStandIn) -> None:
    message = slack.say("C0GENERAL", "a message")
    answer = answered(slack)
    slack.invite("C0GENERAL")
    direct = slack.direct_message("U0ALICE")
    with listening(slack, mode="socket", reaction="mag") as bot:
        bot.store.preferences.set(slack.team_id, "U0ALICE", Preferences(language="de"))
        slack.command("/explain", "a command")
        slack.command("/sentiment", "a quick check")
        slack.message_shortcut("explain_message", message)
        slack.shortcut("explain_text")
        slack.submit(slack.modals[0], {"text": "a form"})
        slack.mention("C0GENERAL", "a mention")
        slack.say(direct, "a direct message")
        slack.react(message, "mag")
        slack.run_function("explain_text", {"text": "a step"})
        slack.wait_until(lambda: len(bot.jobs.requests) == 7)
        slack.click(answer, "agree")
        slack.event({"type": "app_home_opened", "user": "U0ALICE", "tab": "home"})
        slack.event({"type": "app_uninstalled"})
        left = bot.store.preferences.get(slack.team_id, "U0ALICE")

    origins = {"command", "shortcut", "modal", "mention", "direct", "reaction", "function"}
    assert {request.origin for request in bot.jobs.requests} == origins
    assert {action.kind for action in bot.jobs.actions} == {"agree", "home"}
    assert [draft.text for draft in bot.jobs.drafts] == ["a quick check"]
    assert left == Preferences()
