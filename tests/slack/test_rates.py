from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack import SlackStandIn
from tests.slack.clients import client_of, refusal
from tests.slack.manifest import Manifest


@pytest.fixture
def busy() -> Iterator[SlackStandIn]:
    with SlackStandIn(rate_tiers=True, manifest=Manifest()) as stand_in:
        stand_in.scopes.add("users:read")
        yield stand_in


def test_a_tier_allows_so_many_calls_a_minute(busy: SlackStandIn) -> None:
    list_users = client_of(busy).users_list
    for _ in range(20):
        list_users()
    with pytest.raises(SlackApiError) as caught:
        list_users()
    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert busy.violations == []
    busy.clock.advance(60)
    assert list_users()["ok"]


def test_a_tier_blames_who_does_not_wait(busy: SlackStandIn) -> None:
    for _ in range(20):
        client_of(busy).users_list()
    for _ in range(2):
        assert refusal(client_of(busy).users_list) == "ratelimited"
    (violation,) = busy.violations
    assert "before Retry-After was over" in violation


def test_a_tier_counts_each_method_and_each_workspace_on_its_own(busy: SlackStandIn) -> None:
    other = busy.add_workspace()
    other.scopes.add("users:read")
    for _ in range(20):
        client_of(busy).users_list()
    assert client_of(other).users_list()["ok"]
    assert client_of(busy).users_info(user="U0ALICE")["ok"]
