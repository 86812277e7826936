"""The admins' buttons in the App Home and in what they are sent: windows, and models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.errors import Refused
from bot.listeners.administering import change_rules, need_admin, refresh_home
from bot.listeners.cases import OUTDATED
from bot.listeners.clicked import action_of, value_of
from bot.listeners.payload import Payload, addressee
from bot.listeners.services import Services
from bot.listeners.windows import open_window, replace_window
from bot.messages import action_ids
from bot.messages.review.exporting import export_window
from bot.messages.review.routes import read_route, route_window, routes_window
from bot.messages.review.settings import settings_window
from bot.messages.review.thresholds import thresholds_window
from bot.messages.review.trial import no_model

View = dict[str, Any]

# Buttons about models, with what each hands over.
MODEL_BUTTONS: Mapping[str, str] = {
    action_ids.OPEN_LEARNING: "learn_models",
    action_ids.LEARN: "learn",
    action_ids.LEARNED_ON: "learned_on",
    action_ids.LEARNED_KEEP: "learned_keep",
    action_ids.LEARNED_BACK: "learned_back",
}


def admin_window_click(action_id: str, services: Services) -> Callable[..., None]:
    """Return the listener that opens one of the admins' windows."""
    make = ADMIN_WINDOWS[action_id]

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        need_admin(body, services)
        open_window(body, client, make(addressee(body).team, services))

    return listen


def remove_route_click(services: Services) -> Callable[..., None]:
    """Return the listener that takes a route away, and shows those that are left."""

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        need_admin(body, services)
        gone = read_route(value_of(body))
        if gone is None:
            raise Refused(OUTDATED)
        person = addressee(body)
        before = services.store.moderation.get(person.team)
        routes = tuple(route for route in before.routes if route != gone)
        change_rules(body, services, routes=routes)
        rules = services.moderation.rules.of(person.team)
        replace_window(body, client, routes_window(rules))
        refresh_home(body, services)

    return listen


def model_click(action_id: str, services: Services) -> Callable[..., None]:
    """Return the listener that hands over what an admin wants of the models."""

    def listen(ack: Ack, body: Payload) -> None:
        ack()
        need_admin(body, services)
        kind = MODEL_BUTTONS[action_id]
        services.moderation.act(action_of(body, kind=kind, value=value_of(body)))

    return listen


def _settings(team: str, services: Services) -> View:
    return settings_window(services.moderation.rules.of(team))


def _routes(team: str, services: Services) -> View:
    return routes_window(services.moderation.rules.of(team))


def _route(team: str, services: Services) -> View:
    return route_window(labels_of(team, services))


def _thresholds(team: str, services: Services) -> View:
    of_model = services.tester.of_model(team)
    if not of_model:
        raise Refused(no_model().text)
    return thresholds_window(services.tester.present(team), of_model=of_model)


def _export(team: str, services: Services) -> View:
    return export_window()


def labels_of(team: str, services: Services) -> tuple[str, ...]:
    """Return the labels of the workspace's model, as far as they are known here."""
    return tuple(services.tester.of_model(team))


ADMIN_WINDOWS: Mapping[str, Callable[[str, Services], View]] = {
    action_ids.OPEN_SETTINGS: _settings,
    action_ids.OPEN_ROUTES: _routes,
    action_ids.OPEN_THRESHOLDS: _thresholds,
    action_ids.OPEN_EXPORT: _export,
    action_ids.ADD_ROUTE: _route,
}
