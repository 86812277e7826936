from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from bot.action import Action
from tests.bot.listeners.listening import listening
from tests.bot.listeners.moderating import (
    ADMIN,
    ANYBODY,
    FINE,
    GENERAL,
    MODERATOR,
    REVIEW,
    TOXIC,
    kept_case,
    set_up,
)
from tests.slack import SlackStandIn
from tests.slack.envelopes import typed


def told(slack: SlackStandIn, user: str = ANYBODY) -> str:
    """Return the last thing that somebody alone was told."""
    slack.wait_until(lambda: bool(slack.seen_only_by(user)))
    return slack.seen_only_by(user)[-1].text


@pytest.mark.parametrize("text", ["", "help", "Help", "?", "  "])
def test_moderate_shows_how_to_use_it(slack: SlackStandIn, text: str) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.command("/moderate", text)

    assert "/moderate test" in told(slack)


def test_moderate_says_what_it_does_not_know(slack: SlackStandIn) -> None:
    with listening(slack):
        slack.command("/moderate", "tset you idiot")

    assert "`/moderate test you are an idiot`" in told(slack)


@pytest.mark.parametrize("text", ["you idiot", "你是个白痴 🦄", "&lt;!channel&gt; *x*", "أنت أحمق"])
def test_moderate_test_says_what_would_happen_to_a_text(slack: SlackStandIn, text: str) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        bot.moderation.scoring.scored = TOXIC
        slack.command("/moderate", f"test {text}")

    assert "It would be flagged" in told(slack)
    assert "93%" in told(slack)
    assert f"<#{REVIEW}>" in told(slack)
    assert bot.moderation.flags == []


def test_moderate_test_has_the_text_explained_for_the_asker_alone(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        bot.moderation.scoring.scored = FINE
        slack.command("/moderate", "test see <https://example.org|this> <@U0BOB|bob>")

    assert "would not be flagged" in told(slack)
    assert (bot.request.text, bot.request.visibility) == ("see this @bob", "private")
    assert (bot.request.model, bot.request.origin) == ("moderation", "test")


def test_moderate_test_says_if_the_model_cannot_answer_at_once(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.command("/moderate", "test you idiot")

    assert "in a moment" in told(slack)
    assert bot.request.text == "you idiot"


def test_moderate_test_works_without_a_review_channel(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        bot.moderation.scoring.scored = TOXIC
        slack.command("/moderate", "test you idiot")

    assert "no review channel yet" in told(slack)


@pytest.mark.parametrize(
    "text", ["settings", "watch", "unwatch", "thresholds toxic 0.7", "export", "train", "models"]
)
@pytest.mark.parametrize("user", [ANYBODY, MODERATOR])
def test_moderate_leaves_to_admins_what_is_theirs(
    slack: SlackStandIn, text: str, user: str
) -> None:
    with listening(slack) as bot:
        before = set_up(bot, slack)
        slack.command("/moderate", text, user=user)
        after = bot.store.moderation.get(slack.team_id)

    assert "Only admins can do this" in told(slack, user)
    assert slack.modals == []
    assert bot.moderation.actions == []
    assert after == before


def test_owner_of_the_workspace_is_an_admin(slack: SlackStandIn) -> None:
    slack.add_user("U0OWNER", is_admin=True, is_owner=True)
    with listening(slack):
        slack.command("/moderate", "settings", user="U0OWNER")

    assert slack.modals[0]["title"]["text"] == "Moderation"


def test_operator_names_admins(slack: SlackStandIn) -> None:
    with listening(slack, settings={"moderation_admins": ("U0OPS",)}):
        slack.command("/moderate", "settings", user="U0OPS")

    assert len(slack.modals) == 1


@dataclass(frozen=True)
class Watched:
    channels: tuple[str, ...]
    notices: list[Action]


def watching(slack: SlackStandIn, text: str, *, channel: str = GENERAL, **changes: Any) -> Watched:
    """Return what became of the order of an admin."""
    with listening(slack) as bot:
        set_up(bot, slack, **changes)
        slack.command("/moderate", text, user=ADMIN, channel=channel)
        return Watched(bot.store.moderation.get(slack.team_id).monitored, bot.moderation.actions)


@pytest.mark.parametrize("text", ["watch", "watch here", f"watch <#{GENERAL}|general>"])
def test_moderate_watches_a_channel_that_the_bot_is_in(slack: SlackStandIn, text: str) -> None:
    slack.invite(GENERAL)
    watched = watching(slack, text)

    assert watched.channels == (GENERAL,)
    assert "watched from now on" in told(slack, ADMIN)
    (notice,) = watched.notices
    assert (notice.kind, notice.explanation, notice.value) == ("notice", GENERAL, "on")


def test_moderate_does_not_watch_where_the_bot_is_not(slack: SlackStandIn) -> None:
    slack.add_channel("C0OTHER", name="other", members=[ADMIN])
    slack.add_channel("C0SECRET", name="secret", members=[ADMIN], is_private=True)
    watched = watching(slack, "watch <#C0OTHER|other> <#C0SECRET|secret>")

    assert watched.channels == ()
    assert watched.notices == []
    assert "I am not in this channel. Invite me there first: `/invite @" in told(slack, ADMIN)
    assert "I cannot see this channel" in told(slack, ADMIN)


def test_moderate_does_not_watch_without_the_scope_to_hear(slack: SlackStandIn) -> None:
    slack.invite(GENERAL)
    slack.scopes.discard("channels:history")
    watched = watching(slack, "watch")

    assert watched.channels == ()
    assert "lacks the permission `channels:history`" in told(slack, ADMIN)


def test_moderate_does_not_watch_where_cases_are_reviewed(slack: SlackStandIn) -> None:
    slack.add_channel(REVIEW, name="review", members=[slack.bot_user_id, ADMIN])
    watched = watching(slack, "watch", channel=REVIEW)

    assert watched.channels == ()
    assert "Cases are reviewed there" in told(slack, ADMIN)


def test_moderate_watches_no_direct_conversation(slack: SlackStandIn) -> None:
    channel = slack.direct_message(ADMIN)
    watched = watching(slack, "watch", channel=channel)

    assert watched.channels == ()
    assert "Name a channel" in told(slack, ADMIN)


def test_moderate_stops_watching_wherever_the_bot_is(slack: SlackStandIn) -> None:
    watched = watching(slack, "unwatch <#C0GONE|gone>", monitored=("C0GONE", GENERAL))

    assert watched.channels == (GENERAL,)
    (notice,) = watched.notices
    assert (notice.explanation, notice.value) == ("C0GONE", "off")


@pytest.mark.parametrize(
    ("text", "monitored", "part"),
    [("watch", (GENERAL,), "watched already"), ("unwatch", (), "was not watched")],
)
def test_moderate_says_if_nothing_changes(
    slack: SlackStandIn, text: str, monitored: tuple[str, ...], part: str
) -> None:
    slack.invite(GENERAL)
    watched = watching(slack, text, monitored=monitored)

    assert part in told(slack, ADMIN)
    assert watched.notices == []


def test_moderate_tells_no_channel_where_admins_do_not_want_it(slack: SlackStandIn) -> None:
    slack.invite(GENERAL)
    watched = watching(slack, "watch", announce=False)

    assert watched.channels == (GENERAL,)
    assert watched.notices == []
    assert "not told" in told(slack, ADMIN)


def test_moderate_watches_without_a_review_channel_and_says_what_is_missing(
    slack: SlackStandIn,
) -> None:
    slack.invite(GENERAL)
    watched = watching(slack, "watch", review_channel="")

    assert watched.channels == (GENERAL,)
    assert "no review channel yet" in told(slack, ADMIN)


def test_moderate_puts_on_record_who_watches(slack: SlackStandIn) -> None:
    slack.invite(GENERAL)
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.command("/moderate", "watch", user=ADMIN)
        entry = bot.store.audit.entries(slack.team_id)[-1]

    assert (entry.event, entry.user) == ("settings", ADMIN)
    assert dict(entry.fields) == {"watch": "on", "channels": [GENERAL]}


def test_moderate_status_says_how_things_stand(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, monitored=(GENERAL,))
        kept_case(bot, slack)
        slack.command("/moderate", "status", user=ANYBODY)
        slack.command("/moderate", "status", user=MODERATOR)

    assert f"Watched: <#{GENERAL}>" in told(slack)
    assert "verdict" not in told(slack)
    assert "1 case waits for a verdict." in told(slack, MODERATOR)


def test_moderate_status_without_anything_set_up_says_what_to_do(slack: SlackStandIn) -> None:
    with listening(slack):
        slack.command("/moderate", "status")

    assert "no review channel yet" in told(slack)
    assert "No channel is watched" in told(slack)


def test_moderate_queue_shows_what_waits_to_moderators_alone(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        kept_case(bot, slack)
        slack.command("/moderate", "queue", user=MODERATOR)
        slack.command("/moderate", "queue", user=ANYBODY)

    assert "You are an idiot" in told(slack, MODERATOR)
    assert "case_look" in json.dumps(slack.seen_only_by(MODERATOR)[-1].blocks)
    assert "Only moderators" in told(slack)


def test_moderate_queue_hides_texts_where_that_is_set(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, blur=True)
        kept_case(bot, slack)
        slack.command("/moderate", "queue", user=MODERATOR)

    assert "The text is hidden." in told(slack, MODERATOR)
    assert "You are an idiot" not in str(slack.seen_only_by(MODERATOR))


def test_moderate_thresholds_opens_the_window_to_try_others(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, model="sentiment")
        slack.command("/moderate", "thresholds", user=ADMIN)
        slack.command("/moderate", "thresholds negative 0.7", user=ADMIN)

    titles = [window["title"]["text"] for window in slack.modals]
    assert titles == ["Thresholds", "What would change"]
    assert json.loads(slack.modals[1]["private_metadata"]) == {"negative": 0.7}


def test_moderate_thresholds_names_the_labels_there_are(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack, model="sentiment")
        slack.command("/moderate", "thresholds toxic 0.7", user=ADMIN)

    assert "`negative`" in told(slack, ADMIN)
    assert slack.modals == []


def test_moderate_thresholds_waits_for_the_model(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.command("/moderate", "thresholds toxic 0.7", user=ADMIN)

    assert "not ready" in told(slack, ADMIN)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("export", "audit_export", {"since": "", "until": "", "channel": "", "format": "csv"}),
        (
            "export since 2026-01-31 <#C1ABC|x> json",
            "audit_export",
            {"since": "2026-01-31", "until": "", "channel": "C1ABC", "format": "json"},
        ),
        ("train", "learn", None),
        ("models", "learn_models", None),
    ],
)
def test_moderate_hands_over_what_takes_longer(
    slack: SlackStandIn, text: str, kind: str, value: dict[str, str] | None
) -> None:
    with listening(slack) as bot:
        set_up(bot, slack)
        slack.command("/moderate", text, user=ADMIN)

    assert (bot.review.kind, bot.review.user) == (kind, ADMIN)
    assert (json.loads(bot.review.value) if bot.review.value else None) == value
    assert bot.review.response_url


def test_moderate_takes_what_was_typed_as_text(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.command("/moderate", f"test {typed('<!channel> & *x*')}")

    assert bot.request.text == "<!channel> & *x*"


def test_channels_that_two_admins_have_watched_at_once_are_both_watched(
    slack: SlackStandIn,
) -> None:
    slack.invite(GENERAL)
    slack.add_channel("C0OTHER", name="other", members=[slack.bot_user_id, "U0OPS"])
    with listening(slack) as bot:
        set_up(bot, slack, admins=(ADMIN, "U0OPS"))
        orders = [
            partial(slack.command, "/moderate", f"watch <#{channel}>", user=user)
            for channel, user in ((GENERAL, ADMIN), ("C0OTHER", "U0OPS"))
        ]
        slack.at_once(orders)
        monitored = bot.store.moderation.get(slack.team_id).monitored

    assert set(monitored) == {GENERAL, "C0OTHER"}
