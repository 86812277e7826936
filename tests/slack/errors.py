"""What Slack refuses, and whose doing it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.slack.manifest import Manifest

# A well-made app meets these too: they depend on what people did in the workspace, or on how
# far Slack itself has got. Everything else that is refused is the app's mistake.
CIRCUMSTANCES = frozenset(
    {
        "account_inactive",
        "already_reacted",
        "cannot_dm_bot",
        "channel_not_found",
        "expired_url",
        "file_deleted",
        "file_not_found",
        "hash_conflict",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "not_found",
        "no_such_subteam",
        "not_in_channel",
        "no_reaction",
        "posting_to_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "thread_not_found",
        "token_expired",
        "token_revoked",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
    }
)


class SlackError(Exception):
    """A request is answered `{"ok": false, "error": code}`.

    details: sentences for `response_metadata.messages`.
    extra:   further keys of the answer, such as `needed` and `provided`.
    blame:   whether the app should have known better; by default the code decides.
    """

    def __init__(
        self,
        code: str,
        *,
        details: Sequence[str] = (),
        blame: bool | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.details = tuple(details)
        self.blame = code not in CIRCUMSTANCES if blame is None else blame
        self.extra = extra

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.details:
            answer["response_metadata"] = {"messages": [f"[ERROR] {d}" for d in self.details]}
            if self.code == "invalid_blocks":
                answer["errors"] = list(self.details)
        return answer


def missing_scope(
    manifest: Manifest, needed: Sequence[str], granted: Collection[str]
) -> SlackError:
    """Return the refusal of a call whose token lacks all of the scopes.

    Whoever installs the app may leave out what the manifest calls optional: the app cannot know.
    """
    blameless = not manifest.optional_scopes.isdisjoint(needed)
    return SlackError(
        "missing_scope",
        blame=not blameless,
        needed=needed[0],
        provided=",".join(sorted(granted)),
    )
