"""Models that were trained from verdicts: old and new side by side, and the yes of an admin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.markup import inert, mrkdwn, shorten
from bot.messages import action_ids
from bot.messages.blocks import Element, actions, button, confirmation, context, section
from bot.messages.dates import when
from bot.messages.message import Block, Message
from bot.messages.review.telling import person
from bot.messages.spoken import message_of
from bot.moderation.learning.learned import Learned
from bot.moderation.settings import SHIPPED_MODEL

_PROBLEM_LIMIT = 500
_MOST_LISTED = 10
_STATES = {
    "training": "is being trained",
    "candidate": "waits for an admin's yes or no",
    "active": "is switched on",
    "retired": "is kept, to go back to",
    "failed": "could not be trained",
}
# What `Learned.measures` may say of the old and the new model, as shares from 0 to 1.
_MEASURES = {
    "agreement": "Agrees with the moderators",
    "kept": "Flags what breaks the rules, by their verdicts",
    "dropped": "Leaves alone what is fine, by their verdicts",
    "general": "Right on sample sentences that no verdict is about",
}


def offer(learned: Learned, measures: Mapping[str, Any]) -> Message:
    """Return old and new model side by side, and the question which is to be used.

    measures: "held_back", the number of verdicts that the new model did not see, and "old" and
              "new", each with the shares that `_MEASURES` names, others under their own names.
    """
    held_back = int(measures.get("held_back") or 0)
    compared = [
        section(
            mrkdwn("*A new model has learned from your verdicts.* Nothing is switched on yet.")
        ),
        section(mrkdwn("\n".join(_compared(measures)) or "It could not be measured.")),
        context(mrkdwn(_basis(learned, held_back))),
    ]
    return message_of([*compared, actions(*_yes_or_no(learned, measures))])


def training_began(n_verdicts: int) -> Message:
    """Return that the training has begun."""
    return _told(
        f"The model now learns from {n_verdicts:,} verdicts. This takes a while; it goes on if the "
        "app is restarted. When it is done, you see old and new side by side here and decide."
    )


def too_few(have: int, wanted: int) -> Message:
    """Return that there are not enough verdicts yet to learn from."""
    return _told(
        f"There are {have:,} verdicts so far; from {wanted:,} on it is worth while to learn from "
        f"them. {wanted - have:,} more are needed."
    )


def training_failed(problem: str) -> Message:
    """Return that there is no new model, and why; `problem` is a sentence without markup."""
    why = inert(shorten(problem, _PROBLEM_LIMIT))
    return _told(
        f"The model could not be trained, and the present one stays on. {why}".rstrip()
        + "\nTry again later; if it stays like this, tell whoever runs this app."
    )


def switched(name: str, *, before: str) -> Message:
    """Return that another model decides what is flagged from now on, and how to go back."""
    blocks = [
        section(
            mrkdwn(
                f"*{_capital(model_name(name))} is switched on.* New messages are scored by it; "
                f"open cases stay as they are. {_capital(model_name(before))} is kept."
            )
        ),
        actions(_back(name, before)),
    ]
    return message_of(blocks)


def kept(name: str) -> Message:
    """Return that nothing changes; `name` is the model that stays on."""
    return _told(
        f"Nothing changes: {model_name(name)} stays on. The new model is kept, in case that you "
        "change your mind."
    )


def model_missing(name: str) -> Message:
    """Return that a model cannot be used any more, and which one is used instead."""
    return _told(
        f":warning: {_capital(model_name(name))} is missing or cannot be loaded, so messages are "
        f"scored by {model_name('')} for now. Tell whoever runs this app; with `/moderate train` "
        "an admin can have a new one trained."
    )


def models_message(
    learned: Sequence[Learned], active: str, *, before: str = SHIPPED_MODEL
) -> Message:
    """Return all models of a workspace, the newest first, with what can be done about each.

    active: the name of the one that is switched on.
    before: of the one to go back to; the same where there is none.
    """
    blocks = [section(mrkdwn(f"*Models*\n{_capital(model_name(active))} is switched on."))]
    for one in learned[:_MOST_LISTED]:
        blocks += _listed(one, active)
    if not learned:
        blocks.append(context(mrkdwn("None has been trained from your verdicts yet.")))
    last = [button("Train from verdicts", action=action_ids.LEARN, value="learn")]
    if active != before:
        last.append(_back(active, before))
    return message_of([*blocks, actions(*last)])


def model_name(name: str) -> str:
    """Return a model as it is called in a sentence, in Slack's markup."""
    if name in ("", SHIPPED_MODEL):
        return "the model that came with the app"
    return f"the model {inert(shorten(name, 60))}"


def _compared(measures: Mapping[str, Any]) -> Iterator[str]:
    old, new = measures.get("old"), measures.get("new")
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return
    for name in [*_MEASURES, *(key for key in new if key not in _MEASURES)]:
        before, after = old.get(name), new.get(name)
        if isinstance(before, int | float) and isinstance(after, int | float):
            yield f"• {_MEASURES.get(name, inert(name))}: {_points(before, after)}"


def _points(before: float, after: float) -> str:
    """Return a change in words: "81% before, 90% now (9 points better)"."""
    points = round(100 * after) - round(100 * before)
    change = "the same" if not points else f"{points:+d} points".replace("-", "\N{MINUS SIGN}")
    change = change.removesuffix("s") if abs(points) == 1 else change
    return f"*{after:.0%}* with the new model, {before:.0%} with the old one ({change})"


def _basis(learned: Learned, held_back: int) -> str:
    by = f", asked for by {person(learned.asked_by)}" if learned.asked_by else ""
    tested = (
        f" Measured on {held_back:,} verdicts that the new model did not learn from."
        if held_back
        else ""
    )
    return f"Trained from {learned.verdicts:,} verdicts, {when(learned.created)}{by}.{tested}"


def _yes_or_no(learned: Learned, measures: Mapping[str, Any]) -> list[Element]:
    worse = _is_worse(measures)
    sure = confirmation(
        "Switch the new model on?",
        "It agrees less often with your moderators than the old one."
        if worse
        else "New messages are scored by it at once. You can go back at any time.",
        yes="Switch on",
        no="Not yet",
    )
    return [
        button("Switch on", action=action_ids.LEARNED_ON, value=learned.id, confirm=sure),
        button("Keep the old one", action=action_ids.LEARNED_KEEP, value=learned.id),
    ]


def _is_worse(measures: Mapping[str, Any]) -> bool:
    old, new = (measures.get(side) for side in ("old", "new"))
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return False
    return float(new.get("agreement") or 0) < float(old.get("agreement") or 0)


def _listed(learned: Learned, active: str) -> Iterator[Block]:
    state = "active" if learned.id == active else learned.state
    title = f"*{inert(learned.id)}* {_STATES.get(state, '')}"
    agreed = learned.measures.get("new")
    share = agreed.get("agreement") if isinstance(agreed, Mapping) else None
    rated = f", agrees with {share:.0%} of the verdicts held back" if share is not None else ""
    text = mrkdwn(f"{title}\n{learned.verdicts:,} verdicts, {when(learned.created)}{rated}")
    if learned.id == active or learned.state not in ("candidate", "retired"):
        yield section(text)
        return
    switch = button("Switch on", action=action_ids.LEARNED_ON, value=learned.id)
    yield section(text, accessory=switch)


def _back(name: str, before: str) -> Element:
    sure = confirmation(
        "Go back?",
        f"New messages are then scored by {model_name(before)} again.",
        yes="Go back",
        no="Stay",
    )
    return button("Go back", action=action_ids.LEARNED_BACK, value=name, confirm=sure)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _told(sentence: str) -> Message:
    return message_of([section(mrkdwn(sentence))])
