from __future__ import annotations

import pytest
from slack_sdk import WebClient

from tests.slack import SlackStandIn
from tests.slack.clients import refusal


@pytest.fixture(autouse=True)
def inquisitive_bot(slack: SlackStandIn) -> None:
    slack.scopes.update({"users:read", "usergroups:read", "reactions:read", "reactions:write"})


def test_list_users_comes_in_pages(slack: SlackStandIn, client: WebClient) -> None:
    pages = client.users_list(limit=1)
    ids = [user["id"] for page in pages for user in page["members"]]
    assert set(ids) == {slack.bot_user_id, "U0ALICE"}


def test_user_info_describes_a_person(client: WebClient) -> None:
    user = client.users_info(user="U0ALICE")["user"]
    assert (user["name"], user["is_bot"], user["is_admin"]) == ("alice", False, False)
    assert refusal(client.users_info, user="U0NOBODY") == "user_not_found"


def test_a_user_group_has_members(slack: SlackStandIn, client: WebClient) -> None:
    slack.add_user_group("S0MODERATORS", members={"U0BOB", "U0ALICE"})
    group = client.usergroups_users_list(usergroup="S0MODERATORS")
    assert group["users"] == ["U0ALICE", "U0BOB"]
    assert refusal(client.usergroups_users_list, usergroup="S0NOBODY") == "no_such_subteam"


def test_an_admin_is_known_as_one(slack: SlackStandIn, client: WebClient) -> None:
    slack.add_user("U0CAROL", is_admin=True)
    assert client.users_info(user="U0CAROL")["user"]["is_admin"] is True


def test_an_owner_and_a_time_zone_are_told(slack: SlackStandIn, client: WebClient) -> None:
    slack.add_user("U0CAROL", is_owner=True, tz="Europe/Berlin")
    carol = client.users_info(user="U0CAROL")["user"]
    assert (carol["is_owner"], carol["tz"]) == (True, "Europe/Berlin")


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("users.info", {"user": "U0ALICE"}),
        ("usergroups.list", {}),
        ("usergroups.users.list", {"usergroup": "S0MODERATORS"}),
    ],
)
def test_people_and_groups_are_told_with_the_scope_alone(
    slack: SlackStandIn, client: WebClient, method: str, arguments: dict[str, str]
) -> None:
    slack.add_user_group("S0MODERATORS", members={"U0BOB"})
    assert client.api_call(method, params=arguments)["ok"]
    slack.scopes.difference_update({"users:read", "usergroups:read"})
    error = refusal(client.api_call, api_method=method, params=arguments)
    assert error == "missing_scope"


@pytest.mark.parametrize("optional", [True, False])
def test_a_scope_that_people_may_leave_out_is_nobodys_fault(
    slack: SlackStandIn, client: WebClient, optional: bool
) -> None:
    slack.scopes.discard("users:read")
    slack.manifest.optional_scopes = {"users:read"} if optional else set()
    assert refusal(client.users_info, user="U0ALICE") == "missing_scope"
    assert (slack.violations == []) is optional


def test_user_groups_are_listed(slack: SlackStandIn, client: WebClient) -> None:
    slack.add_user_group("S0MODERATORS", members={"U0BOB", "U0ALICE"})
    (group,) = client.usergroups_list()["usergroups"]
    assert (group["id"], group["user_count"]) == ("S0MODERATORS", 2)


def test_reactions_can_be_read_and_taken_back(slack: SlackStandIn, client: WebClient) -> None:
    ts = slack.say("C0GENERAL", "hello").ts
    client.reactions_add(channel="C0GENERAL", timestamp=ts, name="mag")
    shown = client.reactions_get(channel="C0GENERAL", timestamp=ts)["message"]["reactions"]
    assert shown == [{"name": "mag", "users": [slack.bot_user_id], "count": 1}]
    client.reactions_remove(channel="C0GENERAL", timestamp=ts, name="mag")
    error = refusal(client.reactions_remove, channel="C0GENERAL", timestamp=ts, name="mag")
    assert error == "no_reaction"


@pytest.mark.parametrize(
    ("item", "error"),
    [
        ({"channel": "C0GENERAL"}, "no_item_specified"),
        ({"channel": "C0GENERAL", "timestamp": "1.000000"}, "message_not_found"),
        ({"channel": "C0NOWHERE", "timestamp": "1.000000"}, "channel_not_found"),
    ],
)
def test_a_reaction_needs_a_message(client: WebClient, item: dict[str, str], error: str) -> None:
    assert (
        refusal(client.api_call, api_method="reactions.add", json=item | {"name": "mag"}) == error
    )
