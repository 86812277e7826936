"""What the bot says of an explanation in plain words, before any block is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.markup import escape, quote, shorten, word_of
from bot.messages.said import beside, rated, rated_in_bold, said, said_in_bold
from bot.request import ExplainRequest
from explain_core.explanation import Explanation, WordAttribution
from explain_core.heatmap.colors import strongest_size
from explain_core.heatmap.wording import read_as, signed, unreliable

if TYPE_CHECKING:
    from bot.store import Verdicts

NO_PICTURE = "The picture could not be added this time; the words above say the essential."

# A message that somebody pointed at, as long as its text is not fetched.
UNREAD = "a message"

MINUS = "\N{MINUS SIGN}"
# A word with less than this share of the strongest one's weight is noise, not a reason.
WORTH_NAMING = 0.02

_DOUBT_LIMIT = 600


def headline(explanation: Explanation, language: str = "en") -> str:
    """Return what the model says, in Slack's markup: "*Negative* 96%".

    A second line names the label that is explained, if that is another one.
    """
    first = said_in_bold(explanation, language)
    if explanation.target == _named_first(explanation):
        return first
    probability = explanation.probabilities[explanation.target]
    return f"{first}\nExplained here: {rated_in_bold(explanation.target, probability, language)}"


def summary(explanation: Explanation, language: str = "en") -> str:
    """Return label, probability and the strongest words in one line of plain words.

    It ends with what was read otherwise than it was typed, and with the doubts, if there are any.
    """
    parts = [said(explanation, language)]
    if explanation.target != _named_first(explanation):
        probability = explanation.probabilities[explanation.target]
        parts.append(f"Explained here: {rated(explanation.target, probability, language)}")
    parts += [*reasons(explanation, language), *reading(explanation)]
    return " ".join([*(f"{part}." for part in parts), doubts(explanation)]).rstrip()


def reasons(explanation: Explanation, language: str = "en") -> list[str]:
    """Return the words that push hardest for the target, and then those against it."""
    towards, away = strongest(explanation)
    name = beside(explanation.target, language)
    starts = (f"Towards {name}", "Away from it" if towards else f"Away from {name}")
    scale = strongest_size(explanation.words)
    return [
        f"{start}: {', '.join(_weighed(word, scale) for word in words)}"
        for start, words in zip(starts, (towards, away), strict=True)
        if words
    ]


def reading(explanation: Explanation) -> list[str]:
    """Return what the model read otherwise than it was typed, if there is anything."""
    told = read_as(explanation)
    return [told[0].upper() + told[1:]] if told else []


def strongest(
    explanation: Explanation,
) -> tuple[list[WordAttribution], list[WordAttribution]]:
    """Return the words worth naming that push towards the target, and away from it."""
    both = [explanation.strongest(3, sign=sign) for sign in (1, -1)]
    weights = [abs(word.attribution) for words in both for word in words]
    least = WORTH_NAMING * max(weights, default=0.0)
    towards, away = ([w for w in words if abs(w.attribution) >= least] for words in both)
    return towards, away


def doubts(explanation: Explanation) -> str:
    """Return why the explanation is not to be taken as fact, "" if it may be."""
    return shorten(unreliable(explanation), _DOUBT_LIMIT)


def trust(explanation: Explanation) -> list[str]:
    """Return a warning, in Slack's markup, if the explanation is not to be taken as fact."""
    found = doubts(explanation)
    return [f":warning: {escape(found)}"] if found else []


def asker(request: ExplainRequest) -> str:
    """Return whose question it is, in Slack's markup, as the start of a line that quotes it."""
    did = "compared" if request.compare else "asked about"
    if request.origin == "function" or not request.user:
        return f"A workflow {did}"
    return f"You {did}" if request.is_private else f"<@{request.user}> {did}"


def question(request: ExplainRequest) -> str:
    """Return who asked about what, in Slack's markup, for the text beside the blocks."""
    return f"{asker(request)} {escape(subject(request))}"


def subject(request: ExplainRequest) -> str:
    """Return what was asked about, as it was typed."""
    if request.compare:
        return f"{quote(request.text)} with {quote(request.compare)}"
    return quote(request.text) if request.text or not request.source_ts else UNREAD


def counted(verdicts: Verdicts | None) -> str:
    """Return what people think of an answer: "2 agree, 1 disagrees"; "" if nobody has said."""
    if verdicts is None:
        return ""
    counts = ((verdicts.agree, "agree"), (verdicts.disagree, "disagree"))
    return ", ".join(
        f"{count:,} {word}{'s' if count == 1 else ''}" for count, word in counts if count
    )


def _named_first(explanation: Explanation) -> str:
    """Return the label that is named first, so that it goes without saying what is explained."""
    return explanation.given[0] if explanation.given else explanation.label


def _weighed(word: WordAttribution, scale: float) -> str:
    weight = signed(word.attribution, scale).replace("-", MINUS)
    return f"{word_of(word.text)} {weight}"
