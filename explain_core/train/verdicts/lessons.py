"""What a verdict teaches: the message as it was decided, and what its marked words mean for it.

A model is kept from blaming a word by counterfactual examples: the word where it does no harm has
to change nothing, and a message that breaks the rules has to break them without it as well. What
no verdict speaks of is to stay as the old model has it, so its own probabilities are the targets.
Probabilities here are those of a model whose thresholds all lie at 0.5.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from transformers import PreTrainedTokenizerBase

from explain_core.train.batches import Tokens, tokenize
from explain_core.train.rows import Floats, Rows
from explain_core.train.verdicts.reading import Verdict, WordMark

# Moderators disagree with each other, so no verdict is taken for certain; without that a model
# learns their slips by heart.
RIGHT, WRONG = 0.9, 0.1

# Without what speaks against it, a message is no longer one to flag for sure; 0.5 is the threshold.
LESS_SURE = 0.25

# Of each blameless word: harmless sentences it is put into, and guilty messages it is taken out of.
PLANTED, TAKEN_OUT = 8, 4
_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")

Answers = Callable[[Sequence[Tokens]], Floats]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One training example.

    text:     what is read, hidden words included.
    hidden:   spans of the text whose words are replaced by the filler.
    shown:    if not empty, the only spans whose words are not.
    targets:  by label, what was decided; the old model answers for the rest.
    as_in:    a lesson whose old answers are the targets of this one; None for its own.
    at_most:  by label, a bound on the old answer.
    """

    kind: str
    text: str
    hidden: tuple[tuple[int, int], ...] = ()
    shown: tuple[tuple[int, int], ...] = ()
    targets: tuple[tuple[str, float], ...] = ()
    as_in: Lesson | None = None
    at_most: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Lessons:
    """Lessons as training rows, and the tokens of each."""

    rows: Rows
    tokens: list[Tokens]


class Reader:
    """Turns lessons into tokens."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, *, max_tokens: int) -> None:
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        fillers = {tokenizer.pad_token_id, tokenizer.mask_token_id} - {None}
        self._fillers: tuple[int, ...] = tuple(sorted(fillers))

    def tokens(self, lessons: Sequence[Lesson]) -> list[Tokens]:
        texts = [lesson.text for lesson in lessons]
        read = tokenize(self._tokenizer, texts, max_tokens=self._max_tokens)
        offsets = self._offsets(texts)
        return [
            self._hidden(lesson, tokens, spans, self._fillers[number % len(self._fillers)])
            for number, (lesson, tokens, spans) in enumerate(
                zip(lessons, read, offsets, strict=True)
            )
        ]

    def _offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        encoded = self._tokenizer(
            list(texts), truncation=True, max_length=self._max_tokens, split_special_tokens=True
        )
        return [list(encoding.offsets) for encoding in encoded.encodings or []]

    def _hidden(
        self, lesson: Lesson, tokens: Tokens, spans: Sequence[tuple[int, int]], filler: int
    ) -> Tokens:
        """Return the tokens with words hidden whole; a word is meant if a span touches it."""
        if not lesson.hidden and not lesson.shown:
            return tokens
        if lesson.shown:
            touched = ~_words_touched(tokens, spans, lesson.shown)
        else:
            touched = _words_touched(tokens, spans, lesson.hidden)
        touched &= tokens.words >= 0
        ids = tokens.ids.copy()
        ids[touched] = filler
        return replace(tokens, ids=ids)


def _words_touched(
    tokens: Tokens, offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]
) -> npt.NDArray[np.bool_]:
    touched = {
        int(word)
        for word, (start, end) in zip(tokens.words, offsets, strict=True)
        if word >= 0 and any(start < right and left < end for left, right in spans)
    }
    return np.isin(tokens.words, sorted(touched))


def decided(verdict: Verdict) -> Lesson:
    """Return the message as it was decided; of the labels that were not at issue, the old says."""
    value = RIGHT if verdict.agreed else WRONG
    targets = tuple((label, value) for label in verdict.flagged)
    return Lesson("agreed" if verdict.agreed else "overruled", verdict.text, targets=targets)


def counterfactuals(
    verdicts: Sequence[Verdict],
    harmless: Sequence[str],
    *,
    seed: int,
) -> list[Lesson]:
    """Return what the marked words teach.

    harmless: ordinary sentences that the old model finds nothing in.
    """
    rng = random.Random(seed)
    lessons = [lesson for verdict in verdicts for lesson in _about_marks(verdict)]
    for word in blameless_words(verdicts):
        lessons += _planted(word, harmless, rng=rng)
        lessons += _taken_out(word, verdicts, rng=rng)
    return lessons


def blameless_words(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the words that were called blameless more often than they were said to matter."""
    counts: Counter[str] = Counter()
    for verdict in verdicts:
        for mark in verdict.marks:
            word = verdict.text[mark.start : mark.end].strip().casefold()
            counts[word] += 1 if mark.kind == "blameless" else -1
    return sorted(word for word, count in counts.items() if word and count > 0)


def _about_marks(verdict: Verdict) -> list[Lesson]:
    """Return what the marks of a message teach of that message."""
    blameless = _spans(verdict.marks, "blameless")
    matters = _spans(verdict.marks, "matters")
    lessons = []
    if blameless:
        none = tuple((label, WRONG) for label in verdict.flagged)
        lessons.append(Lesson("word alone", verdict.text, shown=blameless, targets=none))
        whole = decided(verdict)
        lessons.append(replace(whole, kind="without blameless", hidden=blameless))
    if matters and verdict.agreed:
        bound = tuple((label, LESS_SURE) for label in verdict.flagged)
        lessons.append(Lesson("without reason", verdict.text, hidden=matters, at_most=bound))
    return lessons


def _planted(word: str, harmless: Sequence[str], *, rng: random.Random) -> list[Lesson]:
    """Return harmless sentences with the word in them, which are to stay what they were."""
    lessons = []
    for text in rng.sample(list(harmless), min(PLANTED, len(harmless))):
        gaps = [match.start() for match in _WORD.finditer(text)]
        if gaps:
            at = rng.choice(gaps)
            planted = f"{text[:at]}{word} {text[at:]}"
            lessons.append(Lesson("planted", planted, as_in=Lesson("harmless", text)))
    return lessons


def _taken_out(word: str, verdicts: Sequence[Verdict], *, rng: random.Random) -> list[Lesson]:
    """Return guilty messages with the word hidden, which are to stay guilty."""
    wanted = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    found = []
    for verdict in verdicts:
        spans = tuple(match.span() for match in wanted.finditer(verdict.text))
        reasons = _spans(verdict.marks, "matters")
        if verdict.agreed and spans and reasons:
            found.append(replace(decided(verdict), kind="without blameless", hidden=spans))
    return rng.sample(found, min(TAKEN_OUT, len(found)))


def _spans(marks: Sequence[WordMark], kind: str) -> tuple[tuple[int, int], ...]:
    return tuple((mark.start, mark.end) for mark in marks if mark.kind == kind)


def as_rows(
    lessons: Sequence[Lesson], reader: Reader, old: Answers, *, labels: Sequence[str]
) -> Lessons:
    """Return the lessons as rows whose targets are what was decided, and else the old answers.

    old: gives the old model's probabilities, (n, n_labels).
    """
    tokens = reader.tokens(lessons)
    asked = [lesson.as_in or lesson for lesson in lessons]
    targets = old(reader.tokens(asked)).copy()
    for row, lesson in zip(targets, lessons, strict=True):
        for label, most in lesson.at_most:
            column = labels.index(label)
            row[column] = min(row[column], most)
        for label, value in lesson.targets:
            row[labels.index(label)] = value
    rows = Rows(
        tuple(lesson.text for lesson in lessons),
        targets,
        tuple(lesson.kind for lesson in lessons),
        tuple(labels),
        True,
    )
    return Lessons(rows, tokens)
