from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.messages.review.digest import digest_message, in_short
from tests.bot.messages.cases import TEXTS
from tests.bot.messages.review.cases import digest_of
from tests.bot.messages.review.filling import types


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "*32* messages were flagged."),
        ({"opened": 1}, "*1* message was flagged."),
        ({}, "*24* decided: 16 agreed, 8 overruled. Moderators agreed with *67%* of the flags."),
        ({"agreed": 0, "overruled": 0}, "Nothing was decided."),
        ({"response": timedelta(hours=3)}, "Half of the verdicts came within *3 hours*."),
        ({}, "*4* wait for a verdict now"),
        ({"waiting": 1}, "*1* waits for a verdict now"),
        ({}, "Flagged as: Toxic 20, Insult 12."),
        ({}, "Words most often behind overruled flags: “idiot” 7 times, “gay” 3 times."),
        ({"words": [("x", 1)]}, "“x” once."),
    ],
)
def test_digest_tells_how_the_week_was(changes: dict[str, Any], told: str) -> None:
    assert told in digest_message(digest_of(**changes), None).text


def test_digest_describes_its_chart() -> None:
    message = digest_message(digest_of(2), "F1")
    (image,) = [block for block in message.blocks if block["type"] == "image"]

    assert image["slack_file"] == {"id": "F1"}
    assert image["alt_text"] == (
        "Chart of the week. 8 messages, 4 agreed, 2 overruled. New cases by day: Mon 4, Tue 4."
    )


def test_digest_of_many_weeks_names_no_days() -> None:
    assert in_short(digest_of(35)) == "140 messages, 70 agreed, 35 overruled."


def test_digest_can_do_without_a_chart() -> None:
    assert "image" not in types(digest_message(digest_of(), None))


def test_digest_of_a_quiet_week_says_so() -> None:
    quiet = digest_of(flagged=0)

    assert "A quiet week: nothing was flagged, and nothing waits." in (
        digest_message(quiet, None).text
    )
    assert in_short(quiet) == "0 messages, 0 agreed, 0 overruled."


@pytest.mark.parametrize("word", TEXTS.values(), ids=TEXTS)
def test_digest_names_any_word(word: str) -> None:
    message = digest_message(digest_of(words=[(word, 2)]), None)
    (words,) = [b for b in message.blocks if "Words most often" in str(b)]

    assert words["text"]["type"] == "plain_text"
    assert words["text"]["text"].endswith("2 times.")
