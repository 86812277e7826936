from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import bolt_app, served
from tests.slack.controls import controls_of, found, listed
from tests.slack.prompt import Prompt, named, pairs

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


def test_found_prefers_what_is_called_exactly_so() -> None:
    labels = ("Agree, with a note…", "Agree", "Warn the author…")
    buttons = [
        {"type": "button", "action_id": f"a{number}", "text": plain(label)}
        for number, label in enumerate(labels)
    ]
    controls = controls_of([{"type": "actions", "block_id": "b", "elements": buttons}])
    assert [found(controls, word).action_id for word in ("agree", "agree,", "warn")] == [
        "a1",
        "a0",
        "a2",
    ]


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


@pytest.mark.parametrize(
    ("kind", "value", "chosen"),
    [
        ("users_select", "bob", "U0BOB"),
        ("multi_users_select", "bob,U0CAROL", ["U0BOB", "U0CAROL"]),
        ("channels_select", "#review", "C0REVIEW"),
        ("checkboxes", "3", ["3"]),
        ("plain_text_input", "a,b", "a,b"),
        ("", "what nobody asked for", "what nobody asked for"),
    ],
)
def test_named_gives_what_an_element_of_the_kind_holds(kind: str, value: str, chosen: Any) -> None:
    assert named(kind, value) == chosen


def test_prompt_speaks_for_others_in_other_channels(slack: SlackStandIn, prompt: Prompt) -> None:
    for line in ("!as bob", "!in review", "hello"):
        prompt.obey(line)
    (message,) = slack.messages("C0REVIEW")
    assert (message.user, message.text) == ("U0BOB", "hello")
    assert slack.channel("C0REVIEW").members == {slack.bot_user_id, "U0BOB"}


def test_prompt_leaves_a_channel_in_which_the_next_person_is_not(
    slack: SlackStandIn, prompt: Prompt
) -> None:
    for line in ("!in review", "!as bob", "hello"):
        prompt.obey(line)
    assert [message.text for message in slack.messages("C0GENERAL")] == ["hello"]


def test_prompt_can_be_somebody_who_runs_the_workspace(
    slack: SlackStandIn, prompt: Prompt, client: WebClient
) -> None:
    slack.scopes.add("users:read")
    prompt.obey("!as carol admin")
    assert client.users_info(user="U0CAROL")["user"]["is_admin"] is True


def test_prompt_edits_answers_and_deletes(slack: SlackStandIn, prompt: Prompt) -> None:
    for line in ("helo", "!edit hello", "!as bob", "!reply hi there", "!as alice"):
        prompt.obey(line)
    first, second = slack.messages("C0GENERAL")
    assert (first.text, second.text, second.thread_ts) == ("hello", "hi there", first.ts)
    prompt.obey("!delete")
    assert slack.messages("C0GENERAL")[0].is_tombstone


@pytest.mark.parametrize("line", ["!edit a", "!delete", "!reply a"])
def test_prompt_says_that_there_is_no_message_of_ones_own(
    prompt: Prompt, said: list[str], line: str
) -> None:
    prompt.obey(line)
    assert len(said) == 1


def test_prompt_chooses_somebody_by_name(
    prompt: Prompt, said: list[str], client: WebClient, heard: list[Json]
) -> None:
    picker = {"type": "users_select", "action_id": "agree"}
    blocks = [{"type": "actions", "elements": [picker]}]
    client.chat_postMessage(channel="C0GENERAL", text="a", blocks=blocks)
    prompt.obey("!1")
    assert said == ["Say what to choose: !1 bob"]
    for line in ("!1 bob", "!agree carol"):
        prompt.obey(line)
    chosen = [body["actions"][0]["selected_user"] for body in heard]
    assert chosen == ["U0BOB", "U0CAROL"]


def test_prompt_fills_in_the_window_of_the_one_it_speaks_for(
    slack: SlackStandIn, prompt: Prompt, client: WebClient, heard: list[Json]
) -> None:
    ask = {
        "type": "input",
        "block_id": "who",
        "label": plain("Who?"),
        "element": {"type": "multi_users_select", "action_id": "value"},
    }
    view = MODAL | {"blocks": [ask]}
    client.views_open(trigger_id=slack.trigger_id("U0BOB"), view=view)
    prompt.obey("!submit who=carol,dave")
    assert slack.modals_of("U0BOB") != []
    prompt.obey("!as bob")
    prompt.obey("!submit who=carol,dave")
    state = heard[-1]["view"]["state"]["values"]["who"]["value"]
    assert state["selected_users"] == ["U0CAROL", "U0DAVE"]
    assert slack.modals == []
