"""The smallest change to a text with which the model would say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.markup import escape, mrkdwn, plain, quote, word_of
from bot.messages.blocks import context, section
from bot.messages.message import Message
from bot.messages.said import beside, listed
from explain_core.explanation import Explanation
from explain_core.heatmap.wording import percent

if TYPE_CHECKING:
    from explain_core.deciding_edit import DecidingEdit

_TITLE = "What would change it?"


def edit(explanation: Explanation, found: DecidingEdit, *, language: str = "en") -> Message:
    """Return what would change the model's answer, or that nothing was found."""
    sentence = _sentence(found, language)
    about = quote(explanation.text)
    blocks = [section(mrkdwn(f"*{_TITLE}*")), section(plain(sentence))]
    text = f"{_TITLE} {escape(sentence)}"
    if found.edited_text and found.edited_text.strip():
        edited = quote(found.edited_text)
        blocks.append(context(mrkdwn("It would then read"), plain(edited)))
        text += f"\nIt would then read {escape(edited)}"
    blocks.append(context(mrkdwn("About"), plain(about)))
    return Message(f"{text}\nAbout {escape(about)}", blocks)


def _sentence(found: DecidingEdit, language: str) -> str:
    if found.new_label is None or found.after is None:
        return _nothing(found)
    words = listed([f"“{word_of(found.text[s.start : s.end])}”" for s in found.words])
    done = f"Without {words}" if found.kind == "remove" else f"With {words} hidden"
    name = beside(found.new_label, language)
    said = f"the model would say {name}"
    if found.multi_label:
        given = "would be given" if found.after > found.before else "would no longer be given"
        said = f"{name} {given}"
    change = f"{percent(found.after)} instead of {percent(found.before)}"
    hedge = "" if found.exhaustive else " Fewer words may do; not all were tried."
    return f"{done}, {said}: {change}.{hedge}"


def _nothing(found: DecidingEdit) -> str:
    if not found.n_possible:
        return "Nothing can be left out: the text has only one word."
    if found.exhaustive:
        return "No change of up to 3 words makes the model say something else."
    return (
        "No change of up to 3 words was found that makes the model say something else; "
        f"{found.n_tried:,} of {found.n_possible:,} were tried."
    )
