"""A bot that moderates, by an explainer that minds nothing but the word "nasty"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, text

from bot.assembly import Bot
from bot.models import Explains
from bot.moderation.cases.record import AuditEntry
from bot.moderation.settings import ModerationSettings
from bot.settings import Mode
from explain_core.explanation import Explanation, Prediction
from tests.bot.crash.patients import UNFINISHED
from tests.bot.fakes import FakeExplainer, explanation_of, words_of
from tests.bot.running import running
from tests.slack import Message, SlackStandIn
from tests.waiting import wait_until

CHANNEL, REVIEW = "C0GENERAL", "C0REVIEW"
MODERATORS = ("U0CAROL", "U0DAVE")

THRESHOLDS = {"toxic": 0.5, "insult": 0.6, "threat": 0.4}
NASTY = {"toxic": 0.93, "insult": 0.71, "threat": 0.02}
FINE = {"toxic": 0.04, "insult": 0.01, "threat": 0.0}


def judged(said: str, **changes: Any) -> Explanation:
    """Return why a text is toxic: its "nasty", if it has one."""
    probabilities = NASTY if "nasty" in said else FINE
    shares = [1.5 if "nasty" in word else 0.1 for word in said.split()]
    usual: dict[str, Any] = {
        "label": "toxic",
        "probability": probabilities["toxic"],
        "probabilities": probabilities,
        "logits": dict.fromkeys(probabilities, 0.0),
        "multi_label": True,
        "target": "toxic",
        "words": words_of(said, shares),
        "thresholds": THRESHOLDS,
        "model": "moderation",
    }
    return explanation_of(said, **usual | changes)


class FakeModerator(FakeExplainer):
    labels = tuple(THRESHOLDS)
    multi_label = True

    def threshold(self, label: str, /) -> float:
        return THRESHOLDS[label]

    def explain(
        self,
        text: str,
        /,
        *,
        target: str | None = None,
        baseline: str = "pad",
        undo_evasion: bool = False,
    ) -> Explanation:
        self._work(text)
        self.undone += [text] * undo_evasion
        return judged(text, target=target or "toxic", baseline=baseline)

    def _predicted(self, text: str, undo_evasion: bool) -> Prediction:
        self._work(text)
        self.undone += [text] * undo_evasion
        found = judged(text)
        return Prediction("toxic", found.probability, found.probabilities, found.thresholds)


@contextmanager
def moderating(
    slack: SlackStandIn, explainer: Explains, *, mode: Mode = "http", **changes: Any
) -> Iterator[Bot]:
    """Run a bot that reads along in #general, with Carol and Dave in the review channel.

    changes: moderation settings that are to differ.
    """
    members = (slack.bot_user_id, *MODERATORS)
    slack.add_channel(REVIEW, name="review", members=members)
    with running(slack, explainer, mode=mode, model="moderation") as bot:
        usual: dict[str, Any] = {
            "monitored": (CHANNEL,),
            "review_channel": REVIEW,
            "announce": False,
        }
        settings = ModerationSettings(**usual | changes)
        entry = AuditEntry(team=slack.team_id, event="settings")
        bot.store.moderation.set(slack.team_id, settings, entry=entry)
        yield bot


def settled(slack: SlackStandIn, bot: Bot) -> list[Message]:
    """Return the cases once all events are heard and all that came of them is done."""
    slack.wait_for_events()
    engine = create_engine(bot.settings.database_url.reveal())
    try:
        wait_until(lambda: not _n_unfinished(engine))
    finally:
        engine.dispose()
    return cases_in(slack)


def _n_unfinished(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text(UNFINISHED.format(table="workflow_status"))) or 0)


def cases_in(slack: SlackStandIn) -> list[Message]:
    """Return the messages about cases, without what is said below them."""
    return [m for m in slack.messages(REVIEW) if m.metadata is not None and not m.is_reply]
