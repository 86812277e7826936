"""Training from verdicts: lessons in, a new model and how it compares with the old one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from explain_core.train import calibration, checkpoint, identity_templates, output
from explain_core.train.loop import Recipe, Trainer
from explain_core.train.rows import Floats
from explain_core.train.verdicts import comparing
from explain_core.train.verdicts.comparing import Result
from explain_core.train.verdicts.how import How
from explain_core.train.verdicts.lessons import (
    Lesson,
    Lessons,
    Reader,
    as_rows,
    counterfactuals,
    decided,
)
from explain_core.train.verdicts.parts import Parts
from explain_core.train.verdicts.replay import replay
from explain_core.train.verdicts.start import Answers, Start

MASK_ALL_RATE = 0.02

# The share of the template sentences into which blameless words are put.
HARMLESS = 0.5


@dataclass(frozen=True, slots=True)
class Comparison:
    """The old and the new model on what neither learned from."""

    parts: Parts
    old: Result
    new: Result
    templates: dict[str, float]

    def record(self) -> dict[str, Any]:
        n_held_back = len(self.parts.held_back)
        return {
            **comparing.summary(self.old, self.new, held_back=n_held_back),
            "learned_from": len(self.parts.learned),
            "undecided": self.parts.undecided,
            "thresholds": "kept",
            "templates": self.templates,
            "details": {"old": comparing.record(self.old), "new": comparing.record(self.new)},
        }


class Learning:
    """One training from verdicts; it goes on where it was if it was interrupted.

    While it is trained, the model's logits are shifted so that every threshold lies at 0: what is
    as likely to be agreed with as not is to be on the threshold, wherever that is.
    """

    def __init__(self, start: Start, parts: Parts, *, how: How) -> None:
        self.start, self.parts = start, parts
        self.model, self.tokenizer = start.load()
        limit = checkpoint.token_limit(self.model)
        self.how = how = replace(how, max_tokens=min(how.max_tokens, limit))
        self.old = Answers(self.model, pad_id=self._pad_id)
        self._shift = calibration.Calibration(np.ones_like(start.logits), start.logits)
        calibration.fold(self.model, self._shift.inverse())
        self._old_shifted = Answers(self.model, pad_id=self._pad_id)
        self._reader = Reader(self.tokenizer, max_tokens=how.max_tokens)
        self.replay = replay(how.replayed, seed=how.seed, n_held_back=400)
        self.lessons = self._lessons()

    @property
    def _pad_id(self) -> int:
        pad_id: int = self.tokenizer.pad_token_id
        return pad_id

    def trainer(self, out: Path, *, device: torch.device, bf16: bool) -> Trainer:
        recipe = _recipe(self.how)
        rows = self.lessons.rows
        hidden = [tokens.ids.tolist() for tokens in self.lessons.tokens]
        return Trainer(
            self.model,
            self.tokenizer,
            rows=rows,
            dev=None,
            recipe=recipe,
            folder=out / output.RUN_FOLDER,
            fingerprint=recipe.fingerprint(rows, None, base=f"{self.start.folder} {hidden}"),
            device=device,
            bf16=bf16,
            prior=self._nothing_left(),
            tokens=self.lessons.tokens,
        )

    def settle(self) -> None:
        """Leave the model as it is used: on the CPU, with its thresholds where they were."""
        self.model.to("cpu")  # type: ignore[arg-type]
        calibration.fold(self.model, self._shift)

    def compared(self) -> Comparison:
        """Return how the settled model and the old one do on what was held back."""
        new = Answers(self.model, pad_id=self._pad_id)
        (before, said_before), (after, said_after) = map(self._measured, (self.old, new))
        changed = comparing.template_change(said_before, said_after, self.start.limits)
        return Comparison(self.parts, before, after, changed)

    def _measured(self, answers: Answers) -> tuple[Result, Floats]:
        """Return how a model does on what was held back, and what it says of the sentences."""
        held_back = self.parts.held_back
        texts = [Lesson("held back", verdict.text) for verdict in held_back]
        sentences = [Lesson("template", row.text) for row in self.replay.held_back]
        found = comparing.result(self._ask(answers, texts), held_back, self.start.thresholds)
        said = self._ask(answers, sentences)
        return replace(found, general=self._general(said)), said

    def _lessons(self) -> Lessons:
        verdicts = self.parts.learned
        lessons = [decided(verdict) for verdict in verdicts]
        lessons += counterfactuals(verdicts, self._harmless(), seed=self.how.seed)
        lessons += [Lesson("replay", text) for text in self.replay.trained]
        return as_rows(lessons, self._reader, self._old_shifted, labels=self.start.labels)

    def _harmless(self) -> list[str]:
        """Return the sentences in which the old model finds least."""
        texts = self.replay.trained
        said = self._ask(self._old_shifted, [Lesson("replay", text) for text in texts])
        calmest = np.argsort(said.max(axis=1), kind="stable")
        return [texts[number] for number in calmest[: int(len(texts) * HARMLESS)]]

    def _nothing_left(self) -> Floats:
        """Return what the old model says of a text with all words hidden: (n_labels,)."""
        text = "one two three four five six seven eight"
        hidden = Lesson("nothing", text, hidden=((0, len(text)),))
        (answer,) = self._ask(self._old_shifted, [hidden])
        return np.asarray(answer)

    def _ask(self, answers: Answers, lessons: Sequence[Lesson]) -> Floats:
        return answers(self._reader.tokens(lessons))

    def _general(self, said: Floats) -> float | None:
        """Return how often template sentences are flagged just if they should be."""
        if self.start.labels != identity_templates.LABELS:
            return None
        rows = self.replay.held_back
        known = np.asarray([row.labels[0] != "" for row in rows])
        wanted = np.asarray(["1" in row.labels for row in rows])
        return float((comparing.flags(said, self.start.limits) == wanted)[known].mean())


def _recipe(how: How) -> Recipe:
    return Recipe(
        epochs=how.epochs,
        batch_size=how.batch_size,
        learning_rate=how.learning_rate,
        max_tokens=how.max_tokens,
        mask_rate=how.mask_rate,
        final_mask_rate=how.mask_rate,
        mask_all_rate=MASK_ALL_RATE,
        seed=how.seed,
    )
