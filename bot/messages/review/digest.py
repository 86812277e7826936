"""The weekly digest: a week of moderation in a few sentences, with a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.markup import mrkdwn, plain, word_of
from bot.messages.blocks import context, header, image, section
from bot.messages.dates import lasted, when
from bot.messages.message import Block, Message
from bot.messages.said import beside
from bot.messages.spoken import message_of
from bot.moderation.overtime.digest import Day, Digest

_MOST_LABELS = 6
_MOST_WORDS = 5


def digest_message(digest: Digest, picture: str | None) -> Message:
    """Return the digest; `picture` is the id of its chart, None for words alone."""
    blocks = [
        header("Moderation digest"),
        section(mrkdwn("\n".join(_sentences(digest)))),
        *_chart(digest, picture),
        *_labels(digest),
        *_words(digest),
        context(mrkdwn(_period(digest))),
    ]
    return message_of(blocks)


def in_short(digest: Digest) -> str:
    """Return the numbers of the chart in one line of plain words; of a week also day by day."""
    days = ", ".join(f"{day.day:%a} {day.opened:,}" for day in _of_a_week(digest) if day.opened)
    parts = [
        f"{digest.opened:,} {_cases(digest.opened)}",
        f"{digest.agreed:,} agreed",
        f"{digest.overruled:,} overruled",
    ]
    return f"{', '.join(parts)}." + (f" New cases by day: {days}." if days else "")


def _of_a_week(digest: Digest) -> Sequence[Day]:
    # A week from hour to hour touches eight days.
    return digest.days if len(digest.days) <= 8 else ()


def _sentences(digest: Digest) -> Iterator[str]:
    if digest.is_empty:
        yield "A quiet week: nothing was flagged, and nothing waits."
        return
    was = "was" if digest.opened == 1 else "were"
    yield f"*{digest.opened:,}* {_cases(digest.opened)} {was} flagged."
    if digest.agreement is None:
        yield "Nothing was decided."
    else:
        yield (
            f"*{digest.decided:,}* decided: {digest.agreed:,} agreed, {digest.overruled:,} "
            f"overruled. Moderators agreed with *{digest.agreement:.0%}* of the flags."
        )
    if digest.response is not None:
        yield f"Half of the verdicts came within *{lasted(digest.response)}*."
    if digest.waiting:
        waits = "waits" if digest.waiting == 1 else "wait"
        yield f"*{digest.waiting:,}* {waits} for a verdict now: my App Home, _Queue_."


def _chart(digest: Digest, picture: str | None) -> Iterator[Block]:
    if picture is not None:
        yield image(picture, f"Chart of the week. {in_short(digest)}")


def _labels(digest: Digest) -> Iterator[Block]:
    named = [f"{beside(label)} {number:,}" for label, number in digest.labels[:_MOST_LABELS]]
    if named:
        yield section(plain(f"Flagged as: {', '.join(named)}."))


def _words(digest: Digest) -> Iterator[Block]:
    """Yield the words that were blamed, without anybody's text around them."""
    named = [f"“{word_of(word)}” {_times(number)}" for word, number in digest.words[:_MOST_WORDS]]
    if named:
        yield section(plain(f"Words most often behind overruled flags: {', '.join(named)}."))
        yield context(
            mrkdwn("If these are harmless, mark them as wrongly blamed: the model can learn it.")
        )


def _period(digest: Digest) -> str:
    return f"From {when(digest.start)} to {when(digest.end)}."


def _cases(number: int) -> str:
    return "message" if number == 1 else "messages"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"
