"""Small checks that build up Block Kit's schema; each yields Slack's own sentences.

A check takes a value and the JSON pointer to it and yields what is wrong, in the form
`must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[object, str], Iterator[str]]


def at(sentence: str, pointer: str) -> str:
    return f"{sentence} [json-pointer:{pointer}]"


def string(maximum: int, *, minimum: int = 1) -> Check:
    """A string with this many characters."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield at("must be a string", pointer)
        elif len(value) < minimum:
            yield at(f"must be more than {minimum - 1} characters", pointer)
        elif len(value) > maximum:
            yield at(f"must be less than {maximum + 1} characters", pointer)

    return check


def boolean(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield at("must be a boolean", pointer)


def integer(minimum: int, maximum: int) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield at("must be an integer", pointer)
        elif not minimum <= value <= maximum:
            yield at(f"must be between {minimum} and {maximum}", pointer)

    return check


def one_of(*values: str) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if value not in values:
            yield at(f"must be one of: {', '.join(values)}", pointer)

    return check


def anything(value: object, pointer: str) -> Iterator[str]:
    """Accept whatever it is: Slack's rule is not known or does not matter here."""
    yield from ()


def url(maximum: int = 3000) -> Check:
    text = string(maximum)

    def check(value: object, pointer: str) -> Iterator[str]:
        yield from text(value, pointer)
        if isinstance(value, str) and not value.startswith(("http://", "https://")):
            yield at("invalid_url", pointer)

    return check


def array(item: Check, *, maximum: int, minimum: int = 1) -> Check:
    """A list with this many items, each of which passes `item`."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield at("must be an array", pointer)
            return
        if len(value) < minimum:
            yield at(f"no less than {minimum} items allowed", pointer)
        if len(value) > maximum:
            yield at(f"no more than {maximum} items allowed", pointer)
        for index, entry in enumerate(value):
            yield from item(entry, f"{pointer}/{index}")

    return check


def record(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Check
) -> Check:
    """An object with these fields and no others, which also passes `rules` as a whole."""
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at("must be an object", pointer)
            return
        for name in required:
            if name not in value:
                yield at(f"missing required field: {name}", pointer)
        for name, entry in value.items():
            if name in known:
                yield from known[name](entry, f"{pointer}/{name}")
            else:
                yield at(f"invalid additional property: {name}", pointer)
        for rule in rules:
            yield from rule(value, pointer)

    return check


def typed(checks: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of `checks` it has to pass."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at("must be an object", pointer)
        elif "type" not in value:
            yield at("missing required field: type", pointer)
        elif value["type"] not in checks:
            yield at(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from checks[value["type"]](value, pointer)

    return check


def needs_one_of(*names: str) -> Check:
    """A rule for a whole object: exactly one of these fields is there."""

    def check(value: object, pointer: str) -> Iterator[str]:
        given = [name for name in names if isinstance(value, dict) and name in value]
        if len(given) != 1:
            yield at(f"must have exactly one of: {', '.join(names)}", pointer)

    return check


def needs_any_of(*names: str) -> Check:
    """A rule for a whole object: at least one of these fields is there."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not any(isinstance(value, dict) and name in value for name in names):
            yield at(f"missing required field: {' or '.join(names)}", pointer)

    return check


def walk(node: object, pointer: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every object inside `node` with its pointer, outermost first."""
    if isinstance(node, dict):
        yield node, pointer
        for name, value in node.items():
            yield from walk(value, f"{pointer}/{name}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{pointer}/{index}")
