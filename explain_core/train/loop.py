"""The training loop: resumable at any step, stopped early by a dev file, the same for one seed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from explain_core.train import batches, measures
from explain_core.train.finish import Finish, finish
from explain_core.train.options import MAX_TOKENS
from explain_core.train.rows import Floats, Rows, label_sets
from explain_core.train.state import Progress, StateFiles
from explain_core.train.thresholds import Wish

SAVE_EVERY = 500  # steps: under two minutes on two cores
WARM_UP = 0.05
MASKING_FADES_FROM = 0.6  # of the run; then the rate falls to `final_mask_rate`


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome, besides the data and the base model."""

    epochs: int = 4
    batch_size: int = 64
    learning_rate: float = 6e-5
    weight_decay: float = 0.01
    max_tokens: int = MAX_TOKENS
    mask_rate: float = 0.35
    final_mask_rate: float = 0.15
    mask_all_rate: float = 0.03
    patience: int = 2
    seed: int = 0
    label_sets_by_source: bool = False

    def fingerprint(self, rows: Rows, dev: Rows | None, *, base: str) -> str:
        """Return a text that changes with the recipe, the data and the base model."""
        return json.dumps(
            [asdict(self), rows.fingerprint(), dev.fingerprint() if dev else None, base]
        )


class Trainer:
    """Fine-tunes `model` in place and leaves it with the weights of the best epoch.

    tokens: of the rows, where they are not just those of their texts.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        *,
        rows: Rows,
        dev: Rows | None,
        recipe: Recipe,
        folder: Path,
        fingerprint: str,
        device: torch.device,
        bf16: bool,
        prior: Floats | None = None,
        tokens: list[batches.Tokens] | None = None,
    ) -> None:
        self.model, self.recipe, self.rows, self.dev = model, recipe, rows, dev
        self.model.to(device)  # type: ignore[arg-type]
        self.device, self.bf16 = device, bf16
        self.files = StateFiles(folder, fingerprint, device=device)
        self.tokenizer = tokenizer
        self.tokens = (
            batches.tokenize(tokenizer, rows.texts, max_tokens=recipe.max_tokens)
            if tokens is None
            else tokens
        )
        self.lengths = [len(t.ids) for t in self.tokens]
        self.dev_tokens = (
            batches.tokenize(tokenizer, dev.texts, max_tokens=recipe.max_tokens) if dev else []
        )
        self.pad_id = tokenizer.pad_token_id
        fillers = tuple(sorted({tokenizer.pad_token_id, tokenizer.mask_token_id} - {None}))
        self.masking = batches.Masking(
            recipe.mask_rate,
            recipe.mask_all_rate,
            fillers,
            rows.prior() if prior is None else prior,
        )
        self.allowed = self._label_sets(rows)
        self.optimizer = _optimizer(model, recipe)
        self.n_batches = -(-len(rows) // recipe.batch_size)
        self.progress = Progress()

    @property
    def n_steps(self) -> int:
        return self.recipe.epochs * self.n_batches

    def run(self, report: Callable[[int, float], None], say: Callable[[str], None]) -> Progress:
        """Train until the last epoch or until dev has not improved for `patience` epochs.

        report: called after each step with the step's number (from 1) and its loss.
        say:    called with a line of text after each epoch.
        """
        while self.progress.epoch < self.recipe.epochs and not self._out_of_patience():
            self._epoch(report)
            say(self._finish_epoch())
        if self.progress.best_epoch >= 0:
            self.files.restore_best(self.model)
        return self.progress

    def resume(self) -> int:
        """Load the state of an interrupted run; return its step, 0 if there is none.

        Raises: BadOption if that run had other data or another recipe.
        """
        self.progress = self.files.restore(self.model, self.optimizer)
        return self.progress.epoch * self.n_batches + self.progress.batch

    def logits(self, rows: Rows, tokens: list[batches.Tokens]) -> Floats:
        """Return the model's logits for rows: (n, n_labels), computed in fp32."""
        return logits_of(self.model, rows, tokens, pad_id=self.pad_id)

    def _epoch(self, report: Callable[[int, float], None]) -> None:
        epoch = self.progress.epoch
        order = batches.bucketed(
            self.lengths, self.recipe.batch_size, np.random.default_rng([self.recipe.seed, epoch])
        )
        for number in range(self.progress.batch, self.n_batches):
            step = epoch * self.n_batches + number
            report(step + 1, self._step(step, order[number]))
            self.progress = replace(self.progress, batch=number + 1)
            if (step + 1) % SAVE_EVERY == 0:
                self._save_state()

    def _step(self, step: int, numbers: batches.Ints) -> float:
        # Seeding each step, not each run, makes a resumed run equal to an uninterrupted one.
        torch.manual_seed(self.recipe.seed * 1_000_003 + step)
        rng = np.random.default_rng([self.recipe.seed, 1, step])
        self.model.train()
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * self._learning_rate_factor(step)
        batch = batches.collate(
            numbers,
            self.rows,
            self.tokens,
            allowed=self.allowed,
            pad_id=self.pad_id,
            masking=replace(self.masking, rate=self._mask_rate(step)),
            rng=rng,
        )
        loss = measures.loss_of(
            forward(self.model, batch, bf16=self.bf16),
            torch.from_numpy(batch.targets).to(self.device),
            torch.from_numpy(batch.allowed).to(self.device),
            multi_label=self.rows.multi_label,
        )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return float(loss.detach())

    def _learning_rate_factor(self, step: int) -> float:
        done, warm_up = (step + 1) / self.n_steps, WARM_UP
        return done / warm_up if done < warm_up else max(0.0, (1 - done) / (1 - warm_up))

    def _mask_rate(self, step: int) -> float:
        faded = max(0.0, step / self.n_steps - MASKING_FADES_FROM) / (1 - MASKING_FADES_FROM)
        return self.recipe.mask_rate + faded * (self.recipe.final_mask_rate - self.recipe.mask_rate)

    def _label_sets(self, rows: Rows) -> npt.NDArray[np.bool_]:
        if self.recipe.label_sets_by_source and not rows.multi_label:
            return label_sets(rows, self.rows)
        return np.ones((len(rows), len(rows.labels)), dtype=bool)

    def _out_of_patience(self) -> bool:
        waited = self.progress.epoch - 1 - self.progress.best_epoch
        return self.dev is not None and waited >= self.recipe.patience

    def _finish_epoch(self) -> str:
        epoch = self.progress.epoch
        line = f"epoch {epoch + 1} of {self.recipe.epochs}"
        result = None if self.dev is None else self.evaluate(self.dev)
        if result is not None:
            line += f": dev loss {result.loss:.4f}, accuracy {result.accuracy:.2%}"
            line += "".join(f", {name} {value:.2%}" for name, value in result.by_source.items())
        self.progress = self.progress.after_epoch(result, multi_label=self.rows.multi_label)
        if self.progress.best_epoch == epoch:
            self.files.save_best(self.model)
        self._save_state()
        return line

    def evaluate(self, rows: Rows) -> measures.Measures:
        """Return the model's measures on the dev rows."""
        return measures.measure(self.logits(rows, self.dev_tokens), rows, self._label_sets(rows))

    def finish(self, wish: Wish) -> Finish | None:
        """Calibrate the model on dev and choose its thresholds; None if there is no dev."""
        if self.dev is None:
            return None
        logits, allowed = self.logits(self.dev, self.dev_tokens), self._label_sets(self.dev)
        return finish(self.model, logits, self.dev, allowed=allowed, wish=wish)

    def _save_state(self) -> None:
        self.files.save(self.model, self.optimizer, self.progress)


def logits_of(
    model: PreTrainedModel,
    rows: Rows,
    tokens: Sequence[batches.Tokens],
    *,
    pad_id: int,
) -> Floats:
    """Return a model's logits for rows: (n, n_labels), computed in fp32 as in use."""
    model.eval()
    everything = np.ones((len(rows), len(rows.labels)), dtype=bool)
    logits = np.zeros((len(rows), len(rows.labels)), dtype=np.float32)
    with torch.inference_mode():
        for numbers in batches.in_order([len(t.ids) for t in tokens], 128):
            batch = batches.collate(numbers, rows, tokens, allowed=everything, pad_id=pad_id)
            logits[numbers] = forward(model, batch, bf16=False).cpu().numpy()
    return logits


def forward(model: PreTrainedModel, batch: batches.Batch, *, bf16: bool) -> torch.Tensor:
    """Return the logits of a batch, (batch, n_labels), in fp32 whatever was computed in."""
    device = model.device
    precision: AbstractContextManager[Any] = (
        torch.autocast(device.type, torch.bfloat16) if bf16 else nullcontext()
    )
    with precision:
        logits: torch.Tensor = model(
            torch.from_numpy(batch.ids).to(device),
            attention_mask=torch.from_numpy(batch.attention_mask).to(device),
        ).logits
    return logits.float()


def _optimizer(model: PreTrainedModel, recipe: Recipe) -> torch.optim.Optimizer:
    """Return AdamW that leaves biases and norms undecayed."""

    def named(decayed: bool) -> Iterator[torch.nn.Parameter]:
        return (p for p in model.parameters() if (p.ndim > 1) is decayed)

    groups = [
        {"params": list(named(True)), "weight_decay": recipe.weight_decay},
        {"params": list(named(False)), "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
