"""Decisions about look-alikes, thresholds and the record as a file, all the way through Slack."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.action import Action
from bot.assembly import Bot
from bot.messages import action_ids
from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry
from tests.bot.moderation.queueing import home_of, put, shown
from tests.bot.moderation.team import ALICE, CAROL, DAVE, EVE, direct, moderated
from tests.slack import SlackStandIn

SPAM = ("Buy cheap pills now!", "buy CHEAP pills now", "Buy cheap pills now.")


@pytest.fixture
def bot(slack: SlackStandIn) -> Iterator[Bot]:
    with moderated(slack) as bot:
        yield bot


def now() -> datetime:
    return datetime.now(UTC)


def spam(bot: Bot, slack: SlackStandIn) -> None:
    for number, text in enumerate(SPAM):
        put(bot, f"s{number}", text, team=slack.team_id, created=now())
    put(bot, "other", "You are an idiot", team=slack.team_id, created=now())


def together(slack: SlackStandIn, user: str = CAROL) -> dict[str, Any]:
    """Return the App Home with the look-alikes in it, and nothing else of the queue."""
    home = home_of(slack, user, "say the same")
    slack.click_in_view(home, action_ids.QUEUE_ALIKE)
    return shown(slack, user, action_ids.BULK_AGREE)


def case(bot: Bot, id: str) -> Case:
    found = bot.store.cases.get(id)
    assert found is not None
    return found


def told(slack: SlackStandIn, user: str, words: str) -> str:
    """Return what the bot wrote to somebody alone, once it says this."""

    def texts() -> list[str]:
        return [message.text for message in direct(slack, user)]

    slack.wait_until(lambda: any(words in text for text in texts()), timeout=30)
    return next(text for text in texts() if words in text)


def files(slack: SlackStandIn, user: str) -> list[bytes]:
    """Return the contents of the files that were sent to somebody alone."""
    return [file["bytes"] for message in direct(slack, user) for file in message.files]


def send(bot: Bot, slack: SlackStandIn, kind: str, user: str, value: object) -> None:
    """Have somebody do something that no button may offer them."""
    bot.moderation.act(
        Action(
            id=f"forged-{kind}-{user}",
            kind=kind,
            team=slack.team_id,
            user=user,
            channel=user,
            explanation="",
            value=value if isinstance(value, str) else json.dumps(value),
        )
    )


@pytest.mark.parametrize(
    ("button", "verdict"),
    [(action_ids.BULK_AGREE, "agree"), (action_ids.BULK_OVERRULE, "overrule")],
)
def test_one_click_decides_all_lookalikes_and_each_is_on_record(
    bot: Bot, slack: SlackStandIn, button: str, verdict: str
) -> None:
    spam(bot, slack)
    slack.click_in_view(together(slack), button)
    told(slack, CAROL, "You decided 3 cases")

    assert [case(bot, f"s{number}").verdict for number in range(3)] == [verdict] * 3
    assert case(bot, "other").verdict == ""
    decided = bot.store.audit.entries(slack.team_id, event="decided")
    assert [entry.case for entry in decided] == ["s0", "s1", "s2"]
    assert {entry.user for entry in decided} == {CAROL}
    assert bot.store.audit.verify(slack.team_id).intact


def test_lookalikes_that_others_decided_meanwhile_are_left_and_named(
    bot: Bot, slack: SlackStandIn
) -> None:
    spam(bot, slack)
    home = together(slack)
    entry = AuditEntry(team=slack.team_id, event="decided", user=DAVE)
    bot.store.cases.change(
        "s1",
        version=1,
        entry=entry,
        state="decided",
        verdict="overrule",
        decided_by=DAVE,
        decided=now(),
    )
    slack.click_in_view(home, action_ids.BULK_AGREE)
    text = told(slack, CAROL, "You decided 2 cases")

    assert DAVE in text
    assert case(bot, "s1").verdict == "overrule"


def test_two_moderators_at_once_decide_each_case_once(bot: Bot, slack: SlackStandIn) -> None:
    spam(bot, slack)
    homes = {user: together(slack, user) for user in (CAROL, DAVE)}
    slack.at_once(
        [
            lambda: slack.click_in_view(homes[CAROL], action_ids.BULK_AGREE),
            lambda: slack.click_in_view(homes[DAVE], action_ids.BULK_OVERRULE),
        ]
    )
    told(slack, CAROL, "ecided")
    told(slack, DAVE, "ecided")

    decided = bot.store.audit.entries(slack.team_id, event="decided")
    assert sorted(entry.case for entry in decided) == ["s0", "s1", "s2"]


@pytest.mark.parametrize("user", [ALICE, "U0BOB"])
def test_bulk_decision_of_somebody_who_is_no_moderator_decides_nothing(
    bot: Bot, slack: SlackStandIn, user: str
) -> None:
    spam(bot, slack)
    send(bot, slack, action_ids.BULK_AGREE, user, {"cases": "s0:1 s1:1", "filters": ""})
    told(slack, user, "Nothing was decided")

    assert case(bot, "s0").state == "open"
    assert slack.home(user) is None or "pills" not in json.dumps(slack.home(user))


@pytest.mark.parametrize(
    "value", ["", "null", "[]", "[" * 10_000, '{"cases": 3}', '{"cases": "s0 s1:x gone:1"}']
)
def test_bulk_decision_that_makes_no_sense_decides_nothing(
    bot: Bot, slack: SlackStandIn, value: str
) -> None:
    spam(bot, slack)
    send(bot, slack, action_ids.BULK_AGREE, CAROL, value)
    slack.wait_until(lambda: bool(direct(slack, CAROL)), timeout=30)

    assert bot.store.audit.entries(slack.team_id, event="decided") == []


def test_bulk_decision_about_another_workspace_decides_nothing(
    bot: Bot, slack: SlackStandIn
) -> None:
    put(bot, "away", team="T0ELSEWHERE")
    send(bot, slack, action_ids.BULK_AGREE, CAROL, {"cases": "away:1", "filters": ""})
    told(slack, CAROL, "Nothing was decided")

    assert case(bot, "away").state == "open"


def test_overruling_together_is_refused_where_a_note_is_wanted(
    bot: Bot, slack: SlackStandIn
) -> None:
    entry = AuditEntry(team=slack.team_id, event="settings")
    bot.store.moderation.change(slack.team_id, entry=entry, note_required=True)
    spam(bot, slack)
    slack.click_in_view(together(slack), action_ids.BULK_OVERRULE)
    told(slack, CAROL, "one by one")

    assert case(bot, "s0").state == "open"


def test_thresholds_are_switched_by_an_admin_and_that_is_on_record(
    bot: Bot, slack: SlackStandIn
) -> None:
    put(bot, "c1", team=slack.team_id, created=now(), probabilities={"toxic": 0.6})
    send(bot, slack, "thresholds_set", EVE, {"toxic": 0.7})
    told(slack, EVE, "from now on")

    assert bot.store.moderation.get(slack.team_id).thresholds == {"toxic": 0.7}
    (entry,) = bot.store.audit.entries(slack.team_id, event="threshold")
    assert entry.fields["from"] == {"toxic": 0.5}
    assert entry.fields["to"] == {"toxic": 0.7}
    assert entry.fields["tried"]["fewer"] == {"agreed": 0, "overruled": 0, "open": 1}


@pytest.mark.parametrize("user", [ALICE, CAROL])
def test_thresholds_stay_as_they_are_for_who_is_no_admin(
    bot: Bot, slack: SlackStandIn, user: str
) -> None:
    send(bot, slack, "thresholds_set", user, {"toxic": 0.7})
    told(slack, user, "Only admins")

    assert bot.store.moderation.get(slack.team_id).thresholds == {}


@pytest.mark.parametrize(
    "value",
    [{}, {"toxic": 0}, {"toxic": 1.5}, {"toxic": True}, {"nonsense": 0.5}, '{"toxic": NaN}', "x"],
)
def test_thresholds_that_make_no_sense_are_not_set(
    bot: Bot, slack: SlackStandIn, value: object
) -> None:
    send(bot, slack, "thresholds_set", EVE, value)
    slack.wait_until(lambda: bool(direct(slack, EVE)), timeout=30)

    assert bot.store.moderation.get(slack.team_id).thresholds == {}


def test_record_is_sent_to_an_admin_as_a_table(bot: Bot, slack: SlackStandIn) -> None:
    spam(bot, slack)
    wanted = {"since": "", "until": "", "channel": "", "format": "csv"}
    send(bot, slack, "audit_export", EVE, wanted)
    told(slack, EVE, "4 entries")

    (file,) = files(slack, EVE)
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert [row["case"] for row in rows] == ["s0", "s1", "s2", "other"]
    (entry,) = bot.store.audit.entries(slack.team_id, event="exported")
    assert (entry.user, entry.fields["entries"]) == (EVE, 4)


def test_record_is_sent_as_json_by_day_and_channel(bot: Bot, slack: SlackStandIn) -> None:
    put(bot, "c1", team=slack.team_id)
    put(bot, "c2", "Go away", team=slack.team_id, channel="C0OTHER")
    today = now().date().isoformat()
    wanted = {"since": today, "until": today, "channel": "C0OTHER", "format": "json"}
    send(bot, slack, "audit_export", EVE, wanted)
    told(slack, EVE, "1 entry")

    (file,) = files(slack, EVE)
    assert [entry["case"] for entry in json.loads(file)["entries"]] == ["c2"]


def test_record_of_a_time_without_entries_is_no_file(bot: Bot, slack: SlackStandIn) -> None:
    put(bot, "c1", team=slack.team_id)
    wanted = {"since": "2020-01-01", "until": "9999-12-31", "channel": "C0NONE", "format": "csv"}
    send(bot, slack, "audit_export", EVE, wanted)
    told(slack, EVE, "nothing in the record")

    assert files(slack, EVE) == []


@pytest.mark.parametrize("user", [ALICE, CAROL])
def test_record_is_for_admins_alone(bot: Bot, slack: SlackStandIn, user: str) -> None:
    put(bot, "c1", team=slack.team_id)
    send(bot, slack, "audit_export", user, {"format": "csv"})
    told(slack, user, "Only admins")

    assert files(slack, user) == []
    assert bot.store.audit.entries(slack.team_id, event="exported") == []


@pytest.mark.parametrize("value", ["", "[]", '{"since": "yesterday"}', '{"until": "2026-02-30"}'])
def test_record_is_not_sent_where_it_is_not_clear_which(
    bot: Bot, slack: SlackStandIn, value: str
) -> None:
    put(bot, "c1", team=slack.team_id)
    send(bot, slack, "audit_export", EVE, value)
    slack.wait_until(lambda: bool(direct(slack, EVE)), timeout=30)

    assert files(slack, EVE) == []


def test_queue_leaves_nothing_behind_of_who_only_looks_at_it(bot: Bot, slack: SlackStandIn) -> None:
    spam(bot, slack)
    home_of(slack, CAROL, "say the same")
    slack.open_home(CAROL)
    slack.wait_until(lambda: len(slack.calls_to("views.publish")) == 2, timeout=30)
    before = bot.store.export(slack.team_id, CAROL)["preferences"]
    together(slack)
    slack.wait_until(
        lambda: bool(bot.store.export(slack.team_id, CAROL)["preferences"]), timeout=30
    )

    assert not before
