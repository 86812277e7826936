from __future__ import annotations

import pytest

from bot.errors import Busy
from bot.listeners.shortcuts.explain_message import NO_TEXT
from bot.messages.states import LOADING
from bot.store import Preferences
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn
from tests.slack.envelopes import typed


@pytest.mark.parametrize("text", ["so what", "我喜欢 🦄", "a < b & c", "--private x", "x" * 40_000])
def test_explain_message_asks_for_an_answer_in_the_messages_thread(
    slack: SlackStandIn, text: str
) -> None:
    message = slack.say("C0GENERAL", typed(text), user="U0BOB")
    with listening(slack) as bot:
        slack.message_shortcut("explain_message", message)

    request = bot.request
    assert (request.text, request.user, request.channel) == (text, "U0ALICE", "C0GENERAL")
    assert (request.origin, request.thread) == ("shortcut", message.ts)


def test_explain_message_in_a_thread_stays_in_that_thread(slack: SlackStandIn) -> None:
    first = slack.say("C0GENERAL", "first")
    reply = slack.say("C0GENERAL", "reply", thread_ts=first.ts)
    with listening(slack) as bot:
        slack.message_shortcut("explain_message", reply)

    assert (bot.request.text, bot.request.thread) == ("reply", first.ts)


def test_explain_message_goes_by_the_askers_settings(slack: SlackStandIn) -> None:
    message = slack.say("C0GENERAL", "so what")
    with listening(slack) as bot:
        preferences = Preferences(model="moderation", visibility="private")
        bot.store.preferences.set(slack.team_id, "U0ALICE", preferences)
        slack.message_shortcut("explain_message", message)

    assert (bot.request.model, bot.request.visibility) == ("moderation", "private")


@pytest.mark.parametrize("text", ["", "   "])
def test_explain_message_without_a_text_says_so_kindly(slack: SlackStandIn, text: str) -> None:
    message = slack.say("C0GENERAL", text)
    with listening(slack) as bot:
        assert slack.message_shortcut("explain_message", message).ok

    assert [shown.text for shown in slack.seen_only_by("U0ALICE")] == [NO_TEXT]
    assert bot.jobs.requests == []


@pytest.mark.parametrize(
    ("jobs", "told"),
    [
        ({"started": False}, LOADING),
        ({"position": 64}, "63 texts are ahead of yours"),
        ({"error": Busy(500)}, "500 requests are waiting"),
    ],
)
def test_explain_message_tells_the_asker_what_an_acknowledgement_cannot(
    slack: SlackStandIn, jobs: dict[str, object], told: str
) -> None:
    message = slack.say("C0GENERAL", "so what")
    with listening(slack, **jobs):
        slack.message_shortcut("explain_message", message)

    (shown,) = slack.seen_only_by("U0ALICE")
    assert told in shown.text
