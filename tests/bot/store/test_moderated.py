"""What moderation keeps of people and of texts, and how it goes away."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.errors import CaseGone
from bot.moderation.learning.learned import Learned
from bot.moderation.settings import ModerationSettings
from bot.settings import KeepText
from bot.store import Store
from tests.bot.store.conftest import Opener
from tests.bot.store.remains import remains
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
    action,
    case,
    entry,
    explanation,
    flag,
)

SECRET = "confidential"


def live(store: Store, id: str = "c1", *, team: str = TEAM, author: str = AUTHOR) -> None:
    """Have a message flagged by USER and decided by MODERATOR, who asked OTHER."""
    place = {"team": team, "ts": f"{id}.1"}
    flagged = flag(f"f-{id}", SECRET, note=f"{SECRET} note", author=author, **place)
    store.flags.add(flagged)
    store.cases.open(
        case(id, SECRET, author=author, **place),
        flag=flagged,
        entry=entry(team=team, told={"text": SECRET, "author": author, "note": SECRET}),
    )
    store.explanations.put(
        id, explanation(SECRET), team=team, user="", channel="C01", model="moderation", case=id
    )
    store.actions.add(action(f"a-{id}", team=team, user=MODERATOR, explanation=id, value=SECRET))
    store.cases.change(
        id,
        version=None,
        entry=entry("asked_colleague", user=MODERATOR, told={"colleague": OTHER}, key=MODERATOR),
        colleague=OTHER,
        claimed_by=MODERATOR,
    )
    store.cases.change(
        id,
        version=None,
        entry=entry("decided", user=MODERATOR, told={"note": SECRET, "words": SECRET}),
        state="decided",
        verdict="agree",
        decided_by=MODERATOR,
        decided=START,
        note=SECRET,
        appeal=SECRET,
    )


def test_erased_author_leaves_no_trace(store: Store) -> None:
    live(store)

    assert store.erase(TEAM, AUTHOR) > 0
    assert remains(store, SECRET) == []
    assert remains(store, AUTHOR) == []
    assert store.cases.get("c1") is None
    assert store.explanations.get("c1") is None
    assert store.audit.verify(TEAM).broken == ()
    assert store.erase(TEAM, AUTHOR) == 0


def test_erased_author_leaves_what_was_done_on_record(store: Store) -> None:
    live(store)
    store.erase(TEAM, AUTHOR)

    entries = store.audit.entries(TEAM)

    assert [each.event for each in entries] == ["flagged", "asked_colleague", "decided", "erased"]
    assert [each.user for each in entries] == [USER, MODERATOR, MODERATOR, ""]
    assert [dict(each.told) for each in entries] == [{}, {"colleague": OTHER}, {}, {}]


@pytest.mark.parametrize("person", [USER, MODERATOR, OTHER])
def test_erased_flagger_moderator_or_colleague_leaves_the_case(store: Store, person: str) -> None:
    live(store)
    before = store.cases.get("c1")

    assert store.erase(TEAM, person) > 0
    assert remains(store, person) == []
    after = store.cases.get("c1")
    assert before is not None
    assert after is not None
    assert (after.text, after.verdict, after.sources) == (SECRET, "agree", before.sources)
    assert store.audit.verify(TEAM).broken == ()
    assert store.erase(TEAM, person) == 0


def test_erased_moderator_takes_their_notes_along(store: Store) -> None:
    live(store)
    store.erase(TEAM, MODERATOR)

    known = store.cases.get("c1")

    assert known is not None
    assert (known.note, known.decided_by, known.claimed_by) == ("", "", "")
    assert known.notes == (f"{SECRET} note",)
    assert store.cases.queue(TEAM, state="decided", claimed_by=MODERATOR) == []


def test_erased_person_who_is_named_in_a_note_leaves_it_with_the_note(store: Store) -> None:
    store.cases.open(case(), flag=flag(note=f"ask <@{OTHER}>"), entry=entry())
    store.audit.append(entry("shown", told={"note": f"<@{OTHER}> agrees"}))
    store.audit.append(entry("shown", told={"note": f"<@{OTHER}9> agrees"}))
    store.erase(TEAM, OTHER)

    known = store.cases.get("c1")

    assert known is not None
    assert known.notes == ()
    assert [dict(each.told) for each in store.audit.entries(TEAM)] == [
        {},
        {},
        {"note": f"<@{OTHER}9> agrees"},
        {},
    ]


def test_erasing_takes_a_person_out_of_the_settings(store: Store) -> None:
    settings = ModerationSettings(admins=(USER, OTHER), moderators=(USER,), blur=True)
    store.moderation.set(TEAM, settings, entry=entry("settings", told={"admins": f"{USER} U9"}))
    learned = Learned(
        id="l1",
        team=TEAM,
        state="candidate",
        base="moderation",
        asked_by=USER,
        created=START,
        verdicts=9,
    )
    store.learned.add(learned)
    store.erase(TEAM, USER)

    assert store.moderation.get(TEAM) == ModerationSettings(admins=(OTHER,), blur=True)
    assert remains(store, USER) == []


def test_erasing_leaves_others_and_other_workspaces_alone(store: Store) -> None:
    live(store, "c1")
    live(store, "c2", team="T99")
    live(store, "c3", author=OTHER)
    store.erase(TEAM, AUTHOR)

    assert [store.cases.get(id) is None for id in ("c1", "c2", "c3")] == [True, False, False]
    assert store.audit.verify("T99").erased == 0


def test_erasing_covers_every_workspace_if_none_is_given(store: Store) -> None:
    live(store, "c1")
    live(store, "c2", team="T99")
    store.erase(None, AUTHOR)

    assert remains(store, AUTHOR) == []
    assert store.audit.verify(TEAM).broken == store.audit.verify("T99").broken == ()


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_erasing_and_exporting_get_along_with_every_text(store: Store, text: str) -> None:
    told = entry(told={"note": text, "author": AUTHOR})
    store.cases.open(case(text=text), flag=flag(text=text, note=text), entry=told)
    store.actions.add(action(user=MODERATOR, explanation="c1", value=text))

    assert [row["text"] for row in store.export(TEAM, AUTHOR)["cases"]] == [text]
    assert store.export(TEAM, USER)["record"]
    store.erase(TEAM, AUTHOR)

    assert store.actions.get("a1") is None
    assert store.audit.verify(TEAM).intact


def test_erasing_a_colleague_takes_the_question_to_them_along(store: Store) -> None:
    asking = '{"version": 1, "colleague": "U02", "note": "?"}'
    store.actions.add(action("a1", user=MODERATOR, value=asking))
    store.actions.add(action("a2", user=MODERATOR, value=asking.replace("U02", "U025")))
    store.cases.open(case(), flag=flag(), entry=entry())
    store.erase(TEAM, OTHER)

    assert store.actions.get("a1") is None
    assert store.actions.get("a2") is not None


def test_message_can_be_flagged_again_after_its_case_is_gone(store: Store) -> None:
    keyed = entry(key="flag:f1")
    store.cases.open(case(), flag=flag(), entry=keyed)
    store.erase(TEAM, AUTHOR)

    assert store.cases.open(case(), flag=flag(), entry=keyed).id == "c1"
    assert store.audit.verify(TEAM).intact


@pytest.mark.parametrize("team", [TEAM, None])
def test_nobody_is_not_erased(store: Store, team: str | None) -> None:
    live(store)

    with pytest.raises(ValueError, match="has an id"):
        store.erase(team, "")


def test_erasing_somebody_unknown_puts_nothing_on_record(store: Store) -> None:
    live(store)

    assert store.erase(TEAM, "U0NOBODY") == 0
    assert len(store.audit.entries(TEAM)) == 3


def test_forgotten_history_is_no_way_out_of_a_case(store: Store) -> None:
    live(store)
    store.explanations.erase(TEAM, AUTHOR)

    known = store.cases.get("c1")
    assert known is not None
    assert (known.text, known.author) == (SECRET, AUTHOR)
    assert store.explanations.get("c1") is not None


def test_export_tells_an_author_nothing_of_who_reported_and_judged_them(store: Store) -> None:
    live(store)

    told = store.export(TEAM, AUTHOR)

    assert [row["text"] for row in told["cases"]] == [SECRET]
    assert [(row["entry"], row["value"]) for row in told["record"]] == [(1, AUTHOR)]
    written = json.dumps(told)
    assert not any(person in written for person in (USER, MODERATOR, OTHER))


def test_export_tells_a_flagger_what_they_flagged(store: Store) -> None:
    live(store)

    told = store.export(TEAM, USER)

    assert [(row["ts"], row["note"]) for row in told["flags"]] == [("c1.1", f"{SECRET} note")]
    assert {row["name"] for row in told["record"]} == {"user", "note", "text"}
    assert AUTHOR not in json.dumps(told)


def test_export_tells_a_moderator_what_they_decided(store: Store) -> None:
    live(store)

    told = store.export(None, MODERATOR)

    assert [(row["verdict"], row["note"]) for row in told["decisions"]] == [("agree", SECRET)]
    assert {row["entry"] for row in told["record"]} == {2, 3}
    assert store.export("T99", MODERATOR)["decisions"] == []


def test_export_tells_a_colleague_nothing_of_the_deciders_note(store: Store) -> None:
    live(store)

    (asked,) = store.export(TEAM, OTHER)["decisions"]

    assert asked["id"] == "c1"
    assert "note" not in asked


def test_expired_case_leaves_its_record_without_texts(store: Store, clock: Clock) -> None:
    live(store)

    assert store.expire(START + DAY) > 0
    assert remains(store, SECRET) == []
    assert store.cases.get("c1") is None
    decided = store.audit.entries(TEAM)[2]
    assert (decided.event, decided.user, decided.erased) == (
        "decided",
        MODERATOR,
        ("note", "words"),
    )
    assert store.audit.verify(TEAM).broken == ()
    assert store.expire(START + DAY) == 0


@pytest.mark.parametrize("state", ["new", "open", "appealed"])
def test_case_that_can_be_decided_does_not_expire(store: Store, state: str) -> None:
    live(store)
    store.cases.change("c1", version=None, entry=entry("appealed"), state=state)
    store.expire(START + DAY)

    known = store.cases.get("c1")
    assert known is not None
    assert known.text == SECRET
    assert store.explanations.get("c1") == explanation(SECRET)
    assert store.audit.entries(TEAM)[0].told["text"] == SECRET


def test_case_that_was_changed_lately_does_not_expire(store: Store, clock: Clock) -> None:
    clock.advance(DAY)
    live(store)
    store.expire(START + DAY)

    assert store.cases.get("c1") is not None


def test_texts_of_entries_about_no_case_expire(store: Store) -> None:
    store.audit.append(entry("settings", told={"warning": SECRET}))
    store.expire(START + DAY)

    assert remains(store, SECRET) == []
    assert store.audit.entries(TEAM)[0].user == USER
    assert store.audit.verify(TEAM).broken == ()


@pytest.mark.parametrize("keep_text", ["hashed", "dropped"])
def test_texts_of_a_decided_case_go(open_store: Opener, keep_text: KeepText) -> None:
    store = open_store(keep_text=keep_text)
    live(store)

    assert store.drop_texts(START + DAY) > 0
    known = store.cases.get("c1")
    assert known is not None
    assert (known.text, known.has_text, known.verdict) == ("", False, "agree")
    assert remains(store, SECRET) == []
    assert store.cases.matches("c1", SECRET) is (keep_text == "hashed")
    assert not store.cases.matches("c1", "other")
    assert store.audit.verify(TEAM).broken == ()
    assert store.drop_texts(START + DAY) == 0


@pytest.mark.parametrize("keep_text", ["hashed", "dropped"])
def test_text_of_a_case_that_can_be_decided_stays(open_store: Opener, keep_text: KeepText) -> None:
    store = open_store(keep_text=keep_text)
    live(store)
    store.cases.change("c1", version=None, entry=entry("appealed"), state="appealed")
    store.flags.drop_text("f-c1")

    assert store.drop_texts(START + DAY) == 0
    store.cases.drop_text("c1")
    known = store.cases.get("c1")
    assert known is not None
    assert known.text == SECRET
    assert store.explanations.get("c1") == explanation(SECRET)


def test_texts_of_cases_are_not_dropped_where_they_are_stored(store: Store) -> None:
    live(store)
    store.cases.drop_text("c1")

    assert store.drop_texts(START + DAY) == 0
    assert store.cases.matches("c1", SECRET)


def test_dropped_text_of_one_case_leaves_the_others(open_store: Opener) -> None:
    store = open_store(keep_text="dropped")
    live(store, "c1")
    live(store, "c2")
    store.cases.drop_text("c1")

    texts = [known.text for id in ("c1", "c2") if (known := store.cases.get(id))]
    assert texts == ["", SECRET]


def test_clicks_on_a_case_lose_what_was_typed_with_its_text(open_store: Opener) -> None:
    store = open_store(keep_text="dropped")
    live(store, "c1")
    live(store, "c2")
    store.cases.drop_text("c1")

    clicks = [store.actions.get(id) for id in ("a-c1", "a-c2")]
    assert [click and click.value for click in clicks] == ["", SECRET]


def test_unknown_case_matches_nothing(store: Store) -> None:
    assert not store.cases.matches("c1", "")


def test_forget_leaves_nothing_of_the_workspace(store: Store) -> None:
    live(store)
    live(store, "c2", team="T99")
    store.moderation.set(TEAM, ModerationSettings(), entry=entry("settings"))
    store.workspaces.forget(TEAM)

    assert remains(store, TEAM) == []
    assert store.audit.verify(TEAM).entries == 0
    assert store.cases.get("c2") is not None
    assert store.audit.verify("T99").intact


def test_record_begins_anew_after_a_workspace_was_forgotten(store: Store) -> None:
    live(store)
    store.workspaces.forget(TEAM)
    with pytest.raises(CaseGone):
        store.cases.change("c1", version=None, entry=entry("claimed"))
    store.audit.append(entry())

    assert [each.seq for each in store.audit.entries(TEAM)] == [1]
    assert store.audit.verify(TEAM).intact


def test_explanation_of_a_case_that_is_gone_is_not_kept(store: Store) -> None:
    given: dict[str, Any] = {"team": TEAM, "user": "", "channel": "C01", "model": "moderation"}
    store.explanations.put("c1", explanation(), case="c1", **given)

    assert store.explanations.get("c1") is None


def test_new_key_for_tokens_leaves_the_record_alone(store: Store) -> None:
    live(store)
    head = store.audit.verify(TEAM).head
    store.workspaces.rotate_key()

    assert store.audit.verify(TEAM).head == head


@pytest.mark.parametrize("keep_text", ["hashed", "dropped"])
def test_what_is_typed_after_the_text_was_dropped_goes_too(
    open_store: Opener, clock: Clock, keep_text: KeepText
) -> None:
    store = open_store(keep_text=keep_text)
    live(store)
    store.drop_texts(START + DAY)
    late = "typed afterwards"
    edited = {"original": "edited", "edited_text": late}
    store.cases.change("c1", version=None, entry=entry("edited"), **edited)
    again = flag("f-again", ts="c1.1", note=late)
    known = store.cases.get("c1")
    assert known is not None
    store.cases.open(known, flag=again, entry=entry(told={"note": late}, key="again"))
    clock.advance(2 * DAY)

    assert store.drop_texts(START + 2 * DAY) > 0
    assert remains(store, late) == []
    assert store.cases.matches("c1", SECRET) is (keep_text == "hashed")
    assert store.audit.verify(TEAM).broken == ()
    assert store.drop_texts(START + 2 * DAY) == 0
