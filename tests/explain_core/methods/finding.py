"""What a method finds, for a tiny model or for one whose every answer is known."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor

from explain_core import Explainer
from explain_core.answers import answers
from explain_core.attribution import WindowAttributions
from explain_core.document import Document, read_document
from explain_core.methods import window_attributions
from explain_core.model import Classifier
from explain_core.request import Request
from tests.explain_core.faithfulness.fakes import FakeClassifier

YES = 1  # the label that a fake has a logit for


def document_of(classifier: Classifier, text: str) -> Document:
    return read_document(text, classifier.tokenization, max_text_tokens=classifier.max_text_tokens)


def find(
    classifier: Classifier, text: str, method: str, *, target: int = YES, **options: Any
) -> list[WindowAttributions]:
    """Return what a method finds for each window of a text."""
    document = document_of(classifier, text)
    (answer,) = answers(classifier, [document])
    request = Request(method=method, **options)
    return window_attributions(classifier, document, answer, request, target=target)


def find_in_fake(fake: FakeClassifier, text: str, method: str, **options: Any) -> list[float]:
    """Return the attributions of the only window, those of [CLS] and [SEP] included."""
    (found,) = find(cast(Classifier, fake), text, method, **options)
    return list(found.attributions)


def embeddings_of(explainer: Explainer, text: str) -> Tensor:
    """Return what the embeddings module gives for a short text: (1, n_tokens, hidden)."""
    classifier = explainer.classifier
    (window,) = document_of(classifier, text).windows
    with torch.no_grad():
        return classifier.embed(classifier.tensor(window.encoding.ids)).detach()
