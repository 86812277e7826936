from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.errors import CaseGone, StaleCase
from bot.moderation.cases.case import Case, Earlier, Mark
from bot.place import Place
from bot.store import Counts, Store
from tests.bot.store.samples import (
    AUTHOR,
    DAY,
    MODERATOR,
    ODD_TEXTS,
    OTHER,
    START,
    TEAM,
    USER,
    Clock,
    case,
    entry,
    flag,
)

HOUR = timedelta(hours=1)


def opened(store: Store, id: str = "c1", **others: Any) -> Case:
    """Open a case of a message of its own."""
    others = {"ts": f"{id}.1"} | others
    own = flag(f"f-{id}", channel=others.get("channel", "C01"), ts=others["ts"])
    return store.cases.open(case(id, **others), flag=own, entry=entry())


def decide(store: Store, id: str, verdict: str = "agree", **others: Any) -> Case:
    changes = {"state": "decided", "verdict": verdict, "decided_by": MODERATOR} | others
    decided = entry("decided", user=MODERATOR, fields={"verdict": verdict})
    return store.cases.change(id, version=None, entry=decided, **changes)


def events(store: Store) -> list[str]:
    return [recorded.event for recorded in store.audit.entries(TEAM)]


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_case_comes_back_as_it_was_opened(store: Store, text: str) -> None:
    given = case(text=text)

    assert store.cases.open(given, flag=flag(), entry=entry()) == given
    assert store.cases.get("c1") == given
    assert store.cases.at(TEAM, "C01", "1.1") == given


def test_case_that_is_not_there_is_none(store: Store) -> None:
    assert store.cases.get("c1") is None
    assert store.cases.at(TEAM, "C01", "1.1") is None


def test_message_has_one_case_with_all_that_flagged_it(store: Store) -> None:
    store.cases.open(case("c1"), flag=flag("f1", note="rude"), entry=entry(case="c1"))
    second = flag("f2", origin="reaction", user=OTHER, note="very")

    known = store.cases.open(case("c2"), flag=second, entry=entry(case="c2", user=OTHER))

    assert known.id == "c1"
    assert known.sources == ("shortcut", "reaction")
    assert known.flaggers == (USER, OTHER)
    assert known.notes == ("rude", "very")
    assert store.cases.get("c2") is None
    assert [recorded.case for recorded in store.audit.entries(TEAM)] == ["c1", "c1"]


def test_further_flag_makes_no_decision_out_of_date(store: Store) -> None:
    store.cases.open(case(), flag=flag("f1"), entry=entry())

    assert store.cases.open(case("c2"), flag=flag("f2"), entry=entry()).version == 1


def test_flag_counts_once(store: Store) -> None:
    for _ in range(3):
        known = store.cases.open(case(), flag=flag(note="rude"), entry=entry())

    assert known.notes == ("rude",)
    assert events(store) == ["flagged"]


def test_case_is_on_the_record_of_its_own_workspace(store: Store) -> None:
    store.cases.open(case(team="T99"), flag=flag(team="T99"), entry=entry(team=TEAM))

    assert store.audit.teams() == ["T99"]
    assert len(store.audit.entries("T99")) == 1


def test_flag_by_the_bot_has_no_flagger(store: Store) -> None:
    known = store.cases.open(case(), flag=flag(origin="monitor", user=""), entry=entry())

    assert (known.sources, known.flaggers) == (("monitor",), ())


@pytest.mark.parametrize("other", [{"team": "T99"}, {"channel": "C99"}, {"ts": "9.9"}])
def test_other_messages_have_other_cases(store: Store, other: dict[str, str]) -> None:
    store.cases.open(case(), flag=flag(), entry=entry())

    own = store.cases.open(case("c2", **other), flag=flag("f2", **other), entry=entry())

    assert own.id == "c2"


def test_texts_without_a_message_have_cases_of_their_own(store: Store) -> None:
    for id in ("c1", "c2"):
        store.cases.open(case(id, ts=""), flag=flag(id, ts=""), entry=entry())

    assert len(store.cases.queue(TEAM)) == 2
    assert store.cases.at(TEAM, "C01", "") is None


def test_text_without_a_message_that_comes_again_is_the_case_that_it_was(store: Store) -> None:
    first = opened(store, "c1", ts="")
    opened(store, "c2", ts="")

    assert opened(store, "c1", ts="") == first


def test_change_is_there_and_on_record(store: Store) -> None:
    opened(store)
    changes: dict[str, Any] = {
        "state": "decided",
        "verdict": "agree",
        "decided": START,
        "decided_by": MODERATOR,
        "marks": (Mark(start=4, end=9, kind="matters"),),
        "earlier": (Earlier(verdict="overrule", decided_by=OTHER, decided=START),),
        "edited_probabilities": {"toxic": 0.1},
    }

    changed = store.cases.change("c1", version=1, entry=entry("decided"), **changes)

    assert changed == replace(case(ts="c1.1"), version=2, **changes)
    assert store.cases.get("c1") == changed
    assert events(store) == ["flagged", "decided"]


def test_change_of_an_older_version_is_refused_and_leaves_no_trace(store: Store) -> None:
    opened(store)
    first = decide(store, "c1")

    with pytest.raises(StaleCase) as refused:
        store.cases.change("c1", version=1, entry=entry("decided"), verdict="overrule")

    assert refused.value.case == first == store.cases.get("c1")
    assert events(store) == ["flagged", "decided"]


def test_change_that_cannot_go_on_record_is_not_made(store: Store) -> None:
    before = opened(store)
    impossible = entry("decided", fields={"words": {"a set"}})

    with pytest.raises(TypeError):
        store.cases.change("c1", version=1, entry=impossible, verdict="agree")

    assert store.cases.get("c1") == before
    assert events(store) == ["flagged"]


def test_change_with_a_known_key_is_done_once(store: Store) -> None:
    opened(store)
    keyed = entry("decided", key="click-1")
    for _ in range(2):
        changed = store.cases.change("c1", version=1, entry=keyed, verdict="agree")

    assert (changed.version, changed.verdict) == (2, "agree")
    assert events(store) == ["flagged", "decided"]


def test_change_of_what_is_not_kept_says_so(store: Store) -> None:
    with pytest.raises(CaseGone, match="not kept any more"):
        store.cases.change("c1", version=None, entry=entry("claimed"), claimed_by=USER)


@pytest.mark.parametrize("name", ["id", "version", "team", "sources", "colour"])
def test_change_of_what_cannot_change_is_a_mistake(store: Store, name: str) -> None:
    opened(store)

    with pytest.raises(TypeError, match=name):
        store.cases.change("c1", version=None, entry=entry("edited"), **{name: "x"})


def test_place_and_picture_are_no_change_that_makes_a_click_stale(store: Store) -> None:
    opened(store)
    for _ in range(2):
        assert store.cases.show("c1", Place("C99", "2.2"), entry=entry("opened", key="shown"))
    store.cases.set_picture("c1", "F01")

    known = store.cases.get("c1")

    assert known is not None
    assert (known.place, known.picture, known.version) == (Place("C99", "2.2"), "F01", 1)
    assert known.state == "open"
    assert events(store) == ["flagged", "opened"]


def test_place_of_what_is_not_kept_is_left_out(store: Store) -> None:
    assert not store.cases.show("c1", Place("C99", "2.2"), entry=entry("opened"))

    assert store.cases.get("c1") is None


def ids(cases: list[Case]) -> list[str]:
    return [each.id for each in cases]


def test_queue_begins_with_the_worst_and_then_the_oldest(store: Store) -> None:
    opened(store, "mild", severity=0.1)
    opened(store, "newer", severity=0.9, created=START + HOUR)
    opened(store, "older", severity=0.9)

    assert ids(store.cases.queue(TEAM)) == ["older", "newer", "mild"]


def test_queue_by_age_begins_with_the_oldest(store: Store) -> None:
    opened(store, "new", created=START + HOUR)
    opened(store, "mild", severity=0.1)
    opened(store, "bad", severity=0.9)

    assert ids(store.cases.queue(TEAM, by="age")) == ["bad", "mild", "new"]


def test_queue_has_what_can_be_decided_unless_told_otherwise(store: Store) -> None:
    for state in ("new", "open", "appealed", "decided", "closed"):
        opened(store, state, state=state)
    opened(store, "elsewhere", team="T99")

    assert sorted(ids(store.cases.queue(TEAM))) == ["appealed", "new", "open"]
    assert ids(store.cases.queue(TEAM, state="decided")) == ["decided"]
    assert store.cases.count(TEAM) == 3


@pytest.mark.parametrize(
    "wanted", [{"channel": "C99"}, {"label": "identity_hate"}, {"claimed_by": MODERATOR}]
)
def test_queue_is_filtered(store: Store, wanted: dict[str, str]) -> None:
    opened(store, "c1")
    opened(
        store,
        "c2",
        channel="C99",
        claimed_by=MODERATOR,
        probabilities={"identity_hate": 0.9},
        thresholds={"identity_hate": 0.5},
    )

    assert ids(store.cases.queue(TEAM, **wanted)) == ["c2"]
    assert store.cases.count(TEAM, **wanted) == 1


@pytest.mark.parametrize("label", ["tox%", "_oxic", "insult", "threat", "tox"])
def test_queue_by_label_has_only_what_is_flagged_for_it(store: Store, label: str) -> None:
    opened(store)

    assert store.cases.queue(TEAM, label=label) == []


def test_queue_comes_in_pages(store: Store) -> None:
    for number in range(5):
        opened(store, f"c{number}")

    pages = [ids(store.cases.queue(TEAM, limit=2, offset=start)) for start in (0, 2, 4)]

    assert pages == [["c0", "c1"], ["c2", "c3"], ["c4"]]


def test_cases_of_an_author_are_counted(store: Store) -> None:
    for id, verdict in (("c1", "agree"), ("c2", "agree"), ("c3", "overrule")):
        opened(store, id)
        decide(store, id, verdict)
    opened(store, "c4")
    opened(store, "c5", author=OTHER)
    opened(store, "c6", team="T99")

    assert store.cases.of_author(TEAM, AUTHOR) == Counts(cases=4, agreed=2, overruled=1)


@pytest.mark.parametrize("author", ["", "U0NOBODY"])
def test_nobody_has_no_cases(store: Store, author: str) -> None:
    opened(store, author="")

    assert store.cases.of_author(TEAM, author) == Counts()


def test_decided_since_has_what_was_decided_from_then_on(store: Store) -> None:
    for number, id in enumerate(("c1", "c2", "c3")):
        opened(store, id)
        decide(store, id, decided=START + number * HOUR)
    opened(store, "c4")

    assert ids(store.cases.decided_since(TEAM, START + HOUR)) == ["c2", "c3"]


def test_opened_since_has_what_came_from_then_on(store: Store) -> None:
    opened(store, "c1")
    opened(store, "c2", created=START + HOUR)

    assert ids(store.cases.opened_since(TEAM, START + HOUR)) == ["c2"]
    assert ids(store.cases.opened_since(TEAM, START)) == ["c1", "c2"]
    assert ids(store.cases.opened_since(TEAM, START, most=1)) == ["c2"]


def waiting(store: Store, moment: datetime) -> list[str]:
    return ids([one.case for one in store.cases.waiting_since(TEAM, moment)])


def test_waiting_since_has_what_is_undecided_for_longer(store: Store) -> None:
    opened(store, "c2", created=START + HOUR)
    opened(store, "c1")
    opened(store, "c3")
    decide(store, "c3")

    assert waiting(store, START + HOUR) == ["c1"]
    assert waiting(store, START + DAY) == ["c1", "c2"]


def test_appealed_case_waits_since_the_appeal(store: Store, clock: Clock) -> None:
    opened(store)
    decide(store, "c1")
    clock.advance(DAY)
    store.cases.change("c1", version=None, entry=entry("appealed"), state="appealed")

    assert waiting(store, START + DAY) == []
    (found,) = store.cases.waiting_since(TEAM, START + DAY + HOUR)
    assert found.since == START + DAY
    assert waiting(store, START + DAY + HOUR) == ["c1"]


def test_queue_shows_what_is_shown_in_some_review_channels(store: Store) -> None:
    for number, channel in enumerate(("CR1", "CR2", "CR3")):
        opened(store, f"c{number}", review_channel=channel)

    assert store.cases.count(TEAM, review_channels={"CR1", "CR3"}) == 2
    assert store.cases.count(TEAM, review_channels=()) == 0
    assert ids(store.cases.queue(TEAM, review_channels={"CR2"})) == ["c1"]


def test_queue_leaves_out_what_somebody_wrote(store: Store) -> None:
    opened(store, "c1", author="U_ME")
    opened(store, "c2", author="U_OTHER")

    assert ids(store.cases.queue(TEAM, not_by="U_ME")) == ["c2"]


def test_teams_are_those_with_cases(store: Store) -> None:
    opened(store, "c1", team="T99")
    opened(store, "c2")

    assert store.cases.teams() == sorted([TEAM, "T99"])


def test_case_shows_nothing_of_its_text(store: Store) -> None:
    assert "idiot" not in repr(opened(store))
