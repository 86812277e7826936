"""One app in several workspaces."""

from __future__ import annotations

from slack_sdk.webhook import WebhookClient

from tests.slack import SlackStandIn
from tests.slack.clients import Recorder, Stubborn, client_of, refusal, served_wsgi, upload


def test_each_workspace_has_its_own_token_people_and_messages(slack: SlackStandIn) -> None:
    other = slack.add_workspace()
    client_of(other).chat_postMessage(channel="C0GENERAL", text="hi")
    assert (slack.messages("C0GENERAL"), len(other.messages("C0GENERAL"))) == ([], 1)
    assert client_of(slack).auth_test()["team_id"] == slack.team_id != other.team_id


def test_an_event_says_which_workspace_it_comes_from(slack: SlackStandIn) -> None:
    other = slack.add_workspace()
    slack.subscriptions.add("app_mention")
    other.scopes.add("app_mentions:read")
    app = Recorder()
    with served_wsgi(app) as url:
        slack.connect_http(url)
        other.mention("C0GENERAL", "hello")
        slack.mention("C0GENERAL", "the scope is missing here")
        slack.wait_for_events()
    assert [body["team_id"] for body in app.bodies] == [other.team_id]


def test_a_workspace_without_the_app_tells_it_nothing(slack: SlackStandIn) -> None:
    slack.subscriptions.update({"app_mention", "app_uninstalled"})
    slack.scopes.add("app_mentions:read")
    with served_wsgi(Stubborn("200 OK")) as url:
        slack.connect_http(url)
        slack.uninstall()
        slack.mention("C0GENERAL", "hello")
        slack.wait_for_events()
    assert [event["type"] for event in slack.events] == ["app_uninstalled"]


def test_each_workspace_has_its_own_files_and_answers(slack: SlackStandIn) -> None:
    other = slack.add_workspace()
    file_id = upload(client_of(other), channel_id="C0GENERAL")
    assert [file["id"] for file in other.messages("C0GENERAL")[0].files] == [file_id]
    assert refusal(client_of(slack).files_info, file=file_id) == "file_not_found"
    WebhookClient(other.response_url()).send(text="psst")
    assert [message.text for message in other.seen_only_by("U0ALICE")] == ["psst"]
    assert slack.seen_only_by("U0ALICE") == []
