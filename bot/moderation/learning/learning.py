"""What admins do about models that learn from verdicts: none is switched on without their yes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.action import Action
from bot.durable.engine import Engine
from bot.durable.exclusive import Exclusive
from bot.durable.lines import TRAINING
from bot.errors import StepFailed
from bot.jobs import TRAIN
from bot.messages.message import Message
from bot.messages.review.learning import (
    kept,
    models_message,
    switched,
    too_few,
    training_began,
)
from bot.models import Models
from bot.moderation.cases.record import AuditEntry
from bot.moderation.learning.learned import Learned, is_learned, learned_id
from bot.moderation.learning.learned_folder import LearnedFolder
from bot.moderation.learning.verdict_file import as_verdict, verdict_cases
from bot.moderation.roles import Roles
from bot.moderation.rules import Rules
from bot.moderation.settings import SHIPPED_MODEL
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest
from bot.store import Store
from explain_core.errors import ExplainError
from explain_core.train.verdicts.parts import (
    NEEDED,
    NEEDED_EACH,
    TooFewVerdicts,
    check_enough,
    distinct,
)

logger = logging.getLogger(__name__)

NOT_ADMIN = "Only admins can have the model learn, or switch another one on. Ask one of them."
ALREADY = "A model is being trained from your verdicts already. I write to whoever asked for it."
UNKNOWN = "I do not know this model (any more). `/moderate train` makes a new one."
NOT_LOADED = "This model cannot be loaded, so nothing was changed. Please have a new one trained."
NOTHING_BEFORE = "There is no other model to go back to: the one that came with the app is on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """Follows what admins clicked; each may come at any time, again, and from anybody."""

    store: Store
    rules: Rules
    roles: Roles
    models: Models
    delivery: Delivery
    engine: Engine
    folder: LearnedFolder
    exclusive: Exclusive

    @property
    def works(self) -> Mapping[str, Callable[[Action], None]]:
        """What is done, by the kind of action."""
        return {
            "learn": self.begin,
            "learn_models": self.tell_models,
            "learned_on": self.switch_on,
            "learned_keep": self.keep,
            "learned_back": self.go_back,
        }

    def begin(self, action: Action) -> None:
        """Have a model trained, if there is enough to learn from.

        Raises: StepFailed, with a sentence for who asked; StoreUnavailable.
        """
        self._check_admin(action)
        # Two admins at once get one model.
        with self.exclusive.turn(f"{action.team} learn", holder=action.id):
            known = self._added(action)
        if known is None:
            return
        self.engine.submit(TRAIN, known.id, team=action.team, priority=TRAINING)
        self._tell(action, training_began(known.verdicts))

    def _added(self, action: Action) -> Learned | None:
        """Return the model that is to be trained; None if there is too little to learn from."""
        id = learned_id(action.id)
        known = self.store.learned.get(id)
        if known is None:
            if any(one.state == "training" for one in self.store.learned.of(action.team)):
                raise StepFailed(ALREADY)
            n_verdicts = self._enough(action)
            if n_verdicts is None:
                return None
            known = Learned(
                id=id,
                team=action.team,
                state="training",
                base=self._base(action.team),
                asked_by=action.user,
                created=datetime.now(UTC),
                verdicts=n_verdicts,
            )
            self.store.learned.add(known)
        return known

    def switch_on(self, action: Action) -> None:
        """Have a model score new messages from now on; the one before is kept."""
        self._check_admin(action)
        learned = self._ready(action)
        before = self._base(action.team)
        if before != learned.id:
            self._load(learned.id)
            self._switch(action, learned.id, before=before)
        self._tell(action, switched(learned.id, before=self._before(action.team, learned.id)))

    def keep(self, action: Action) -> None:
        """Leave everything as it is."""
        self._check_admin(action)
        learned = self._ready(action)
        active = self.rules.of(action.team).model
        if learned.state == "candidate":
            self.store.learned.change(learned.id, state="retired")
        self._tell(action, kept(active))

    def go_back(self, action: Action) -> None:
        """Switch on what was on before the model that the action names, if that one is on now."""
        self._check_admin(action)
        active = self.rules.of(action.team).model
        before = self._before(action.team, active)
        if action.value not in ("", active) or self._is_done(action):
            # The button is an old one: what it was about is not on any more.
            self._tell(action, kept(active))
            return
        if before == active:
            raise StepFailed(NOTHING_BEFORE)
        if before != SHIPPED_MODEL:
            self._load(before)
        self._switch(action, before, before=active)
        self._tell(action, switched(before, before=active))

    def tell_models(self, action: Action) -> None:
        """Tell which models there are."""
        self._check_admin(action)
        active = self.rules.of(action.team).model
        before = self._before(action.team, active)
        learned = self.store.learned.of(action.team)
        self._tell(action, models_message(learned, active, before=before))

    def _check_admin(self, action: Action) -> None:
        if not self.roles.is_admin(action.team, action.user):
            raise StepFailed(NOT_ADMIN)

    def _enough(self, action: Action) -> int | None:
        """Return how many messages there are to learn from; None, having said so, if too few."""
        cases = verdict_cases(self.store, action.team)
        verdicts = distinct([as_verdict(case) for case in cases])
        try:
            check_enough(verdicts)
        except TooFewVerdicts as few:
            if few.have < NEEDED:
                self.delivery.tell(action, too_few(few.have, NEEDED))
                return None
            raise StepFailed(
                f"Of {few.have:,} messages that were decided, {few.agreed:,} break the rules and "
                f"{few.overruled:,} are fine. At least {NEEDED_EACH} of each kind are needed to "
                "learn the difference."
            ) from None
        return len(verdicts)

    def _base(self, team: str) -> str:
        """Return the model that scores now, and is to be trained further."""
        return self.models.usable(self.rules.of(team).model)

    def _ready(self, action: Action) -> Learned:
        """Return the model that an action names, which can be switched on."""
        learned = self.store.learned.get(action.value)
        if learned is None or learned.team != action.team:
            raise StepFailed(UNKNOWN)
        if learned.state not in ("candidate", "active", "retired"):
            raise StepFailed(UNKNOWN)
        return learned

    def _load(self, name: str) -> None:
        """Load a model, so that its first message does not wait, and so that it is sure to work."""
        if not self.folder.has(name):
            raise StepFailed(NOT_LOADED)
        try:
            self.models.get(name)
        except ExplainError as error:
            logger.error("model %s: cannot be loaded (%s)", name, type(error).__name__)
            raise StepFailed(NOT_LOADED) from None

    def _switch(self, action: Action, name: str, *, before: str) -> None:
        entry = AuditEntry(
            team=action.team,
            event="model_switched",
            user=action.user,
            fields={"model": name, "before": before, "click": action.id, **self._hashes(name)},
            key=action.id,
        )
        if not self.store.learned.switch_on(action.team, name, entry=entry):
            raise StepFailed(UNKNOWN)
        logger.info("team %s: model %s instead of %s", action.team, name, before)

    def _hashes(self, name: str) -> dict[str, str]:
        """Return what tells which files a model was made of, where it is loaded."""
        explainer = self.models.loaded(name)
        if explainer is None:
            return {}
        found = explainer.fingerprint
        return {"model_hash": found.model, "tokenizer_hash": found.tokenizer}

    def _before(self, team: str, name: str) -> str:
        """Return what scored before a model was switched on; the shipped one if that is gone."""
        switches = self.store.audit.entries(team, event="model_switched")
        mine = [entry.fields for entry in switches if entry.fields.get("model") == name]
        before = str(mine[-1].get("before", "")) if mine else ""
        if before == name or (is_learned(before) and not self.folder.has(before)):
            return SHIPPED_MODEL
        return before or SHIPPED_MODEL

    def _is_done(self, action: Action) -> bool:
        """Return whether this very click was followed before, perhaps just before a crash."""
        switches = self.store.audit.entries(action.team, event="model_switched")
        return any(entry.fields.get("click") == action.id for entry in switches)

    def _tell(self, action: Action, message: Message) -> None:
        """Write to the admin who clicked, once; what has buttons has to stay to be found again."""
        identifier = f"{action.id}-said"
        asked = ExplainRequest(
            id=identifier, team=action.team, channel=action.user, user="", text=""
        )
        unsure = not self.store.seen.first(f"told:{identifier}")
        self.delivery.publish(asked, message, maybe_posted=unsure)
