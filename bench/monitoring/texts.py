"""Short messages as a team writes them, made up from templates; a few of them are nasty."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

NUMBERED = re.compile(r"\(no(\d{7})\)")

WHO = ("Anna", "the new intern", "our designer", "the customer", "Sam", "everybody", "my team")
WHAT = (
    "the report",
    "the build",
    "the slides for Thursday",
    "the invoice",
    "the login page",
    "the database migration",
    "the release notes",
    "lunch",
)
WHEN = ("today", "tomorrow morning", "after the stand-up", "by Friday", "in ten minutes", "again")
FRIENDLY = (
    "thanks, {who} fixed {what} {when}",
    "can somebody look at {what} {when}?",
    "I will be late, please start with {what} without me",
    "{who} says that {what} looks good now",
    "good morning! {what} is ready for review",
    "we moved {what} to the other room, see you {when}",
    "is {what} down for anybody else, or is it only me?",
    "+1, let us do {what} {when}",
    "I think {what} takes longer than we planned, {who} and I talk about it {when}",
    "great job on {what}, {who}!",
    "does anybody know why {what} failed {when}?",
    "sorry, I broke {what}. It should be fine {when}",
    "{who} is on holiday, so {what} has to wait",
    "lol that was quick :tada:",
    "the link to {what} is in the channel's topic",
)
NASTY = (
    "you are a stupid idiot and {what} is garbage because of you",
    "shut up you pathetic moron, nobody asked you about {what}",
    "what a fucking idiot, you ruined {what} {when}",
    "you are all worthless pieces of shit",
    "go to hell you dumb bitch",
    "{who} is a complete asshole and a disgusting liar",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A message with a number in it by which a case can be recognised."""

    number: int
    text: str
    nasty: bool


def messages(*, nasty_share: float, seed: int = 0) -> Iterator[Written]:
    """Yield messages without end; on average this share of them is nasty."""
    chance = random.Random(seed)
    for number in itertools.count():
        nasty = chance.random() < nasty_share
        template = chance.choice(NASTY if nasty else FRIENDLY)
        text = template.format(
            who=chance.choice(WHO), what=chance.choice(WHAT), when=chance.choice(WHEN)
        )
        yield Written(number, f"{text} (no{number:07d})", nasty)


def number_in(text: str) -> int | None:
    """Return the number of the message that a text quotes."""
    found = NUMBERED.search(text)
    return int(found[1]) if found else None
