from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.slack.block_kit import check_message

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "hello", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Go", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": "go", **more}


def buttons(n: int) -> list[Json]:
    return [button(action_id=f"go{i}") for i in range(n)]


def options(n: int, text: str = "x") -> list[Json]:
    return [{"text": plain(text), "value": f"v{i}"} for i in range(n)]


def select(n: int = 2, **more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": options(n), **more}


def overflow(n: int) -> Json:
    return {"type": "overflow", "action_id": "more", "options": options(n)}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", **more}


def complaints(*blocks: Json) -> list[str]:
    return check_message(list(blocks), file_rule=lambda source: None)


AT_THE_LIMIT = {
    "section text": section("x" * 3000),
    "section fields": {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    "header": {"type": "header", "text": plain("x" * 150)},
    "button": actions(button("x" * 75, value="v" * 2000, action_id="a" * 255)),
    "actions": actions(*buttons(25)),
    "context": {"type": "context", "elements": [mrkdwn("x")] * 10},
    "image": image(alt_text="x" * 2000, title=plain("x" * 2000)),
    "select": actions(select(100)),
    "option text": actions({**select(), "options": options(1, "x" * 75)}),
    "overflow": actions(overflow(5)),
    "block_id": section(block_id="b" * 255),
    "divider": {"type": "divider"},
    "confirmation": actions(
        button(
            confirm={
                "title": plain("x" * 100),
                "text": mrkdwn("x" * 300),
                "confirm": plain("x" * 30),
                "deny": plain("x" * 30),
            }
        )
    ),
    "emoji": section("🙂" * 3000),
}

PAST_THE_LIMIT = {
    "section text": (section("x" * 3001), "must be less than 3001 characters", "/text/text"),
    "section fields": (
        {"type": "section", "fields": [mrkdwn("x")] * 11},
        "no more than 10 items allowed",
        "/fields",
    ),
    "header": (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters",
        "/text/text",
    ),
    "button text": (
        actions(button("x" * 76)),
        "must be less than 76 characters",
        "/elements/0/text/text",
    ),
    "button value": (
        actions(button(value="v" * 2001)),
        "must be less than 2001 characters",
        "/elements/0/value",
    ),
    "action_id": (
        actions(button(action_id="a" * 256)),
        "must be less than 256 characters",
        "/elements/0/action_id",
    ),
    "actions": (actions(*buttons(26)), "no more than 25 items allowed", "/elements"),
    "context": (
        {"type": "context", "elements": [mrkdwn("x")] * 11},
        "no more than 10 items allowed",
        "/elements",
    ),
    "image alt_text": (
        image(alt_text="x" * 2001),
        "must be less than 2001 characters",
        "/alt_text",
    ),
    "select": (actions(select(101)), "no more than 100 items allowed", "/elements/0/options"),
    "overflow": (actions(overflow(6)), "no more than 5 items allowed", "/elements/0/options"),
    "block_id": (section(block_id="b" * 256), "must be less than 256 characters", "/block_id"),
}

# Slack refuses these as well, but slack_sdk's own models have no rule for them.
MALFORMED = {
    "option text": (
        actions({**select(), "options": options(1, "x" * 76)}),
        "must be less than 76 characters",
        "/elements/0/options/0/text/text",
    ),
    "empty text": (section(""), "must be more than 0 characters", "/text/text"),
    "mrkdwn header": (
        {"type": "header", "text": mrkdwn("x")},
        "unsupported type: mrkdwn",
        "/text/type",
    ),
    "mrkdwn button": (
        actions(button() | {"text": mrkdwn("x")}),
        "unsupported type: mrkdwn",
        "/elements/0/text/type",
    ),
    "field text": (
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
        "must be less than 2001 characters",
        "/fields/0/text",
    ),
    "unknown block": ({"type": "sections"}, "unsupported type: sections", "/type"),
    "unknown field": (section(colour="red"), "invalid additional property: colour", ""),
    "no alt_text": (
        {"type": "image", "image_url": "https://example.com/a.png"},
        "missing required field: alt_text",
        "",
    ),
    "two sources": (
        image(slack_file={"id": "F1"}),
        "must have exactly one of: image_url, slack_file",
        "",
    ),
    "two file names": (
        {"type": "image", "alt_text": "a", "slack_file": {"id": "F1", "url": "https://x.com/a"}},
        "must have exactly one of: id, url",
        "/slack_file",
    ),
    "empty actions": (actions(), "no less than 1 items allowed", "/elements"),
    "option not offered": (
        actions(select(initial_option={"text": plain("y"), "value": "other"})),
        "initial_option must be one of the options",
        "/elements/0/initial_option",
    ),
    "bad style": (
        actions(button(style="loud")),
        "must be one of: primary, danger",
        "/elements/0/style",
    ),
}


def refused_by_slack_sdk(block: Json) -> bool:
    try:
        for parsed in Block.parse_all([block]):
            parsed.to_dict()
    except SlackObjectFormationError:
        return True
    return False


@pytest.mark.parametrize("block", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT.keys())
def test_check_message_accepts_a_block_at_the_limit(block: Json) -> None:
    assert complaints(block) == []


@pytest.mark.parametrize("block", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT.keys())
def test_check_message_is_no_looser_than_slack_sdk(block: Json) -> None:
    assert not refused_by_slack_sdk(block)


@pytest.mark.parametrize(
    ("block", "sentence", "where"),
    [*PAST_THE_LIMIT.values(), *MALFORMED.values()],
    ids=[*PAST_THE_LIMIT, *MALFORMED],
)
def test_check_message_says_what_is_wrong_and_where(block: Json, sentence: str, where: str) -> None:
    assert f"{sentence} [json-pointer:/blocks/0{where}]" in complaints(block)


@pytest.mark.parametrize(
    "block", [case[0] for case in PAST_THE_LIMIT.values()], ids=PAST_THE_LIMIT.keys()
)
def test_check_message_shares_its_limits_with_slack_sdk(block: Json) -> None:
    assert refused_by_slack_sdk(block)


def test_check_message_accepts_fifty_blocks_and_no_more() -> None:
    assert complaints(*[section()] * 50) == []
    assert complaints(*[section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_check_message_wants_each_action_id_once_in_a_block() -> None:
    (complaint,) = complaints(actions(button(), button()))
    assert (
        complaint == "`action_id` go already exists [json-pointer:/blocks/0/elements/1/action_id]"
    )


def test_check_message_lets_two_blocks_share_an_action_id() -> None:
    assert complaints(actions(button()), actions(button())) == []


def test_check_message_wants_each_block_id_once() -> None:
    (complaint,) = complaints(section(block_id="b"), section(block_id="b"))
    assert complaint == "`block_id` b already exists [json-pointer:/blocks/1/block_id]"


def test_check_message_asks_about_every_file_in_a_picture() -> None:
    accessory = {"type": "image", "slack_file": {"id": "F2"}, "alt_text": "a"}
    blocks = [
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"},
        section(accessory=accessory),
    ]
    problems = check_message(blocks, file_rule=lambda source: f"no {source['id']}")
    assert problems == [
        "no F1 [json-pointer:/blocks/0/slack_file]",
        "no F2 [json-pointer:/blocks/1/accessory/slack_file]",
    ]


def test_check_message_adds_up_markdown_blocks() -> None:
    half = {"type": "markdown", "text": "x" * 6_001}
    assert complaints(half) == []
    assert complaints(half, half) != []


@pytest.mark.parametrize("nonsense", ["blocks", {"type": "section"}, [None], [[]], ["x"]])
def test_check_message_complains_of_what_are_no_blocks(nonsense: object) -> None:
    assert check_message(nonsense, file_rule=lambda source: None) != []
