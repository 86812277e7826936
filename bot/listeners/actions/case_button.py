"""Buttons of a case that say all there is to say: agree, claim, delete and the like."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.errors import DeliveryError
from bot.listeners.cases import review, seen
from bot.listeners.clicked import value_of
from bot.listeners.payload import Payload
from bot.listeners.services import Services
from bot.listeners.windows import is_in_window, replace_window
from bot.messages import action_ids, modal

logger = logging.getLogger(__name__)

DONE = (
    "That is noted. The review channel and your queue show how the case stands now; you can close "
    "this window."
)

# By the button: what it asks for, with its details.
CASE_BUTTONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    action_ids.CASE_AGREE: ("case_agree", {}),
    action_ids.CASE_OVERRULE: ("case_overrule", {}),
    action_ids.CASE_CLAIM: ("case_claim", {}),
    action_ids.CASE_RELEASE: ("case_release", {}),
    action_ids.CASE_UPHOLD: ("case_appeal_upheld", {}),
    action_ids.CASE_GRANT: ("case_appeal_granted", {}),
    action_ids.CASE_NOTHING: ("case_measure", {"measure": "none"}),
    action_ids.CASE_HIDE: ("case_measure", {"measure": "hide"}),
    action_ids.CASE_DELETE: ("case_measure", {"measure": "delete"}),
}


def case_button_click(action_id: str, services: Services) -> Callable[..., None]:
    """Return the listener to a button whose value is the case as somebody saw it."""

    def listen(ack: Ack, body: Payload, client: WebClient) -> None:
        ack()
        take_case_button(action_id, body, services, client)

    return listen


def take_case_button(action_id: str, body: Payload, services: Services, client: WebClient) -> None:
    """Hand over what a button asks for; a window with old buttons in it has had its day.

    Raises: Refused, StoreUnavailable.
    """
    kind, details = CASE_BUTTONS[action_id]
    case_id, version = seen(value_of(body))
    review(body, services, kind=kind, about=case_id, version=version, **details)
    if not is_in_window(body):
        return
    try:
        replace_window(body, client, modal.notice("Case", DONE))
    except DeliveryError as error:
        logger.info("a window stays as it was (%s)", error.code)
