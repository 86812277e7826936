"""Clicks on buttons and choices in menus; each works for as long as its message is there."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.actions.button import button_click
from bot.listeners.actions.case_button import CASE_BUTTONS, case_button_click
from bot.listeners.actions.case_window import (
    CASE_WINDOWS,
    appeal_click,
    case_window_click,
    more_about_case_choice,
    overrule_click,
)
from bot.listeners.actions.details import details_click
from bot.listeners.actions.example import example_click
from bot.listeners.actions.label import label_choice
from bot.listeners.actions.moderation_settings import (
    ADMIN_WINDOWS,
    MODEL_BUTTONS,
    admin_window_click,
    model_click,
    remove_route_click,
)
from bot.listeners.actions.more import more_choice
from bot.listeners.actions.open_modal import open_modal_click
from bot.listeners.actions.queue import blur_click, bulk_click, queue_click
from bot.listeners.actions.send_to_review import send_to_review_click
from bot.listeners.actions.setting import setting_choice
from bot.listeners.services import Services
from bot.messages import action_ids

# Buttons that say all there is to say by what they are and what they are about.
_BUTTONS = (
    action_ids.AGREE,
    action_ids.DISAGREE,
    action_ids.EDIT,
    action_ids.SHARE,
    action_ids.RETRY,
    action_ids.EXPLAIN,
    action_ids.FORGET,
)
_SETTINGS = {
    action_ids.SET_MODEL: "model",
    action_ids.SET_VISIBILITY: "visibility",
    action_ids.SET_LANGUAGE: "language",
}

_QUEUE = (
    action_ids.QUEUE_STATE,
    action_ids.QUEUE_LABEL,
    action_ids.QUEUE_CHANNEL,
    action_ids.QUEUE_BEFORE,
    action_ids.QUEUE_AFTER,
    action_ids.QUEUE_ALIKE,
    action_ids.QUEUE_ALL,
)


def register(app: App, *, services: Services) -> None:
    for action_id in _BUTTONS:
        app.block_action(action_id)(button_click(action_id, services))
    for action_id, setting in _SETTINGS.items():
        app.block_action(action_id)(setting_choice(setting, services))
    app.block_action(action_ids.LABEL)(label_choice(services))
    app.block_action(action_ids.MORE)(more_choice(services))
    app.block_action(action_ids.DETAILS)(details_click(services))
    app.block_action(action_ids.EXAMPLE)(example_click(services))
    app.block_action(action_ids.OPEN_MODAL)(open_modal_click(services))
    app.block_action(action_ids.SEND_TO_REVIEW)(send_to_review_click(services))
    _register_cases(app, services)
    _register_queue(app, services)
    _register_admin(app, services)


def _register_cases(app: App, services: Services) -> None:
    for action_id in CASE_BUTTONS:
        if action_id != action_ids.CASE_OVERRULE:
            app.block_action(action_id)(case_button_click(action_id, services))
    for action_id in CASE_WINDOWS:
        app.block_action(action_id)(case_window_click(action_id, services))
    app.block_action(action_ids.CASE_OVERRULE)(overrule_click(services))
    app.block_action(action_ids.CASE_MORE)(more_about_case_choice(services))
    app.block_action(action_ids.CASE_APPEAL)(appeal_click(services))


def _register_queue(app: App, services: Services) -> None:
    for action_id in _QUEUE:
        app.block_action(action_id)(queue_click(action_id, services))
    for action_id in (action_ids.BULK_AGREE, action_ids.BULK_OVERRULE):
        app.block_action(action_id)(bulk_click(action_id, services))
    app.block_action(action_ids.SET_BLUR)(blur_click(services))


def _register_admin(app: App, services: Services) -> None:
    for action_id in ADMIN_WINDOWS:
        app.block_action(action_id)(admin_window_click(action_id, services))
    for action_id in MODEL_BUTTONS:
        app.block_action(action_id)(model_click(action_id, services))
    app.block_action(action_ids.REMOVE_ROUTE)(remove_route_click(services))
