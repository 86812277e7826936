"""What the asker sees until there is an answer, or instead of one."""

from __future__ import annotations

from bot.markup import mrkdwn, plain
from bot.messages import action_ids
from bot.messages.blocks import actions, button, context, section
from bot.messages.message import Block, Message
from bot.messages.summary import asker, question, subject
from bot.request import ExplainRequest

LOADING = "The model is still loading; your answer follows in a moment."


def working(request: ExplainRequest) -> Message:
    """Return what stands in the answer's place while it is being made."""
    sentence = ":hourglass_flowing_sand: Working on it. The answer will appear here."
    return Message(
        f"Working on it. {question(request)}", [section(mrkdwn(sentence)), _quoted(request)]
    )


def queued(position: int) -> Message:
    """Return that others come first; `position` counts the asker's text, from 1."""
    ahead = position - 1
    before = "" if ahead < 1 else f"{ahead:,} text{'s are' if ahead > 1 else ' is'} ahead of yours."
    text = f"Many people are asking at the moment: {before or 'yours is next.'}"
    sentence = f"{text} The answer comes by itself; there is no need to ask again."
    return Message(sentence, [section(mrkdwn(f":hourglass_flowing_sand: {sentence}"))])


def failed(request: ExplainRequest, sentence: str, *, can_retry: bool) -> Message:
    """Return what went wrong, and a button to try again if that may help.

    sentence: in Slack's markup, as `problem` gives it.
    """
    blocks = [section(mrkdwn(sentence)), _quoted(request)]
    if can_retry:
        blocks.append(actions(button("Try again", action=action_ids.RETRY, value=request.id)))
    return Message(f"{sentence}\n{question(request)}", blocks)


def _quoted(request: ExplainRequest) -> Block:
    return context(mrkdwn(asker(request)), plain(subject(request)))
