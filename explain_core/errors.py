"""The errors of explain_core, drawn as a tree.

    ExplainError
      InputError          the caller can fix it
        EmptyText
        TextTooLong
        UnknownTarget
        BadOption
        NoBaselineToken
        NotUnicode
        BadData
      ModelError          the operator can fix it
        ModelNotFound
        ModelMismatch
      AttributionError    the result cannot be trusted
        NotFinite

`str(error)` is a sentence written for its reader; the values behind it are attributes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ExplainError(Exception):
    """Anything that explain_core raises on purpose."""


class InputError(ExplainError):
    """The caller asked for something that cannot be done; asking differently helps."""


class EmptyText(InputError):
    def __init__(self) -> None:
        super().__init__("There is no text to explain: it is empty or only white space.")


class TextTooLong(InputError):
    def __init__(self, n_characters: int, limit: int) -> None:
        self.n_characters = n_characters
        self.limit = limit
        super().__init__(
            f"The text has {n_characters:,} characters; at most {limit:,} can be explained. "
            "Send a shorter part of it."
        )


class UnknownTarget(InputError):
    def __init__(self, target: object, labels: Sequence[str]) -> None:
        self.target = target
        self.labels = tuple(labels)
        super().__init__(
            f"The model has no label {target!r}. Choose one of: {', '.join(self.labels)}."
        )


class BadOption(InputError):
    """An option has a value that it cannot have."""

    def __init__(self, option: str, value: object, wanted: str) -> None:
        self.option = option
        self.value = value
        self.wanted = wanted
        super().__init__(f"{option} cannot be {value!r}: it takes {wanted}.")


class NoBaselineToken(InputError):
    """The tokenizer lacks the token of which the baseline would be made."""

    def __init__(self, kind: str, others: Sequence[str]) -> None:
        self.kind = kind
        self.others = tuple(others)
        advice = (
            f"Try baseline {' or '.join(map(repr, others))}."
            if others
            else "There is no other: such a model cannot be explained."
        )
        super().__init__(
            f"This model's tokenizer has no {kind.upper()} token, so the baseline {kind!r} cannot "
            f"be made. {advice}"
        )


class NotUnicode(InputError):
    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(
            f"The text is not valid Unicode at character {position + 1}. Save or send it as UTF-8."
        )


class BadData(InputError):
    """A row of a data file cannot be used; `line` is where it ends, 0 for the whole file."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        self.path = path
        self.line = line
        super().__init__(f"{path}, line {line}: {problem}" if line else f"{path}: {problem}")


class NoSuchColumn(BadData):
    """A file has no column of the name that is wanted."""


class ModelError(ExplainError):
    """The model or its files are not what they should be; the operator can mend that."""


class ModelNotFound(ModelError):
    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(f"No model {name!r} could be loaded: {reason}")


class ModelMismatch(ModelError):
    """The files are there, but this project cannot explain such a model."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(f"The model {name!r} cannot be explained: {reason}")


class AttributionError(ExplainError):
    """An answer was computed, but it must not be shown as one."""


class NotFinite(AttributionError):
    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"The model gave {what} that is not a finite number, so there is nothing to explain. "
            "Its weights are probably damaged."
        )
