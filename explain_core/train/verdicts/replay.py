"""Sentences on which a model is held to what it said before, so that it forgets nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from explain_core.train import identity_templates, templates


@dataclass(frozen=True, slots=True)
class Replay:
    """Template sentences; `held_back` are of patterns and words that `trained` has not."""

    trained: tuple[str, ...]
    held_back: tuple[identity_templates.IdentityRow, ...]


def replay(n: int, *, seed: int, n_held_back: int) -> Replay:
    """Return n sentences to train with, half of them about groups of people, and some to measure.

    What they say is of no account in training: the old model's own answers are the targets.
    """
    about_groups = identity_templates.training_rows(n - n // 2, seed=seed)
    of_opinions = templates.training_rows(n // 2, seed=seed)
    return Replay(
        (*(row.text for row in about_groups), *(row.text for row in of_opinions)),
        tuple(identity_templates.held_out_rows(n_held_back, seed=seed)),
    )
