"""What becomes of a case when its message is edited or deleted."""

from __future__ import annotations

from dataclasses import replace

from bot.durable.keyed_locks import KeyedLocks
from bot.durable.steps import step
from bot.errors import DeliveryError, MessageGone
from bot.moderation.cases.case import Case, Earlier
from bot.moderation.cases.desk import Desk
from bot.moderation.flags.assessing import Assessing
from bot.moderation.flags.flag import DELETED, Flag
from bot.moderation.flags.scored import Scored
from bot.place import Place


class Following:
    """Keeps what was flagged and decided, and says what the message has become since."""

    def __init__(self, desk: Desk, assessing: Assessing) -> None:
        self._desk = desk
        self._store = desk.store
        self._assessing = assessing
        self._locks = KeyedLocks()

    def follow(self, flag: Flag) -> None:
        """Bring the case of an edited or deleted message up to date: part of the job "flag"."""
        case_id = step("follow", flag, lambda: self._follow(flag))
        case = self._store.cases.get(case_id) if case_id else None
        if case is None:
            return
        step("explain", flag, lambda: self._assessing.explain(case))
        step("picture", flag, lambda: self._assessing.draw(case))
        step("update", flag, lambda: self._desk.board.refresh(case.id))

    def notice_deletion(self, case_id: str) -> None:
        """Note that a message is gone already, which nobody may have said at the time."""
        case = self._store.cases.get(case_id)
        if case is None or not case.ts or case.original == "deleted":
            return
        try:
            self._desk.originals.link(Place(case.channel, case.ts), team=case.team)
        except MessageGone:
            self._deleted(case.id, key=f"gone:{case.id}")
            self._desk.board.refresh(case.id)
        except DeliveryError:
            return

    def edited(self, flag: Flag, case_id: str) -> None:
        """Score what a message says now; one that is flagged after its verdict is open again."""
        with self._locks.of(case_id):
            case = self._store.cases.get(case_id)
            if case is None:
                return
            now = self._as_it_is(flag)
            if now.text == (case.edited_text or case.text):
                # Slack says "edited" as well when a preview of a link is added.
                return
            scored = self._assessing.score(_Edited(now), now.text)
            self._desk.change_latest(case_id, lambda latest: self._note(latest, now, scored))

    def _as_it_is(self, flag: Flag) -> Flag:
        """Return the flag with what the message says by now: news of edits come in any order."""
        try:
            original = self._desk.originals.read(Place(flag.channel, flag.ts), team=flag.team)
        except DeliveryError:
            return flag
        return replace(flag, text=original.text)

    def _follow(self, flag: Flag) -> str:
        case = self._store.cases.at(flag.team, flag.channel, flag.ts)
        if case is None:
            return ""
        if flag.origin == DELETED:
            self._deleted(case.id, key=f"flag:{flag.id}")
        else:
            self.edited(flag, case.id)
        return case.id

    def _deleted(self, case_id: str, *, key: str) -> None:
        def change(case: Case) -> Case | None:
            if case.original == "deleted":
                return None
            return self._desk.change(
                case, "original_deleted", version=case.version, key=key, original="deleted"
            )

        self._desk.change_latest(case_id, change)

    def _note(self, case: Case, flag: Flag, scored: Scored) -> Case:
        if scored.flagged and not case.can_be_decided:
            return self._open_again(case, flag, scored)
        is_back = flag.text == case.text
        return self._desk.change(
            case,
            "edited",
            version=case.version,
            key=f"flag:{flag.id}",
            fields=_fields(scored),
            original="edited",
            edited_text="" if is_back else flag.text,
            edited_probabilities={} if is_back else dict(scored.probabilities),
        )

    def _open_again(self, case: Case, flag: Flag, scored: Scored) -> Case:
        """Have the new text decided on its own, with what was decided about the old one said."""
        former = case.earlier
        if case.verdict and case.decided is not None:
            verdict = Earlier(
                verdict=case.verdict, decided_by=case.decided_by, decided=case.decided
            )
            former = (*former, verdict)
        anew = replace(
            case,
            state="open" if case.place is not None else "new",
            text=flag.text,
            has_text=True,
            model=scored.model,
            probabilities=dict(scored.probabilities),
            thresholds=dict(scored.thresholds),
            severity=scored.severity,
            original="edited",
            earlier=former,
        )
        changes = {name: getattr(anew, name) for name in _ANEW} | _UNDECIDED
        return self._desk.change(
            case,
            "edited",
            version=case.version,
            key=f"flag:{flag.id}",
            fields={**_fields(scored), "opened_again": True},
            **changes,
        )


_ANEW = "state text has_text model probabilities thresholds severity original earlier".split()
_UNDECIDED: dict[str, object] = {
    "claimed_by": "",
    "colleague": "",
    "verdict": "",
    "decided_by": "",
    "decided": None,
    "note": "",
    "marks": (),
    "measure": "",
    "warned": None,
    "appeal": "",
    "appeal_verdict": "",
    "appeal_decided_by": "",
    "edited_text": "",
    "edited_probabilities": {},
    "picture": None,
}


class _Edited:
    """On whose account it is noted down that a new text is scored."""

    user = ""

    def __init__(self, flag: Flag) -> None:
        self.id, self.team = f"{flag.id}:edited", flag.team


def _fields(scored: Scored) -> dict[str, object]:
    return {
        "model": scored.model,
        "probabilities": dict(scored.probabilities),
        "thresholds": dict(scored.thresholds),
    }
