"""The errors of the bot, drawn as a tree.

    BotError
      SettingsError       the operator can fix it: keys that are missing or wrong
      StartError          the operator can fix it: Slack refuses a token, or cannot be reached
      Refused             the request was not accepted; the asker can ask again
        Busy
        BusyWithYou
        BusyWithTeam
        Stopping
        TooManyFlags
        NotAllowed
      StepFailed          a job cannot go on; its sentence is for the asker
      StoreUnavailable    the database cannot be reached or cannot write; later it may
      StaleCase           somebody else changed a case first; it is told what it is now
      CaseGone            a case is not kept any more
      DeliveryError       an answer is there, but Slack did not take it
        MessageGone       what was to be answered or changed has been deleted
        MissingScope
        AccessRevoked     the app is not installed (any more), or its token is not good
        RateLimited
        TooLate           the moment in which a window could be opened has passed
        Unreachable       no answer came, so nobody knows whether the call took effect
        UploadFailed      the bytes of the picture did not reach Slack
        ShareNotSeen      they did, but Slack does not show them (yet)

`str(error)` is a sentence written for its reader; the values behind it are attributes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.moderation.cases.case import Case


class BotError(Exception):
    """Anything that the bot raises on purpose."""


class SettingsError(BotError):
    """One problem a line, each naming its key, what is wanted, and where to get it."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class StartError(BotError):
    """The bot cannot begin to work; its message is one line for the operator."""


class Refused(BotError):
    """The request was not accepted, and nothing will come of it."""


class Busy(Refused):
    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(
            f"I am busy: {waiting:,} requests are waiting already. "
            "Please ask again in a few minutes."
        )


class BusyWithYou(Refused):
    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(
            f"{waiting:,} of your own requests are waiting already. "
            "Please ask again when they are answered."
        )


class BusyWithTeam(Refused):
    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(
            f"{waiting:,} requests from this workspace are waiting already. "
            "Please ask again in a few minutes."
        )


class Stopping(Refused):
    def __init__(self) -> None:
        super().__init__("I am just being restarted. Please ask again in a minute.")


class TooManyFlags(Refused):
    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(
            f"You have sent {most:,} messages to the moderators within an hour, which is the most "
            "that I take. Please go on later, or write to one of them directly."
        )


class NotAllowed(Refused):
    """Somebody asked for what is not theirs to see or to do; the sentence says whose it is."""


class StoreUnavailable(BotError):
    """kind: the name of what went wrong, such as OperationalError; safe to log."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(
            "I cannot reach my database at the moment, so I could not do this. "
            "Please try again in a few minutes."
        )


class StepFailed(BotError):
    """A step of a job failed; nothing but a sentence for the asker is known of the reason.

    may_pass: whether the same step can do better a little later.
    """

    def __init__(self, sentence: str, may_pass: bool = False) -> None:
        self.may_pass = may_pass
        super().__init__(sentence, may_pass)

    def __str__(self) -> str:
        return str(self.args[0])


class StaleCase(BotError):
    """case: as it is now."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__("Somebody else changed this case in the meantime.")


class CaseGone(BotError):
    def __init__(self, id: str) -> None:
        self.id = id
        super().__init__("This case is not kept any more, so nothing can be decided about it.")


class DeliveryError(BotError):
    """Slack did not take something; `code` is its own word for the reason."""

    def __init__(self, code: str, sentence: str | None = None) -> None:
        self.code = code
        super().__init__(sentence or f"Slack did not accept the answer ({code}).")


class MessageGone(DeliveryError):
    def __init__(self, code: str = "message_not_found") -> None:
        super().__init__(code, "The message has been deleted in the meantime.")


class MissingScope(DeliveryError):
    def __init__(self, needed: str) -> None:
        self.needed = needed
        super().__init__(
            "missing_scope",
            f"This app lacks the permission `{needed}`. Whoever manages it has to add that scope "
            "under OAuth & Permissions in the app's settings, and to reinstall the app.",
        )


class AccessRevoked(DeliveryError):
    def __init__(self, code: str) -> None:
        super().__init__(
            code,
            "I no longer have access to this workspace. Whoever manages this app has to install "
            "it again.",
        )


class RateLimited(DeliveryError):
    """retry_after: for how many seconds Slack wants to be left alone."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(
            "ratelimited",
            "Slack limits how much I may post at the moment. "
            f"It takes more again in about {retry_after} s.",
        )


class TooLate(DeliveryError):
    def __init__(self, code: str) -> None:
        super().__init__(
            code, "That took too long, so Slack did not let me open it. Please click again."
        )


class Unreachable(DeliveryError):
    """kind: the name of what went wrong, such as RemoteDisconnected or http_500; safe to log."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(
            "unreachable", "Slack did not answer me in time. Please try again in a few minutes."
        )


class UploadFailed(DeliveryError):
    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("upload_failed", f"Slack did not take the picture ({reason}).")


class ShareNotSeen(DeliveryError):
    def __init__(self) -> None:
        super().__init__(
            "invalid_slack_file", "Slack took the picture, but has not finished processing it."
        )
