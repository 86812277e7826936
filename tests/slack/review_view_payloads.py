"""Every window about moderation, and the queue, by a name that says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.messages.review import (
    admin,
    appealing,
    case,
    deciding,
    exporting,
    looking,
    queue,
    routes,
    sending,
    settings,
    thresholds,
    warning,
    words,
)
from bot.messages.review.looking import Nearby
from bot.messages.review.values import value_of
from bot.moderation.overtime.thresholds import Counts
from bot.moderation.settings import ModerationSettings
from tests.bot.messages.cases import LONGEST_LABEL, TEXTS, TOXIC
from tests.bot.messages.review.cases import (
    LINK,
    THRESHOLDS,
    Past,
    case_of,
    in_every_state,
    page_of,
    toxic,
    trial_of,
)
from tests.slack.review_payloads import FULL_SETTINGS, ODD_LABELS

Json = dict[str, Any]
Named = Iterator[tuple[str, Json]]


def review_views() -> Named:
    yield from _case_windows()
    yield from _forms()
    yield from _admin_windows()
    yield from _queues()


def _case_windows() -> Named:
    for name, one in in_every_state():
        explanation = toxic(one.text)
        yield (
            f"window of case {name}",
            case.case_window(one, explanation=explanation, link=LINK, past=Past(cases=2)),
        )
        yield f"show {name}", looking.shown_window(one, explanation=explanation)
        yield f"details of {name}", looking.details_window(one, explanation=explanation)
        nearby = [
            Nearby(author="U0BOB", text=one.text, ts="1772368100.000100"),
            Nearby(author="U0AUTHOR", text=one.text, ts="1772368200.000100", flagged=True),
            Nearby(author="", text="", ts="never"),
        ]
        yield f"context of {name}", looking.context_window(one, nearby * 20, link=LINK)
        yield f"words of {name}", words.words_window(one, explanation.words)
    yield "context that cannot be read", looking.context_window(case_of(), [])
    yield "no words", words.words_window(case_of(""), [])


def _forms() -> Named:
    for name, text in TEXTS.items():
        yield f"send to review, {name}", sending.send_window("draft", text=text)
        yield f"appeal, {name}", appealing.appeal_window(value_of(case_of()), text=text)
        yield f"warn, {name}", warning.warn_window(case_of(text), text)
    yield "send to review, nothing known", sending.send_window("draft")
    for verdict in ("agree", "overrule"):
        for required in (False, True):
            window = deciding.note_window(case_of(), verdict, required=required)
            yield f"note to {verdict}{', required' if required else ''}", window
    yield "ask a colleague", deciding.ask_window(case_of())
    yield "warn without appeal", warning.warn_window(case_of(), "x", appeals=False)


def _admin_windows() -> Named:
    for name, chosen in {"default": ModerationSettings(), "full": FULL_SETTINGS}.items():
        yield f"settings, {name}", settings.settings_window(chosen)
        yield f"routes, {name}", routes.routes_window(chosen)
        yield f"home of admins, {name}", {"type": "home", "blocks": admin.admin_blocks(chosen)}
    off = ModerationSettings(digest=None, members_moderate=False, announce=False, appeals=False)
    yield "settings, all off", settings.settings_window(off)
    yield "route", routes.route_window([*TOXIC, *ODD_LABELS])
    yield "route, many labels", routes.route_window([f"label_{n}" for n in range(1000)])
    for name, labels in {"usual": THRESHOLDS, "odd": ODD_LABELS}.items():
        yield f"thresholds, {name}", thresholds.thresholds_window(labels, of_model=THRESHOLDS)
    for name, tried in _tried():
        yield f"thresholds tried, {name}", thresholds.tried_window(tried, {"toxic": 0.7})
    too_many = {f"{LONGEST_LABEL}{number}": 0.7 for number in range(40)}
    yield "thresholds tried, too many", thresholds.tried_window(trial_of(), too_many)
    yield "export", exporting.export_window()


def _tried() -> Iterator[tuple[str, Any]]:
    usual = trial_of()
    lower = trial_of(0.5, 0.3)
    none = replace(usual.labels[0], fewer=Counts(), more=Counts())
    yield "usual", usual
    yield "lower", lower
    yield "never flagged", trial_of(since=None)
    yield "several", trial_of(labels=[*usual.labels, *lower.labels, none], other_models=1)
    odd = [replace(none, label=label) for label in ODD_LABELS]
    yield "odd labels", trial_of(labels=odd * 20, other_models=12)


def _queues() -> Named:
    cases = [replace(one, id=f"{n}") for n, (_, one) in enumerate(in_every_state())]
    for start in range(0, len(cases), 8):
        page = page_of(*cases[start : start + 8], page=start // 8)
        for blur in (False, True):
            blocks = queue.queue_blocks(page, blur=blur)
            yield f"queue from {start}{' hidden' if blur else ''}", _home(blocks)
    alike = {one.id: number for number, one in enumerate(cases[:8])}
    filtered = page_of(*cases[:8], alike=alike, channel="C0GENERAL", label="toxic", page=2)
    yield "queue, filtered", _home(queue.queue_blocks(filtered))
    odd = page_of(labels=[*ODD_LABELS, *(f"label_{n}" for n in range(200))], label="*b* <!here>")
    yield "queue, odd labels", _home(queue.queue_blocks(odd))
    for which in ("open", "mine", "appealed", "decided"):
        empty = page_of(which=which, waiting=0)
        yield f"queue, {which} and empty", _home(queue.queue_blocks(empty))
    for number in (0, 1, 20):
        alike_page = page_of(*cases[:number], alike=cases[0].id)
        yield f"queue, {number} alike", _home(queue.queue_blocks(alike_page))


def _home(blocks: list[Json]) -> Json:
    return {"type": "home", "blocks": blocks}
