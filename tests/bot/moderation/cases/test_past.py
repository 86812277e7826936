"""What moderators read of an author's other cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.messages.review.course import wrote
from bot.moderation.cases.case import Case
from bot.moderation.cases.past import past_of
from bot.store import Store
from tests.bot.store.samples import case, entry, flag


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{tmp_path / 'bot.db'}")) as store:
        store.migrate()
        yield store


def opened(store: Store, number: int, **others: str) -> Case:
    ts = f"{number}.1"
    return store.cases.open(
        case(f"c{number}", ts=ts, **others), flag=flag(f"f{number}", ts=ts), entry=entry()
    )


@pytest.mark.parametrize(
    ("others", "told"), [(0, "no other case"), (1, "1 other case:"), (3, "3 other cases:")]
)
def test_every_other_case_of_the_author_is_counted(store: Store, others: int, told: str) -> None:
    this = opened(store, 0)
    for number in range(others):
        opened(store, number + 1)

    assert told in wrote(this, past_of(this, store))


def test_verdict_on_this_case_is_none_of_the_past(store: Store) -> None:
    cases = [opened(store, number) for number in range(2)]
    decided = {"state": "decided", "verdict": "agree"}
    this, _ = (
        store.cases.change(one.id, version=None, entry=entry("decided"), **decided) for one in cases
    )

    assert "1 other case: 1 broke the rules." in wrote(this, past_of(this, store))


def test_nobody_has_no_past(store: Store) -> None:
    assert past_of(case(author=""), store) is None
