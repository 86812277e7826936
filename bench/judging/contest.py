"""All ways explain each text in turns, so that noise hits their times alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from tqdm import tqdm

from explain_core import Explainer
from explain_core.faithfulness import MaskedText, explanation_sensitivity
from judging.marks import Judge, Marks, mean
from judging.texts import Text
from judging.ways import Own, Way

CHANCE = "random"


@dataclass
class Record:
    """What became of one way: for each text its marks, and the seconds it took."""

    name: str
    is_default: bool = False
    marks: list[Marks] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def mean(self) -> Marks:
        return mean(self.marks)

    @property
    def milliseconds(self) -> float:
        """The median over texts."""
        return 1000 * median(self.seconds) if self.seconds else 0.0


def contest(
    explainer: Explainer,
    texts: Sequence[Text],
    ways: Sequence[Way],
    *,
    exact_words: int,
    n_sensitive: int,
) -> list[Record]:
    """Return the record of chance, and of each way.

    exact_words: texts of at most so many words have a normalised AOPC.
    n_sensitive: of so many texts the sensitivity is measured, where a way has one.
    """
    chance = Record(CHANCE)
    records = [Record(way.name, isinstance(way, Own) and way.is_default) for way in ways]
    for way in ways:
        way.explain(texts[0])  # what is compiled or loaded on the first call is not timed
    for number, text in enumerate(tqdm(texts, unit="text", desc="explaining")):
        masked = MaskedText(explainer, text.row.text, target=text.target)
        judge = Judge(text, masked, exact_words=exact_words)
        chance.marks.append(judge.chance(number))
        turn = number % len(ways)
        for k in (*range(turn, len(ways)), *range(turn)):
            started = time.perf_counter()
            words = ways[k].explain(text)
            records[k].seconds.append(time.perf_counter() - started)
            marks = judge.marks(words, ways[k])
            if number < n_sensitive:
                marks = replace(marks, sensitivity=_sensitivity(explainer, ways[k], text))
            records[k].marks.append(marks)
    return [chance, *records]


def _sensitivity(explainer: Explainer, way: Way, text: Text) -> float | None:
    if not isinstance(way, Own) or way.request.method != "lig":
        return None
    return explanation_sensitivity(explainer, way.explanation(text))
