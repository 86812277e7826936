from __future__ import annotations

import pytest

from tests.slack.pings import pings_of


@pytest.mark.parametrize(
    "mention",
    [
        "<!channel>",
        "<!here>",
        "<!everyone>",
        "<!here|here>",
        "<@U0ALICE>",
        "<@U0ALICE|alice>",
        "<!subteam^S123>",
    ],
)
def test_pings_of_finds_each_kind_of_mention(mention: str) -> None:
    assert pings_of(f"see {mention} now", ()) == (mention,)


@pytest.mark.parametrize(
    "harmless",
    ["", "@here", "&lt;!channel&gt;", "<https://example.com|here>", "<#C0GENERAL>", "a@channel"],
)
def test_pings_of_lets_harmless_text_pass(harmless: str) -> None:
    assert pings_of(harmless, ()) == ()


def test_pings_of_takes_a_bare_mention_for_one_if_names_are_linked() -> None:
    assert pings_of("hey @channel", (), link_names=True) == ("@channel",)


def test_pings_of_looks_into_mrkdwn_at_any_depth() -> None:
    blocks = [{"type": "section", "fields": [{"type": "mrkdwn", "text": "<!here>"}]}]
    assert pings_of("", blocks) == ("<!here>",)


def test_pings_of_ignores_plain_text() -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "<!here>"}}]
    assert pings_of("", blocks) == ()


def test_pings_of_finds_a_broadcast_in_rich_text() -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "here"}]}
    assert pings_of("", [{"type": "rich_text", "elements": [section]}]) == ("<!here>",)
