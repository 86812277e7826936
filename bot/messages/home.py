"""The App Home: what the bot does, what it did for you, and what you can set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.markup import mrkdwn, plain, quote
from bot.messages import action_ids
from bot.messages.blocks import (
    actions,
    button,
    confirmation,
    context,
    divider,
    header,
    image,
    option,
    section,
    select,
)
from bot.messages.choices import VISIBILITIES
from bot.messages.dates import when
from bot.messages.labels import LANGUAGES
from bot.messages.limits import limits_of
from bot.messages.message import Block
from bot.messages.review.telling import channel_name
from bot.messages.said import listed
from bot.messages.summary import headline, summary
from bot.messages.usage import EXAMPLE

if TYPE_CHECKING:
    from bot.settings import KeepText
    from bot.store import Kept, Preferences

_MOST_SHOWN = 10


def home(
    *,
    preferences: Preferences,
    latest: Sequence[Kept],
    models: Sequence[str],
    command: str = "/explain",
    quick_command: str = "/sentiment",
    retention_days: int = 30,
    texts: KeepText = "stored",
    pictures: bool = True,
    queue: Sequence[Block] = (),
    admin: Sequence[Block] = (),
    watched: Sequence[str] = (),
    metadata: str = "",
) -> dict[str, Any]:
    """Return one person's App Home, as `views.publish` takes it.

    models:         the names to choose from, the default first.
    retention_days: after so many days everything is deleted; 0 if that never happens.
    texts:          what is kept of the texts themselves.
    pictures:       false leaves them out, in case that Slack does not take them here.
    queue, admin:   what only moderators and only admins of moderation see, in at most 50 blocks.
    watched:        the channels in which every message is scored.
    metadata:       comes back with every click.
    """
    model = preferences.model if preferences.model in models else models[0]
    blocks = [
        *_followed_by_line(queue),
        *_introduction(command, quick_command),
        divider(),
        *_history(latest[:_MOST_SHOWN], preferences.language, pictures=pictures),
        divider(),
        *_settings(preferences, models, model),
        divider(),
        *_followed_by_line(admin),
        *_limits(model),
        divider(),
        *_privacy(retention_days, texts, watched),
    ]
    view: dict[str, Any] = {"type": "home", "blocks": blocks}
    return view | {"private_metadata": metadata} if metadata else view


def _followed_by_line(blocks: Sequence[Block]) -> Iterator[Block]:
    yield from blocks
    if blocks:
        yield divider()


def _introduction(command: str, quick_command: str) -> Iterator[Block]:
    yield header("See why a text reads the way it does")
    yield section(
        mrkdwn(
            "Give me a text, and I say how it reads, how sure the model is, and which words made "
            "the difference: each word is coloured by how much it pushed the model."
        )
    )
    yield actions(
        button("Try an example", action=action_ids.EXAMPLE, value="example", style="primary"),
        button("Explain text…", action=action_ids.OPEN_MODAL, value="modal"),
    )
    yield context(
        mrkdwn("The answer to the example comes under _Messages_ above; it explains"),
        plain(quote(EXAMPLE)),
    )
    yield section(
        mrkdwn(
            "*Ways to ask*\n"
            f"• `{command} some text` in any conversation; `{command} help` shows the options\n"
            f"• `{quick_command} some text` for label and probability at once, for you alone\n"
            "• a message's menu, _Explain this message_; in threads too\n"
            "• mention me, or write to me under _Messages_ above\n"
            "*Moderation*\n"
            "• a message's menu, _Send to review_: moderators look at it\n"
            "• `/moderate help` tells what else there is"
        )
    )


def _history(latest: Sequence[Kept], language: str, *, pictures: bool) -> Iterator[Block]:
    yield header("Your last explanations")
    if not latest:
        yield section(mrkdwn("None yet. Press *Try an example* above to see what one looks like."))
    for kept in latest:
        yield section(
            mrkdwn(headline(kept.explanation, language)),
            accessory=button("Details", action=action_ids.DETAILS, value=kept.id),
        )
        told = quote(kept.explanation.text) if kept.has_text else "The text is no longer kept."
        yield context(mrkdwn(when(kept.created)), plain(told))
        if kept.picture is not None and pictures:
            yield image(
                kept.picture, f"Heatmap of the words. {summary(kept.explanation, language)}"
            )


def _settings(preferences: Preferences, models: Sequence[str], model: str) -> Iterator[Block]:
    yield header("Settings")
    yield section(
        mrkdwn("*Model*\nUsed unless you name another one."),
        accessory=select(
            [option(name, name) for name in models], action=action_ids.SET_MODEL, chosen=model
        ),
    )
    yield section(
        mrkdwn("*Who sees the answers*\nUnless you say otherwise when you ask."),
        accessory=select(
            [option(text, value) for value, text in VISIBILITIES.items()],
            action=action_ids.SET_VISIBILITY,
            chosen=preferences.visibility,
        ),
    )
    yield section(
        mrkdwn("*Language of labels*\nThe names of the labels; all else stays English."),
        accessory=select(
            [option(name, code) for code, name in LANGUAGES.items()],
            action=action_ids.SET_LANGUAGE,
            chosen=preferences.language,
        ),
    )


def _limits(model: str) -> Iterator[Block]:
    yield header("What to keep in mind")
    yield section(mrkdwn("\n".join(f"• {limit}" for limit in limits_of(model))))


def _scored(watched: Sequence[str]) -> str:
    """Return where messages are read without anybody's asking."""
    if not watched:
        return "Nothing else is read: no channel is watched for moderation."
    named = [channel_name(channel) for channel in watched[:_MOST_SHOWN]]
    rest = len(watched) - len(named)
    channels = listed([*named, *([f"{rest:,} more"] if rest > 0 else [])])
    return (
        f"In {channels} every message is scored for moderation; what is flagged is kept for the "
        "moderators, and of everything else nothing."
    )


def _privacy(retention_days: int, texts: KeepText, watched: Sequence[str]) -> Iterator[Block]:
    yield header("Your data")
    forgotten = "" if texts == "stored" else "Texts are forgotten once they are answered. "
    days = f"{retention_days:,} day{'s' if retention_days != 1 else ''}"
    deleted = (
        f"What is kept of them is deleted after {days}."
        if retention_days
        else "What is kept of them stays until you delete it."
    )
    yield section(
        mrkdwn(
            "Texts that somebody asks about or sends to review are read by a model on the server "
            "on which this app runs. They are sent to nobody else; answers and pictures are in "
            f"Slack. {_scored(watched)} {forgotten}{deleted}"
        )
    )
    yield actions(
        button(
            "Delete my history",
            action=action_ids.FORGET,
            value="history",
            style="danger",
            confirm=confirmation(
                "Delete your history?",
                "The texts you asked about, their explanations, and where you agreed or disagreed "
                "are deleted for good. Messages in Slack stay; delete those from their own menu.",
                yes="Delete",
                no="Keep",
            ),
        )
    )
