from __future__ import annotations

from typing import Any

import pytest

from bot.listeners.payload import addressee, identifier, message_text, text_at
from bot.reading import as_read


@pytest.mark.parametrize(
    ("payload", "path", "found"),
    [
        ({"user": {"id": "U1"}}, ("user", "id"), "U1"),
        ({"actions": [{"value": "x"}]}, ("actions", 0, "value"), "x"),
        ({"actions": []}, ("actions", 0, "value"), ""),
        ({"actions": None}, ("actions", 0, "value"), ""),
        ({"user": "U1"}, ("user", "id"), ""),
        ({"user": {"id": 5}}, ("user", "id"), ""),
        (None, ("user",), ""),
    ],
)
def test_text_at_gives_the_text_or_nothing(payload: Any, path: Any, found: str) -> None:
    assert text_at(payload, *path) == found


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"user_id": "U1", "channel_id": "C1", "team_id": "T1"}, ("T1", "U1", "C1", "")),
        (
            {"user": {"id": "U1", "team_id": "T1"}, "team": None, "channel": {"id": "C1"}},
            ("T1", "U1", "C1", ""),
        ),
        (
            {"team_id": "T1", "event": {"user": "U1", "channel": "C1", "thread_ts": "1.2"}},
            ("T1", "U1", "C1", "1.2"),
        ),
        (
            {
                "team": {"id": "T1"},
                "user": {"id": "U1"},
                "container": {"channel_id": "C1", "thread_ts": "1.2"},
            },
            ("T1", "U1", "C1", "1.2"),
        ),
        ({"team": {"id": "T1"}, "user": {"id": "U1"}}, ("T1", "U1", "U1", "")),
        (
            {"team_id": "T1", "event": {"user": "U1", "item": {"channel": "C1"}}},
            ("T1", "U1", "C1", ""),
        ),
        ({}, ("", "", "", "")),
    ],
)
def test_addressee_is_who_did_it_and_where(body: Any, place: tuple[str, ...]) -> None:
    found = addressee(body)

    assert (found.team, found.user, found.channel, found.thread) == place


@pytest.mark.parametrize("body", [{"event_id": "Ev1"}, {"trigger_id": "1.2.3"}])
def test_identifier_is_the_same_for_the_same_payload(body: dict[str, str]) -> None:
    assert identifier(body) == identifier(dict(body))


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("plain", "plain"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
        ("<@U1|ada> and <@U2>", "@ada and @someone"),
        ("<#C1|general> and <#C1>", "#general and #channel"),
        ("<!here> <!subteam^S1|@team> <!subteam^S1>", "@here @team @subteam"),
        ("<https://x.org/?a=1&amp;b=2> <https://x.org|this>", "https://x.org/?a=1&b=2 this"),
        ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
        ("  我喜欢 🦄 ", "我喜欢 🦄"),
        ("<mailto:ada@x.org|ada@x.org>", "ada@x.org"),
        ("<<>> <b> 1<2 <@>", "<<>> <b> 1<2 <@>"),
        ("", ""),
    ],
)
def test_as_read_gives_what_people_see(markup: str, seen: str) -> None:
    assert as_read(markup) == seen


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": "a &amp; b"}, "a & b"),
        ({"text": "", "attachments": [{"text": "forwarded"}]}, "forwarded"),
        ({"attachments": [{"fallback": "a link"}]}, "a link"),
        ({"text": " ", "files": [{}]}, ""),
        ({"text": None, "attachments": None}, ""),
        (None, ""),
    ],
)
def test_message_text_is_what_the_message_says(message: Any, text: str) -> None:
    assert message_text(message) == text
