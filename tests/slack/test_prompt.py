from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import bolt_app, served
from tests.slack.controls import controls_of, found, listed
from tests.slack.prompt import Prompt, pairs

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain(label.title()), "value": label} for label in ("negative", "positive")]
ACTIONS = {
    "type": "actions",
    "block_id": "actions",
    "elements": [
        {"type": "button", "action_id": "agree", "text": plain("Agree"), "value": "1"},
        {"type": "static_select", "action_id": "label", "options": OPTIONS},
    ],
}
MODAL = {
    "type": "modal",
    "callback_id": "explain_text",
    "title": plain("Explain"),
    "submit": plain("Go"),
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": plain("Text"),
            "element": {"type": "plain_text_input", "action_id": "value"},
        }
    ],
}


def test_controls_are_numbered_in_order() -> None:
    controls = controls_of([ACTIONS])
    assert listed(controls) == "!1 Agree  !2 Negative  !3 Positive"


@pytest.mark.parametrize(
    ("wanted", "value"),
    [("1", None), ("agree", None), ("AGR", None), ("3", "positive"), ("pos", "positive")],
)
def test_found_knows_numbers_labels_and_ids(wanted: str, value: str | None) -> None:
    assert found(controls_of([ACTIONS]), wanted).value == value


@pytest.mark.parametrize("wanted", ["0", "4", "neutral"])
def test_found_says_what_there_is(wanted: str) -> None:
    with pytest.raises(LookupError, match="!1 Agree"):
        found(controls_of([ACTIONS]), wanted)


def test_pairs_may_be_quoted() -> None:
    assert pairs("a=b c='d e'") == {"a": "b", "c": "d e"}


@pytest.fixture
def heard() -> list[Json]:
    return []


@pytest.fixture
def said() -> list[str]:
    return []


def reacting_app(slack: SlackStandIn, heard: list[Json]) -> App:
    """Return an app that takes everything, and opens a window when asked to."""
    app = bolt_app(slack)

    @app.middleware
    def listen(body: Json, next: Callable[[], None]) -> None:
        heard.append(body)
        next()

    @app.shortcut("explain_text")
    def open_window(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    for listener in (app.action("agree"), app.action("label"), app.view("explain_text")):
        listener(lambda ack: ack())
    app.event("message")(lambda: None)
    app.event("reaction_added")(lambda: None)
    app.event("app_home_opened")(lambda: None)
    app.message_shortcut("explain_message")(lambda ack: ack())
    app.command("/explain")(lambda ack: ack())
    return app


@pytest.fixture
def prompt(slack: SlackStandIn, heard: list[Json], said: list[str]) -> Iterator[Prompt]:
    slack.subscriptions.update({"app_home_opened", "message.im", "reaction_added"})
    slack.scopes.update({"im:history", "reactions:read"})
    with served(reacting_app(slack, heard)) as url:
        slack.connect_http(url)
        yield Prompt(slack, said.append)


def test_prompt_clicks_in_the_last_message(
    prompt: Prompt, client: WebClient, heard: list[Json]
) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="a", blocks=[ACTIONS])
    for line in ("!1", "!agree", "!positive"):
        prompt.obey(line)
    actions = [body["actions"][0] for body in heard]
    assert [action["action_id"] for action in actions] == ["agree", "agree", "label"]
    assert actions[2]["selected_option"]["value"] == "positive"


def test_prompt_opens_fills_in_and_submits_a_window(
    slack: SlackStandIn, prompt: Prompt, heard: list[Json]
) -> None:
    prompt.obey("!shortcut explain_text")
    slack.wait_until(lambda: len(slack.modals) == 1)
    prompt.obey("!submit text='bugs are smart'")
    state = heard[-1]["view"]["state"]["values"]
    assert state["text"]["value"]["value"] == "bugs are smart"
    assert slack.modals == []


def test_prompt_closes_a_window(slack: SlackStandIn, prompt: Prompt) -> None:
    prompt.obey("!shortcut explain_text")
    slack.wait_until(lambda: len(slack.modals) == 1)
    prompt.obey("!close")
    assert slack.modals == []


def test_prompt_clicks_in_the_home(
    slack: SlackStandIn, prompt: Prompt, client: WebClient, heard: list[Json]
) -> None:
    client.views_publish(user_id="U0ALICE", view={"type": "home", "blocks": [ACTIONS]})
    prompt.obey("!home")
    slack.wait_for_events()
    prompt.obey("!1")
    assert [body.get("event", body)["type"] for body in heard] == [
        "app_home_opened",
        "block_actions",
    ]
    assert heard[-1]["container"]["type"] == "view"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("/explain bugs", "/explain"),
        ("!message explain_message", "message_action"),
        ("!react :mag:", "reaction_added"),
        ("!dm hello", "message"),
    ],
)
def test_prompt_does_what_people_do(
    slack: SlackStandIn, prompt: Prompt, heard: list[Json], line: str, kind: str
) -> None:
    slack.say("C0GENERAL", "hello")
    prompt.obey(line)
    slack.wait_for_events()
    (body,) = heard
    assert (body.get("command") or body.get("event", body)["type"]) == kind


@pytest.mark.parametrize("line", ["!1", "!submit", "!close", "!message a", "!function nothing"])
def test_prompt_says_what_is_not_there(prompt: Prompt, said: list[str], line: str) -> None:
    prompt.obey(line)
    assert len(said) == 1


def test_prompt_repeats_the_complaints_of_slack(
    slack: SlackStandIn, prompt: Prompt, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.manifest.commands = set()
    prompt.obey("/explain bugs")
    assert capsys.readouterr().err == "! manifest: there is no command /explain\n"
