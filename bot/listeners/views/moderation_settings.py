"""The admins' windows, sent off."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from slack_bolt import Ack

from bot.errors import Refused
from bot.listeners.actions.moderation_settings import labels_of
from bot.listeners.administering import announce, change_rules, need_admin, refresh_home
from bot.listeners.clicked import action_of
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.messages.review.exporting import read_export
from bot.messages.review.routes import REVIEW_CHANNEL as ROUTED_TO
from bot.messages.review.routes import read_route_form
from bot.messages.review.settings import MONITORED, REVIEW_CHANNEL, read_settings
from bot.messages.review.thresholds import read_switch, read_thresholds, tried_window
from bot.moderation.settings import ModerationSettings

NO_THRESHOLDS = "The model is not there at the moment. Close this, and try again in a minute."
REVIEWED_THERE = "Cases are reviewed there: what moderators quote would be flagged again."


def settings_submission(services: Services) -> Callable[..., None]:
    """Return the listener that keeps the settings, if Slack lets the bot do what they ask for."""

    def listen(ack: Ack, body: Payload, view: Mapping[str, object]) -> None:
        need_admin(body, services)
        team = addressee(body).team
        rules, before = services.moderation.rules.of(team), services.store.moderation.get(team)
        read = read_settings(view, rules)
        errors = dict(read.errors) or _unusable(read.settings, before, services, team=team)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        after = _as_chosen(read.settings, before=before, rules=rules)
        change_rules(body, services, **_of_this_window(after))
        services.moderation.show_waiting(team)
        _announce_both(body, services, before.monitored, after.monitored)
        refresh_home(body, services)
        ack()

    return listen


def route_submission(services: Services) -> Callable[..., None]:
    """Return the listener that adds a route."""

    def listen(ack: Ack, body: Payload, view: Mapping[str, object]) -> None:
        need_admin(body, services)
        team = addressee(body).team
        read = read_route_form(view, labels_of(team, services))
        errors = dict(read.errors)
        if read.route is not None:
            target = read.route.review_channel
            problem = services.channels.why_not_written(team, [target]).get(target)
            errors |= {ROUTED_TO: problem.in_a_window} if problem else {}
        if errors or read.route is None:
            ack(response_action="errors", errors=errors)
            return
        before = services.store.moderation.get(team)
        others = tuple(
            route
            for route in before.routes
            if (route.label, route.channel) != (read.route.label, read.route.channel)
        )
        change_rules(body, services, routes=(*others, read.route))
        services.moderation.show_waiting(team)
        refresh_home(body, services)
        ack(response_action="clear")

    return listen


def try_thresholds_submission(services: Services) -> Callable[..., None]:
    """Return the listener that shows what other thresholds would have meant."""

    def listen(ack: Ack, body: Payload, view: Mapping[str, object]) -> None:
        need_admin(body, services)
        team = addressee(body).team
        of_model = services.tester.of_model(team)
        if not of_model:
            raise Refused(NO_THRESHOLDS)
        present = services.tester.present(team)
        proposed = read_thresholds(view, present, of_model=of_model)
        if proposed.errors:
            ack(response_action="errors", errors=dict(proposed.errors))
            return
        tried = services.tester.try_out(team, proposed.thresholds)
        ack(response_action="update", view=tried_window(tried, proposed.thresholds))

    return listen


def switch_thresholds_submission(services: Services) -> Callable[..., None]:
    """Return the listener that hands over which thresholds count from now on."""

    def listen(ack: Ack, body: Payload, view: Mapping[str, object]) -> None:
        need_admin(body, services)
        value = json.dumps(read_switch(view))
        services.moderation.act(action_of(body, kind="thresholds_set", value=value))
        ack(response_action="clear")

    return listen


def export_submission(services: Services) -> Callable[..., None]:
    """Return the listener that hands over which part of the record an admin wants as a file."""

    def listen(ack: Ack, body: Payload, view: Mapping[str, object]) -> None:
        need_admin(body, services)
        read = read_export(view)
        if read.errors:
            ack(response_action="errors", errors=dict(read.errors))
            return
        wanted = {
            "since": read.since,
            "until": read.until,
            "channel": read.channel,
            "format": read.format,
        }
        services.moderation.act(action_of(body, kind="audit_export", value=json.dumps(wanted)))
        ack()

    return listen


def _unusable(
    after: ModerationSettings, before: ModerationSettings, services: Services, *, team: str
) -> dict[str, str]:
    """Return what Slack does not let the bot do, by the field that asks for it."""
    errors: dict[str, str] = {}
    target = after.review_channel
    if target and target != before.review_channel:
        problem = services.channels.why_not_written(team, [target]).get(target)
        errors |= {REVIEW_CHANNEL: problem.in_a_window} if problem else {}
    if after.review_channels & set(after.monitored):
        return errors | {MONITORED: REVIEWED_THERE}
    added = [channel for channel in after.monitored if channel not in before.monitored]
    problems = services.channels.why_not_watched(team, added)
    told = " ".join(problem.in_a_window for problem in problems.values())
    return errors | ({MONITORED: told} if told else {})


def _of_this_window(settings: ModerationSettings) -> dict[str, Any]:
    """Return the settings but for those that have a window of their own."""
    named = {field.name for field in fields(settings)} - {"routes", "thresholds", "model"}
    return {name: getattr(settings, name) for name in named}


def _as_chosen(
    after: ModerationSettings, *, before: ModerationSettings, rules: ModerationSettings
) -> ModerationSettings:
    """Return the settings without what only stood there because the operator has set it."""
    given = set(rules.admins) - set(before.admins)
    return replace(
        after,
        admins=tuple(person for person in after.admins if person not in given),
        review_channel=_unless(after.review_channel, rules.review_channel, before.review_channel),
        reaction=_unless(after.reaction, rules.reaction, before.reaction),
    )


def _unless(value: str, shown: str, before: str) -> str:
    return before if value == shown else value


def _announce_both(
    body: Payload, services: Services, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    began = tuple(channel for channel in after if channel not in before)
    ended = tuple(channel for channel in before if channel not in after)
    announce(body, services, began, on=True)
    announce(body, services, ended, on=False)
