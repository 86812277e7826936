"""`/moderate`, for everybody, moderators and admins."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.errors import Refused
from bot.listeners.administering import need_admin, watch
from bot.listeners.asking import take
from bot.listeners.clicked import action_of
from bot.listeners.commands.shown import acknowledge
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.listeners.windows import open_window
from bot.messages.message import Message
from bot.messages.review.deciding import may_not
from bot.messages.review.settings import settings_window
from bot.messages.review.status import order_taken, queue_in_short, status, watch_switched
from bot.messages.review.thresholds import thresholds_window, tried_window
from bot.messages.review.trial import no_model, trial
from bot.messages.review.usage import moderate_usage
from bot.messages.usage import wrong_option
from bot.moderation.orders import Order, Verb, WrongOrder, parse_order
from bot.options import WrongOption, without_options
from bot.reading import as_read
from bot.request import ExplainRequest
from explain_core.evasion import plain_text

SCORED_LATER = (
    "The model cannot answer at once. What it makes of the text, and which words decided it, comes "
    "in a moment. Nothing is flagged by this."
)
REVIEWED_THERE = "Cases are reviewed there: what moderators quote would be flagged again."
EXPORTING = "You get the file as a direct message, in a moment."
LEARNING = "I count the verdicts, and tell you in a moment."
LISTING = "I look them up, and tell you in a moment."

Do = Callable[[Order, Payload, Services, WebClient], Message | None]


def moderate_command(services: Services) -> Callable[..., None]:
    """Return the listener that reads an order and follows it, or says what is wrong with it."""

    def listen(ack: Ack, command: Payload, client: WebClient) -> None:
        order = _order(command)
        if order.verb in _OF_ADMINS:
            need_admin(command, services)
        acknowledge(ack, _FOLLOW[order.verb](order, command, services, client))

    return listen


def _order(command: Payload) -> Order:
    person = addressee(command)
    channel = "" if person.channel.startswith("D") else person.channel
    return parse_order(str(command.get("text") or ""), channel=channel, command=_name(command))


def _help(order: Order, command: Payload, services: Services, client: WebClient) -> Message:
    person = addressee(command)
    role = services.moderation.roles.role(person.team, person.user)
    channel = services.moderation.rules.of(person.team).review_channel
    return moderate_usage(_name(command), role=role, review_channel=channel)


def _test(order: Order, command: Payload, services: Services, client: WebClient) -> Message:
    """Return what would happen to a text, and have it explained; nobody else hears of it."""
    name = _name(command)
    try:
        text = as_read(without_options(order.text, command=f"{name} test"))
    except WrongOption as error:
        return wrong_option(str(error), command=name)
    asked = replace(
        ExplainRequest.from_command(command), text=text, visibility="private", origin="test"
    )
    rules = services.moderation.rules.of(asked.team)
    scored = services.moderation.scoring.score(text, rules=rules)
    take(replace(asked, model=services.models.usable(rules.model)), services)
    if scored is None:
        return order_taken(SCORED_LATER)
    preferences = services.store.preferences.get(asked.team, asked.user)
    return trial(
        text,
        probabilities=scored.probabilities,
        thresholds=scored.thresholds,
        undone=plain_text(text).undone(text),
        review_channel=rules.review_channel,
        language=preferences.language,
    )


def _queue(order: Order, command: Payload, services: Services, client: WebClient) -> Message:
    person = addressee(command)
    seen = services.queue.glance(person.team, person.user)
    if seen is None:
        raise Refused(may_not("see the queue").text)
    cases, waiting = seen
    preferences = services.store.preferences.get(person.team, person.user)
    blur = preferences.blur or services.moderation.rules.of(person.team).blur
    return queue_in_short(cases, waiting, blur=blur)


def _status(order: Order, command: Payload, services: Services, client: WebClient) -> Message:
    person = addressee(command)
    rules = services.moderation.rules.of(person.team)
    seen = services.queue.glance(person.team, person.user)
    return status(
        rules,
        thresholds=services.tester.present(person.team),
        waiting=seen[1] if seen is not None else None,
        is_ready=services.models.loaded(services.models.usable(rules.model)) is not None,
    )


def _settings(order: Order, command: Payload, services: Services, client: WebClient) -> None:
    rules = services.moderation.rules.of(addressee(command).team)
    open_window(command, client, settings_window(rules))


def _watch(order: Order, command: Payload, services: Services, client: WebClient) -> Message:
    """Have channels watched that can be, and say what to do about the others."""
    if not order.channels:
        raise WrongOrder(f"Name a channel: `{_name(command)} {order.verb} #general`.")
    on, team = order.verb == "watch", addressee(command).team
    rules = services.moderation.rules.of(team)
    problems: dict[str, str] = {}
    if on:
        found = services.channels.why_not_watched(team, order.channels)
        problems |= {channel: problem.says for channel, problem in found.items()}
        reviewed = rules.review_channels & set(order.channels)
        problems |= dict.fromkeys(reviewed, REVIEWED_THERE)
    wanted = tuple(channel for channel in order.channels if channel not in problems)
    switched = watch(command, services, wanted, on=on)
    return watch_switched(
        switched,
        problems,
        on=on,
        is_told=rules.announce,
        has_review_channel=bool(rules.review_channels),
    )


def _thresholds(
    order: Order, command: Payload, services: Services, client: WebClient
) -> Message | None:
    """Open the window about thresholds, with what the new ones would mean if any were named."""
    team = addressee(command).team
    of_model = services.tester.of_model(team)
    if not of_model:
        return no_model()
    text = str(command.get("text") or "")
    read = parse_order(text, labels=tuple(of_model), command=_name(command))
    if read.thresholds:
        tried = services.tester.try_out(team, read.thresholds)
        open_window(command, client, tried_window(tried, read.thresholds))
    else:
        present = services.tester.present(team)
        open_window(command, client, thresholds_window(present, of_model=of_model))
    return None


def _export(order: Order, command: Payload, services: Services, client: WebClient) -> Message:
    wanted: Mapping[str, str] = {
        "since": order.since.isoformat() if order.since else "",
        "until": order.until.isoformat() if order.until else "",
        "channel": order.channels[0] if order.channels else "",
        "format": order.format,
    }
    services.moderation.act(action_of(command, kind="audit_export", value=json.dumps(wanted)))
    return order_taken(EXPORTING)


def _train(order: Order, command: Payload, services: Services, client: WebClient) -> Message:
    services.moderation.act(action_of(command, kind="learn"))
    return order_taken(LEARNING)


def _models(order: Order, command: Payload, services: Services, client: WebClient) -> Message:
    services.moderation.act(action_of(command, kind="learn_models"))
    return order_taken(LISTING)


def _name(command: Payload) -> str:
    return str(command["command"])


_OF_ADMINS: frozenset[Verb] = frozenset(
    {"settings", "watch", "unwatch", "thresholds", "export", "train", "models"}
)
_FOLLOW: Mapping[Verb, Do] = {
    "help": _help,
    "test": _test,
    "queue": _queue,
    "status": _status,
    "settings": _settings,
    "watch": _watch,
    "unwatch": _watch,
    "thresholds": _thresholds,
    "export": _export,
    "train": _train,
    "models": _models,
}
