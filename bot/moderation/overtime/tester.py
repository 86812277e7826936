"""Looks up what other thresholds would have meant, and sets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from bot.action import Action
from bot.errors import StepFailed
from bot.models import Models, UnknownModel
from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry
from bot.moderation.overtime.thresholds import Thresholds, Trial, tried
from bot.moderation.roles import Roles
from bot.moderation.rules import Rules
from bot.store import Store

# Longer ago, people wrote and moderators decided differently.
LOOKED_BACK = timedelta(days=90)

# Whoever asks has three seconds for an answer: so many of the newest cases are counted.
MOST_CASES = 5000
RECENT = 100

NOT_ADMIN = "Only admins can change thresholds. Ask one of them."
NO_LABELS = "The model does not have these labels (any more). Open the thresholds again."


def _now() -> datetime:
    return datetime.now(UTC)


class Tester:
    def __init__(
        self,
        store: Store,
        rules: Rules,
        roles: Roles,
        models: Models,
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._rules = rules
        self._roles = roles
        self._models = models
        self._clock = clock

    def of_model(self, team: str) -> Thresholds:
        """Return the thresholds that the workspace's model comes with.

        Where the model is not loaded, those by which it flagged last; nothing if it never did.
        Raises: StoreUnavailable.
        """
        name = self._rules.of(team).model
        try:
            model = self._models.loaded(name)
        except UnknownModel:
            model = None
        if model is not None:
            return {label: model.threshold(label) for label in model.labels}
        recent = self._cases(team, most=RECENT)
        latest = next((case for case in reversed(recent) if case.model == name), None)
        return latest.thresholds if latest is not None else {}

    def present(self, team: str) -> Thresholds:
        """Return the thresholds that count now, of every label.

        Raises: StoreUnavailable.
        """
        of_model = self.of_model(team)
        own = self._rules.of(team).thresholds
        return {**of_model, **{label: own[label] for label in own if label in of_model}}

    def try_out(self, team: str, proposed: Thresholds) -> Trial:
        """Return what these thresholds would have made of the cases of the last months.

        Raises: StoreUnavailable.
        """
        return tried(
            self._cases(team, most=MOST_CASES),
            model=self._rules.of(team).model,
            present=self.present(team),
            proposed=proposed,
        )

    def switch(self, action: Action, proposed: Thresholds) -> Mapping[str, float]:
        """Set thresholds, with what was known of their effect on record; return what was set.

        Raises: StepFailed if that is not for this person to do; StoreUnavailable.
        """
        if not self._roles.is_admin(action.team, action.user):
            raise StepFailed(NOT_ADMIN)
        present = self.present(action.team)
        wanted = {label: at for label, at in proposed.items() if label in present and 0 < at <= 1}
        if not wanted:
            raise StepFailed(NO_LABELS)
        own = self._rules.of(action.team).thresholds
        entry = AuditEntry(
            team=action.team,
            event="threshold",
            user=action.user,
            fields={
                "from": {label: present[label] for label in wanted},
                "to": wanted,
                "tried": _on_record(self.try_out(action.team, wanted)),
            },
            key=action.id,
        )
        self._store.moderation.change(action.team, entry=entry, thresholds={**own, **wanted})
        return wanted

    def _cases(self, team: str, *, most: int) -> list[Case]:
        since = self._clock() - LOOKED_BACK
        return self._store.cases.opened_since(team, since, most=most)


def _on_record(trial: Trial) -> dict[str, object]:
    """Return what the admin could know: counts alone."""
    fewer, more = trial.together.fewer, trial.together.more
    return {
        "fewer": {"agreed": fewer.agreed, "overruled": fewer.overruled, "open": fewer.undecided},
        "more": {"agreed": more.agreed, "overruled": more.overruled, "open": more.undecided},
        "more_unknown": trial.has_unseen,
    }
