"""What moderators decided, as the lines that `explain_core.train --from-verdicts` learns from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.moderation.cases.case import Case
from bot.store import Store
from explain_core.train.verdicts.meant import as_meant
from explain_core.train.verdicts.reading import Verdict
from explain_core.utf8 import is_utf8

# A verdict that its author asks to have looked at again is none yet.
_NOT_YET = frozenset({"new", "open", "appealed"})
_BEGINNING = datetime.fromtimestamp(0, UTC)


def verdict_cases(store: Store, team: str | None, *, until: datetime | None = None) -> list[Case]:
    """Return the cases that can be learned from, the first decided one first.

    team:  None for every workspace.
    until: leaves out what was decided later.
    Raises: StoreUnavailable.
    """
    teams = store.cases.teams() if team is None else [team]
    cases = (case for one in teams for case in store.cases.decided_since(one, _BEGINNING))
    return [case for case in cases if _can_be_learned(case, until)]


def verdict_line(case: Case) -> dict[str, Any]:
    """Return what one case teaches; where no label was flagged, the nearest one is at issue."""
    at_issue = {"flagged": list(case.flagged)} if case.flagged else {}
    return {
        "case": case.id,
        "text": case.text,
        "verdict": case.verdict,
        **at_issue,
        "probabilities": dict(case.probabilities),
        "thresholds": dict(case.thresholds),
        "marks": [
            {"start": mark.start, "end": mark.end, "kind": mark.kind}
            for mark in case.marks
            if mark.end <= len(case.text)
        ],
    }


def as_verdict(case: Case) -> Verdict:
    """Return a case as training counts it: by the text that is scored."""
    return as_meant(Verdict(case.text, "agree" if case.verdict == "agree" else "overrule", ()))


def json_lines(lines: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield each line as JSON in ASCII, with its line feed."""
    for line in lines:
        yield f"{json.dumps(line)}\n"


def _can_be_learned(case: Case, until: datetime | None) -> bool:
    if case.state in _NOT_YET or not case.verdict or not case.probabilities:
        return False
    if until is not None and (case.decided is None or case.decided > until):
        return False
    return case.has_text and bool(case.text.strip()) and is_utf8(case.text)
