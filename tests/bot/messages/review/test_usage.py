from __future__ import annotations

from typing import get_args

import pytest

from bot.messages.review.usage import Role, moderate_usage
from bot.moderation.orders import EXAMPLES, Verb

FOR_EVERYONE = ("test", "status", "help")
FOR_ADMINS = ("settings", "watch", "thresholds", "export", "train", "models")


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("everyone", FOR_EVERYONE),
        ("moderator", (*FOR_EVERYONE, "queue")),
        ("admin", (*FOR_EVERYONE, "queue", *FOR_ADMINS)),
    ],
)
def test_usage_tells_what_somebody_in_this_role_can_do(role: Role, words: tuple[str, ...]) -> None:
    text = moderate_usage("/mod", role=role).text

    assert {verb for verb in EXAMPLES if f"`/mod {verb}" in text} == set(words)


def test_usage_tells_admins_every_order() -> None:
    text = moderate_usage(role="admin").text

    assert [verb for verb in get_args(Verb) if verb not in text] == []


def test_usage_says_where_cases_go() -> None:
    shown = moderate_usage(role="moderator", review_channel="C0REVIEW")

    assert "Cases are posted in <#C0REVIEW>." in shown.text
    assert "There is no review channel yet" in moderate_usage(role="admin").text
