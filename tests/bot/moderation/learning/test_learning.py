from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.messages import action_ids
from bot.models import Models
from bot.moderation.learning.learned import Learned, is_learned
from bot.moderation.learning.learned_folder import LearnedFolder
from bot.moderation.learning.learned_upkeep import LearnedUpkeep
from bot.moderation.rules import Rules
from tests.bot.moderation.schooled import (
    DECIDED,
    act,
    decide,
    decided,
    model_of,
    schooled,
    state,
    trainer,
)
from tests.bot.moderation.team import ALICE, EVE, direct
from tests.bot.moderators import FakeModerator
from tests.bot.running import Given
from tests.slack import Message, SlackStandIn

SWITCHED = "New messages are scored by it"


def said(slack: SlackStandIn, words: str, user: str = EVE) -> Message:
    """Return the message to somebody with these words in it, once it is there."""

    def found() -> Message | None:
        return next((m for m in reversed(direct(slack, user)) if words in m.text), None)

    slack.wait_until(lambda: found() is not None, timeout=60)
    message = found()
    assert message is not None
    return message


def test_moderate_train_offers_a_candidate_and_switches_nothing_on(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        assert slack.command("/moderate", "train", user=EVE).ok
        offer = said(slack, "A new model has learned")
        learned = model_of(bot, slack)
        assert (learned.state, learned.verdicts, learned.base) == ("candidate", 60, "moderation")
        assert "80% with the new model, 60% with the old one" in offer.text.replace("*", "")
        assert bot.moderation.rules.of(slack.team_id).model == "moderation"
        assert [entry.event for entry in bot.store.audit.entries(slack.team_id)][-1:] == [
            "model_trained"
        ]


def test_admin_switches_on_and_goes_back(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        slack.click(said(slack, "A new model has learned"), action_ids.LEARNED_ON, user=EVE)
        switched = said(slack, SWITCHED)
        name = model_of(bot, slack).id
        assert bot.moderation.rules.of(slack.team_id).model == name
        assert state(bot, slack) == "active"
        slack.click(switched, action_ids.LEARNED_BACK, user=EVE)
        slack.wait_until(lambda: state(bot, slack) == "retired", timeout=60)
        assert bot.moderation.rules.of(slack.team_id).model == "moderation"
        assert state(bot, slack) == "retired"
        switches = bot.store.audit.entries(slack.team_id, event="model_switched")
        assert [(one.fields["model"], one.user) for one in switches] == [
            (name, EVE),
            ("moderation", EVE),
        ]


def test_keeping_the_old_one_changes_nothing_but_keeps_the_new(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        slack.click(said(slack, "A new model has learned"), action_ids.LEARNED_KEEP, user=EVE)
        said(slack, "Nothing changes")
        assert bot.moderation.rules.of(slack.team_id).model == "moderation"
        assert state(bot, slack) == "retired"
        act(bot, slack, "learned_on", model_of(bot, slack).id)
        said(slack, SWITCHED)
        assert state(bot, slack) == "active"


def test_trainer_is_given_the_verdicts_and_marks(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        said(slack, "A new model has learned")
        folder = LearnedFolder(bot.settings.learned_models).path(model_of(bot, slack).id)
        asked = json.loads((folder / "asked.json").read_text())
        assert asked["model"] == "moderation"
        assert len(asked["lines"]) == 60
        first = asked["lines"][0]
        assert (first["verdict"], first["flagged"]) == ("overrule", ["toxic"])
        mark = first["marks"][0]
        assert first["text"][mark["start"] : mark["end"]] == "nasty"
        assert mark["kind"] == "blameless"


def test_the_next_model_is_trained_from_the_one_that_is_on(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        slack.click(said(slack, "A new model has learned"), action_ids.LEARNED_ON, user=EVE)
        said(slack, SWITCHED)
        first = model_of(bot, slack).id
        act(bot, slack, "learn", id="again")
        slack.wait_until(
            lambda: model_of(bot, slack).id != first and state(bot, slack) == "candidate"
        )
        second = model_of(bot, slack)
        assert second.base == first
        folder = LearnedFolder(bot.settings.learned_models)
        asked = json.loads((folder.path(second.id) / "asked.json").read_text())
        assert asked["model"] == str(folder.path(first))


@pytest.mark.parametrize(
    ("n", "told"), [(0, "There are 0 verdicts so far"), (49, "1 more are needed")]
)
def test_too_few_verdicts_are_told_with_how_many_are_needed(
    slack: SlackStandIn, n: int, told: str
) -> None:
    with schooled(slack, n, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        assert "50" in said(slack, told).text
        assert not bot.store.learned.of(slack.team_id)


def test_verdicts_of_one_kind_are_not_enough(slack: SlackStandIn) -> None:
    with schooled(slack, 0, trainer=trainer()) as bot:
        for number in range(60):
            decide(bot.store, replace(decided(slack.team_id, number), verdict="agree"))
        act(bot, slack, "learn")
        assert "At least 10 of each kind" in said(slack, "60 messages that were decided").text


def test_the_same_click_twice_trains_one_model(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn", id="one")
        act(bot, slack, "learn", id="one")
        said(slack, "A new model has learned")
        assert len(bot.store.learned.of(slack.team_id)) == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("learn", ""),
        ("learned_on", "learned-000000000000"),
        ("learned_keep", "learned-000000000000"),
        ("learned_back", ""),
        ("learn_models", ""),
    ],
)
def test_nobody_but_admins_may(slack: SlackStandIn, kind: str, value: str) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, kind, value, user=ALICE, channel=ALICE)
        said(slack, "Only admins", user=ALICE)
        assert not bot.store.learned.of(slack.team_id)


@pytest.mark.parametrize(
    "value",
    ["", "moderation", "../moderation", "learned-ffffffffffff", "learned-../../etc", "\x00"],
)
def test_a_forged_model_is_not_switched_on(slack: SlackStandIn, value: str) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learned_on", value)
        said(slack, "I do not know this model")
        assert bot.store.moderation.get(slack.team_id).model == "moderation"


def test_a_model_of_another_workspace_is_not_switched_on(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        said(slack, "A new model has learned")
        mine = model_of(bot, slack)
        theirs = replace(mine, id="learned-abcdefabcdef", team="T0THEIRS")
        bot.store.learned.add(theirs)
        act(bot, slack, "learned_on", theirs.id)
        said(slack, "I do not know this model")
        assert bot.store.moderation.get(slack.team_id).model == "moderation"


def test_a_candidate_whose_files_are_gone_is_not_switched_on(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        said(slack, "A new model has learned")
        learned = model_of(bot, slack)
        LearnedFolder(bot.settings.learned_models).remove(learned.id)
        act(bot, slack, "learned_on", learned.id)
        said(slack, "This model cannot be loaded")
        assert bot.store.moderation.get(slack.team_id).model == "moderation"


@pytest.mark.parametrize(
    ("behaviour", "why"), [("dies", "broke off"), ("refuses", "could not be read")]
)
def test_a_training_that_fails_is_told(slack: SlackStandIn, behaviour: str, why: str) -> None:
    with schooled(slack, trainer=trainer(behaviour)) as bot:
        act(bot, slack, "learn")
        assert why in said(slack, "could not be trained").text
        learned = model_of(bot, slack)
        assert (learned.state, why in learned.problem) == ("failed", True)
        assert not LearnedFolder(bot.settings.learned_models).path(learned.id).exists()


def test_a_candidate_is_kept_also_if_nobody_can_be_told(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        said(slack, "now learns from 60 verdicts")
        slack.deactivate(EVE)
        slack.wait_until(lambda: state(bot, slack) == "candidate", timeout=60)
        assert LearnedFolder(bot.settings.learned_models).has(model_of(bot, slack).id)


def test_a_training_that_fell_out_of_the_engine_is_ended(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        lost = Learned(
            id="learned-0123456789ab",
            team=slack.team_id,
            state="training",
            base="moderation",
            asked_by=EVE,
            created=DECIDED,
            verdicts=60,
        )
        bot.store.learned.add(lost)
        folder = LearnedFolder(bot.settings.learned_models)
        LearnedUpkeep(
            store=bot.store,
            rules=bot.moderation.rules,
            models=bot.models,
            delivery=bot.delivery,
            engine=bot.engine,
            folder=folder,
        ).run()
        said(slack, "could not be trained")
        assert state(bot, slack) == "failed"


def test_going_back_without_another_model_says_so(slack: SlackStandIn) -> None:
    with schooled(slack, 0, trainer=trainer()) as bot:
        act(bot, slack, "learned_back")
        said(slack, "There is no other model to go back to")


def test_models_are_listed(slack: SlackStandIn) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        said(slack, "A new model has learned")
        act(bot, slack, "learn_models")
        assert model_of(bot, slack).id in said(slack, "Models").text


def test_a_model_whose_folder_is_lost_is_replaced_by_the_shipped_one_and_admins_are_told_once(
    slack: SlackStandIn,
) -> None:
    with schooled(slack, trainer=trainer()) as bot:
        act(bot, slack, "learn")
        slack.click(said(slack, "A new model has learned"), action_ids.LEARNED_ON, user=EVE)
        said(slack, SWITCHED)
        folder = LearnedFolder(bot.settings.learned_models)
        folder.remove(model_of(bot, slack).id)
        restarted = Models(Given(FakeModerator()), default="fake", learned=folder)
        rules = Rules(bot.store, bot.settings, usable=restarted.usable)
        assert rules.of(slack.team_id).model == "moderation"
        upkeep = LearnedUpkeep(
            store=bot.store,
            rules=rules,
            models=restarted,
            delivery=bot.delivery,
            engine=bot.engine,
            folder=folder,
        )
        upkeep.run()
        upkeep.run()
        warnings = [m for m in direct(slack, EVE) if "is missing or cannot be loaded" in m.text]
        assert len(warnings) == 1


def test_learned_names_are_of_one_form() -> None:
    assert is_learned("learned-0123456789ab")
    wrong = ("learned-", "learned-0123456789abc", "learned-0123456789AB", "x/learned-0123456789ab")
    assert not any(map(is_learned, (*wrong, "learned-0123456789ab\n", "")))
