from __future__ import annotations

from datetime import timedelta

import pytest

from bot.moderation.cases.case import Case
from bot.moderation.overtime.thresholds import Counts, Trial, tried
from tests.bot.moderation.sample_cases import MONDAY, case_of, decided_case

PRESENT = {"toxic": 0.5, "insult": 0.7}


def case(verdict: str = "", *, toxic: float = 0.0, insult: float = 0.0, **changes: object) -> Case:
    probabilities = {"toxic": toxic, "insult": insult}
    if not verdict:
        return case_of(probabilities=probabilities, **changes)
    return decided_case(verdict, probabilities=probabilities, **changes)


def trial(*cases: Case, **proposed: float) -> Trial:
    return tried(cases, model="moderation", present=PRESENT, proposed=proposed)


def test_tried_says_how_many_fewer_flags_and_what_was_said_of_them() -> None:
    overruled = [case("overrule", toxic=0.6) for _ in range(29)]
    agreed = [case("agree", toxic=0.65) for _ in range(2)]
    kept = [case("agree", toxic=0.7), case("overrule", toxic=0.9)]
    found = trial(*overruled, *agreed, *kept, toxic=0.7)

    assert found.together.fewer == Counts(agreed=2, overruled=29)
    assert found.together.fewer.total == 31
    assert found.together.now == Counts(agreed=3, overruled=30)
    assert not found.has_unseen


def test_tried_counts_what_nobody_has_decided_yet() -> None:
    assert trial(case(toxic=0.6), toxic=0.7).together.fewer == Counts(undecided=1)


def test_tried_keeps_what_another_label_flags() -> None:
    found = trial(case("agree", toxic=0.6, insult=0.8), toxic=0.7)

    assert found.together.fewer.total == 0
    assert [change.fewer.total for change in found.labels] == [1]


def test_tried_keeps_what_people_have_sent() -> None:
    sent = case("overrule", toxic=0.6, sources=("shortcut",), flaggers=("U1",))

    assert trial(sent, toxic=0.7).together.fewer.total == 0


def test_tried_with_a_lower_threshold_tells_what_is_known_and_that_more_is_not() -> None:
    sent = case("agree", toxic=0.4, sources=("shortcut",), flaggers=("U1",))
    found = trial(sent, case("agree", toxic=0.6), toxic=0.3)

    assert found.has_unseen
    assert found.together.more == Counts(agreed=1)
    assert found.together.fewer.total == 0


def test_tried_leaves_out_what_another_model_has_flagged() -> None:
    found = trial(case("agree", toxic=0.6, model="learned-1"), toxic=0.7)

    assert found.other_models == 1
    assert found.together.now.total == 0


def test_tried_leaves_out_what_no_model_has_scored() -> None:
    assert trial(case_of(probabilities={}), toxic=0.7).together.now.total == 0


@pytest.mark.parametrize("proposed", [{}, {"toxic": 0.5}, {"nonsense": 0.1}])
def test_tried_with_nothing_to_change_changes_nothing(proposed: dict[str, float]) -> None:
    found = trial(case("agree", toxic=0.6), **proposed)

    assert found.labels == []
    assert found.together.fewer.total == found.together.more.total == 0


def test_tried_without_any_case_says_so() -> None:
    found = trial(toxic=0.7)

    assert found.since is None
    assert found.together.now.total == 0


def test_tried_says_since_when() -> None:
    earlier = MONDAY - timedelta(days=9)
    found = trial(case(toxic=0.6), case(toxic=0.6, created=earlier), toxic=0.7)

    assert found.since == earlier


def test_tried_takes_a_probability_at_the_threshold_for_flagged() -> None:
    assert trial(case("agree", toxic=0.7), toxic=0.7).together.fewer.total == 0
