"""functions.*: how a step of a workflow ends."""

from __future__ import annotations

from typing import Any

from tests.slack.arguments import Arguments
from tests.slack.context import Context
from tests.slack.errors import SlackError
from tests.slack.functions import parameters, problems_with


def complete_success(context: Context, arguments: Arguments) -> dict[str, Any]:
    execution = context.executions.get(arguments.required("function_execution_id"))
    arguments.required("outputs")
    outputs = arguments.decoded("outputs")
    if not isinstance(outputs, dict):
        raise SlackError("invalid_arguments", details=["outputs must be an object"])
    wanted = parameters(execution.definition, "output_parameters")
    if problems := list(problems_with(outputs, wanted)):
        raise SlackError("parameter_validation_failed", details=problems)
    execution.end("completed", outputs=outputs)
    return {}


def complete_error(context: Context, arguments: Arguments) -> dict[str, Any]:
    execution = context.executions.get(arguments.required("function_execution_id"))
    execution.end("failed", error=arguments.required("error"))
    return {}
