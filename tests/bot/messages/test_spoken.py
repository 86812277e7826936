from __future__ import annotations

from bot.markup import mrkdwn, plain
from bot.messages.blocks import actions, button, context, divider, fields, header, image, section
from bot.messages.spoken import LIMIT, in_words, message_of


def test_in_words_says_everything_that_can_be_read() -> None:
    blocks = [
        header("Title"),
        divider(),
        section(mrkdwn("*said*"), accessory=button("Press", action="a", value="b")),
        fields(mrkdwn("one"), plain("two")),
        context(mrkdwn("small"), plain("print")),
        image("F1", "a picture"),
        actions(button("Click", action="a", value="b")),
    ]

    assert in_words(blocks).split("\n") == [
        "Title", "*said*", "one", "two", "small", "print", "a picture",
    ]  # fmt: skip


def test_in_words_keeps_what_is_escaped() -> None:
    assert in_words([section(plain("<!channel> & co"))]) == "&lt;!channel&gt; &amp; co"


def test_in_words_leaves_out_lines_that_do_not_fit() -> None:
    long = [section(plain("x" * 3000)) for _ in range(3)]
    told = in_words([section(mrkdwn("first")), *long, section(mrkdwn("last"))])

    assert len(told) <= LIMIT
    assert told.startswith("first\nxxx")
    assert told.endswith("x\nlast")


def test_message_of_has_both() -> None:
    blocks = [section(mrkdwn("hello"))]
    message = message_of(blocks)

    assert (message.text, message.blocks) == ("hello", blocks)
