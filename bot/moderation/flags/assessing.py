"""What the model says of flagged texts, and why."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.answer import drawn
from bot.durable.careful import Asked, Careful, GaveUp
from bot.errors import DeliveryError, StoreUnavailable
from bot.messages.summary import summary
from bot.models import Explains, Models
from bot.moderation.cases.board import addressee
from bot.moderation.cases.case import Case
from bot.moderation.flags.scored import Scored
from bot.moderation.flags.scoring import MOST_CHARACTERS
from bot.moderation.rules import Rules
from bot.outgoing.delivery import Delivery
from bot.store import Store
from explain_core.errors import InputError
from explain_core.explanation import Explanation, Prediction

if TYPE_CHECKING:
    from explain_core.fingerprint import Fingerprint

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Work:
    """On whose account it is noted down that work was begun; nobody's, for nobody asked for it."""

    id: str
    team: str
    user: str = ""


def predicted(explainer: Explains, text: str) -> Prediction:
    return explainer.predict([text], undo_evasion=True)[0]


def explained(explainer: Explains, text: str, target: str) -> tuple[Explanation, Fingerprint]:
    """Return why a text has a label, and by which model that was found out."""
    return explainer.explain(text, target=target, undo_evasion=True), explainer.fingerprint


class Assessing:
    """Scores, explains and draws; where that cannot be done, the case goes on without it."""

    def __init__(
        self, models: Models, rules: Rules, delivery: Delivery, store: Store, careful: Careful
    ) -> None:
        self._models = models
        self._rules = rules
        self._delivery = delivery
        self._store = store
        self._careful = careful
        # Whoever computes keeps the scoring of messages waiting, so cases take turns at it.
        self._turn = threading.Lock()

    def score(self, asked: Asked, text: str) -> Scored:
        """Return what the model says of a text, which is nothing where it cannot be read.

        Raises: GaveUp, StoreUnavailable, UnknownModel, ModelError.
        """
        rules = self._rules.of(asked.team)
        read = text[:MOST_CHARACTERS]
        model = rules.model
        source = self._models.source(model)
        try:
            prediction = self._careful.run(
                _Work(f"{asked.id}:score", asked.team),
                (read,),
                here=lambda: predicted(self._models.get(model), read),
                apart=lambda isolated: isolated.run(predicted, read, model=source),
            )
        except InputError as error:
            logger.info("%s: not scored (%s)", asked.id, type(error).__name__)
            return Scored(probabilities={}, thresholds={}, model=model)
        return Scored.of(prediction, model=model, own=rules.thresholds)

    def explain(self, case: Case) -> None:
        """Keep an explanation of a case's text, unless there is one."""
        if not (case.has_text and case.probabilities):
            return
        if self._store.explanations.find(case.explanation) is not None:
            return
        with self._turn:
            found = self._explained(case)
        if found is None:
            return
        explanation, fingerprint = found
        self._store.explanations.put(
            case.explanation,
            explanation,
            team=case.team,
            # Not the author: what they asked for themselves is shown in their App Home.
            user="",
            channel=case.channel,
            case=case.id,
            model=case.model,
            model_hash=fingerprint.model,
            tokenizer_hash=fingerprint.tokenizer,
        )

    def draw(self, case: Case) -> None:
        """Draw and upload the heatmap of a case's explanation, unless that was done."""
        kept = self._store.explanations.find(case.explanation)
        if kept is None or not kept.has_text:
            return
        file_id = kept.picture or self._uploaded(case, kept.explanation)
        if file_id and file_id != case.picture:
            self._store.cases.set_picture(case.id, file_id)

    def _uploaded(self, case: Case, explanation: Explanation) -> str:
        """Return the id of a new picture, "" if there can be none; from now on it is known."""
        with self._turn:
            content = self._drawn(case, explanation)
        if content is None:
            return ""
        try:
            file_id = self._delivery.upload(
                addressee(case, case.review_channel),
                content,
                filename="explanation.png",
                title=summary(explanation),
            )
        except DeliveryError as error:
            logger.warning("case %s: no picture (%s)", case.id, error)
            return ""
        self._store.explanations.set_picture(case.explanation, file_id)
        return file_id

    def _explained(self, case: Case) -> tuple[Explanation, Fingerprint] | None:
        text = case.text[:MOST_CHARACTERS]
        likeliest = max(case.probabilities, key=lambda label: case.probabilities[label])
        target = next(iter(case.flagged), likeliest)
        try:
            source = self._models.source(case.model)
            return self._careful.run(
                _Work(f"{case.explanation}:explain", case.team),
                (text,),
                here=lambda: explained(self._models.get(case.model), text, target),
                apart=lambda isolated: isolated.run(explained, text, target, model=source),
            )
        except StoreUnavailable:
            raise
        except Exception as error:
            self._log(case, error)
            return None

    def _drawn(self, case: Case, explanation: Explanation) -> bytes | None:
        try:
            return self._careful.run(
                _Work(f"{case.explanation}:picture", case.team),
                (case.text[:MOST_CHARACTERS],),
                here=lambda: drawn(explanation),
                apart=lambda isolated: isolated.run(drawn, explanation),
            )
        except StoreUnavailable:
            raise
        except Exception as error:
            self._log(case, error)
            return None

    def _log(self, case: Case, error: Exception) -> None:
        """Note that a case goes on without its reasons: that is no reason to lose it."""
        if isinstance(error, InputError | GaveUp):
            logger.info("case %s: not explained (%s)", case.id, type(error).__name__)
        else:
            logger.error("case %s: not explained", case.id, exc_info=error)
