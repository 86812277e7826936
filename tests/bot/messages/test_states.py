from __future__ import annotations

import pytest

from bot.messages import action_ids
from bot.messages.states import failed, queued, working
from tests.bot.fakes import request_for
from tests.bot.messages.cases import TEXTS


def test_working_says_where_the_answer_will_appear() -> None:
    message = working(request_for())

    assert "The answer will appear here." in message.blocks[0]["text"]["text"]
    assert message.text.startswith("Working on it. <@U0ALICE> asked about “This movie")


def test_working_on_a_message_that_is_not_read_yet_quotes_nothing() -> None:
    message = working(request_for("", source_ts="1.000001"))

    assert message.text == "Working on it. <@U0ALICE> asked about a message"
    assert message.blocks[1]["elements"][1]["text"] == "a message"


def test_working_on_two_texts_quotes_both() -> None:
    message = working(request_for("good", compare="bad"))

    assert message.text == "Working on it. <@U0ALICE> compared “good” with “bad”"
    assert message.blocks[1]["elements"][1]["text"] == "“good” with “bad”"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_working_shows_what_people_typed_without_formatting(text: str) -> None:
    _, quoted = working(request_for(text)).blocks[1]["elements"]

    assert quoted["type"] == "plain_text"


@pytest.mark.parametrize(
    ("position", "told"),
    [
        (1, "yours is next."),
        (2, "1 text is ahead of yours."),
        (3, "2 texts are ahead of yours."),
        (1_235, "1,234 texts are ahead of yours."),
    ],
)
def test_queued_counts_those_ahead(position: int, told: str) -> None:
    assert told in queued(position).text
    assert told in queued(position).blocks[0]["text"]["text"]


def test_failed_says_what_happened_and_to_whom() -> None:
    message = failed(request_for(), "It broke.", can_retry=False)

    assert message.text == "It broke.\n<@U0ALICE> asked about “This movie is horrible”"
    assert message.blocks[0]["text"]["text"] == "It broke."
    assert [block["type"] for block in message.blocks] == ["section", "context"]


def test_failed_offers_to_try_again_with_the_request() -> None:
    (button,) = failed(request_for(), "It broke.", can_retry=True).blocks[-1]["elements"]

    assert button["action_id"] == action_ids.RETRY
    assert button["value"] == request_for().id
    assert button["text"]["text"] == "Try again"
