from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy import text

from bot.moderation.cases.record import AuditEntry, Verified
from bot.store import Store
from tests.bot.store.conftest import Opener
from tests.bot.store.samples import (
    DAY,
    MODERATOR,
    ODD_TEXTS,
    START,
    TEAM,
    USER,
    Clock,
    case,
    entry,
    flag,
)


@pytest.fixture
def chain(store: Store) -> Store:
    """A record of five entries, each of which tells a note."""
    for number in range(1, 6):
        store.audit.append(
            entry("shown", user=MODERATOR, fields={"n": number}, told={"note": f"note {number}"})
        )
    return store


def run(store: Store, *statements: str) -> None:
    """Do to the database what no code of the bot's does."""
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def findings(store: Store) -> list[tuple[int, str]]:
    return [(broken.seq, broken.what) for broken in store.audit.verify(TEAM).broken]


@pytest.mark.parametrize("told", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_entry_comes_back_as_it_was_put_on_record(store: Store, told: str) -> None:
    fields = {"delta": -1e-9, "thresholds": {"toxic": 0.1 + 0.2}, "words": [1, 2], "none": None}
    store.audit.append(entry("marked", channel="C9", fields=fields, told={"note": told}))

    (recorded,) = store.audit.entries(TEAM)

    assert (recorded.seq, recorded.created, recorded.event) == (1, START, "marked")
    assert (recorded.user, recorded.channel, recorded.erased) == (USER, "C9", ())
    assert recorded.fields == fields
    assert recorded.told == ({"note": told} if told else {})
    assert store.audit.entry(TEAM, 1) == recorded
    assert store.audit.verify(TEAM).intact


def test_entry_that_is_not_there_is_none(chain: Store) -> None:
    assert chain.audit.entry(TEAM, 6) is None
    assert chain.audit.entry("T99", 1) is None


def test_entry_shows_nothing_of_what_is_told(chain: Store) -> None:
    assert "note 1" not in repr(chain.audit.entries(TEAM)) + repr(entry(told={"note": "note 1"}))


def test_entry_of_a_case_is_of_its_channel(store: Store) -> None:
    store.cases.open(case(channel="C07"), flag=flag(channel="C07"), entry=entry())
    store.audit.append(entry("shown", case="c1"))

    assert [recorded.channel for recorded in store.audit.entries(TEAM)] == ["C07", "C07"]


def test_entry_with_a_key_is_put_on_record_once(store: Store) -> None:
    keyed = entry("exported", key="click-1")

    assert [store.audit.append(keyed) for _ in range(3)] == [True, False, False]
    assert store.audit.append(entry("exported", key="click-2"))
    assert len(store.audit.entries(TEAM)) == 2


def test_entries_are_filtered(store: Store, clock: Clock) -> None:
    store.audit.append(entry("shown", channel="C1", case="a"))
    clock.advance(DAY)
    store.audit.append(entry("marked", channel="C1", case="b"))
    clock.advance(DAY)
    store.audit.append(entry("shown", channel="C2", case="b"))
    store.audit.append(entry("shown", team="T99"))

    def seqs(**wanted: Any) -> list[int]:
        return [recorded.seq for recorded in store.audit.entries(TEAM, **wanted)]

    assert seqs() == [1, 2, 3]
    assert seqs(since=START + DAY) == [2, 3]
    assert seqs(until=START + DAY) == [1]
    assert seqs(channel="C1") == [1, 2]
    assert seqs(case="b") == [2, 3]
    assert seqs(event="shown") == [1, 3]


def test_what_json_does_not_know_is_put_on_record_in_words(store: Store) -> None:
    store.audit.append(entry(fields={"delta": float("nan"), "most": [float("inf")], 1: (2,)}))

    assert store.audit.entries(TEAM)[0].fields == {"delta": "NaN", "most": ["Infinity"], "1": [2]}
    assert store.audit.verify(TEAM).intact


def test_workspaces_have_chains_of_their_own(store: Store) -> None:
    for team in (TEAM, "T99", TEAM):
        store.audit.append(entry(team=team))

    assert [recorded.seq for recorded in store.audit.entries(TEAM)] == [1, 2]
    assert store.audit.teams() == sorted([TEAM, "T99"])


def test_hash_is_the_documented_one(store: Store) -> None:
    store.audit.append(entry("marked", case="c1", channel="C1", fields={"b": 1, "a": "é"}))
    (recorded,) = store.audit.entries(TEAM)
    (salt,) = [row.salt for row in rows(store, "SELECT salt FROM explain_told")]

    digest = hashlib.sha256(f'{salt}:"{USER}"'.encode()).hexdigest()
    written = json.dumps(
        {
            "case": "c1",
            "channel": "C1",
            "created": "2026-03-01T12:00:00.000000+00:00",
            "digests": {"user": digest},
            "event": "marked",
            "fields": {"a": "é", "b": 1},
            "previous": "",
            "seq": 1,
            "team": TEAM,
        },
        separators=(",", ":"),
    )
    assert recorded.digests == {"user": digest}
    assert recorded.hash == hashlib.sha256(written.encode()).hexdigest()


def rows(store: Store, statement: str) -> list[Any]:
    with store.engine.begin() as connection:
        return list(connection.execute(text(statement)))


def test_record_as_it_was_written_is_intact(chain: Store) -> None:
    last = chain.audit.entries(TEAM)[-1]

    assert chain.audit.verify(TEAM) == Verified(
        team=TEAM, entries=5, broken=(), erased=0, head=last.hash
    )


def test_record_without_entries_is_intact(store: Store) -> None:
    assert store.audit.verify(TEAM) == Verified(team=TEAM, entries=0, broken=(), erased=0, head="")


def test_record_is_intact_after_a_restart(chain: Store, open_store: Opener) -> None:
    restarted = open_store()
    restarted.audit.append(entry())

    assert restarted.audit.verify(TEAM).intact
    assert restarted.audit.verify(TEAM).entries == 6


CHANGES = {
    "event": "event = 'claimed'",
    "case": "case_id = 'c9'",
    "channel": "channel_id = 'C9'",
    "moment": "created = '2026-03-01 12:00:00.000001'",
    "fields": """fields = '{"n": 4}'""",
    "digests": "digests = '{}'",
    "hash": "hash = 'abc'",
    "previous": "previous = 'abc'",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed_entry_shows(chain: Store, change: str) -> None:
    run(chain, f"UPDATE explain_audit SET {change} WHERE seq = 3")

    assert findings(chain)[0] == (3, findings(chain)[0][1])
    assert not chain.audit.verify(TEAM).intact


def test_changed_entry_with_a_new_hash_shows_in_the_next(chain: Store) -> None:
    forged = chain.audit.entries(TEAM)[2]
    run(chain, """UPDATE explain_audit SET fields = '{"n": 4}' WHERE seq = 3""")
    assert findings(chain) == [(3, "it was changed: its hash is not that of what it says")]
    hash = _hash_as_stored(chain, forged.seq)
    run(chain, f"UPDATE explain_audit SET hash = '{hash}' WHERE seq = 3")

    assert findings(chain) == [(4, "it does not follow the entry before it")]


def _hash_as_stored(store: Store, seq: int) -> str:
    from bot.store.chain import entry_hash

    recorded = store.audit.entry(TEAM, seq)
    assert recorded is not None
    return entry_hash(
        team=recorded.team,
        seq=recorded.seq,
        created=recorded.created,
        event=recorded.event,
        case=recorded.case,
        channel=recorded.channel,
        fields=recorded.fields,
        digests=recorded.digests,
        previous=recorded.previous,
    )


def test_chain_written_anew_has_another_head(chain: Store) -> None:
    head = chain.audit.verify(TEAM).head
    run(chain, """UPDATE explain_audit SET fields = '{"n": 4}' WHERE seq = 5""")
    hash = _hash_as_stored(chain, 5)
    run(
        chain,
        f"UPDATE explain_audit SET hash = '{hash}' WHERE seq = 5",
        f"UPDATE explain_audit_heads SET hash = '{hash}'",
    )

    assert chain.audit.verify(TEAM).intact
    assert chain.audit.verify(TEAM).head != head


@pytest.mark.parametrize(
    ("first", "last", "what"),
    [(1, 1, "removed: entry 1"), (3, 3, "removed: entry 3"), (2, 4, "removed: entries 2 to 4")],
)
def test_removed_entries_show(chain: Store, first: int, last: int, what: str) -> None:
    run(
        chain,
        f"DELETE FROM explain_told WHERE seq BETWEEN {first} AND {last}",
        f"DELETE FROM explain_audit WHERE seq BETWEEN {first} AND {last}",
    )

    assert findings(chain) == [(first, what)]


def test_removed_tail_shows(chain: Store) -> None:
    run(chain, "DELETE FROM explain_told WHERE seq > 3", "DELETE FROM explain_audit WHERE seq > 3")

    assert findings(chain) == [(4, "removed from the end: entries 4 to 5")]


def test_removed_chain_shows(chain: Store) -> None:
    run(chain, "DELETE FROM explain_told", "DELETE FROM explain_audit")

    assert findings(chain) == [(1, "removed from the end: entries 1 to 5")]


def test_removed_end_mark_shows(chain: Store) -> None:
    run(chain, "DELETE FROM explain_audit_heads")

    assert findings(chain) == [(0, "where the record ends is not noted any more")]


def test_swapped_entries_show(chain: Store) -> None:
    run(
        chain,
        "UPDATE explain_audit SET seq = 99 WHERE seq = 2",
        "UPDATE explain_audit SET seq = 2 WHERE seq = 3",
        "UPDATE explain_audit SET seq = 3 WHERE seq = 99",
    )

    assert {seq for seq, _ in findings(chain)} >= {2, 3}


def test_inserted_entry_shows(chain: Store) -> None:
    run(
        chain,
        "UPDATE explain_audit SET seq = seq + 100 WHERE seq > 2",
        "INSERT INTO explain_audit SELECT team_id, 3, created, event, case_id, channel_id, fields, "
        "digests, hash, hash, NULL FROM explain_audit WHERE seq = 2",
        "UPDATE explain_audit SET seq = seq - 99 WHERE seq > 100",
        "UPDATE explain_told SET seq = seq + 100 WHERE seq > 2",
        "UPDATE explain_told SET seq = seq - 99 WHERE seq > 100",
    )

    assert (3, "it was changed: its hash is not that of what it says") in findings(chain)


def test_appended_entry_shows(chain: Store) -> None:
    run(
        chain,
        "INSERT INTO explain_audit SELECT team_id, 6, created, event, case_id, channel_id, fields, "
        "digests, hash, hash, NULL FROM explain_audit WHERE seq = 5",
    )

    assert (6, "the record does not end where it was noted to end") in findings(chain)


def test_entry_of_another_workspace_shows(chain: Store) -> None:
    chain.audit.append(entry(team="T99"))
    run(chain, f"UPDATE explain_audit SET team_id = '{TEAM}', seq = 6 WHERE team_id = 'T99'")

    assert (6, "it was changed: its hash is not that of what it says") in findings(chain)


def test_changed_told_value_shows(chain: Store) -> None:
    run(chain, """UPDATE explain_told SET value = '"nice"' WHERE seq = 3 AND name = 'note'""")

    assert findings(chain) == [(3, "what it tells as 'note' was changed")]


def test_added_told_value_shows(chain: Store) -> None:
    run(
        chain,
        f"INSERT INTO explain_told VALUES ('{TEAM}', 3, 'words', '{USER}', '00', '\"idiot\"')",
        f"INSERT INTO explain_told VALUES ('{TEAM}', 9, 'words', '{USER}', '00', '\"idiot\"')",
    )

    assert findings(chain) == [
        (3, "it tells 'words', which was added"),
        (9, "something is told for an entry that is not there"),
    ]


def test_told_value_that_went_without_an_erasure_shows(chain: Store) -> None:
    run(chain, "DELETE FROM explain_told WHERE seq = 3 AND name = 'note'")

    assert findings(chain) == [(3, "what it tells as 'note' is gone, and no erasure is on record")]
    assert chain.audit.entries(TEAM)[2].erased == ("note",)


def test_erased_values_are_counted_and_do_not_break_the_chain(chain: Store) -> None:
    head = chain.audit.verify(TEAM).head
    chain.erase(TEAM, MODERATOR)
    verified = chain.audit.verify(TEAM)

    assert (verified.intact, verified.entries, verified.erased) == (True, 6, 10)
    assert verified.head != head
    assert chain.audit.entries(TEAM)[0].erased == ("note", "user")


@pytest.mark.parametrize(
    "change",
    ["fields = '{'", "digests = 'x'", "created = 'yesterday'", "seq = 2.5", "seq = 'three'"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_entry_that_cannot_be_read_shows(chain: Store, change: str) -> None:
    run(chain, f"UPDATE explain_audit SET {change} WHERE seq = 3")

    assert findings(chain)
    assert chain.audit.verify(TEAM).entries == 5


@pytest.mark.parametrize("value", ["{", "7", "null", "[]"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_told_value_that_is_no_text_shows(chain: Store, value: str) -> None:
    run(chain, f"UPDATE explain_told SET value = '{value}' WHERE seq = 3 AND name = 'note'")

    assert findings(chain) == [(3, "what it tells as 'note' was changed")]


def test_what_is_empty_is_not_told(store: Store) -> None:
    store.audit.append(AuditEntry(team=TEAM, event="shown", told={"note": ""}))

    assert store.audit.entries(TEAM)[0].digests == {}
