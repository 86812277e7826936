from __future__ import annotations

import json

import pytest

from bot.request import ExplainRequest, request_id, typed_text

COMMAND = {
    "team_id": "T0TEAM",
    "channel_id": "C0GENERAL",
    "user_id": "U0ALICE",
    "command": "/explain",
    "text": " bugs are smart animals ",
    "response_url": "https://hooks.slack.com/commands/T0/1/secret",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}


def test_from_command_keeps_what_an_answer_needs() -> None:
    request = ExplainRequest.from_command(COMMAND)

    assert (request.team, request.channel, request.user) == ("T0TEAM", "C0GENERAL", "U0ALICE")
    assert request.text == "bugs are smart animals"
    assert request.response_url == COMMAND["response_url"]


def test_request_survives_json() -> None:
    request = ExplainRequest.from_command(COMMAND)

    assert ExplainRequest(**json.loads(json.dumps(request.to_dict()))) == request


def test_request_shows_neither_text_nor_response_url_when_printed() -> None:
    shown = repr(ExplainRequest.from_command(COMMAND))

    assert "smart" not in shown
    assert "hooks.slack.com" not in shown


def test_request_id_is_the_same_for_the_same_payload() -> None:
    assert request_id(COMMAND) == request_id(dict(COMMAND))
    assert request_id(COMMAND) != request_id(COMMAND | {"trigger_id": "other"})


def test_request_id_does_not_give_the_trigger_away() -> None:
    assert request_id(COMMAND) not in COMMAND["trigger_id"]


def test_request_id_of_payloads_without_a_trigger_differ() -> None:
    assert request_id({}) != request_id({})


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        (None, ""),
        ("", ""),
        (" \n\t", ""),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("&amp;amp;", "&amp;"),
        ("&copy; &quot;", "&copy; &quot;"),
        ("  žluť\n😀 ", "žluť\n😀"),
    ],
)
def test_typed_text_undoes_slacks_escaping_once(sent: str | None, typed: str) -> None:
    assert typed_text({"text": sent}) == typed
