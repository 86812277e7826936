"""Cases in every state, and with texts that could break a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.moderation.cases.case import Case, Earlier, Mark
from bot.moderation.learning.learned import Learned
from bot.moderation.overtime.digest import Day, Digest
from bot.moderation.overtime.queue import Filters, QueuePage
from bot.moderation.overtime.reminders import Reminder
from bot.moderation.overtime.thresholds import Change, Counts, Trial
from bot.place import Place
from explain_core.explanation import Explanation
from tests.bot.fakes import explanation_of
from tests.bot.messages.cases import DOUBTFUL, LONGEST_LABEL, TEXTS, TOXIC, WEIGHTS

CREATED = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
LINK = "https://example.slack.com/archives/C0GENERAL/p1772368200000100"
LONGEST_TEXT = "<!channel> & *everybody* " * 1600
THRESHOLDS = dict.fromkeys(TOXIC, 0.5)


@dataclass(frozen=True)
class Past:
    cases: int = 1
    agreed: int = 0
    overruled: int = 0


def case_of(text: str = "You are an idiot", **changes: Any) -> Case:
    case = Case(
        id="0123456789abcdef0123",
        team="T0TEAM",
        channel="C0GENERAL",
        ts="1772368200.000100",
        thread="",
        author="U0AUTHOR",
        created=CREATED,
        version=3,
        state="open",
        text=text,
        has_text=True,
        model="moderation",
        probabilities=TOXIC,
        thresholds=THRESHOLDS,
        severity=0.9,
        sources=("monitor",),
        flaggers=(),
        review_channel="C0REVIEW",
        place=Place("C0REVIEW", "1772368300.000100"),
        picture="F0123456789",
    )
    return replace(case, **changes)


def toxic(text: str = "You are an idiot", **changes: Any) -> Explanation:
    return explanation_of(
        text,
        WEIGHTS,
        label="toxic",
        target="toxic",
        probability=0.97,
        probabilities=TOXIC,
        multi_label=True,
        **changes,
    )


def in_every_state() -> Iterator[tuple[str, Case]]:
    verdict: dict[str, Any] = {"decided_by": "U0MOD", "decided": CREATED + timedelta(hours=2)}
    agreed = {"state": "decided", "verdict": "agree", **verdict}
    overruled = {"state": "decided", "verdict": "overrule", **verdict}
    warned = {**agreed, "measure": "warn", "warned": CREATED + timedelta(hours=3)}
    appealed = {**warned, "state": "appealed", "appeal": LONGEST_TEXT[:2000]}
    marks = (Mark(start=0, end=3, kind="matters"), Mark(start=11, end=16, kind="blameless"))
    states: dict[str, dict[str, Any]] = {
        "new": {"state": "new", "place": None},
        "open": {},
        "claimed": {"claimed_by": "U0MOD", "colleague": "U0OTHER"},
        "agreed": {**agreed, "note": "*no* <!here>", "marks": marks},
        "overruled": {**overruled, "note": "n" * 1000, "marks": marks},
        "done with": {**agreed, "measure": "none"},
        "warned": warned,
        "hidden": {**agreed, "measure": "hide"},
        "deleted by a moderator": {**agreed, "measure": "delete", "original": "deleted"},
        "appealed": appealed,
        "appeal claimed": {**appealed, "claimed_by": "U0OTHER"},
        "appeal without words": {**appealed, "appeal": ""},
        "upheld": {
            **appealed,
            "state": "closed",
            "appeal_verdict": "upheld",
            "appeal_decided_by": "U0OTHER",
        },
        "granted": {
            **appealed,
            "state": "closed",
            "verdict": "overrule",
            "appeal_verdict": "granted",
            "appeal_decided_by": "U0OTHER",
        },
        "edited": {
            "original": "edited",
            "edited_text": LONGEST_TEXT,
            "edited_probabilities": {"toxic": 0.02},
        },
        "edited into worse": {
            "original": "edited",
            "edited_text": "worse",
            "edited_probabilities": TOXIC,
            "earlier": (Earlier(verdict="overrule", decided_by="U0MOD", decided=CREATED),) * 9,
        },
        "deleted by its author": {"original": "deleted"},
        "only typed": {"ts": "", "channel": "", "author": ""},
        "in a direct message": {"channel": "D0DIRECT"},
        "without a picture": {"picture": None},
        "text not kept": {"text": "", "has_text": False, "marks": marks, **agreed},
        "not scored": {"probabilities": {}, "thresholds": {}, "sources": ("shortcut",)},
        "below every threshold": {
            "thresholds": dict.fromkeys(TOXIC, 0.99),
            "sources": ("shortcut", "reaction", "answer", "monitor"),
            "flaggers": tuple(f"U{number}" for number in range(20)),
            "notes": tuple(f"{number} {LONGEST_TEXT[:1000]}" for number in range(9)),
        },
        "ids that are none": {"author": "<!here>", "channel": "*", "claimed_by": "x|y>"},
        "labels of another model": {
            "probabilities": {f"{LONGEST_LABEL}{number}": 0.9 for number in range(300)},
            "thresholds": {f"{LONGEST_LABEL}{number}": 0.1 for number in range(300)},
        },
    }
    for name, changes in states.items():
        yield name, case_of(**changes)
    for name, text in TEXTS.items():
        yield f"text {name}", case_of(text, note=text[:1000], appeal=text[:2000], notes=(text,))
    whole = {**states["agreed"], **states["edited"], **states["below every threshold"]}
    yield "as long as can be", case_of(LONGEST_TEXT, **whole, appeal=LONGEST_TEXT[:2000])


def explanations_of(case: Case) -> Iterator[tuple[str, Explanation | None]]:
    yield "unexplained", None
    yield "explained", toxic(case.text)
    yield "doubted", toxic(case.text, trust=DOUBTFUL)


def page_of(*cases: Case, waiting: int = 42, **changes: Any) -> QueuePage:
    alike = changes.pop("alike", "")
    others = alike if isinstance(alike, dict) else {}
    filters = Filters(**{k: changes.pop(k) for k in list(changes) if hasattr(Filters(), k)})
    if isinstance(alike, str):
        filters = replace(filters, alike=alike)
    page = QueuePage(
        filters=filters,
        cases=cases,
        total=waiting,
        waiting=waiting,
        alike=others,
        labels=tuple(TOXIC),
    )
    return replace(page, **changes)


def reminder_of(*cases: Case, **changes: Any) -> Reminder:
    reminder = Reminder(
        cases=cases, more=0, to="", channel="C0REVIEW", hours=24, next=CREATED + timedelta(days=1)
    )
    return replace(reminder, **changes)


def digest_of(n_days: int = 8, *, flagged: int = 4, **changes: Any) -> Digest:
    days = [
        Day(
            day=date(2026, 3, 2) + timedelta(days=number),
            opened=flagged,
            agreed=flagged // 2,
            overruled=flagged // 4,
        )
        for number in range(n_days)
    ]
    digest = Digest(
        start=CREATED,
        end=CREATED + timedelta(days=7),
        opened=flagged * n_days,
        agreed=flagged // 2 * n_days,
        overruled=flagged // 4 * n_days,
        waiting=flagged,
        labels=[("toxic", 20), ("insult", 12)] if flagged else [],
        words=[("idiot", 7), ("gay", 3)] if flagged else [],
        response=timedelta(hours=3) if flagged else None,
        days=days,
    )
    return replace(digest, **changes)


def trial_of(present: float = 0.5, proposed: float = 0.7, **changes: Any) -> Trial:
    change = Change(
        label="toxic",
        present=present,
        proposed=proposed,
        now=Counts(agreed=60, overruled=40),
        fewer=Counts(agreed=2, overruled=29),
        more=Counts(),
    )
    trial = Trial(
        since=CREATED, together=replace(change, label=""), labels=[change], other_models=0
    )
    return replace(trial, **changes)


def learned_of(**changes: Any) -> Learned:
    learned = Learned(
        id="learned-0123456789ab",
        team="T0TEAM",
        state="candidate",
        base="moderation",
        asked_by="U0ADMIN",
        created=CREATED,
        verdicts=240,
        measures={
            "held_back": 60,
            "old": {"agreement": 0.81, "kept": 0.95},
            "new": {"agreement": 0.9, "kept": 0.94},
        },
    )
    return replace(learned, **changes)
