"""What can be clicked in a message or a view, numbered for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.slack.block_kit.schema import walk
from tests.slack.choices import FIELDS, OFFERED, elements_of
from tests.slack.records import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One thing to click: a button, one option of a menu, or something to choose by its name.

    kind: the type of the element.
    """

    action_id: str
    label: str
    value: str | None = None
    kind: str = "button"

    @property
    def asks(self) -> bool:
        """Return whether one has to say what is chosen: a person, a channel, a date."""
        return self.kind in FIELDS and self.kind not in OFFERED


def controls_of(blocks: Sequence[Json]) -> list[Control]:
    """Return everything that can be clicked, in order."""
    return [
        control
        for block, element in elements_of(blocks)
        if block["type"] != "input" or block.get("dispatch_action")
        for control in _controls(element)
    ]


def _controls(element: Json) -> Iterator[Control]:
    action_id = element["action_id"]
    match element["type"]:
        case "button" | "icon_button":
            yield Control(action_id=action_id, label=element["text"]["text"])
        case "feedback_buttons":
            for side in (element["positive_button"], element["negative_button"]):
                label = side["text"]["text"]
                yield Control(action_id=action_id, label=label, value=side["value"])
        case kind if kind in FIELDS and kind not in OFFERED:
            yield Control(action_id=action_id, label=f"{action_id} …", kind=kind)
        case kind:
            for node, _ in walk(element, ""):
                if node is not element and {"text", "value"} <= node.keys():
                    label = node["text"]["text"]
                    yield Control(action_id=action_id, label=label, value=node["value"], kind=kind)


def listed(controls: Sequence[Control]) -> str:
    """Return one line: `!1 Agree  !2 Disagree`."""
    return "  ".join(f"!{number} {c.label}" for number, c in enumerate(controls, start=1))


def found(controls: Sequence[Control], wanted: str) -> Control:
    """Return the control with this number, action_id or label; a label's beginning will do."""
    if wanted.isdigit() and 1 <= int(wanted) <= len(controls):
        return controls[int(wanted) - 1]
    word = wanted.casefold()
    for control in controls:
        if word in (control.action_id.casefold(), control.label.casefold().rstrip("…")):
            return control
    for control in controls:
        if control.label.casefold().startswith(word):
            return control
    raise LookupError(f"There is no {wanted!r} to click, only: {listed(controls) or 'nothing'}")


def asked(controls: Sequence[Control], name: str) -> Control | None:
    """Return the control with this number or action_id, if one has to say what is chosen in it."""
    for number, control in enumerate(controls, start=1):
        if control.asks and name in (str(number), control.action_id):
            return control
    return None
