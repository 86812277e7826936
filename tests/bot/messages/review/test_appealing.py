from __future__ import annotations

import pytest

from bot.messages.review.appealing import appeal_answer, appeal_window, read_appeal
from tests.bot.messages.review.cases import case_of
from tests.bot.messages.review.filling import sent_off


def test_appeal_window_is_about_a_case() -> None:
    view = appeal_window("abc:3", text="*mine*")

    assert view["private_metadata"] == "abc:3"
    assert "You wrote: “*mine*”" in str(view)


def test_appeal_window_can_do_without_the_text() -> None:
    assert "You wrote" not in str(appeal_window("abc:3"))


def test_read_appeal_gives_what_was_written() -> None:
    view = sent_off(appeal_window("abc:3"), text=" It was <irony> ")

    assert read_appeal(view).text == "It was <irony>"
    assert not read_appeal(view).errors


@pytest.mark.parametrize("text", ["", " \n"])
def test_read_appeal_asks_for_a_text(text: str) -> None:
    assert list(read_appeal(sent_off(appeal_window("abc:3"), text=text)).errors) == ["text"]


@pytest.mark.parametrize(
    ("granted", "told"), [(True, "*you were right*"), (False, "*came to the same decision*")]
)
def test_appeal_answer_says_what_was_decided(granted: bool, told: str) -> None:
    message = appeal_answer(case_of(decided_by="U0MOD"), granted=granted, note="*a* <!here>")

    assert told in message.text
    assert "They say: “*a* &lt;!here&gt;”" in message.text
    assert "You wrote: “You are an idiot”" in message.text
    assert "U0MOD" not in str(message)


def test_appeal_answer_can_do_without_the_text() -> None:
    assert len(appeal_answer(case_of("", has_text=False), granted=True).blocks) == 1
