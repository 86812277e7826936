"""Steps of workflows that the app offers, and their executions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.slack.app import identifier
from tests.slack.errors import SlackError
from tests.slack.records import Ack, Json
from tests.slack.tokens import Token

State = Literal["running", "completed", "failed"]
TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "slack#/types/rich_text": (list, dict),
    "slack#/types/timestamp": (int,),
}


@dataclass(eq=False, slots=True, kw_only=True)
class Execution:
    """One run of a step: `outputs` once it has completed, `error` once it has failed."""

    callback_id: str
    definition: Json
    token: Token
    id: str = field(default_factory=lambda: identifier("Fx"))
    state: State = "running"
    outputs: Json | None = None
    error: str | None = None
    ack: Ack | None = None

    @property
    def is_over(self) -> bool:
        return self.state != "running"

    def end(self, state: State, *, outputs: Json | None = None, error: str | None = None) -> None:
        """End it, once; its token is good for nothing afterwards."""
        if self.is_over:
            raise SlackError("execution_not_in_running_state")
        self.state, self.outputs, self.error = state, outputs, error
        self.token.refused_with = "token_revoked"


@dataclass(slots=True)
class Executions:
    """All runs of steps in one workspace."""

    _known: dict[str, Execution] = field(default_factory=dict)

    def begin(self, callback_id: str, definition: Json, token: Token) -> Execution:
        execution = Execution(callback_id=callback_id, definition=definition, token=token)
        self._known[execution.id] = execution
        return execution

    def get(self, execution_id: str) -> Execution:
        if execution_id not in self._known:
            raise SlackError("function_execution_not_found")
        return self._known[execution_id]


def parameters(definition: Json, which: str) -> dict[str, Json]:
    """Return the parameters by name, whichever of its two forms the manifest uses for them."""
    given = definition.get(which) or {}
    if "properties" not in given:
        return dict(given)
    required = set(given.get("required", ()))
    properties: dict[str, Json] = given["properties"]
    return {name: {**p, "is_required": name in required} for name, p in properties.items()}


def problems_with(values: Json, wanted: Mapping[str, Json]) -> Iterator[str]:
    """Yield what is wrong with the values of a step's parameters."""
    for name, parameter in wanted.items():
        if parameter.get("is_required") and values.get(name) is None:
            yield f"missing required parameter: {name}"
    for name, value in values.items():
        if name not in wanted:
            yield f"unknown parameter: {name}"
        elif value is not None and not _fits(value, str(wanted[name].get("type"))):
            yield f"{name} must be of type {wanted[name]['type']}"


def _fits(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES.get(kind, (str,)))


def executed_event(execution: Execution, inputs: Json, app_id: str) -> Json:
    """Return the event that asks the app to do its step."""
    definition = execution.definition
    return {
        "type": "function_executed",
        "function": {
            "id": identifier("Fn"),
            "callback_id": execution.callback_id,
            "title": definition.get("title", ""),
            "description": definition.get("description", ""),
            "type": "app",
            "input_parameters": _listed(parameters(definition, "input_parameters")),
            "output_parameters": _listed(parameters(definition, "output_parameters")),
            "app_id": app_id,
            "date_created": 0,
            "date_updated": 0,
            "date_deleted": 0,
        },
        "inputs": inputs,
        "function_execution_id": execution.id,
        "workflow_execution_id": identifier("Wx"),
        "bot_access_token": execution.token.value,
    }


def _listed(wanted: Mapping[str, Json]) -> list[Json]:
    keys = ("type", "title", "description", "is_required")
    return [
        {"name": name} | {key: parameter[key] for key in keys if key in parameter}
        for name, parameter in wanted.items()
    ]
