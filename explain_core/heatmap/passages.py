"""Which part of a text is shown: all of it, or the passages in which most happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from wcwidth import width

from explain_core.explanation import Explanation, WordAttribution

MAX_WORDS = 500
# Room as a terminal counts it: one column for a Latin letter, two for a Chinese character.
MAX_COLUMNS = 5_000
MAX_WORD_COLUMNS = 64

_N_PASSAGES = 3
_PASSAGE_WORDS = 50
_PASSAGE_COLUMNS = 450
# The last four: full stop of Chinese and Japanese, their exclamation and question mark, danda.
_SENTENCE_ENDS = (".", "!", "?", "…", "؟", "。", "\uff01", "\uff1f", "।")


def candidates(explanation: Explanation) -> list[tuple[range, ...]]:
    """Return what could be shown, most first, as ranges of word indices in reading order.

    First everything, unless that is certain to be too much; then the three strongest passages; at
    last a single one. A passage is strong by the sum of its absolute attributions, and the first
    choice has the strongest word. It starts with a sentence where the sentence is short enough to
    be shown as a whole.
    """
    if not explanation.words:
        return [(range(0),)]
    room = list(accumulate((columns(word) for word in explanation.words), initial=0))
    strongest = _strongest(explanation, room)
    fewer = [
        _joined(sorted(strongest, key=lambda window: window.start)),
        tuple(strongest[:1]),
    ]
    if len(explanation.words) <= MAX_WORDS and room[-1] <= MAX_COLUMNS:
        return [(range(len(explanation.words)),), *fewer]
    return fewer


def _strongest(explanation: Explanation, room: Sequence[int]) -> list[range]:
    """Return the passages that share no word, the strongest first."""
    sizes = [abs(word.attribution) for word in explanation.words]
    strength = list(accumulate(sizes, initial=0.0))
    strongest = max(range(len(sizes)), key=sizes.__getitem__)
    windows = list(_windows(explanation, room))
    pushing = [window for window in windows if strength[window.stop] > strength[window.start]]
    ranked = sorted(
        pushing or windows[:1],
        key=lambda window: (
            strongest not in window,
            strength[window.start] - strength[window.stop],
        ),
    )
    return _apart(ranked)


def columns(word: WordAttribution) -> int:
    """Return the room that a word and the space after it take, in columns of a terminal."""
    text = word.text
    wide = len(text) if text.isascii() else width(text, control_codes="ignore")
    return min(wide, MAX_WORD_COLUMNS) + 1


def _windows(explanation: Explanation, room: Sequence[int]) -> Iterator[range]:
    n_words = len(explanation.words)
    for start in _starts(explanation):
        stop = start + 1
        while (
            stop < min(n_words, start + _PASSAGE_WORDS)
            and room[stop + 1] - room[start] <= _PASSAGE_COLUMNS
        ):
            stop += 1
        yield range(start, stop)


def _starts(explanation: Explanation) -> Iterator[int]:
    """Yield where a passage may start: at sentences, and every few words inside a long one."""
    since = 0
    yield 0
    for index, (before, word) in enumerate(pairwise(explanation.words), start=1):
        since += 1
        new_line = "\n" in explanation.text[before.end : word.start]
        if new_line or before.text.endswith(_SENTENCE_ENDS) or since == _PASSAGE_WORDS // 2:
            since = 0
            yield index


def _apart(windows: Sequence[range]) -> list[range]:
    """Return the first few windows that share no word."""
    chosen: list[range] = []
    for window in windows:
        if all(window.stop <= other.start or other.stop <= window.start for other in chosen):
            chosen.append(window)
        if len(chosen) == _N_PASSAGES:
            break
    return chosen


def _joined(windows: Sequence[range]) -> tuple[range, ...]:
    joined = [windows[0]]
    for window in windows[1:]:
        if window.start == joined[-1].stop:
            joined[-1] = range(joined[-1].start, window.stop)
        else:
            joined.append(window)
    return tuple(joined)
