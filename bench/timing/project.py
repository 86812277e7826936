"""This project as one of the ways: by default, in each precision, and as exact as a rival."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from explain_core import Explainer, Explanation
from rivals.subjects import Sample, Subject
from rivals.timed import completeness
from timing.rounds import Cell, Outcome, Skip, Way
from timing.rows import ROUNDING, as_exact

DEFAULT = "this project"
# Settings to look for a rival's exactness with. More points than this are not worth trying.
SETTINGS = tuple((p, r) for p in ("auto", "fp32") for r in ("focused", "trapezoid", "romberg"))
MOST_POINTS = 129


class OneText:
    """This project explaining one text with given options."""

    def __init__(
        self,
        name: str,
        subject: Subject,
        sample: Sample,
        *,
        precision: str = "auto",
        **options: Any,
    ) -> None:
        self.name = name
        self.explains = {"sum": "sum of logits"}.get(options.get("score", ""), "logit")
        self._subject = subject
        self._sample = sample
        self._explainer = subject.explainers[precision]
        self._options = options

    def prepare(self, cells: Mapping[str, Cell]) -> None:
        self.run()  # what is measured or laid out once per length is not part of an explanation

    def run(self) -> Explanation:
        return self._explainer.explain(self._sample.text, **self._options)

    def outcome(self, answer: Explanation) -> Outcome:
        target = None if answer.score == "sum" else self._explainer.index_of(answer.target)
        return completeness(
            sum(answer.token_attributions),
            self._subject.change(self._sample, target),
            points=answer.n_steps,
            precision=answer.precision,
            rule=self._options.get("rule", ""),
        )


class AsExact:
    """This project by the fastest settings whose |delta| is no larger a share than a rival's."""

    def __init__(
        self, rival: Way, subject: Subject, sample: Sample, *, budget: float, **options: Any
    ) -> None:
        self.name = f"{DEFAULT}, as exact as {rival.name}"
        self.explains = rival.explains
        self._rival = rival
        self._subject = subject
        self._sample = sample
        self._budget = budget
        self._options = options
        self._chosen: OneText  # by prepare

    def prepare(self, cells: Mapping[str, Cell]) -> None:
        answer = cells[self._rival.name].answer
        share = self._rival.outcome(answer).share if answer is not None else None
        if share is None:
            raise Skip("skipped: nothing to be as exact as")
        self._chosen = self._fastest(share)

    def run(self) -> Explanation:
        return self._chosen.run()

    def outcome(self, answer: Explanation) -> Outcome:
        return self._chosen.outcome(answer)

    def _fastest(self, share: float) -> OneText:
        """Return the settings that got there fastest, each tried twice, the first time to warm up.

        Raises: Skip if none does.
        """
        began = time.perf_counter()
        times: dict[OneText, float] = {}
        for way in self._ways(share):
            if time.perf_counter() - began > self._budget:
                break
            if as_exact(way.outcome(way.run()).share, share):
                started = time.perf_counter()
                way.run()
                times[way] = time.perf_counter() - started
        if not times:
            raise Skip(f"not reached with {MOST_POINTS} points ({share:.2g} of F's change)")
        return min(times, key=lambda way: times[way])

    def _ways(self, share: float) -> list[OneText]:
        tolerance = max(share, ROUNDING)
        asked = self._options | {"tolerance": tolerance, "max_steps": MOST_POINTS}
        return [
            OneText(self.name, self._subject, self._sample, precision=precision, rule=rule, **asked)
            for precision, rule in SETTINGS
        ]


class OneByOne:
    """Explains texts each on its own."""

    explains = "logit"
    name = "one by one"

    def __init__(self, explainer: Explainer, texts: Sequence[str]) -> None:
        self._explainer = explainer
        self._texts = texts

    def prepare(self, cells: Mapping[str, Cell]) -> None:
        self._explainer.explain(self._texts[0])

    def run(self) -> list[Explanation]:
        return [self._explainer.explain(text) for text in self._texts]

    def outcome(self, answer: list[Explanation]) -> Outcome:
        points = max(explanation.n_steps for explanation in answer)
        shares = [explanation.relative_delta for explanation in answer]
        return Outcome(points=points, precision=answer[0].precision, share=max(shares))


class Together(OneByOne):
    """Explains texts by explain_batch."""

    name = "explain_batch"

    def prepare(self, cells: Mapping[str, Cell]) -> None:
        self._explainer.explain_batch(self._texts[:2])

    def run(self) -> list[Explanation]:
        return self._explainer.explain_batch(self._texts)
