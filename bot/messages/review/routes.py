"""Which cases go to which review channel: the list of routes, and the window that adds one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.markup import inert, mrkdwn
from bot.messages import action_ids, callback_ids
from bot.messages.blocks import (
    MOST_OPTIONS,
    actions,
    button,
    context,
    field,
    option,
    section,
    select,
)
from bot.messages.choices import key_of, label_named
from bot.messages.labels import name_of
from bot.messages.message import Block
from bot.messages.review.telling import channel_name
from bot.messages.review.windows import chosen, form, window
from bot.moderation.settings import ModerationSettings, Route

LABEL, CHANNEL, REVIEW_CHANNEL = "label", "channel", "review_channel"

_EVERY = "all"
_MOST_ROUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedRoute:
    """errors: by the field that has to show it; the route is None if there are any."""

    route: Route | None
    errors: Mapping[str, str]


def routes_window(settings: ModerationSettings) -> dict[str, Any]:
    """Return the window that lists the routes, each with a button to remove it."""
    rest = (
        f"All other cases go to {channel_name(settings.review_channel)}."
        if settings.review_channel
        else "Other cases go nowhere yet: choose a review channel under _Settings…_"
    )
    blocks = [
        section(mrkdwn("Some cases can have a review channel of their own.")),
        *map(_line, settings.routes[:_MOST_ROUTES]),
        context(mrkdwn(rest)),
        actions(button("Add one…", action=action_ids.ADD_ROUTE, value="route")),
    ]
    return window("Review channels", blocks)


def route_window(labels: Sequence[str]) -> dict[str, Any]:
    """Return the window that asks for a route; `read_route_form` reads what comes back.

    labels: of the model, to choose from.
    """
    named = [option(name_of(label), key_of(label)) for label in labels[: MOST_OPTIONS - 1]]
    label = select([option("Every label", _EVERY), *named], action=LABEL, chosen=_EVERY)
    blocks = [
        field(LABEL, "Cases with this label", label),
        field(
            CHANNEL,
            "From this channel",
            {"type": "conversations_select", "filter": _CHANNELS},
            hint="Left open: from every channel.",
            optional=True,
        ),
        field(
            REVIEW_CHANNEL,
            "Go to this review channel",
            {"type": "conversations_select", "filter": _CHANNELS},
            hint="Invite me there, so that I can post.",
        ),
    ]
    return form("Add a review channel", blocks, callback_id=callback_ids.ROUTE, submit="Add")


def read_route_form(view: Mapping[str, Any], labels: Sequence[str]) -> SubmittedRoute:
    """Return the route that somebody wants, or what is wrong with it."""
    key, channel, target = (chosen(view, name) for name in (LABEL, CHANNEL, REVIEW_CHANNEL))
    label = "" if key in ("", _EVERY) else label_named(key, labels)
    errors = {}
    if label is None:
        errors[LABEL] = "The model does not have this label any more. Choose another one."
    elif not label and not channel:
        errors[CHANNEL] = "Choose a label or a channel. One channel for all is under Settings."
    if not target:
        errors[REVIEW_CHANNEL] = "Choose where these cases go."
    if errors or label is None:
        return SubmittedRoute(route=None, errors=errors)
    return SubmittedRoute(
        route=Route(review_channel=target, label=label, channel=channel), errors={}
    )


def read_route(value: str) -> Route | None:
    """Return which route a button "Remove" is about; None if it says none."""
    try:
        found = json.loads(value)
    except ValueError:
        return None
    match found:
        case [str(label), str(channel), str(review_channel)]:
            return Route(label=label, channel=channel, review_channel=review_channel)
    return None


def _line(route: Route) -> Block:
    which = f"*{inert(name_of(route.label))}*" if route.label else "Every label"
    where = f" from {channel_name(route.channel)}" if route.channel else ""
    value = json.dumps([route.label, route.channel, route.review_channel], ensure_ascii=False)
    remove = button("Remove", action=action_ids.REMOVE_ROUTE, value=value[:2_000])
    text = f"{which}{where} → {channel_name(route.review_channel)}"
    return section(mrkdwn(text), accessory=remove)


_CHANNELS = {"include": ["public", "private"]}
