"""Windows that somebody filled in."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.services import Services
from bot.listeners.views.case import CASE_FORMS, appeal_submission, case_submission
from bot.listeners.views.explain_text import explain_text_submission
from bot.listeners.views.moderation_settings import (
    export_submission,
    route_submission,
    settings_submission,
    switch_thresholds_submission,
    try_thresholds_submission,
)
from bot.listeners.views.send_to_review import (
    send_to_review_closed,
    send_to_review_submission,
)
from bot.messages import callback_ids


def register(app: App, *, services: Services) -> None:
    app.view_submission("explain_text")(explain_text_submission(services))
    app.view_submission(callback_ids.SEND_TO_REVIEW)(send_to_review_submission(services))
    app.view_closed(callback_ids.SEND_TO_REVIEW)(send_to_review_closed(services))
    app.view_submission(callback_ids.APPEAL)(appeal_submission(services))
    for callback_id in CASE_FORMS:
        app.view_submission(callback_id)(case_submission(callback_id, services))
    _register_admin(app, services)


def _register_admin(app: App, services: Services) -> None:
    app.view_submission(callback_ids.SETTINGS)(settings_submission(services))
    app.view_submission(callback_ids.ROUTE)(route_submission(services))
    app.view_submission(callback_ids.TRY_THRESHOLDS)(try_thresholds_submission(services))
    app.view_submission(callback_ids.SWITCH_THRESHOLDS)(switch_thresholds_submission(services))
    app.view_submission(callback_ids.EXPORT)(export_submission(services))
