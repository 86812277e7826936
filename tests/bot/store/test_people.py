from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.store import Preferences, Store, Verdicts
from tests.bot.store.remains import remains
from tests.bot.store.samples import OTHER, START, TEAM, USER, action, explanation, request

Keep = Callable[..., None]
Life = Callable[..., None]


@pytest.fixture
def live(store: Store, keep: Keep) -> Life:
    """Leaves a trace of a person in every table."""

    def live(user: str, team: str = TEAM, text: str = "so bad") -> None:
        id = f"{team}-{user}"
        store.requests.add(request(id, text, team=team, user=user, response_url="http://secret/"))
        store.actions.add(action(id, team=team, user=user, response_url="http://secret/"))
        keep(id, text, team=team, user=user)
        store.verdicts.set(id, user, "agree")
        store.preferences.set(team, user, Preferences(language="de"))
        store.workspaces.installations("client").save(
            Installation(
                app_id="A01",
                team_id=team,
                user_id=user,
                user_token="xoxp-1",
                bot_token="xoxb-1",
                bot_id="B01",
                installed_at=START.timestamp() + int(user[1:]),
            )
        )

    return live


def everything(store: Store, user: str, team: str | None = TEAM) -> int:
    told = store.export(team, user)
    return sum(len(rows) for rows in told.values() if isinstance(rows, list))


def test_export_tells_all_that_is_kept(store: Store, live: Life) -> None:
    live(USER)

    told = store.export(TEAM, USER)

    assert told["user"] == USER
    assert told["requests"][0]["content"]["text"] == "so bad"
    assert told["requests"][0]["created"] == START.isoformat()
    assert told["explanations"][0]["record"]["words"] == explanation().to_dict()["words"]
    assert told["actions"][0]["content"]["kind"] == "agree"
    assert told["verdicts"][0]["verdict"] == "agree"
    assert told["preferences"][0]["language"] == "de"
    assert told["installations"][0]["team_id"] == TEAM


def test_export_is_json_without_tokens(store: Store, live: Life) -> None:
    live(USER, text="a\x00b 👍")

    written = json.dumps(store.export(TEAM, USER))

    assert json.loads(written)["requests"][0]["content"]["text"] == "a\x00b 👍"
    assert "secret" not in written
    assert "xox" not in written


def test_export_tells_nothing_of_others(store: Store, live: Life) -> None:
    live(OTHER)
    live(USER, team="T99")

    assert everything(store, USER) == 0


def test_export_covers_every_workspace_if_none_is_given(store: Store, live: Life) -> None:
    live(USER)
    live(USER, team="T99")

    assert everything(store, USER, team=None) == 2 * everything(store, USER) == 12


def test_erase_leaves_nothing_of_the_person(store: Store, live: Life) -> None:
    live(USER, text="confidential")

    assert store.erase(TEAM, USER) == 6
    assert everything(store, USER) == 0
    assert remains(store, "confidential") == []
    assert remains(store, USER) == []
    assert store.erase(TEAM, USER) == 0


def test_erase_leaves_others_alone(store: Store, live: Life) -> None:
    live(USER)
    live(OTHER)
    live(USER, team="T99")
    store.verdicts.set(f"{TEAM}-{OTHER}", USER, "agree")
    store.erase(TEAM, USER)

    assert everything(store, OTHER) == 6
    assert everything(store, USER, team="T99") == 6
    assert store.verdicts.count(f"{TEAM}-{OTHER}") == Verdicts(agree=1)


def test_erase_covers_every_workspace_if_none_is_given(store: Store, live: Life) -> None:
    live(USER)
    live(USER, team="T99")
    store.erase(None, USER)

    assert everything(store, USER, team=None) == 0


def test_erase_leaves_the_workspace_its_bot(store: Store, live: Life) -> None:
    live(USER)
    store.erase(TEAM, USER)

    found = store.workspaces.installations("client").find_installation(
        enterprise_id=None, team_id=TEAM
    )

    assert found is not None
    assert (found.bot_token, found.user_token, found.user_id) == ("xoxb-1", None, "")


def test_history_goes_and_preferences_stay(store: Store, live: Life) -> None:
    live(USER, text="confidential")
    live(OTHER)

    assert store.explanations.erase(TEAM, USER) == 4
    assert remains(store, "confidential") == []
    assert store.explanations.latest(TEAM, USER) == []
    assert store.preferences.get(TEAM, USER) == Preferences(language="de")
    assert len(store.explanations.latest(TEAM, OTHER)) == 1


def test_history_goes_but_for_the_click_that_asks_for_it(store: Store, live: Life) -> None:
    live(USER)
    asking = action("forget", team=TEAM, user=USER, kind="forget")
    store.actions.add(asking)

    assert store.explanations.erase(TEAM, USER, following="forget") == 4
    assert store.actions.get("forget") == asking
    store.actions.delete("forget")
    assert store.actions.get("forget") is None


def test_forget_leaves_nothing_of_the_workspace(store: Store, live: Life) -> None:
    live(USER, text="confidential")
    live(OTHER)
    live(USER, team="T99")

    assert store.workspaces.forget(TEAM) == 12
    assert remains(store, "confidential") == []
    assert remains(store, TEAM) == []
    assert everything(store, USER, team="T99") == 6


def test_forget_can_be_repeated(store: Store, live: Life) -> None:
    live(USER)
    store.workspaces.forget(TEAM)

    assert store.workspaces.forget(TEAM) == 0
