"""How to ask: the help of the commands, and where to find it after a mistake."""

from __future__ import annotations

from collections.abc import Sequence

from bot.markup import inert, mrkdwn
from bot.messages.blocks import context, section
from bot.messages.message import Message

EXAMPLE = "This movie is horrible. i hate it"

# Each option with an example of its value, and what it does.
OPTIONS = {
    "--private": ("", "only you see the answer; `--public` is the opposite"),
    "--model": ("NAME", "ask another model"),
    "--target": ("negative", "explain this label, also if it is not the answer"),
    "--baseline": ("mask", "compare with `[MASK]` in place of every word, not with `[PAD]`"),
    "--compare": ("A | B", "put two texts side by side, both for the label of the first"),
}


def usage(
    command: str, *, models: Sequence[str] = (), quick_command: str = "/sentiment"
) -> Message:
    """Return how to ask for an explanation, with examples that can be copied.

    models: the names that `--model` takes, the default first; one alone is no choice.
    """
    intro = (
        f"*`{command} some text`* asks the model what it makes of the text. "
        "Everybody here sees the answer: the label, how probable the model finds it, and a "
        "picture in which each word is coloured by how much it pushed the model towards that "
        "label or away from it."
    )
    examples = f"For example: `{command} {EXAMPLE}`"
    offered = [option for option in OPTIONS if option != "--model" or len(models) != 1]
    lines = [_option_line(option, models) for option in offered]
    options = "\n".join(["*Options*, before the text:", *lines])
    elsewhere = "\n".join(
        (
            "*Other ways to ask*",
            f"• `{quick_command} some text`: label and probability at once, for you alone",
            "• a message's menu, _Explain this message_; this works in threads too",
            "• the shortcut _Explain text…_, for long texts",
            "• mention me, or write to me directly",
        )
    )
    parts = [intro, examples, options, elsewhere]
    note = f"`{command} help` shows this again."
    blocks = [*(section(mrkdwn(part)) for part in parts), context(mrkdwn(note))]
    return Message("\n\n".join([*parts, note]), blocks)


def quick_usage(command: str, *, explain_command: str = "/explain") -> Message:
    """Return how to ask for a quick check."""
    text = (
        f"*`{command} some text`* tells you at once which label the model gives the text, and "
        f"how probable it finds it. Only you see it.\nFor example: `{command} {EXAMPLE}`"
    )
    note = f"To see which words decided it, press _Explain_, or ask with `{explain_command}`."
    return Message(f"{text}\n{note}", [section(mrkdwn(text)), context(mrkdwn(note))])


def wrong_option(sentence: str, *, command: str = "/explain") -> Message:
    """Return what was wrong with the options of a command, and where to read about them.

    sentence: in Slack's markup; it says what was meant and shows an example.
    """
    note = f"`{command} help` shows how to ask."
    return Message(f"{sentence}\n{note}", [section(mrkdwn(sentence)), context(mrkdwn(note))])


def _option_line(option: str, models: Sequence[str]) -> str:
    value, what = OPTIONS[option]
    if option == "--model" and models:
        value = inert(models[-1])
        what += f" ({', '.join(map(inert, models))})"
    return f"• `{' '.join(filter(None, [option, value]))}`: {what}"
