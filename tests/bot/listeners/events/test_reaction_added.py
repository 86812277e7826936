from __future__ import annotations

from typing import Any

import pytest

from tests.bot.listeners.listening import listening
from tests.bot.listeners.moderating import set_up
from tests.slack import SlackStandIn


def reaction(name: str = "mag", **about: Any) -> dict[str, Any]:
    item = {"type": "message", "channel": "C0GENERAL", "ts": "1700000000.000100"}
    event = {"type": "reaction_added", "user": "U0ALICE", "reaction": name, "item": item}
    return event | {"item_user": "U0BOB"} | about


@pytest.mark.parametrize("name", ["mag", "mag::skin-tone-2"])
def test_reaction_asks_about_the_message_below_it(slack: SlackStandIn, name: str) -> None:
    with listening(slack, reaction="mag") as bot:
        slack.event(reaction(name))

    request = bot.request
    assert (request.channel, request.user) == ("C0GENERAL", "U0ALICE")
    assert (request.text, request.source_ts) == ("", "1700000000.000100")
    assert (request.origin, request.thread) == ("reaction", "1700000000.000100")


def test_reactions_of_several_people_are_one_request(slack: SlackStandIn) -> None:
    with listening(slack, reaction="mag") as bot:
        slack.event(reaction(), redeliver=1)
        slack.event(reaction(user="U0BOB"))

    assert bot.request.user == "U0ALICE"


@pytest.mark.parametrize(
    ("setting", "event"),
    [
        ("", reaction()),
        ("mag", reaction("eyes")),
        ("mag", reaction(item={"type": "file", "file": "F1"})),
        ("mag", reaction(item=None)),
        ("mag", reaction(reaction=None)),
    ],
)
def test_reaction_that_asks_for_nothing_is_ignored(
    slack: SlackStandIn, setting: str, event: dict[str, Any]
) -> None:
    with listening(slack, reaction=setting) as bot:
        assert slack.event(event).ok

    assert bot.jobs.requests == []


def test_reaction_to_the_bots_own_message_is_ignored(slack: SlackStandIn) -> None:
    with listening(slack, reaction="mag") as bot:
        slack.event(reaction(item_user=slack.bot_user_id))

    assert bot.jobs.requests == []


def test_review_reaction_flags_the_message_below_it(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, reaction="triangular_flag_on_post")
        slack.event(reaction("triangular_flag_on_post"), redeliver=1)
        slack.wait_until(lambda: bool(slack.seen_only_by("U0ALICE")))

    flag = bot.flag
    assert (flag.origin, flag.user, flag.author) == ("reaction", "U0ALICE", "U0BOB")
    assert (flag.channel, flag.ts, flag.text) == ("C0GENERAL", "1700000000.000100", "")
    assert "Thank you" in slack.seen_only_by("U0ALICE")[0].text
    assert bot.jobs.requests == []


def test_review_reactions_of_several_people_are_several_flags(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, reaction="no_good")
        slack.event(reaction("no_good"))
        slack.event(reaction("no_good", user="U0BOB"))

    assert {flag.user for flag in bot.moderation.flags} == {"U0ALICE", "U0BOB"}


def test_review_reaction_of_the_operator_counts_as_well(slack: SlackStandIn) -> None:
    settings = {"review_channel": "C0REVIEW", "review_reaction": "no_good"}
    with listening(slack, settings=settings) as bot:
        slack.event(reaction("no_good::skin-tone-2"))

    assert bot.flag.origin == "reaction"


def test_review_reaction_without_a_review_channel_says_what_is_missing(
    slack: SlackStandIn,
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, reaction="no_good", review_channel="")
        slack.event(reaction("no_good"))

    assert bot.moderation.flags == []
    assert "no review channel yet" in slack.seen_only_by("U0ALICE")[0].text
