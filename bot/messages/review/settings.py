"""The window in which admins say how their workspace is moderated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.markup import mrkdwn, plain
from bot.messages import callback_ids
from bot.messages.blocks import Element, context, field, option, select
from bot.messages.message import Block
from bot.messages.review.warning import TEXT_LIMIT as WARNING_LIMIT
from bot.messages.review.windows import all_chosen, chosen, form, text_field, written
from bot.moderation.overtime.weeks import zone_of
from bot.moderation.settings import WARNING, Digest, ModerationSettings

REVIEW_CHANNEL, MONITORED, REACTION = "review_channel", "monitored", "reaction"
MODERATORS, ADMINS, GROUP = "moderators", "admins", "moderator_group"
SWITCHES, TEMPLATE, REMINDER = "switches", "warn_template", "reminder_hours"
WEEKDAY, HOUR, TIME_ZONE = "digest_weekday", "digest_hour", "time_zone"

# The settings that are on or off, each with what it means when it is on.
_SWITCHES = {
    "members_moderate": "Members of the review channel are moderators",
    "note_required": "Who overrules has to say why",
    "blur": "Hide texts until a moderator asks for them",
    "appeals": "Warned authors can ask for a second look",
    "announce": "Tell a channel when it is watched, or no longer",
    "bots": "Score messages of other apps too",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NO_DIGEST = "off"
_MOST_HOURS = 24 * 30
_MOST_CHOSEN = 100
_CHANNELS = {"include": ["public", "private"]}
_EMOJI = re.compile(r"[\w+'-]{1,100}")
_GROUP = re.compile(r"(?:<!subteam\^)?(S[A-Z0-9]{2,30})(?:\|[^>]*)?>?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedSettings:
    """errors: by the field that has to show it; nothing is to be kept if there are any."""

    settings: ModerationSettings
    errors: Mapping[str, str]


def settings_window(settings: ModerationSettings) -> dict[str, Any]:
    """Return the window with the settings in it; `read_settings` reads what comes back.

    Routes, thresholds and the model have windows of their own.
    """
    blocks = [*_where(settings), *_who(settings), *_how(settings), *_over_time(settings)]
    return form("Moderation", blocks, callback_id=callback_ids.SETTINGS, submit="Save")


def read_settings(view: Mapping[str, Any], before: ModerationSettings) -> SubmittedSettings:
    """Return what an admin wants, on top of what was set before, or what is wrong with it."""
    errors: dict[str, str] = {}
    on = all_chosen(view, SWITCHES)
    settings = replace(
        before,
        review_channel=chosen(view, REVIEW_CHANNEL),
        monitored=_with_hidden(all_chosen(view, MONITORED), before.monitored),
        reaction=_emoji(written(view, REACTION), errors),
        moderators=_with_hidden(all_chosen(view, MODERATORS), before.moderators),
        admins=_with_hidden(all_chosen(view, ADMINS), before.admins),
        moderator_group=_group(written(view, GROUP), errors),
        warn_template=written(view, TEMPLATE)[:WARNING_LIMIT] or WARNING,
        reminder_hours=_hours(written(view, REMINDER), errors),
        digest=_digest(view, errors),
        members_moderate="members_moderate" in on,
        note_required="note_required" in on,
        blur="blur" in on,
        appeals="appeals" in on,
        announce="announce" in on,
        bots="bots" in on,
    )
    return SubmittedSettings(settings=settings, errors=errors)


def _where(settings: ModerationSettings) -> list[Block]:
    review: Element = {"type": "conversations_select", "filter": _CHANNELS}
    if settings.review_channel:
        review["initial_conversation"] = settings.review_channel
    return [
        field(
            REVIEW_CHANNEL,
            "Review channel",
            review,
            hint="Flagged messages are posted here. A private channel of moderators is best; "
            "invite me there.",
            optional=True,
        ),
        field(
            MONITORED,
            "Watched channels",
            _several("multi_conversations_select", "conversations", settings.monitored)
            | {"filter": _CHANNELS},
            hint="Every new or edited message there is scored; only what is flagged is kept. "
            "Invite me there, and tell people about it.",
            optional=True,
        ),
        text_field(
            REACTION,
            "Reaction that sends a message to review",
            value=settings.reaction,
            hint="The name of an emoji, such as rotating_light. Left open: none.",
            placeholder="rotating_light",
            optional=True,
            lines=False,
            limit=100,
        ),
    ]


def _who(settings: ModerationSettings) -> list[Block]:
    return [
        field(
            MODERATORS,
            "Moderators",
            _several("multi_users_select", "users", settings.moderators),
            optional=True,
        ),
        text_field(
            GROUP,
            "User group of moderators",
            value=settings.moderator_group,
            hint="Its ID, which begins with S: in Slack, open the group and choose Copy group ID.",
            optional=True,
            lines=False,
            limit=100,
        ),
        field(
            ADMINS,
            "Admins of the moderation",
            _several("multi_users_select", "users", settings.admins),
            hint="Owners and admins of the workspace are admins here as well.",
            optional=True,
        ),
    ]


def _how(settings: ModerationSettings) -> list[Block]:
    options = {name: option(text, name) for name, text in _SWITCHES.items()}
    boxes: Element = {"type": "checkboxes", "options": list(options.values())}
    if on := [entry for name, entry in options.items() if getattr(settings, name)]:
        boxes["initial_options"] = on
    return [
        field(SWITCHES, "How it works", boxes, optional=True),
        text_field(
            TEMPLATE,
            "Warning to authors",
            value=settings.warn_template,
            hint="A moderator can change it before it is sent. {rule}, {quote} and {channel} are "
            "filled in. Left empty: the text that comes with the app.",
            optional=True,
            limit=WARNING_LIMIT,
        ),
    ]


def _over_time(settings: ModerationSettings) -> list[Block]:
    digest = settings.digest
    days = [option("No digest", _NO_DIGEST)]
    days += [option(name, str(number)) for number, name in enumerate(_WEEKDAYS)]
    hours = [option(f"{hour:02}:00", str(hour)) for hour in range(24)]
    when = digest or Digest()
    return [
        field(
            REMINDER,
            "Remind of open cases after how many hours?",
            {
                "type": "number_input",
                "is_decimal_allowed": False,
                "initial_value": str(settings.reminder_hours),
                "min_value": "0",
                "max_value": str(_MOST_HOURS),
            },
            hint="0 for never.",
        ),
        field(
            WEEKDAY,
            "Weekly digest",
            select(
                days, action=WEEKDAY, chosen=_NO_DIGEST if digest is None else str(digest.weekday)
            ),
        ),
        field(HOUR, "At", select(hours, action=HOUR, chosen=str(when.hour))),
        text_field(
            TIME_ZONE,
            "Time zone",
            value=when.time_zone,
            hint="A name such as Europe/Berlin or UTC.",
            placeholder="Europe/Berlin",
            optional=True,
            lines=False,
            limit=60,
        ),
        context(
            mrkdwn("Review channels by label, thresholds and models have buttons of their own.")
        ),
    ]


def _several(kind: str, what: str, chosen_before: Sequence[str]) -> Element:
    element: Element = {
        "type": kind,
        "max_selected_items": _MOST_CHOSEN,
        "placeholder": plain("Nobody yet" if what == "users" else "None yet"),
    }
    if chosen_before:
        element[f"initial_{what}"] = list(chosen_before[:_MOST_CHOSEN])
    return element


def _with_hidden(chosen_now: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was chosen, and what did not fit into the field and so could not be."""
    return tuple(dict.fromkeys([*chosen_now[:_MOST_CHOSEN], *before[_MOST_CHOSEN:]]))


def _emoji(text: str, errors: dict[str, str]) -> str:
    name = text.strip().strip(":")
    if name and not _EMOJI.fullmatch(name):
        errors[REACTION] = "Write the name of one emoji, such as rotating_light."
        return ""
    return name


def _group(text: str, errors: dict[str, str]) -> str:
    found = _GROUP.fullmatch(text)
    if text and found is None:
        errors[GROUP] = "This is no ID of a user group: it begins with S, such as S0123ABCD."
    return found[1] if found else ""


def _hours(text: str, errors: dict[str, str]) -> int:
    known = text.isascii() and text.isdigit() and len(text) < 6
    if not known or int(text) > _MOST_HOURS:
        errors[REMINDER] = f"Write a whole number from 0 to {_MOST_HOURS}."
        return 0
    return int(text)


def _digest(view: Mapping[str, Any], errors: dict[str, str]) -> Digest | None:
    weekday, hour = chosen(view, WEEKDAY), chosen(view, HOUR)
    zone = written(view, TIME_ZONE) or Digest().time_zone
    if zone_of(zone).key != zone:
        errors[TIME_ZONE] = "This time zone is not known. Write one such as Europe/Berlin."
    if weekday not in map(str, range(len(_WEEKDAYS))):
        return None
    on_the_hour = int(hour) if hour in map(str, range(24)) else Digest().hour
    return Digest(weekday=int(weekday), hour=on_the_hour, time_zone=zone)
