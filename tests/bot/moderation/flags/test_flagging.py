"""How much one person can send to the moderators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from bot.errors import TooManyFlags
from bot.jobs import Accepted
from bot.moderation.flags.flag import Flag
from bot.moderation.flags.flagging import MOST_AN_HOUR, Flagging
from bot.store import Store
from tests.bot.store.samples import OTHER, USER, Clock, flag


@dataclass
class KeepingJobs:
    """Notes down what is flagged, and does nothing about it."""

    store: Store

    def flag(self, flag: Flag, *, later: bool = False) -> Accepted:
        return Accepted(self.store.flags.add(flag))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flagging(tmp_path: Path, clock: Clock) -> Iterator[Flagging]:
    with closing(Store.open(f"sqlite:///{tmp_path / 'bot.db'}", clock=clock)) as store:
        store.migrate()
        unused: Any = None
        yield Flagging(unused, cast(Any, KeepingJobs(store)), store, unused)


def send(flagging: Flagging, numbers: range, **others: str) -> None:
    for number in numbers:
        flagging.flag(flag(f"f{number}", ts=f"{number}.1", **others))


def test_person_cannot_flood_the_moderators(flagging: Flagging) -> None:
    send(flagging, range(MOST_AN_HOUR))

    with pytest.raises(TooManyFlags, match="go on later"):
        send(flagging, range(MOST_AN_HOUR, MOST_AN_HOUR + 1))


def test_what_was_taken_before_is_not_refused_when_it_comes_again(flagging: Flagging) -> None:
    send(flagging, range(MOST_AN_HOUR))

    send(flagging, range(3))


def test_person_can_go_on_after_an_hour(flagging: Flagging, clock: Clock) -> None:
    send(flagging, range(MOST_AN_HOUR))
    clock.advance(timedelta(hours=1, seconds=1))

    send(flagging, range(MOST_AN_HOUR, MOST_AN_HOUR + 1))


@pytest.mark.parametrize("others", [{"user": OTHER}, {"team": "T0OTHER"}])
def test_one_person_does_not_keep_others_from_flagging(
    flagging: Flagging, others: dict[str, str]
) -> None:
    send(flagging, range(MOST_AN_HOUR), user=USER)

    send(flagging, range(1_000, 1_001), **others)


def test_model_may_flag_as_much_as_there_is(flagging: Flagging) -> None:
    send(flagging, range(MOST_AN_HOUR + 5), user="", origin="monitor")
