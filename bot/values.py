"""Frozen dataclasses as JSON-ready values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def as_dict(value: Any) -> dict[str, Any]:
    """Return a dataclass as JSON writes it: moments in ISO 8601, tuples as lists."""
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def from_dict(kind: type[Value], values: Mapping[str, Any]) -> Value:
    """Return what `as_dict` wrote, also if another version of the class did.

    What the class does not know is left out; what is missing has the class's default.
    """
    hints = _hints(cast(Any, kind))
    known = {
        field.name: _restored(hints[field.name], values[field.name])
        for field in fields(cast(Any, kind))
        if field.name in values
    }
    return kind(**known)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return as_dict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value


def _restored(hint: Any, value: Any) -> Any:
    """Return a value as its annotation says: moments, tuples and dataclasses are made again."""
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        (hint, *_) = [part for part in get_args(hint) if part is not NoneType]
        return _restored(hint, value)
    if get_origin(hint) is tuple:
        return tuple(_restored(get_args(hint)[0], inner) for inner in value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    return from_dict(cast(type, hint), value) if is_dataclass(hint) else value
