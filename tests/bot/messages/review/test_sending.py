from __future__ import annotations

import pytest

from bot.messages import action_ids, callback_ids
from bot.messages.answer import answer
from bot.messages.review.sending import NOTE_LIMIT, read_note, send_window, sent_before
from bot.messages.review.windows import about_of
from tests.bot.fakes import explanation_of, request_for
from tests.bot.messages.review.filling import clickable, field, sent_off


def test_send_window_keeps_what_it_is_about() -> None:
    view = send_window("draft-1", text="*so* <!here>")

    assert about_of(view) == "draft-1"
    assert view["callback_id"] == callback_ids.SEND_TO_REVIEW
    assert view["notify_on_close"]
    assert "“*so* &lt;!here&gt;”" in str(view)


def test_send_window_can_do_without_the_text() -> None:
    assert [block["type"] for block in send_window("x")["blocks"]] == ["section", "input"]


@pytest.mark.parametrize(
    ("model", "offered"), [("moderation", True), ("learned-0123456789ab", True), ("other", False)]
)
def test_answers_of_the_models_for_moderation_can_be_sent_to_review(
    model: str, offered: bool
) -> None:
    message = answer(request_for(), explanation_of(model=model), explanation_id="E1", picture=None)
    button = clickable(message).get(action_ids.SEND_TO_REVIEW)

    assert (button is not None and button["value"] == "E1") == offered


@pytest.mark.parametrize("note", ["", "why not", "<!channel> *x*", "是"])
def test_read_note_gives_what_was_written(note: str) -> None:
    assert read_note(sent_off(send_window("x"), note=note)) == note


def test_read_note_takes_no_more_than_was_asked_for() -> None:
    view = send_window("x")

    assert field(view, "note")["max_length"] == NOTE_LIMIT
    assert len(read_note(sent_off(view, note="n" * 9000))) == NOTE_LIMIT


@pytest.mark.parametrize("view", [{}, {"state": {}}, {"state": {"values": {"note": {}}}}])
def test_read_note_of_a_forged_window_is_empty(view: dict[str, object]) -> None:
    assert read_note(view) == ""


@pytest.mark.parametrize("noted", [True, False])
def test_sent_before_speaks_of_a_note_if_there_is_one(noted: bool) -> None:
    told = sent_before(noted=noted).text

    assert "already" in told
    assert ("your note was added" in told) == noted
