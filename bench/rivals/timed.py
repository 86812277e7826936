"""What a user could pick instead: the notebook's code, captum, and the libraries around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch

from rivals.subjects import Sample, Subject
from timing.rounds import Outcome

NOTEBOOK = "notebook code"
CAPTUM = "captum LIG, one batch"
CAPTUM_TRAPEZOID = "captum LIG, 17 trapezoid points"
TEXTS_PER_BATCH = 64  # of the rivals that ask the model about changed texts


@dataclass(frozen=True, slots=True)
class Effort:
    """How much the sampling rivals do: their own defaults."""

    shap_texts: int = 500
    lime_texts: int = 5000


class Rival(Protocol):
    """Explains texts its own way. `explains` says what F is."""

    name: str
    explains: str

    def explain(self, sample: Sample) -> Any: ...

    def outcome(self, sample: Sample, answer: Any) -> Outcome: ...


class Notebook:
    """The notebook's call: 50 Gauss-Legendre points one at a time, no target."""

    name = NOTEBOOK
    explains = "sum of logits"

    def __init__(self, subject: Subject) -> None:
        from captum.attr import LayerIntegratedGradients

        self._subject = subject
        # Without a target captum adds up the two logits of `[0]` as if they were two texts.
        self._lig = LayerIntegratedGradients(
            lambda ids: subject.module(ids).logits[0], subject.module.bert.embeddings
        )

    def explain(self, sample: Sample) -> Any:
        return self._lig.attribute(
            sample.ids,
            sample.baseline_ids,
            n_steps=50,
            internal_batch_size=1,
            return_convergence_delta=True,
        )

    def outcome(self, sample: Sample, answer: Any) -> Outcome:
        total = float(answer[0].double().sum())
        return completeness(total, self._subject.change(sample, None), points=50)


class Captum:
    """Captum's LayerIntegratedGradients on the predicted class, all points in one batch."""

    explains = "logit"

    def __init__(self, subject: Subject, name: str, *, method: str, n_steps: int) -> None:
        from captum.attr import LayerIntegratedGradients

        self.name = name
        self._subject = subject
        self._method, self._n_steps = method, n_steps
        # Captum's trapezoid step sizes add up to (n - 1) / n, so its attributions are too small.
        self._scale = n_steps / (n_steps - 1) if method == "riemann_trapezoid" else 1.0
        self._lig = LayerIntegratedGradients(
            lambda ids: subject.module(ids).logits, subject.module.bert.embeddings
        )

    def explain(self, sample: Sample) -> Any:
        attributions, delta = self._lig.attribute(
            sample.ids,
            sample.baseline_ids,
            target=sample.target,
            return_convergence_delta=True,
            method=self._method,
            n_steps=self._n_steps,
        )
        return attributions * self._scale, delta

    def outcome(self, sample: Sample, answer: Any) -> Outcome:
        total = float(answer[0].double().sum())
        change = self._subject.change(sample, sample.target)
        return completeness(total, change, points=self._n_steps)


class TransformersInterpret:
    """Captum's one batch on the word embeddings and the predicted class's probability."""

    name = "transformers-interpret"
    explains = "probability"

    def __init__(self, subject: Subject) -> None:
        from transformers_interpret import SequenceClassificationExplainer

        self._explainer = SequenceClassificationExplainer(subject.module, subject.tokenizer)

    def explain(self, sample: Sample) -> Any:
        self._explainer(sample.text)
        return self._explainer.attributions

    def outcome(self, sample: Sample, answer: Any) -> Outcome:
        # It lets the baseline's positions be all zero where it computes its own delta, but not
        # along the path; here they are what they are along the path.
        rest = (answer.token_type_ids, answer.position_ids, answer.attention_mask)
        with torch.no_grad():
            scores = [
                float(answer.custom_forward(ids, *rest))
                for ids in (answer.input_ids, answer.ref_input_ids)
            ]
        total = float(answer._attributions.double().sum())
        return completeness(total, scores[0] - scores[1], points=50)


class Shap:
    """Shap's text explainer: Owen values over a hierarchy of tokens, [MASK] in place of a token."""

    name = "shap text explainer"
    explains = "logit"

    def __init__(self, subject: Subject, effort: Effort) -> None:
        import shap

        self._answers = Answers(subject)
        self._n_texts = effort.shap_texts
        self._explainer = shap.Explainer(
            self._answers.logits, shap.maskers.Text(subject.tokenizer), silent=True
        )
        self._explainer(["compiled on the first call"], max_evals=50)

    def explain(self, sample: Sample) -> Any:
        self._answers.n_texts = 0
        return self._explainer([sample.text], max_evals=self._n_texts)

    def outcome(self, sample: Sample, answer: Any) -> Outcome:
        total = float(answer.values[0, :, sample.target].sum())
        n_texts = self._answers.n_texts
        change = self._answers.logits([sample.text]) - answer.base_values
        return completeness(total, float(change[0, sample.target]), points=n_texts)


class Lime:
    """LIME's text explainer: a linear model of what the classifier says of texts lacking words."""

    name = "LIME"
    explains = "probability"

    def __init__(self, subject: Subject, effort: Effort) -> None:
        from lime.lime_text import LimeTextExplainer

        self._answers = Answers(subject)
        self._n_texts = effort.lime_texts
        self._explainer = LimeTextExplainer(random_state=0)

    def explain(self, sample: Sample) -> Any:
        return self._explainer.explain_instance(
            sample.text,
            self._answers.probabilities,
            labels=[sample.target],
            num_samples=self._n_texts,
        )

    def outcome(self, sample: Sample, answer: Any) -> Outcome:
        return Outcome(points=self._n_texts)  # its weights are not made to add up to anything


class Answers:
    """What a subject says of texts, as arrays (n_texts, n_labels); counts the texts."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.n_texts = 0

    def logits(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.n_texts += len(texts)
        batches = range(0, len(texts), TEXTS_PER_BATCH)
        found = [self._batch(list(texts[k : k + TEXTS_PER_BATCH])) for k in batches]
        return np.concatenate(found)

    def probabilities(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return torch.from_numpy(self.logits(texts)).softmax(dim=-1).numpy()

    def _batch(self, texts: list[str]) -> npt.NDArray[np.float32]:
        encoded = self._subject.tokenizer(texts, return_tensors="pt", padding=True, truncation=True)
        found = self._subject.logits(encoded["input_ids"], encoded["attention_mask"])
        return np.asarray(found.numpy())


def completeness(
    total: float, change: float, *, points: int, precision: str = "fp32", rule: str = ""
) -> Outcome:
    """Return an outcome whose delta is `total` less `change`, F(input) - F(baseline)."""
    delta = total - change
    share = abs(delta / change) if change else None
    return Outcome(points=points, precision=precision, rule=rule, delta=delta, share=share)
