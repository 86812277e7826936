"""The record of an explanation, as `Explanation.to_dict` gives it, read back."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any

from explain_core.explanation import Explanation, Trust, Undone, WordAttribution


def read(record: Mapping[str, Any]) -> Explanation:
    """Return the explanation of a record; keys that are not part of one are left out.

    Raises: ValueError that names the first value which is missing or cannot be one.
    """
    values = {}
    for field in fields(Explanation):
        if field.name in record:
            try:
                values[field.name] = _READERS[str(field.type)](record[field.name])
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{field.name!r} is not what an explanation has") from error
        elif _is_required(field):
            raise ValueError(f"an explanation has {field.name!r}")
    explanation = Explanation(**values)
    _check(explanation)
    return explanation


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _check(explanation: Explanation) -> None:
    """Raise ValueError if the parts do not fit each other."""
    position = 0
    for word in explanation.words:
        if (
            not position <= word.start < word.end
            or word.text != explanation.text[word.start : word.end]
        ):
            raise ValueError(f"{word.text!r} is not the word at {word.start} of the text")
        position = word.end
    position = 0
    for part in explanation.undone:
        if not position <= part.start < part.end <= len(explanation.text):
            raise ValueError(f"there is no stretch from {part.start} to {part.end} in the text")
        position = part.end
    if explanation.label not in explanation.probabilities:
        raise ValueError(f"{explanation.label!r} has no probability")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _optional(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)


def _several(read: Callable[[Any], Any], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError
    return tuple(map(read, value))


def _numbers(value: Any) -> dict[str, float]:
    if not isinstance(value, Mapping):
        raise TypeError
    return {_text(key): _number(number) for key, number in value.items()}


def _word(value: Any) -> WordAttribution:
    return WordAttribution(
        _text(value["text"]),
        _integer(value["start"]),
        _integer(value["end"]),
        _number(value["attribution"]),
    )


def _undone(value: Any) -> Undone:
    return Undone(_integer(value["start"]), _integer(value["end"]), _text(value["read_as"]))


def _trust(value: Any) -> Trust:
    if not isinstance(value, Mapping):
        raise TypeError
    return Trust(
        comprehensiveness=_optional(_number, value.get("comprehensiveness")),
        random_comprehensiveness=_optional(_number, value.get("random_comprehensiveness")),
        doubts=_several(_text, value["doubts"]),
    )


# By the annotations of Explanation's fields.
_READERS: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "str | None": lambda value: _optional(_text, value),
    "bool": _flag,
    "int": _integer,
    "float": _number,
    "Mapping[str, float]": _numbers,
    "Sequence[str]": lambda value: _several(_text, value),
    "Sequence[int]": lambda value: _several(_integer, value),
    "Sequence[float]": lambda value: _several(_number, value),
    "Sequence[WordAttribution]": lambda value: _several(_word, value),
    "Sequence[Undone]": lambda value: _several(_undone, value),
    "Trust": _trust,
}
