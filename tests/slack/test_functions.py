from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import Complete, Fail
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import PATIENCE, bolt_app, refusal
from tests.slack.conftest import RunApp
from tests.slack.functions import Execution

Json = dict[str, Any]

DEFINITION = {
    "title": "Explain text",
    "input_parameters": {"text": {"type": "string", "title": "Text", "is_required": True}},
    "output_parameters": {
        "label": {"type": "string", "title": "Label", "is_required": True},
        "probability": {"type": "number", "title": "Probability", "is_required": False},
    },
}
INPUTS = {"text": "bugs are smart"}


@pytest.fixture(autouse=True)
def defined(slack: SlackStandIn) -> None:
    slack.manifest.functions["explain_text"] = DEFINITION


@pytest.fixture
def execution(slack: SlackStandIn) -> Execution:
    """Return one that runs, because nothing has ended it yet."""
    token = slack._backstage.app.tokens.issue("workflow", slack.scopes, team=slack.team_id)
    return slack._context.executions.begin("explain_text", DEFINITION, token)


def test_run_function_ends_with_the_outputs_of_the_app(
    slack: SlackStandIn, run_app: RunApp
) -> None:
    app = bolt_app(slack)

    @app.function("explain_text")
    def explain(inputs: Json, complete: Complete) -> None:
        complete({"label": inputs["text"].upper(), "probability": 0.5})

    run_app(app)
    execution = slack.run_function("explain_text", INPUTS)
    slack.wait_until(lambda: execution.is_over, timeout=PATIENCE)
    assert execution.state == "completed"
    assert execution.outputs == {"label": "BUGS ARE SMART", "probability": 0.5}
    assert slack.violations == []


def test_run_function_ends_with_the_error_of_the_app(slack: SlackStandIn, run_app: RunApp) -> None:
    app = bolt_app(slack)

    @app.function("explain_text")
    def explain(fail: Fail) -> None:
        fail("There is no text.")

    run_app(app)
    execution = slack.run_function("explain_text", INPUTS)
    slack.wait_until(lambda: execution.is_over, timeout=PATIENCE)
    assert (execution.state, execution.error) == ("failed", "There is no text.")


def test_run_function_has_failed_if_the_app_does_not_hear_of_it(slack: SlackStandIn) -> None:
    execution = slack.run_function("explain_text", INPUTS)
    assert (execution.state, execution.error) == ("failed", "The app did not answer.")


def test_run_function_takes_only_what_the_manifest_has(slack: SlackStandIn) -> None:
    with pytest.raises(LookupError, match="explain_image"):
        slack.run_function("explain_image")
    with pytest.raises(ValueError, match="missing required parameter: text"):
        slack.run_function("explain_text")


def test_an_execution_ends_once(
    slack: SlackStandIn, client: WebClient, execution: Execution
) -> None:
    client.functions_completeSuccess(function_execution_id=execution.id, outputs={"label": "a"})
    error = refusal(client.functions_completeError, function_execution_id=execution.id, error="no")
    assert error == "execution_not_in_running_state"
    assert execution.outputs == {"label": "a"}
    assert slack.violations == ["functions.completeError: execution_not_in_running_state"]


def test_an_unknown_execution_cannot_end(client: WebClient) -> None:
    error = refusal(client.functions_completeError, function_execution_id="Fx0", error="no")
    assert error == "function_execution_not_found"


@pytest.mark.parametrize(
    "outputs",
    [
        {},
        {"label": None},
        {"label": 1},
        {"label": "a", "probability": "0.5"},
        {"label": "a", "probability": True},
        {"label": "a", "words": "b"},
    ],
)
def test_outputs_have_to_be_those_of_the_manifest(
    client: WebClient, execution: Execution, outputs: Json
) -> None:
    error = refusal(
        client.functions_completeSuccess, function_execution_id=execution.id, outputs=outputs
    )
    assert error == "parameter_validation_failed"
    assert not execution.is_over


def test_outputs_may_be_defined_as_a_schema(client: WebClient, execution: Execution) -> None:
    schema = {"properties": {"label": {"type": "string"}}, "required": ["label"]}
    execution.definition = {"output_parameters": schema}
    complete = client.functions_completeSuccess
    error = refusal(complete, function_execution_id=execution.id, outputs={})
    assert error == "parameter_validation_failed"
    assert complete(function_execution_id=execution.id, outputs={"label": "a"})["ok"]


def test_the_token_of_an_execution_ends_with_it(
    slack: SlackStandIn, client: WebClient, execution: Execution
) -> None:
    own = WebClient(execution.token.value, base_url=slack.api_url, retry_handlers=[])
    own.chat_postMessage(channel="C0GENERAL", text="on it")
    own.functions_completeSuccess(function_execution_id=execution.id, outputs={"label": "a"})
    error = refusal(own.chat_postMessage, channel="C0GENERAL", text="done")
    assert error == "token_revoked"
    assert slack.violations == []
