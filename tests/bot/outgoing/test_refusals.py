from __future__ import annotations

import pytest

from bot.errors import (
    AccessRevoked,
    DeliveryError,
    MessageGone,
    MissingScope,
    RateLimited,
    Unreachable,
)
from bot.outgoing.refusals import explained


def explain(error: DeliveryError, channel: str = "C0GENERAL") -> str:
    return explained(error, channel, bot_name=lambda: "reader")


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found"])
@pytest.mark.parametrize("channel", ["C0GENERAL", "G0GROUP"])
def test_explained_asks_for_an_invitation_by_the_bots_own_name(code: str, channel: str) -> None:
    assert "/invite @reader" in explain(DeliveryError(code), channel)


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (DeliveryError("is_archived"), "this channel is archived"),
        (DeliveryError("is_inactive"), "this channel is archived"),
        (DeliveryError("restricted_action"), "An admin can allow it"),
        (DeliveryError("restricted_action_thread_locked"), "An admin can allow it"),
        (DeliveryError("never_heard_of"), "(never_heard_of)"),
        (MessageGone(), "was deleted"),
        (MissingScope("chat:write"), "`chat:write`"),
        (AccessRevoked("token_revoked"), "install it again"),
        (RateLimited(30), "in about 30 s"),
        (Unreachable("http_500"), "did not confirm"),
    ],
)
def test_explained_is_one_short_paragraph_about_this_refusal(
    error: DeliveryError, part: str
) -> None:
    sentence = explain(error)

    assert part in sentence
    assert len(sentence) < 200
    assert "\n" not in sentence


def test_explained_for_a_conversation_of_others_asks_for_no_invitation() -> None:
    assert "/invite" not in explain(DeliveryError("channel_not_found"), "D0OTHERS")
