"""Who may use the buttons of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.access import may_use
from bot.place import Place
from bot.store import Store
from tests.bot.fakes import request_for

ALICE = {"team": "T0TEAM", "user": "U0ALICE", "channel": "C0GENERAL"}


@pytest.mark.parametrize(
    ("visibility", "who", "allowed"),
    [
        ("channel", {}, True),
        ("channel", {"channel": "D0ALICE"}, True),
        ("channel", {"user": "U0BOB"}, True),
        ("channel", {"user": "U0BOB", "channel": "C0SHOWN"}, True),
        ("channel", {"user": "U0BOB", "channel": "C0OTHER"}, False),
        ("channel", {"user": "U0BOB", "channel": "U0BOB"}, False),
        ("channel", {"team": "T0OTHER"}, False),
        ("private", {}, True),
        ("private", {"user": "U0BOB"}, False),
        ("private", {"team": "T0OTHER"}, False),
    ],
)
def test_may_use(tmp_path: Path, visibility: str, who: dict[str, str], allowed: bool) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'bot.db'}")
    store.migrate()
    request = request_for(visibility=visibility)
    store.requests.add(request)
    store.requests.set_place(request.id, Place("C0SHOWN", "1.000001"))

    assert may_use(request, store, **ALICE | who) == allowed
    store.close()
