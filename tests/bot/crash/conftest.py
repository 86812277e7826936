"""One bot for all deaths of a module: it lives long, if with interruptions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.bot.crash.court import OWNER, Court, moderated
from tests.bot.crash.ward import Ward, ward_with
from tests.slack import SlackStandIn


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def ward(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ward]:
    """A bot in as many processes as the module's ROLES has, on each kind of database."""
    folder = tmp_path_factory.mktemp("crash")
    roles = request.module.ROLES
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'explain.db'}"
        if request.param == "postgres":
            url = stack.enter_context(request.getfixturevalue("postgres").database())
        slack = stack.enter_context(SlackStandIn(event_retry_delays=(0.5, 1.0, 2.0)))
        token = slack.user_token(OWNER)
        slack.add_user(OWNER, is_owner=True)
        settings = {"SLACK_ADMIN_TOKEN": token}
        yield stack.enter_context(ward_with(slack, url, folder / "fate", roles=roles, **settings))


@pytest.fixture(scope="module")
def court(ward: Ward) -> Court:
    """The same bot in a workspace that moderates."""
    return moderated(ward)


@pytest.fixture(autouse=True)
def _no_complaints(ward: Ward) -> Iterator[None]:
    yield
    assert ward.complaints() == []
