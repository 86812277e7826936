"""Clicks on buttons and choices in menus; each works for as long as its message is there."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.actions.button import button_click
from bot.listeners.actions.details import details_click
from bot.listeners.actions.example import example_click
from bot.listeners.actions.label import label_choice
from bot.listeners.actions.more import more_choice
from bot.listeners.actions.open_modal import open_modal_click
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
