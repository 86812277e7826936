from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack import SlackStandIn
from tests.slack.clients import PATIENCE, bolt_app, refusal
from tests.slack.conftest import RunApp

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(title: str = "Explain", **more: Any) -> Json:
    text_input = {
        "type": "input",
        "block_id": "text",
        "label": plain("Text"),
        "element": {"type": "plain_text_input", "action_id": "value"},
    }
    return {
        "type": "modal",
        "callback_id": "explain",
        "title": plain(title),
        "submit": plain("Go"),
        "blocks": [text_input],
        **more,
    }


HOME = {"type": "home", "blocks": [{"type": "divider"}]}


@pytest.fixture
def trigger_id(slack: SlackStandIn) -> str:
    return slack.trigger_id()


def test_open_shows_a_modal(slack: SlackStandIn, client: WebClient, trigger_id: str) -> None:
    view = client.views_open(trigger_id=trigger_id, view=modal())["view"]
    assert slack.modals == [view]


def test_open_takes_a_trigger_once(slack: SlackStandIn, client: WebClient, trigger_id: str) -> None:
    client.views_open(trigger_id=trigger_id, view=modal())
    error = refusal(client.views_open, trigger_id=trigger_id, view=modal())
    assert error == "exchanged_trigger_id"
    assert slack.violations == ["views.open: exchanged_trigger_id"]


def test_open_comes_too_late_when_the_time_to_acknowledge_is_over(
    slack: SlackStandIn, client: WebClient, trigger_id: str
) -> None:
    slack.clock.advance(PATIENCE + 1)
    error = refusal(client.views_open, trigger_id=trigger_id, view=modal())
    assert error == "expired_trigger_id"


def test_open_does_not_know_a_made_up_trigger(client: WebClient) -> None:
    assert refusal(client.views_open, trigger_id="1.2.abc", view=modal()) == "invalid_trigger_id"


def test_open_says_where_a_view_is_wrong(client: WebClient, trigger_id: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=trigger_id, view=modal("x" * 25))
    assert caught.value.response["error"] == "invalid_arguments"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


def test_push_stacks_three_modals_and_no_more(slack: SlackStandIn, client: WebClient) -> None:
    issue = slack.trigger_id
    client.views_open(trigger_id=issue(), view=modal())
    for _ in range(2):
        client.views_push(trigger_id=issue(), view=modal())
    assert refusal(client.views_push, trigger_id=issue(), view=modal()) == "push_limit_reached"


def test_update_replaces_a_view_and_its_hash(
    slack: SlackStandIn, client: WebClient, trigger_id: str
) -> None:
    old = client.views_open(trigger_id=trigger_id, view=modal())["view"]
    new = client.views_update(view_id=old["id"], hash=old["hash"], view=modal("Done"))["view"]
    assert [view["title"]["text"] for view in slack.modals] == ["Done"]
    assert new["hash"] != old["hash"]


def test_update_notices_that_somebody_was_faster(client: WebClient, trigger_id: str) -> None:
    old = client.views_open(trigger_id=trigger_id, view=modal())["view"]
    client.views_update(view_id=old["id"], view=modal())
    error = refusal(client.views_update, view_id=old["id"], hash=old["hash"], view=modal())
    assert error == "hash_conflict"


def test_update_does_not_know_a_closed_view(client: WebClient) -> None:
    assert refusal(client.views_update, view_id="V1", view=modal()) == "not_found"


def test_an_external_id_is_used_once(slack: SlackStandIn, client: WebClient) -> None:
    issue = slack.trigger_id
    client.views_open(trigger_id=issue(), view=modal(external_id="mine"))
    error = refusal(client.views_open, trigger_id=issue(), view=modal(external_id="mine"))
    assert error == "duplicate_external_id"


def test_publish_gives_each_user_one_home(slack: SlackStandIn, client: WebClient) -> None:
    client.views_publish(user_id="U0ALICE", view=HOME)
    second = client.views_publish(user_id="U0ALICE", view=HOME)["view"]
    assert slack.home("U0ALICE") == second
    assert slack.home("U0BOB") is None


def submitted(slack: SlackStandIn, run_app: RunApp, app: App) -> None:
    """Open a modal by a shortcut and submit it."""

    @app.shortcut("open")
    def open_modal(ack: Any, shortcut: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal())

    run_app(app)
    slack.shortcut("open")
    slack.wait_until(lambda: len(slack.modals) == 1)
    values = {"text": {"value": {"type": "plain_text_input", "value": "bugs are smart"}}}
    slack.submit(slack.modals[0], values)


def test_submit_brings_the_values_and_closes_the_modal(
    slack: SlackStandIn, run_app: RunApp
) -> None:
    app, said = bolt_app(slack), []

    @app.view("explain")
    def on_submit(ack: Any, view: Json) -> None:
        said.append(view["state"]["values"]["text"]["value"]["value"])
        ack()

    submitted(slack, run_app, app)
    assert (said, slack.modals, slack.violations) == (["bugs are smart"], [], [])


def test_submit_can_be_answered_with_errors(slack: SlackStandIn, run_app: RunApp) -> None:
    app = bolt_app(slack)

    @app.view("explain")
    def on_submit(ack: Any) -> None:
        ack(response_action="errors", errors={"text": "Say more."})

    submitted(slack, run_app, app)
    assert (len(slack.modals), slack.violations) == (1, [])


def test_submit_errors_have_to_name_an_input(slack: SlackStandIn, run_app: RunApp) -> None:
    app = bolt_app(slack)

    @app.view("explain")
    def on_submit(ack: Any) -> None:
        ack(response_action="errors", errors={"nowhere": "Say more."})

    submitted(slack, run_app, app)
    assert slack.violations == ["view_submission: invalid_arguments: errors must name input blocks"]


def test_submit_can_be_answered_with_another_view(slack: SlackStandIn, run_app: RunApp) -> None:
    app = bolt_app(slack)

    @app.view("explain")
    def on_submit(ack: Any) -> None:
        ack(response_action="update", view=modal("Working"))

    submitted(slack, run_app, app)
    assert [view["title"]["text"] for view in slack.modals] == ["Working"]
