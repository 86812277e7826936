"""The quick check: label and probability at once, for the asker alone."""

from __future__ import annotations

from bot.markup import escape, mrkdwn, plain, quote
from bot.messages import action_ids
from bot.messages.blocks import BETWEEN, actions, button, context, section
from bot.messages.message import Message
from bot.messages.said import ranked, rated, said, said_in_bold
from explain_core.explanation import Prediction

_OTHERS = 3


def quick(
    text: str,
    prediction: Prediction | None,
    *,
    draft_id: str,
    language: str = "en",
) -> Message:
    """Return what the model says of a text, with a button that explains it.

    prediction: None if there was none in time; the button gets the answer all the same.
    """
    if prediction is None:
        told = "The model is not ready to answer at once."
        blocks = [section(mrkdwn(f"{told} Press the button, and the answer follows here."))]
    else:
        told = f"{said(prediction, language)}."
        title = said_in_bold(prediction, language)
        blocks = [section(mrkdwn(title))]
        if others := _others(prediction, language):
            blocks.append(context(plain(others)))
    blocks.append(context(mrkdwn("You asked about"), plain(quote(text))))
    blocks.append(
        actions(
            button(
                "Explain",
                action=action_ids.EXPLAIN,
                value=draft_id,
                spoken="Explain which words decided it",
            )
        )
    )
    return Message(f"{escape(told)}\nYou asked about {escape(quote(text))}", blocks)


def _others(prediction: Prediction, language: str) -> str:
    named = prediction.given or (prediction.label,)
    others = [label for label in ranked(prediction) if label not in named][:_OTHERS]
    return BETWEEN.join(rated(label, prediction.probabilities[label], language) for label in others)
