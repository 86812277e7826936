"""How a workspace has its messages moderated: who decides, where, and from which probability on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.values import as_dict, from_dict

SHIPPED_MODEL = "moderation"

WARNING = (
    "Hello! Our moderators looked at a message of yours. It does not keep to this rule:\n{rule}\n\n"
    "Please keep it in mind, and think about editing or deleting the message. It happens to "
    "everybody at times; apart from the moderators nobody is told about it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Sends some cases to a review channel of their own; "" stands for every label or channel.

    label:   of which the case has to be flagged.
    channel: in which the message was written.
    """

    review_channel: str
    label: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """When the weekly digest is posted; weekday 0 is Monday.

    time_zone: by whose clock, such as Europe/Berlin.
    """

    weekday: int = 0
    hour: int = 9
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationSettings:
    """What the admins of a workspace chose; the defaults where they chose nothing.

    admins, moderators: ids of people, beside those who are so for another reason.
    moderator_group:  id of the user group whose members are moderators, or "".
    members_moderate: whether the members of the review channel are moderators.
    review_channel:   where cases are posted that no route sends elsewhere; "" for nowhere.
    thresholds:       by label, in place of the model's own.
    monitored:        channels in which every message is scored.
    bots:             whether messages of other apps are scored there as well.
    announce:         whether a channel is told that it is monitored from now on, or no longer.
    reaction:         the emoji that sends a message to review, "" for none.
    note_required:    whether who overrules has to say why.
    blur:             whether a message is hidden behind "Show" until a moderator asks for it.
    warn_template:    what a warned author is written; `{rule}`, `{quote}` and `{channel}` are
                      filled in.
    reminder_hours:   after which an undecided case is brought to mind; 0 for never.
    digest:           None for no weekly digest.
    appeals:          whether a warned author may ask for a second look.
    model:            "moderation" or the id of one that was learned from verdicts.
    """

    admins: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    moderator_group: str = ""
    members_moderate: bool = True
    review_channel: str = ""
    routes: tuple[Route, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    monitored: tuple[str, ...] = ()
    bots: bool = False
    announce: bool = True
    reaction: str = ""
    note_required: bool = False
    blur: bool = False
    warn_template: str = WARNING
    reminder_hours: int = 24
    digest: Digest | None = field(default_factory=Digest)
    appeals: bool = True
    model: str = SHIPPED_MODEL

    @property
    def review_channels(self) -> frozenset[str]:
        """Every channel in which cases are posted."""
        routed = (route.review_channel for route in self.routes)
        return frozenset({self.review_channel, *routed}) - {""}

    def review_channel_for(self, channel: str, labels: Collection[str]) -> str:
        """Return where a message from this channel that has these labels is reviewed, or "".

        The first route that fits decides.
        """
        for route in self.routes:
            if route.channel in ("", channel) and (not route.label or route.label in labels):
                return route.review_channel
        return self.review_channel

    def without(self, person: str) -> ModerationSettings:
        """Return the same without a person among admins and moderators."""
        return replace(
            self,
            admins=tuple(user for user in self.admins if user != person),
            moderators=tuple(user for user in self.moderators if user != person),
        )

    def to_dict(self) -> dict[str, Any]:
        return as_dict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ModerationSettings:
        """Return the settings that `to_dict` wrote, also if another version of it did."""
        return from_dict(cls, values)
