"""The rivals as ways that are timed in turns, and what stands in for one that does not start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rivals.subjects import Sample, Subject
from rivals.timed import (
    CAPTUM,
    CAPTUM_TRAPEZOID,
    NOTEBOOK,
    Captum,
    Effort,
    Lime,
    Notebook,
    Rival,
    Shap,
    TransformersInterpret,
)
from timing.rounds import Cell, Outcome, Skip, in_one_line


@dataclass(frozen=True, slots=True)
class OneText:
    """A rival explaining one text, as one of the ways that are timed in turns."""

    rival: Rival
    sample: Sample

    @property
    def name(self) -> str:
        return self.rival.name

    @property
    def explains(self) -> str:
        return self.rival.explains

    def prepare(self, cells: Mapping[str, Cell]) -> None:
        pass

    def run(self) -> Any:
        return self.rival.explain(self.sample)

    def outcome(self, answer: Any) -> Outcome:
        return self.rival.outcome(self.sample, answer)


class NotRunning:
    """Stands in for a rival that cannot be set up, and says why."""

    explains = ""

    def __init__(self, name: str, error: Exception, versions: str) -> None:
        self.name = name
        self._reason = f"does not run with {versions}: {in_one_line(error)}"

    def explain(self, sample: Sample) -> Any:
        raise Skip(self._reason)

    def outcome(self, sample: Sample, answer: Any) -> Outcome:
        return Outcome()


def rivals(subject: Subject, effort: Effort, *, versions: str) -> list[Rival]:
    """Return all rivals, each set up; `versions` is what one that cannot be says it fails with."""
    makers: dict[str, Callable[[], Rival]] = {
        NOTEBOOK: lambda: Notebook(subject),
        CAPTUM: lambda: Captum(subject, CAPTUM, method="gausslegendre", n_steps=50),
        CAPTUM_TRAPEZOID: lambda: Captum(
            subject, CAPTUM_TRAPEZOID, method="riemann_trapezoid", n_steps=17
        ),
        TransformersInterpret.name: lambda: TransformersInterpret(subject),
        Shap.name: lambda: Shap(subject, effort),
        Lime.name: lambda: Lime(subject, effort),
    }
    return [_made(name, make, versions) for name, make in makers.items()]


def _made(name: str, make: Callable[[], Rival], versions: str) -> Rival:
    try:
        return make()
    except Exception as error:  # whatever stops a library from starting is what the table says
        return NotRunning(name, error, versions)
