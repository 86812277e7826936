from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.moderation.cases.case import Case
from bot.moderation.overtime.digest import MOST_WORDS, Digest, digest_of
from bot.moderation.overtime.weeks import WEEK
from tests.bot.moderation.sample_cases import MONDAY, case_of, decided_case

HOUR = timedelta(hours=1)
END = MONDAY + WEEK


def digest(
    opened: Sequence[Case] = (),
    decided: Sequence[Case] = (),
    *,
    zone: str = "UTC",
    waiting: int = 0,
    blamed: Mapping[str, Sequence[str]] | None = None,
) -> Digest:
    return digest_of(
        opened,
        decided,
        start=MONDAY,
        end=END,
        zone=ZoneInfo(zone),
        waiting=waiting,
        blamed=blamed or {},
    )


def verdicts(*told: str) -> list[Case]:
    return [
        decided_case(verdict, id=f"c{number}", decided=MONDAY + HOUR)
        for number, verdict in enumerate(told)
    ]


def test_digest_counts_verdicts_and_how_many_agree() -> None:
    found = digest(decided=verdicts("agree", "agree", "agree", "overrule"))

    assert (found.decided, found.agreed, found.overruled) == (4, 3, 1)
    assert found.agreement == 0.75


def test_digest_without_a_verdict_has_no_rate_and_no_time() -> None:
    found = digest(opened=[case_of()])

    assert found.agreement is None
    assert found.response is None


def test_digest_leaves_out_what_was_before_and_after() -> None:
    instant = timedelta(microseconds=1)
    opened = [
        case_of(id="before", created=MONDAY - instant),
        case_of(id="first", created=MONDAY),
        case_of(id="last", created=END - instant),
        case_of(id="after", created=END),
    ]
    decided = [
        decided_case("agree", created=MONDAY - WEEK, decided=MONDAY - instant),
        decided_case("agree", created=MONDAY - WEEK, decided=MONDAY),
        decided_case("agree", decided=END),
    ]
    found = digest(opened, decided)

    assert (found.opened, found.decided) == (2, 1)


def test_digest_counts_labels_the_most_frequent_first() -> None:
    both = {"toxic": 0.9, "insult": 0.9}
    found = digest([case_of(), case_of(probabilities=both)])

    assert list(found.labels) == [("toxic", 2), ("insult", 1)]


def test_digest_names_the_words_behind_overruled_flags() -> None:
    blamed = {"c0": ["Stupid", "stupid"], "c1": ["stupid", "gay"], "c2": ["idiot"]}
    found = digest(decided=verdicts("overrule", "overrule", "agree"), blamed=blamed)

    assert list(found.words) == [("stupid", 2), ("gay", 1)]


def test_digest_names_no_more_words_than_one_reads() -> None:
    blamed = {"c0": [f"word{n}" for n in range(2 * MOST_WORDS)]}

    assert len(digest(decided=verdicts("overrule"), blamed=blamed).words) == MOST_WORDS


def test_digest_gives_the_median_time_from_flag_to_verdict() -> None:
    decided = [decided_case("agree", decided=MONDAY + n * HOUR) for n in (1, 2, 30)]

    assert digest(decided=decided).response == 2 * HOUR


def test_digest_has_every_day_also_those_on_which_nothing_happened() -> None:
    days = digest([case_of()], verdicts("overrule")).days

    assert len(days) == 8  # from Monday at nine to Monday at nine
    assert [(day.opened, day.overruled) for day in days] == [(1, 1)] + [(0, 0)] * 7


def test_digest_goes_by_the_days_of_the_workspace() -> None:
    evening = MONDAY.replace(hour=22)
    days = digest([case_of(created=evening)], zone="Asia/Tokyo").days

    assert [day.day.isoformat() for day in days if day.opened] == ["2026-03-03"]


def test_digest_is_empty_only_if_nothing_waits_either() -> None:
    assert digest().is_empty
    assert not digest(waiting=1).is_empty
    assert not digest([case_of()]).is_empty
