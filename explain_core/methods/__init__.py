"""How attributions are found: layer integrated gradients, and the methods beside them.

    method            passes               adds up  source
    lig               9, 17, 33 ... points yes      Sundararajan, Taly, Yan, ICML 2017
    input_x_gradient  1                    no       Shrikumar et al. 2016, arXiv 1605.01713
    attn_lrp          1                    no       Achtibat et al., ICML 2024
    occlusion         words + 1            no       Li, Monroe, Jurafsky 2016, arXiv 1612.08220
    shap              24 x words at most   yes      Castro, Gomez, Tejada 2009

"Adds up": whether the attributions sum to F(input) - F(baseline). For the others `delta` says by
how much they do not, and says nothing about whether they are right.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from explain_core.errors import BadOption

if TYPE_CHECKING:
    from explain_core.answers import Answer
    from explain_core.attribution import WindowAttributions
    from explain_core.document import Document
    from explain_core.model import Classifier
    from explain_core.request import Request

PREVIEW = "attn_lrp"  # one pass, and nearly as faithful as the default
_HOME = {
    "input_x_gradient": "gradient",
    "attn_lrp": "attn_lrp",
    "occlusion": "occlusion",
    "shap": "shapley",
}
METHODS = ("lig", *_HOME)


def check_method(method: str) -> None:
    """Raise BadOption for a method that there is not, or that needs a package which is missing."""
    if method not in METHODS:
        raise BadOption("method", method, "one of " + ", ".join(METHODS))
    if method == "shap":
        from explain_core.methods.shapley import check_captum

        check_captum()


def window_attributions(
    classifier: Classifier,
    document: Document,
    answer: Answer,
    request: Request,
    *,
    target: int,
    finished: Callable[[], object] = lambda: None,
) -> list[WindowAttributions]:
    """Return what a method other than "lig" finds for each window of a document.

    answer:   what the classifier says of the document.
    target:   the index of the label.
    finished: called after each window.
    Raises:   BadOption if the method cannot explain such a model, NotFinite.
    """
    from explain_core.methods.window import attributions, read

    method = import_module(f"{__name__}.{_HOME[request.method]}").token_attributions
    found = []
    for window, logits in zip(document.windows, answer.of_windows, strict=True):
        reading = read(classifier, document, window, request, target=target)
        found.append(attributions(method, reading, logits))
        finished()
    return found
