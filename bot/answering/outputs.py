"""What a step "Explain text" in somebody's workflow gives to the steps after it."""

from __future__ import annotations

from bot.markup import WORD_LIMIT, shorten
from explain_core.explanation import Explanation

TOP_WORDS = 5


def outputs_of(explanation: Explanation, *, picture: str | None) -> dict[str, str]:
    """Return the outputs by the names that the manifest gives them, all of them text.

    words: those that push hardest towards the label that is explained, the strongest first; the
           end of long ones is cut.
    """
    words = [shorten(word.text, WORD_LIMIT) for word in explanation.strongest(TOP_WORDS)]
    return {
        "label": explanation.label,
        "probability": f"{explanation.probability:.3f}",
        "words": ", ".join(words),
        "image": picture or "",
    }
