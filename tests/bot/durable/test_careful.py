from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.durable.careful import Careful, GaveUp
from bot.durable.isolated import Died, Isolated
from bot.errors import StepFailed
from bot.store import Store
from explain_core.errors import EmptyText
from tests.bot.fakes import FakeExplainer, request_for


class FakeIsolated(Isolated):
    """Dies as often as it is told to, and then works."""

    def __init__(self, deaths: int = 0) -> None:
        super().__init__(lambda name: FakeExplainer())
        self.deaths = deaths
        self.tries = 0

    def run(self, work: Callable[..., Any], *arguments: Any, model: str = "") -> Any:
        self.tries += 1
        if self.tries <= self.deaths:
            raise Died("SIGSEGV")
        return work(*arguments)


class Crash(BaseException):
    """As good as the end of the process: nothing is written down after it."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'bot.db'}")
    store.migrate()
    yield store
    store.close()


def said(place: str) -> str:
    return place


def run(store: Store, isolated: Isolated, text: str = "bad", **request: str) -> str:
    return Careful(store, isolated).run(
        request_for(text, **request),
        (text,),
        here=lambda: said("here"),
        apart=lambda isolated: isolated.run(said, "apart"),
    )


def crash(store: Store, text: str = "bad", **request: str) -> None:
    """Begin, and be gone."""
    asked = request_for(text, **request)
    store.trials.begin(asked.id, team=asked.team, user=asked.user)


def test_careful_works_here_as_long_as_nothing_happened(store: Store) -> None:
    isolated = FakeIsolated()

    assert [run(store, isolated) for _ in range(2)] == ["here", "here"]
    assert isolated.tries == 0


def test_careful_works_elsewhere_after_a_crash(store: Store) -> None:
    crash(store)

    assert run(store, FakeIsolated()) == "apart"


def test_careful_takes_back_its_suspicion_when_it_was_unfounded(store: Store) -> None:
    crash(store)
    run(store, FakeIsolated())

    assert run(store, FakeIsolated()) == "here"


def test_careful_works_elsewhere_on_the_same_text_of_another_request(store: Store) -> None:
    crash(store)
    with pytest.raises(GaveUp):
        run(store, FakeIsolated(deaths=3))

    assert run(store, FakeIsolated(), id="another") == "apart"
    assert run(store, FakeIsolated(), "good", id="good") == "here"


def test_careful_gives_up_after_three_tries_in_all(store: Store) -> None:
    crash(store)
    isolated = FakeIsolated(deaths=9)

    with pytest.raises(GaveUp, match=r"3 times.*0123456789ab"):
        run(store, isolated)
    assert isolated.tries == 2


def test_careful_gives_a_known_text_one_try(store: Store) -> None:
    crash(store)
    with pytest.raises(GaveUp):
        run(store, FakeIsolated(deaths=9))
    isolated = FakeIsolated(deaths=9)

    with pytest.raises(GaveUp):
        run(store, isolated, id="another")
    assert isolated.tries == 1


def test_careful_tries_once_more_when_it_is_asked_to(store: Store) -> None:
    crash(store)
    with pytest.raises(GaveUp):
        run(store, FakeIsolated(deaths=9))

    assert run(store, FakeIsolated()) == "apart"


def test_careful_does_not_count_its_own_end_while_another_process_works(store: Store) -> None:
    """A deploy at a bad moment is not the text's fault."""
    crash(store)

    class Interrupted(FakeIsolated):
        def run(self, work: Callable[..., Any], *arguments: Any, model: str = "") -> Any:
            raise Crash

    for _ in range(5):
        with pytest.raises(Crash):
            run(store, Interrupted())
    assert run(store, FakeIsolated()) == "apart"


@pytest.mark.parametrize("error", [EmptyText(), StepFailed("No."), ValueError()])
def test_careful_counts_an_error_as_an_end(store: Store, error: Exception) -> None:
    def fail() -> str:
        raise error

    careful = Careful(store, FakeIsolated())
    for _ in range(4):
        with pytest.raises(type(error)):
            careful.run(
                request_for(), ("bad",), here=fail, apart=lambda isolated: isolated.run(fail)
            )
    assert store.trials.past(request_for().id).failures == 0


def test_careful_counts_an_error_elsewhere_as_an_end(store: Store) -> None:
    def fail() -> str:
        raise EmptyText

    crash(store)
    with pytest.raises(EmptyText):
        Careful(store, FakeIsolated()).run(
            request_for(), ("bad",), here=fail, apart=lambda isolated: isolated.run(fail)
        )
    assert store.trials.past(request_for().id).failures == 0


def test_careful_tells_different_work_of_one_request_apart(store: Store) -> None:
    crash(store)
    careful = Careful(store, FakeIsolated())

    def draw() -> str:
        return careful.run(
            request_for(), (), here=lambda: "here", apart=lambda _: "apart", name="picture"
        )

    assert draw() == "here"
