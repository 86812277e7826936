"""What can be done with an answer: its buttons and menus."""

from __future__ import annotations

from bot.markup import shorten
from bot.messages import action_ids, choices
from bot.messages.blocks import (
    MOST_OPTIONS,
    OPTION_LIMIT,
    Element,
    actions,
    button,
    option,
    overflow,
    select,
)
from bot.messages.labels import name_of
from bot.messages.message import Block
from bot.messages.said import beside, ranked
from bot.moderation.learning.learned import is_learned
from bot.moderation.settings import SHIPPED_MODEL
from explain_core.explanation import Explanation
from explain_core.heatmap.wording import percent

_PERCENT = len(" >99.9%") + 1


def menu(explanation_id: str) -> Element:
    """Return the menu at the corner of an answer."""
    offered = [
        ("Details", choices.DETAILS),
        ("JSON file", choices.JSON_FILE),
        ("Delete (asker only)", choices.DELETE),
    ]
    options = [option(text, choices.value_of(explanation_id, choice)) for text, choice in offered]
    return overflow(options, action=action_ids.MORE)


def row(
    explanation: Explanation, *, explanation_id: str, private: bool, language: str = "en"
) -> Block:
    """Return the buttons below an answer."""
    name = name_of(explanation.label, language)
    elements = [
        button(
            "Agree",
            action=action_ids.AGREE,
            value=explanation_id,
            spoken=f"Agree with {name}",
        ),
        button(
            "Disagree",
            action=action_ids.DISAGREE,
            value=explanation_id,
            spoken=f"Disagree with {name}",
        ),
        button("What would change it?", action=action_ids.EDIT, value=explanation_id),
    ]
    elements += _other_labels(explanation, explanation_id=explanation_id, language=language)
    if private:
        elements.append(share(explanation_id))
    if explanation.model == SHIPPED_MODEL or is_learned(explanation.model):
        elements.append(
            button(
                "Send to review",
                action=action_ids.SEND_TO_REVIEW,
                value=explanation_id,
                spoken="Send the text to the moderators",
            )
        )
    return actions(*elements)


def share(explanation_id: str) -> Element:
    return button("Share to channel", action=action_ids.SHARE, value=explanation_id)


def _other_labels(explanation: Explanation, *, explanation_id: str, language: str) -> list[Element]:
    """Return a menu of the other labels, the most probable first; nothing if there is none."""
    probabilities = explanation.probabilities
    others = [label for label in ranked(explanation) if label != explanation.target]
    if not others:
        return []
    options = [
        option(
            _with_probability(label, probabilities[label], language),
            choices.value_of(explanation_id, choices.key_of(label)),
        )
        for label in others[:MOST_OPTIONS]
    ]
    return [select(options, action=action_ids.LABEL, placeholder="Explain another label")]


def _with_probability(label: str, probability: float, language: str) -> str:
    name = shorten(beside(label, language), OPTION_LIMIT - _PERCENT)
    return f"{name} {percent(probability)}"
