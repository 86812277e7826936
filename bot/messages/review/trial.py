"""What would happen to a text, and why: the answer to `/moderate test`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.markup import mrkdwn, plain, quote, word_of
from bot.messages.blocks import context, section
from bot.messages.message import Block, Message
from bot.messages.review.telling import MOST_NAMED, channel_name
from bot.messages.said import beside, listed, rated_in_bold
from bot.messages.spoken import message_of
from explain_core.explanation import Undone
from explain_core.heatmap import wording
from explain_core.heatmap.wording import percent

_TEST = "This was only a test: nothing was flagged, and nobody else sees it."
_MOST_LABELS = 12
_MOST_RESPELT = 5


def trial(
    text: str,
    *,
    probabilities: Mapping[str, float],
    thresholds: Mapping[str, float],
    undone: Sequence[Undone] = (),
    review_channel: str = "",
    language: str = "en",
) -> Message:
    """Return what would happen to a text, label by label; for the asker's eyes alone.

    Which words decided it is another message, as after any question.
    thresholds:     from which on each label counts here.
    undone:         what the model read otherwise than it was typed.
    review_channel: where it would be posted, "" if nobody has chosen a channel.
    """
    over = [label for label in _ranked(probabilities) if _is_over(label, probabilities, thresholds)]
    blocks = [
        section(mrkdwn(_outcome(over, probabilities, review_channel, language))),
        context(mrkdwn("You tried"), plain(quote(text))),
        section(plain("\n".join(_labels(probabilities, thresholds, language)))),
        *_respelt(text, undone),
        context(mrkdwn(f"{_TEST} Which words decided it follows in a moment.")),
    ]
    return message_of(blocks)


def no_model() -> Message:
    """Return that the model cannot answer at the moment."""
    sentence = "The moderation model is not ready yet. Try again in a minute."
    return message_of([section(mrkdwn(sentence))])


def _outcome(
    over: list[str], probabilities: Mapping[str, float], channel: str, language: str
) -> str:
    if not over:
        return "*It would not be flagged.* Every label stays below its threshold."
    named = [rated_in_bold(label, probabilities[label], language) for label in over[:MOST_NAMED]]
    labels = f"It is at or above the threshold of {listed(named)}."
    if not channel:
        return (
            f"*It would be flagged*, but nobody would see it: there is no review channel yet. "
            f"{labels}"
        )
    return f"*It would be flagged* and go to {channel_name(channel)}. {labels}"


def _labels(
    probabilities: Mapping[str, float], thresholds: Mapping[str, float], language: str
) -> Iterator[str]:
    labels = _ranked(probabilities)
    for label in labels[:_MOST_LABELS]:
        reached = "flagged" if _is_over(label, probabilities, thresholds) else "not flagged"
        threshold = thresholds.get(label)
        counts = "" if threshold is None else f", counts from {wording.threshold(threshold)}"
        yield f"{beside(label, language)} {percent(probabilities[label])}: {reached}{counts}"
    if len(labels) > _MOST_LABELS:
        yield f"and {len(labels) - _MOST_LABELS:,} labels more"


def _respelt(text: str, undone: Sequence[Undone]) -> Iterator[Block]:
    if not undone:
        return
    told = [_reading(text, stretch) for stretch in undone[:_MOST_RESPELT]]
    rest = len(undone) - len(told)
    yield context(
        mrkdwn("The model read"), plain(listed([*told, *([f"{rest:,} more"] if rest else [])]))
    )


def _reading(text: str, stretch: Undone) -> str:
    typed, read = word_of(text[stretch.start : stretch.end]), word_of(stretch.read_as)
    # What cannot be seen is left out of what is shown as well.
    return f"“{typed}” without what is hidden in it" if typed == read else f"“{typed}” as “{read}”"


def _ranked(probabilities: Mapping[str, float]) -> list[str]:
    return sorted(probabilities, key=lambda label: -probabilities[label])


def _is_over(
    label: str, probabilities: Mapping[str, float], thresholds: Mapping[str, float]
) -> bool:
    # Without a threshold a label is never a reason, as in a case.
    return label in thresholds and probabilities[label] >= thresholds[label]
