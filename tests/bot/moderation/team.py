"""A workspace whose messages are moderated: who is who, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.action import Action
from bot.assembly import Bot
from bot.models import Explains
from bot.moderation.cases import choice
from bot.moderation.cases.case import Case
from bot.moderation.flags.flag import Flag
from bot.request import hashed_id
from tests.bot.moderators import FakeModerator
from tests.bot.running import running
from tests.slack import Message, SlackStandIn

GENERAL, REVIEW = "C0GENERAL", "C0REVIEW"
ALICE, BOB, CAROL, DAVE, EVE = "U0ALICE", "U0BOB", "U0CAROL", "U0DAVE", "U0EVE"
NASTY = "What a nasty thing to say"


@contextmanager
def moderated(
    slack: SlackStandIn, explainer: Explains | None = None, **changes: Any
) -> Iterator[Bot]:
    """Run a bot where Bob writes, Alice flags, Carol and Dave moderate, and Eve is admin."""
    people_in(slack)
    settings = {"review_channel": REVIEW, "moderation_admins": (EVE,)} | changes
    with running(slack, explainer or FakeModerator(), **settings) as bot:
        yield bot


def people_in(slack: SlackStandIn) -> None:
    for user in (BOB, CAROL, DAVE, EVE):
        slack.add_user(user)
    slack.channel(GENERAL).members.add(BOB)
    slack.add_channel(REVIEW, name="review", members=(slack.bot_user_id, CAROL, DAVE))


def flag_of(slack: SlackStandIn, message: Message | None = None, **changes: Any) -> Flag:
    """Return Alice's flag of a message, which Bob writes if there is none."""
    message = message or slack.say(GENERAL, NASTY, user=BOB)
    usual = {
        "id": hashed_id("flag", message.ts, changes.get("user", ALICE)),
        "origin": "shortcut",
        "team": slack.team_id,
        "channel": GENERAL,
        "ts": message.ts,
        "user": ALICE,
        "author": BOB,
        "text": message.text,
    }
    return Flag(**usual | changes)


def flagged(bot: Bot, slack: SlackStandIn, **changes: Any) -> Case:
    """Flag a message, and return its case once the moderators see it."""
    flag = flag_of(slack, **changes)
    bot.moderation.flag(flag)
    slack.wait_until(lambda: is_shown(bot, flag), timeout=30)
    return case_of(bot, flag)


def is_shown(bot: Bot, flag: Flag) -> bool:
    """Return whether the work on a flag is done, and the moderators have its case."""
    known = bot.store.cases.at(flag.team, flag.channel, flag.ts)
    return known is not None and known.state != "new" and not left(bot, flag)


def left(bot: Bot, flag: Flag) -> bool:
    """Return whether there is anything left to do with a flag."""
    kept = bot.store.flags.get(flag.id)
    return kept is not None and bool(kept.text)


def case_of(bot: Bot, flag: Flag) -> Case:
    case = bot.store.cases.at(flag.team, flag.channel, flag.ts)
    assert case is not None
    return case


def latest(bot: Bot, case: Case) -> Case:
    found = bot.store.cases.get(case.id)
    assert found is not None
    return found


def act(bot: Bot, case: Case, kind: str, user: str = CAROL, **details: Any) -> Action:
    """Have somebody do something with a case as they see it."""
    action = action_on(case, kind, user, **details)
    bot.moderation.act(action)
    return action


def action_on(case: Case, kind: str, user: str = CAROL, **details: Any) -> Action:
    """Return an action; details may have its `id`, its `channel` and the `version` seen."""
    version = details.pop("version", case.version)
    identifier = details.pop("id", None) or hashed_id(kind, user, str(version), str(details))
    return Action(
        id=identifier,
        kind=kind,
        team=details.pop("team", case.team),
        user=user,
        channel=details.pop("channel", REVIEW),
        explanation=details.pop("about", case.id),
        value=choice.value(version, **details),
    )


def events(bot: Bot, case: Case) -> list[str]:
    """Return what is on record of a case, the first thing first."""
    return [entry.event for entry in bot.store.audit.entries(case.team, case=case.id)]


def said_to(slack: SlackStandIn, user: str) -> list[Message]:
    """Return what somebody was told for their eyes alone, here or there."""
    return [*slack.seen_only_by(user), *direct(slack, user)]


def direct(slack: SlackStandIn, user: str) -> list[Message]:
    """Return what the bot wrote to somebody alone, in their own conversation."""
    return slack.messages(slack.direct_message(user))
