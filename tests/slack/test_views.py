from __future__ import annotations

from functools import partial
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


def test_people_have_windows_of_their_own(slack: SlackStandIn, client: WebClient) -> None:
    for user in ("U0ALICE", "U0BOB"):
        client.views_open(trigger_id=slack.trigger_id(user), view=modal(user))
    assert [view["title"]["text"] for view in slack.modals_of("U0BOB")] == ["U0BOB"]
    assert len(slack.modals) == 2


def test_push_lands_on_the_window_of_the_one_who_clicked(
    slack: SlackStandIn, client: WebClient
) -> None:
    for user in ("U0ALICE", "U0BOB"):
        client.views_open(trigger_id=slack.trigger_id(user), view=modal(user))
    client.views_push(trigger_id=slack.trigger_id("U0ALICE"), view=modal("more"))
    assert [view["title"]["text"] for view in slack.modals_of("U0ALICE")] == ["U0ALICE", "more"]


def test_push_needs_a_window_of_the_same_person(slack: SlackStandIn, client: WebClient) -> None:
    client.views_open(trigger_id=slack.trigger_id("U0ALICE"), view=modal())
    error = refusal(client.views_push, trigger_id=slack.trigger_id("U0BOB"), view=modal())
    assert error == "not_found"


def test_a_submission_comes_from_the_one_who_has_the_window(
    slack: SlackStandIn, client: WebClient, run_app: RunApp
) -> None:
    app, submitted = bolt_app(slack), []

    @app.view("explain")
    def take(ack: Any, body: Json) -> None:
        ack()
        submitted.append(body["user"]["id"])

    run_app(app)
    view = client.views_open(trigger_id=slack.trigger_id("U0BOB"), view=modal())["view"]
    slack.submit(view, {"text": "hello"})
    assert (submitted, slack.modals) == (["U0BOB"], [])


def test_a_fourth_window_cannot_be_pushed_by_an_answer_either(
    slack: SlackStandIn, client: WebClient, run_app: RunApp
) -> None:
    app = bolt_app(slack)
    app.view("explain")(lambda ack: ack(response_action="push", view=modal()))
    run_app(app)
    client.views_open(trigger_id=slack.trigger_id(), view=modal())
    for _ in range(3):
        slack.submit(slack.modals[-1], {"text": "hello"})
    assert len(slack.modals) == 3
    assert slack.violations == ["view_submission: push_limit_reached"]


def test_two_people_click_in_the_same_message_at_the_same_instant(
    slack: SlackStandIn, client: WebClient, run_app: RunApp
) -> None:
    app, clicked = bolt_app(slack), []

    @app.action("agree")
    def take(ack: Any, body: Json) -> None:
        ack()
        clicked.append((body["user"]["id"], body["message"]["text"]))

    run_app(app)
    button = {"type": "button", "action_id": "agree", "text": plain("Agree"), "value": "1"}
    blocks = [{"type": "actions", "elements": [button]}]
    client.chat_postMessage(channel="C0GENERAL", text="case", blocks=blocks)
    (message,) = slack.messages("C0GENERAL")
    users = ("U0ALICE", "U0BOB", "U0CAROL")
    clicks = [partial(slack.click, message, "agree", user=user) for user in users]
    assert all(ack.ok for ack in slack.at_once(clicks))
    assert sorted(clicked) == [(user, "case") for user in users]


def test_of_two_updates_with_the_same_hash_one_is_refused(
    slack: SlackStandIn, client: WebClient
) -> None:
    view = client.views_open(trigger_id=slack.trigger_id(), view=modal())["view"]
    change = {"view_id": view["id"], "hash": view["hash"]}
    client.views_update(view=modal("first"), **change)
    assert refusal(client.views_update, view=modal("second"), **change) == "hash_conflict"
    assert slack.modals[0]["title"]["text"] == "first"


def test_of_two_homes_with_the_same_hash_one_is_refused(
    slack: SlackStandIn, client: WebClient
) -> None:
    known = client.views_publish(user_id="U0ALICE", view=HOME)["view"]["hash"]
    client.views_publish(user_id="U0ALICE", view=HOME, hash=known)
    error = refusal(client.views_publish, user_id="U0ALICE", view=HOME, hash=known)
    assert error == "hash_conflict"


def test_a_menu_asks_the_app_for_its_options(
    slack: SlackStandIn, client: WebClient, run_app: RunApp
) -> None:
    app = bolt_app(slack)

    @app.options("group")
    def offer(ack: Any, body: Json) -> None:
        ack(options=[{"text": plain(f"{body['value']} group"), "value": "S1"}])

    run_app(app)
    select = {"type": "external_select", "action_id": "group", "min_query_length": 0}
    block = {"type": "input", "block_id": "group", "label": plain("Group"), "element": select}
    view = client.views_open(trigger_id=slack.trigger_id(), view=modal(blocks=[block]))["view"]
    ack = slack.suggest(view, "group", "my")
    assert isinstance(ack.body, dict)
    assert ack.body["options"][0]["text"]["text"] == "my group"
    assert slack.violations == []
