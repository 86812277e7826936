"""Explain what a text classifier says, word by word.

    from explain_core import Explainer
    explanation = Explainer.load("sentiment").explain("bugs are smart animals")

Names are imported when first used, so that `import explain_core` and `explain --help` are instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explain_core.comparison import Comparison, compare
    from explain_core.deciding_edit import DecidingEdit
    from explain_core.errors import (
        AttributionError,
        BadData,
        BadOption,
        EmptyText,
        ExplainError,
        InputError,
        ModelError,
        ModelMismatch,
        ModelNotFound,
        NoBaselineToken,
        NoSuchColumn,
        NotFinite,
        NotUnicode,
        TextTooLong,
        UnknownTarget,
    )
    from explain_core.explainer import Explainer
    from explain_core.explanation import Explanation, Prediction, Trust, Undone, WordAttribution
    from explain_core.fingerprint import Fingerprint

__all__ = [
    "AttributionError",
    "BadData",
    "BadOption",
    "Comparison",
    "DecidingEdit",
    "EmptyText",
    "ExplainError",
    "Explainer",
    "Explanation",
    "Fingerprint",
    "InputError",
    "ModelError",
    "ModelMismatch",
    "ModelNotFound",
    "NoBaselineToken",
    "NoSuchColumn",
    "NotFinite",
    "NotUnicode",
    "Prediction",
    "TextTooLong",
    "Trust",
    "Undone",
    "UnknownTarget",
    "WordAttribution",
    "compare",
]

_HOME = {
    "Comparison": "comparison",
    "DecidingEdit": "deciding_edit",
    "Explainer": "explainer",
    "Explanation": "explanation",
    "Fingerprint": "fingerprint",
    "Prediction": "explanation",
    "Trust": "explanation",
    "Undone": "explanation",
    "WordAttribution": "explanation",
    "compare": "comparison",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_HOME.get(name, 'errors')}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return __all__
