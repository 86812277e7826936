"""Windows, which Slack opens only within three seconds of a click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient

from bot.answering.access import may_use
from bot.answering.rendering import Rendering
from bot.listeners.payload import Payload, addressee, text_at
from bot.listeners.services import Services
from bot.messages import modal
from bot.outgoing.slack_api import call, impatient
from bot.request import ExplainRequest

TIMEOUT_SECONDS = 2

GONE = "This explanation was deleted, so there are no details of it. Ask again for a new one."


def open_window(body: Payload, client: WebClient, view: Mapping[str, Any]) -> None:
    """Open a window for the person who clicked, on top of the one in which they did.

    Raises: DeliveryError if Slack does not do so at once; later it never would.
    """
    hasty = _hasty(client)
    method = hasty.views_push if is_in_window(body) else hasty.views_open
    call(method, trigger_id=text_at(body, "trigger_id"), view=view)


def replace_window(body: Payload, client: WebClient, view: Mapping[str, Any]) -> None:
    """Put something else into the window in which somebody clicked.

    Raises: DeliveryError.
    """
    call(_hasty(client).views_update, view_id=text_at(body, "view", "id"), view=view)


def is_in_window(body: Payload) -> bool:
    """Return whether somebody clicked in a window, and not in a message or the App Home."""
    return text_at(body, "view", "type") == "modal"


def _hasty(client: WebClient) -> WebClient:
    hasty = impatient(client)
    hasty.timeout = TIMEOUT_SECONDS
    return hasty


def show_form(body: Payload, services: Services, client: WebClient) -> None:
    """Open the window that asks for a text, with the person's settings in it.

    Raises: DeliveryError, StoreUnavailable.
    """
    person = addressee(body)
    preferences = services.store.preferences.get(person.team, person.user)
    names = services.models.names
    loaded = {name: services.models.loaded(name) for name in names}
    view = modal.explain_text(
        models=names,
        model=preferences.model if preferences.model in names else "",
        labels={name: model.labels for name, model in loaded.items() if model is not None},
        visibility=preferences.visibility,
        language=preferences.language,
    )
    open_window(body, client, view)


def _may_use(request: ExplainRequest, services: Services, person: ExplainRequest) -> bool:
    return may_use(
        request, services.store, team=person.team, user=person.user, channel=person.channel
    )


def show_details(body: Payload, services: Services, client: WebClient, explanation: str) -> None:
    """Open the window with an explanation's details, or with the reason why there are none.

    Raises: DeliveryError, StoreUnavailable.
    """
    person = addressee(body)
    request = services.store.requests.get(explanation)
    view = modal.notice("Details", GONE)
    if request is not None and _may_use(request, services, person):
        shown = Rendering(services.store).sides(request)
        if shown:
            language = services.store.preferences.get(person.team, person.user).language
            view = modal.details(*shown, language=language)
    open_window(body, client, view)
