"""Scores for those who wait: together in one pass, in time or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from bot.models import Models
from bot.moderation.flags.scored import Scored
from bot.moderation.flags.scoring import MOST_CHARACTERS, MOST_WAITING, Scoring
from bot.moderation.settings import ModerationSettings
from explain_core.errors import EmptyText, ModelNotFound
from explain_core.explanation import Prediction
from tests.bot.moderators import FakeModerator, judged
from tests.waiting import wait_until

PATIENT = 30.0


class Watched(FakeModerator):
    """Remembers which texts came together."""

    def __init__(self) -> None:
        super().__init__()
        self.passes: list[list[str]] = []

    def predict(self, texts: Sequence[str], /, *, undo_evasion: bool = False) -> list[Prediction]:
        self.passes.append(list(texts))
        return super().predict(texts, undo_evasion=undo_evasion)


@pytest.fixture
def explainer() -> Watched:
    return Watched()


@pytest.fixture
def models(explainer: Watched) -> Models:
    models = Models(lambda name: explainer, default="moderation")
    models.get("moderation")
    return models


@pytest.fixture
def scoring(models: Models) -> Iterator[Scoring]:
    scoring = Scoring(models)
    yield scoring
    scoring.stop()


def score(scoring: Scoring, text: str, **changes: Any) -> Scored | None:
    return scoring.score(text, rules=ModerationSettings(**changes), timeout=PATIENT)


def test_score_holds_what_the_model_says_against_its_thresholds(scoring: Scoring) -> None:
    scored = score(scoring, "a nasty thing")

    assert scored is not None
    assert scored.flagged == ("toxic", "insult")
    assert scored.severity == pytest.approx((0.93 - 0.5) / 0.5)
    assert scored.model == "moderation"


def test_score_takes_the_thresholds_of_the_workspace(scoring: Scoring) -> None:
    scored = score(scoring, "a nasty thing", thresholds={"toxic": 0.95, "no such label": 0.0})

    assert scored is not None
    assert scored.flagged == ("insult",)


def test_score_undoes_evasion(scoring: Scoring, explainer: Watched) -> None:
    score(scoring, "n4sty")

    assert explainer.undone == ["n4sty"]


def test_texts_that_wait_together_share_a_pass(scoring: Scoring, explainer: Watched) -> None:
    explainer.gate.clear()
    with ThreadPoolExecutor(6) as people:
        first = people.submit(score, scoring, "first")
        assert explainer.busy.wait(PATIENT)
        others = [people.submit(score, scoring, f"text {n}") for n in range(5)]
        wait_until(lambda: scoring._waiting.qsize() == 5)
        explainer.gate.set()
        scored = [future.result(PATIENT) for future in (first, *others)]

    assert all(one is not None for one in scored)
    assert [len(texts) for texts in explainer.passes] == [1, 5]


def test_each_gets_the_score_of_their_own_text(scoring: Scoring) -> None:
    texts = ["nasty", "nice"] * 10
    with ThreadPoolExecutor(8) as people:
        found = list(people.map(partial(score, scoring), texts))

    assert [bool(one and one.flagged) for one in found] == [True, False] * 10


def test_score_that_takes_too_long_is_none(scoring: Scoring, explainer: Watched) -> None:
    explainer.gate.clear()
    try:
        assert scoring.score("nasty", rules=ModerationSettings(), timeout=0.01) is None
    finally:
        explainer.gate.set()


def test_score_is_none_at_once_while_the_model_is_loaded(explainer: Watched) -> None:
    loading, loaded = threading.Event(), threading.Event()

    def load(name: str) -> Watched:
        loading.set()
        assert loaded.wait(PATIENT)
        return explainer

    models = Models(load, default="moderation")
    scoring = Scoring(models)
    assert score(scoring, "nasty") is None
    assert loading.wait(PATIENT)
    assert score(scoring, "nasty") is None
    loaded.set()
    wait_until(lambda: models.loaded("moderation") is not None)

    assert score(scoring, "nasty") is not None
    scoring.stop()


def test_score_is_none_where_models_are_not_loaded(models: Models) -> None:
    assert score(Scoring(models, here=False), "nasty") is None


@pytest.mark.parametrize("text", ["", "  \n", "\t"])
def test_score_of_nothing_is_none(scoring: Scoring, explainer: Watched, text: str) -> None:
    assert score(scoring, text) is None
    assert explainer.texts == []


def test_text_that_cannot_be_read_does_not_spoil_the_others(scoring: Scoring) -> None:
    class Picky(Watched):
        def _work(self, text: str) -> None:
            if text == "unreadable":
                raise EmptyText
            super()._work(text)

    picky = Picky()
    scoring = Scoring(loaded(picky))
    picky.gate.clear()
    with ThreadPoolExecutor(4) as people:
        first = people.submit(score, scoring, "first")
        assert picky.busy.wait(PATIENT)
        others = [people.submit(score, scoring, text) for text in ("unreadable", "nasty")]
        wait_until(lambda: scoring._waiting.qsize() == 2)
        picky.gate.set()
        found = [future.result(PATIENT) for future in (first, *others)]
    scoring.stop()

    assert [one is None for one in found] == [False, True, False]


def test_long_text_is_scored_by_its_beginning(scoring: Scoring, explainer: Watched) -> None:
    score(scoring, "nasty " * 10_000)

    assert [len(text) for text in explainer.texts] == [MOST_CHARACTERS]


def test_model_that_is_not_there_gives_no_score() -> None:
    def load(name: str) -> Watched:
        raise ModelNotFound(name, "it is away")

    scoring = Scoring(Models(load, default="moderation"))
    assert [score(scoring, "nasty") for _ in range(3)] == [None] * 3
    scoring.stop()


def test_too_many_who_wait_get_no_score_at_once(scoring: Scoring, explainer: Watched) -> None:
    explainer.gate.clear()
    try:
        for _ in range(MOST_WAITING + 2):
            scoring.score("nasty", rules=ModerationSettings(), timeout=0)
        assert scoring.score("nasty", rules=ModerationSettings(), timeout=PATIENT) is None
    finally:
        explainer.gate.set()


def test_scoring_that_stopped_gives_no_score(scoring: Scoring) -> None:
    score(scoring, "nasty")
    scoring.stop()

    assert score(scoring, "nasty") is None


def test_severity_orders_what_is_worse_first() -> None:
    def severity(**probabilities: float) -> float:
        found = judged("", probabilities=probabilities)
        prediction = Prediction("toxic", 0.5, found.probabilities, {"toxic": 0.5, "threat": 0.4})
        return Scored.of(prediction, model="moderation", own={}).severity

    assert severity(toxic=0.5, threat=0.0) == 0.0
    assert severity(toxic=0.4, threat=0.1) == 0.0
    assert severity(toxic=0.6, threat=0.0) < severity(toxic=0.6, threat=0.9)
    assert severity(toxic=1.0, threat=0.0) == 1.0


def loaded(explainer: Watched) -> Models:
    models = Models(lambda name: explainer, default="moderation")
    models.get("moderation")
    return models
