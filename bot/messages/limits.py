"""What the models cannot do, in plain words: the essence of their model cards."""

from __future__ import annotations

ALWAYS = (
    "An explanation says what moved the model, not what is true of the text.",
    "How the answers differ between groups of people is not fully known: do not decide about "
    "people by them.",
)

_OF_MODELS = {
    "sentiment": (
        "It reads English only. Of other languages it sees next to nothing, and its answers then "
        "say little.",
        "It learned from single sentences and short posts: film reviews, Reddit, Twitter and "
        "Stack Overflow. On everyday posts about one answer in four is wrong.",
        "Sarcasm, quotations and mixed opinions are often misread. Simple negation mostly works, "
        "nested negation often does not.",
        "“Neutral” can also mean “mixed”.",
    ),
}


def limits_of(model: str) -> tuple[str, ...]:
    """Return what to keep in mind about a model's answers, a sentence or two each."""
    return (*_OF_MODELS.get(model, ()), *ALWAYS)
