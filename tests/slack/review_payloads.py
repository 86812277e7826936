"""Every message about moderation that the bot can send, by a name that says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.messages.message import Message
from bot.messages.review import (
    appealing,
    bulk,
    case,
    deciding,
    digest,
    learning,
    notices,
    reminders,
    sending,
    status,
    trial,
    usage,
    warning,
)
from bot.moderation.flags.watching import Switched
from bot.moderation.learning.learned import LearnedState
from bot.moderation.settings import Digest, ModerationSettings, Route
from explain_core.explanation import Undone
from tests.bot.messages.cases import LONGEST_LABEL, TEXTS, TOXIC
from tests.bot.messages.review.cases import (
    LINK,
    LONGEST_TEXT,
    THRESHOLDS,
    Past,
    case_of,
    digest_of,
    explanations_of,
    in_every_state,
    learned_of,
    reminder_of,
    toxic,
)

Json = dict[str, Any]
Named = Iterator[tuple[str, Message | Json]]

FILE = "F0123456789"
ODD_LABELS = {LONGEST_LABEL: 0.7, "": 0.6, "*b* <!here>": 0.5, "سلبي": 0.4}
FULL_SETTINGS = ModerationSettings(
    admins=("U0ADMIN",),
    moderators=tuple(f"U{number}" for number in range(150)),
    moderator_group="S0GROUP",
    review_channel="C0REVIEW",
    routes=tuple(
        Route(review_channel="C0THREATS", label=label, channel=f"C{number}")
        for number, label in enumerate([*TOXIC, *ODD_LABELS] * 9)
    ),
    thresholds={"toxic": 0.7},
    monitored=tuple(f"C{number}" for number in range(150)),
    reaction="rotating_light",
    note_required=True,
    blur=True,
    warn_template=LONGEST_TEXT,
    reminder_hours=0,
    digest=Digest(weekday=6, hour=23, time_zone="Europe/Berlin"),
    model="learned-0123456789ab",
)


def review_messages() -> Named:
    yield from _cases()
    yield from _answers_to_people()
    yield from _orders()
    yield from _warnings()
    yield from _trials()
    yield from _learning()
    yield from _reminders()
    yield from _digests()


def _cases() -> Named:
    past = (None, Past(), Past(cases=1234, agreed=1000, overruled=200))
    for name, one in in_every_state():
        for number, (how, explanation) in enumerate(explanations_of(one)):
            for blur in (False, True):
                message = case.case_message(
                    one, explanation=explanation, link=LINK, past=past[number], blur=blur
                )
                yield f"case {name}, {how}{', blurred' if blur else ''}", message
    arabic = case.case_message(case_of(), explanation=toxic(), language="ar", link="javascript:x")
    yield "case in Arabic", arabic


def _answers_to_people() -> Named:
    yield "sent to review", sending.sent()
    yield "sent to review before", sending.sent_before(noted=True)
    yield "nowhere to send", sending.nowhere_to_send()
    yield "may not decide", deciding.may_not()
    yield "own case", deciding.own_case()
    yield "own decision", deciding.own_decision()
    yield "appeal received", appealing.appeal_received()
    yield "appealed before", appealing.asked_before()
    yield "no more appeals", appealing.no_more_appeals()
    for name, one in in_every_state():
        yield f"too late for {name}", deciding.came_too_late(one)
        yield (
            f"asked for help with {name}",
            deciding.asked_for_help(one, "U0MOD", link=LINK, note=LONGEST_TEXT),
        )
        yield (
            f"appeal about {name} granted",
            appealing.appeal_answer(one, granted=True, note=one.note),
        )
        yield f"appeal about {name} upheld", appealing.appeal_answer(one, granted=False)
    for action in ("hide", "delete"):
        for admins in ((), tuple(f"U{number}" for number in range(40))):
            message = deciding.who_can(case_of(), action, link=LINK, admins=admins)
            yield f"who can {action}, {len(admins)} admins", message


def _orders() -> Named:
    cases = [one for _, one in in_every_state()]
    for name, rules in {"default": ModerationSettings(), "full": FULL_SETTINGS}.items():
        for waiting in (None, 0, 1, 1234):
            shown = status.status(rules, thresholds=ODD_LABELS, waiting=waiting, is_ready=False)
            yield f"status, {name}, {waiting} waiting", shown
    yield "queue in short", status.queue_in_short(cases, 1234)
    yield "queue in short, empty", status.queue_in_short([], 0)
    many = tuple(f"C{number}" for number in range(50))
    problems = {"C1": "Invite me there first.", "*": "It is archived."}
    for on in (False, True):
        switched = Switched(switched=many, unchanged=("C0GENERAL",))
        told = status.watch_switched(switched, problems, on=on, is_told=on)
        yield f"watched: {on}", told
    yield "watched by an admin", notices.watched("U0ADMIN")
    yield "not watched any more", notices.not_watched("<!here>")
    for verdict in ("agree", "overrule"):
        for number in (0, 1, 20):
            told = bulk.decided_together(verdict, number, late=cases[:number], refused=number)
            yield f"{number} decided together, {verdict}", told


def _warnings() -> Named:
    for name, one in in_every_state():
        text = warning.warning_text("", one)
        yield f"warning about {name}", warning.warning(one, text, link=LINK)
    for name, text in TEXTS.items():
        message = warning.warning(case_of(text), text[:2000] or "x", link=LINK, appeal="asked")
        yield f"warning, {name}", message
    yield "warning without appeal", warning.warning(case_of(), "x", appeal="none")


def _trials() -> Named:
    given: Json = {"probabilities": TOXIC, "thresholds": THRESHOLDS}
    for name, text in TEXTS.items():
        message = trial.trial(
            text,
            **given,
            undone=[Undone(0, len(text), text.swapcase())] * 9,
            review_channel="C0REVIEW",
        )
        yield f"test of {name}", message
    yield "test below all thresholds", trial.trial("x", probabilities=TOXIC, thresholds={})
    yield "test without a channel", trial.trial("x", **given)
    many = {f"label_{number}": 0.9 for number in range(1000)}
    yield "test with many labels", trial.trial("x", probabilities=many, thresholds=many)
    odd = trial.trial("x", probabilities=ODD_LABELS, thresholds=dict.fromkeys(ODD_LABELS, 0.1))
    yield "test with odd labels", odd
    yield "test without a model", trial.no_model()
    for role in ("everyone", "moderator", "admin"):
        for channel in ("", "C0REVIEW"):
            message = usage.moderate_usage(role=role, review_channel=channel)
            yield f"help for {role}{channel}", message


def _learning() -> Named:
    learned = learned_of()
    strange = {"old": {"agreement": 0.9, "*x*": 0.5}, "new": {"agreement": 0.8, "*x*": 0.5}}
    for name, measures in {
        "better": learned.measures,
        "worse": strange,
        "unmeasured": {},
        "nonsense": {"old": 3, "new": {"agreement": "x"}, "held_back": None},
    }.items():
        yield f"learned model, {name}", learning.offer(learned, measures)
    yield "training began", learning.training_began(1234)
    yield "too few verdicts", learning.too_few(3, 50)
    yield "training failed", learning.training_failed(LONGEST_TEXT)
    yield "model switched", learning.switched(learned.id, before="moderation")
    yield "model switched back", learning.switched("moderation", before=learned.id)
    yield "model kept", learning.kept("moderation")
    yield "no models", learning.models_message([], "moderation")
    states: tuple[LearnedState, ...] = ("training", "candidate", "active", "retired", "failed")
    several = [
        replace(learned, id=f"learned-{n:012}", state=state) for n, state in enumerate(states * 5)
    ]
    yield "models", learning.models_message(several, several[2].id)


def _reminders() -> Named:
    for name, one in in_every_state():
        message = reminders.reminder_message(reminder_of(one), links={one.id: LINK})
        yield f"reminder of {name}", message
    cases = [replace(one, id=f"{n}") for n, (_, one) in enumerate(in_every_state())][:10]
    yield "reminder of many", reminders.reminder_message(reminder_of(*cases, more=1234))
    own = reminder_of(*cases, to="U0MOD", hours=1)
    yield "reminder of one's own", reminders.reminder_message(own)
    yield "reminder of one's only", reminders.reminder_message(reminder_of(cases[0], to="U0MOD"))


def _digests() -> Named:
    odd = [(text, 3) for text in TEXTS.values()]
    for name, one in {
        "usual": digest_of(),
        "empty": digest_of(flagged=0),
        "only waiting": digest_of(flagged=0, waiting=1),
        "one of each": digest_of(1, flagged=1),
        "of many weeks": digest_of(35, flagged=5000),
        "odd": digest_of(words=odd, labels=[(label, 1) for label in ODD_LABELS]),
        "fast": digest_of(response=timedelta(seconds=1)),
    }.items():
        yield f"digest, {name}", digest.digest_message(one, FILE)
        yield f"digest in words, {name}", digest.digest_message(one, None)
