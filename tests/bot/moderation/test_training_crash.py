"""The bot is killed while a model is trained, and everything goes on after the restart."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.moderation.learning.learned import Learned
from bot.store import Store
from tests.bot.moderation.schooled import decide, decided, is_alive
from tests.bot.moderation.team import EVE, direct, people_in
from tests.bot.processes import BotProcess
from tests.slack import SlackStandIn
from tests.waiting import wait_until


@pytest.fixture
def store(tmp_path: Path, slack: SlackStandIn) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{tmp_path / 'bot.db'}")) as store:
        store.migrate()
        people_in(slack)
        for number in range(60):
            decide(store, decided(slack.team_id, number))
        yield store


@contextmanager
def bot(slack: SlackStandIn, folder: Path, behaviour: str) -> Iterator[BotProcess]:
    environment = slack.environment() | {
        "SLACK_MODE": "socket",
        "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        "MODERATION_ADMINS": EVE,
        "REVIEW_CHANNEL": "C0REVIEW",
        "SHUTDOWN_SECONDS": "1",
    }
    process = BotProcess(["-m", "tests.bot.moderation.run_learning", behaviour], environment)
    try:
        process.wait_for("ready:")
        yield process
    finally:
        process.close()


def only(store: Store, team: str) -> Learned:
    (learned,) = store.learned.of(team)
    return learned


def trains(folder: Path) -> bool:
    """Return whether a trainer is at work, which has said which process it is."""
    found = list(folder.glob("learned-models/*/pid"))
    return bool(found) and found[0].read_text() != ""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_training_goes_on_after_a_restart_and_is_offered_once(
    slack: SlackStandIn, store: Store, tmp_path: Path, number: signal.Signals
) -> None:
    with bot(slack, tmp_path, "waits") as first:
        slack.wait_for_connections()
        slack.command("/moderate", "train", user=EVE)
        wait_until(lambda: trains(tmp_path))
        first.send(number)
        first.wait()
    (pid,) = tmp_path.glob("learned-models/*/pid")
    wait_until(lambda: not is_alive(int(pid.read_text())))
    assert only(store, slack.team_id).state == "training"

    with bot(slack, tmp_path, "works"):
        wait_until(lambda: only(store, slack.team_id).state == "candidate")
        wait_until(lambda: "A new model has learned" in str(direct(slack, EVE)))
    offers = [m for m in direct(slack, EVE) if "A new model has learned" in m.text]
    assert len(offers) == 1
    trained = store.audit.entries(slack.team_id, event="model_trained")
    assert len(trained) == 1
