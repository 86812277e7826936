"""The moderators' queue in the App Home: filters, pages, look-alikes, and hiding texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack

from bot.errors import Refused
from bot.listeners.cases import OUTDATED
from bot.listeners.clicked import action_of, value_of
from bot.listeners.payload import Payload, addressee, text_at
from bot.listeners.services import Services
from bot.messages.review.queue import BLUR_ON
from bot.messages.review.values import read_bulk
from bot.moderation.overtime.queue import Filters


def queue_click(action_id: str, services: Services) -> Callable[..., None]:
    """Return the listener that has the queue shown as somebody wants it."""

    def listen(ack: Ack, body: Payload) -> None:
        ack()
        filters = _filters(body).clicked(action_id, value_of(body))
        services.moderation.act(action_of(body, kind="queue", value=filters.to_json()))

    return listen


def bulk_click(action_id: str, services: Services) -> Callable[..., None]:
    """Return the listener that hands over one verdict on several cases, as they were seen."""

    def listen(ack: Ack, body: Payload) -> None:
        ack()
        cases = value_of(body)
        if not read_bulk(cases):
            raise Refused(OUTDATED)
        value = json.dumps({"cases": cases, "filters": _filters(body).to_json()})
        services.moderation.act(action_of(body, kind=action_id, value=value))

    return listen


def blur_click(services: Services) -> Callable[..., None]:
    """Return the listener that keeps whether somebody wants the texts hidden."""

    def listen(ack: Ack, body: Payload) -> None:
        ack()
        person = addressee(body)
        preferences = services.store.preferences
        before = preferences.get(person.team, person.user)
        blur = value_of(body) == BLUR_ON
        preferences.set(person.team, person.user, replace(before, blur=blur))
        services.moderation.act(action_of(body, kind="queue", value=_filters(body).to_json()))

    return listen


def _filters(body: Payload) -> Filters:
    return Filters.read(text_at(body, "view", "private_metadata"))
