from __future__ import annotations

import pytest

from bot.messages.message import Message
from bot.outgoing.versions import picture_of, with_note, without_picture

WORDS = {"type": "section", "text": {"type": "mrkdwn", "text": "*Negative*"}}
PICTURE = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Heatmap"}
LOGO = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "Logo"}


def test_with_note_says_it_in_text_and_blocks() -> None:
    noted = with_note(Message("Negative", [WORDS]), "A reason.")

    assert noted.text == "Negative\nA reason."
    assert noted.blocks[0] == WORDS
    assert noted.blocks[1]["elements"][0]["text"] == "A reason."


def test_with_note_leaves_a_message_without_blocks_without_them() -> None:
    assert with_note(Message("Sorry."), "A reason.") == Message("Sorry.\nA reason.")


def test_picture_of_says_what_it_shows() -> None:
    assert picture_of(Message("Negative", [WORDS, PICTURE])) == Message("Heatmap", [PICTURE])


@pytest.mark.parametrize("blocks", [[], [WORDS], [WORDS, LOGO]])
def test_message_without_an_uploaded_picture_has_none_to_lose(
    blocks: list[dict[str, object]],
) -> None:
    message = Message("Negative", blocks)

    assert picture_of(message) is None
    assert without_picture(message) is message


def test_without_picture_keeps_the_words_and_says_what_is_missing() -> None:
    message = without_picture(Message("Negative", [PICTURE, WORDS]))

    assert message.blocks[0] == WORDS
    assert PICTURE not in message.blocks
    assert "picture could not be added" in message.text
