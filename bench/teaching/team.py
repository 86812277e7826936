"""Moderators with a house rule, and the messages that they decide about."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explain_core import Explainer
from explain_core.train.rows import Rows

# The house rule: to insult or threaten somebody, or to attack a group, breaks the rules. Swearing,
# rudeness and obscenity alone do not, so that the model's "toxic" and "obscene" flag too much.
FORBIDDEN = ("threat", "insult", "identity_hate")

# Who decides against the rule; who marks words; how many words of a message.
MISTAKES, MARKING, MOST_MARKS = 0.1, 0.5, 5

# Longer messages are left out: they would take most of the time.
MOST_CHARACTERS = 400

# What nobody flags but somebody reports all the same, for each case there is.
REPORTED_IN_ERROR = 0.15

_WORD = re.compile(r"\w+")
_SWEARING = frozenset(
    "fuck fucks fucked fucking fuckin shit shits shitty bullshit damn damned goddamn crap crappy"
    " hell ass piss pissed sucks suck screw wtf bloody".split()
)
_INSULTING = frozenset(
    "idiot idiots idiotic moron morons stupid bitch bitches cunt cunts faggot faggots fag fags"
    " nigger niggers asshole assholes loser losers pathetic dumb dumbass retard retards retarded"
    " bastard bastards jerk jerks ignorant scum whore slut die kill dick dicks dickhead cock"
    " cocksucker fucker motherfucker pussy troll nazi liar coward disgusting worthless fool".split()
)


@dataclass(frozen=True, slots=True)
class Message:
    """breaks_rules: by the house rule and the annotators of the data; at_issue: labels."""

    text: str
    breaks_rules: bool
    at_issue: tuple[str, ...]
    flagged: bool


@dataclass(frozen=True, slots=True)
class Season:
    """What one team sees: cases to learn from in their order, others to measure with, and
    messages that nobody would report."""

    cases: Sequence[Message]
    unseen: Sequence[Message]
    ordinary: Sequence[Message]


def messages_of(rows: Rows, explainer: Explainer) -> list[tuple[Message, bool]]:
    """Return the messages that are short enough, each with whether the data calls it toxic."""
    short = [number for number, text in enumerate(rows.texts) if len(text) <= MOST_CHARACTERS]
    texts = [rows.texts[number] for number in short]
    forbidden = [rows.labels.index(label) for label in FORBIDDEN]
    found = []
    for number, prediction in zip(short, explainer.predict(texts, undo_evasion=True), strict=True):
        over = {
            label: probability - explainer.threshold(label)
            for label, probability in prediction.probabilities.items()
        }
        given = tuple(label for label in over if over[label] >= 0)
        at_issue = given or (max(over, key=lambda label: over[label]),)
        breaks = bool((rows.targets[number, forbidden] == 1).any())
        message = Message(rows.texts[number], breaks, at_issue, bool(given))
        found.append((message, bool(rows.targets[number, 0] == 1)))
    return found


def season(messages: Sequence[tuple[Message, bool]], *, seed: int, n_unseen: int) -> Season:
    """Return one team's messages, another choice for every seed.

    Cases are what the model flags, what it misses though it is toxic and somebody reports it, and
    some that are reported in error.
    """
    rng = random.Random(seed)
    cases = [message for message, toxic in messages if message.flagged or toxic]
    calm = [message for message, toxic in messages if not (message.flagged or toxic)]
    rng.shuffle(calm)
    n_in_error = round(REPORTED_IN_ERROR * len(cases))
    cases += calm[:n_in_error]
    rng.shuffle(cases)
    return Season(cases[n_unseen:], cases[:n_unseen], calm[n_in_error : n_in_error + 2 * n_unseen])


def verdicts(season: Season, *, seed: int, marking: float = MARKING) -> list[dict[str, Any]]:
    """Return what the moderators say of the cases, as `--from-verdicts` reads it."""
    rng = random.Random(seed)
    return [_verdict(message, rng=rng, marking=marking) for message in season.cases]


def _verdict(message: Message, *, rng: random.Random, marking: float) -> dict[str, Any]:
    agreed = message.breaks_rules != (rng.random() < MISTAKES)
    marks = _marks(message.text, agreed=agreed) if rng.random() < marking else []
    return {
        "text": message.text,
        "verdict": "agree" if agreed else "overrule",
        "flagged": list(message.at_issue),
        "marks": marks,
    }


def _marks(text: str, *, agreed: bool) -> list[dict[str, Any]]:
    """Return the words that insult where the rule is broken, else those that only swear."""
    words, kind = (_INSULTING, "matters") if agreed else (_SWEARING, "blameless")
    marks = [
        {"start": match.start(), "end": match.end(), "kind": kind}
        for match in _WORD.finditer(text)
        if match[0].lower() in words
    ]
    return marks[:MOST_MARKS]
