"""What an admin is told before thresholds are switched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.assembly import Bot
from bot.models import Explains, Models
from bot.moderation.cases.record import AuditEntry
from bot.moderation.overtime import tester as testing
from bot.moderation.overtime.tester import LOOKED_BACK
from tests.bot.moderation.queueing import put
from tests.bot.moderation.team import moderated
from tests.bot.moderators import THRESHOLDS
from tests.slack import SlackStandIn

TEAM = "T0TEAM"


@pytest.fixture
def bot(slack: SlackStandIn) -> Iterator[Bot]:
    with moderated(slack) as bot:
        bot.models.get("moderation")
        yield bot


def threshold_tester(bot: Bot, models: Models | None = None) -> testing.Tester:
    return testing.Tester(
        bot.store, bot.moderation.rules, bot.moderation.roles, models or bot.models
    )


def not_loaded() -> Models:
    def load(name: str) -> Explains:
        raise AssertionError("no model is to be loaded here")

    return Models(load, default="moderation")


def now() -> datetime:
    return datetime.now(UTC)


def set_own(bot: Bot, **thresholds: float) -> None:
    entry = AuditEntry(team=TEAM, event="threshold")
    bot.store.moderation.change(TEAM, entry=entry, thresholds=thresholds)


def test_present_thresholds_are_the_model_s_with_the_workspace_s_own_in_their_place(
    bot: Bot,
) -> None:
    set_own(bot, toxic=0.8, nonsense=0.1)

    assert threshold_tester(bot).of_model(TEAM) == THRESHOLDS
    assert threshold_tester(bot).present(TEAM) == THRESHOLDS | {"toxic": 0.8}


def test_thresholds_where_no_model_is_loaded_are_those_of_the_newest_case(bot: Bot) -> None:
    put(bot, "old", created=now() - timedelta(days=2), thresholds={"toxic": 0.4})
    put(bot, "new", created=now() - timedelta(days=1), thresholds={"toxic": 0.6})
    put(bot, "other", created=now(), model="learned-1", thresholds={"toxic": 0.7})

    assert threshold_tester(bot, not_loaded()).of_model(TEAM) == {"toxic": 0.6}


def test_thresholds_are_not_known_without_a_model_and_a_case(bot: Bot) -> None:
    assert threshold_tester(bot, not_loaded()).of_model(TEAM) == {}
    assert threshold_tester(bot, not_loaded()).present(TEAM) == {}


def test_trial_looks_back_some_months_and_no_further(bot: Bot) -> None:
    probabilities = {"toxic": 0.6}
    put(bot, "old", created=now() - LOOKED_BACK - timedelta(hours=1), probabilities=probabilities)
    put(bot, "new", created=now() - timedelta(days=1), probabilities=probabilities)
    trial = threshold_tester(bot).try_out(TEAM, {"toxic": 0.7})

    assert trial.together.fewer.total == 1


def test_trial_compares_with_what_counts_now(bot: Bot) -> None:
    set_own(bot, toxic=0.8)
    put(bot, "c1", created=now(), probabilities={"toxic": 0.6}, flaggers=("U1",))
    trial = threshold_tester(bot).try_out(TEAM, {"toxic": 0.7})

    (change,) = trial.labels
    assert (change.present, change.proposed) == (0.8, 0.7)
    assert trial.has_unseen
