from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import select

from bot.errors import SettingsError
from bot.store import Store
from bot.store.schema import BOTS, INSTALLATIONS, SECRET_COLUMNS, OAuthStateRow
from tests.bot.store.conftest import Opener
from tests.bot.store.remains import remains
from tests.bot.store.samples import START, TEAM, USER, Clock

CLIENT = "client-1"


def installation(**others: Any) -> Installation:
    given = {
        "app_id": "A01",
        "team_id": TEAM,
        "team_name": "Ünïcode 👍",
        "bot_token": "xoxe.xoxb-first",
        "bot_id": "B01",
        "bot_user_id": "U00",
        "bot_scopes": "chat:write,commands",
        "bot_refresh_token": "xoxe-refresh",
        "bot_token_expires_at": int(START.timestamp()),
        "user_id": USER,
        "installed_at": START.timestamp(),
    }
    return Installation(**given | others)


def bot_token(store: Store, **where: Any) -> str | None:
    place = {"enterprise_id": None, "team_id": TEAM} | where
    found = store.workspaces.installations(CLIENT).find_bot(**place)
    return None if found is None else found.bot_token


def test_installations_give_back_what_was_saved(store: Store) -> None:
    saved = installation(
        user_token="xoxp-1",
        user_refresh_token="xoxe-user",
        user_token_expires_at=int(START.timestamp()) + 1,
        incoming_webhook_url="https://hooks.slack.com/x",
    )
    installations = store.workspaces.installations(CLIENT)
    installations.save(saved)

    found = installations.find_installation(enterprise_id=None, team_id=TEAM)
    bot = installations.find_bot(enterprise_id=None, team_id=TEAM)

    assert found is not None
    assert found.to_dict() == saved.to_dict()
    assert bot is not None
    assert bot.to_dict() == saved.to_bot().to_dict()


def test_installations_take_tokens_and_names_of_any_length(store: Store) -> None:
    store.workspaces.installations(CLIENT).save(
        installation(bot_token=f"xoxb-{'x' * 3000}", team_name="n" * 3000, bot_scopes="s" * 3000)
    )

    assert bot_token(store) == f"xoxb-{'x' * 3000}"


def test_installations_store_no_token_that_can_be_read(store: Store) -> None:
    secrets = {name: f"plain-{name}" for name in SECRET_COLUMNS}
    store.workspaces.installations(CLIENT).save(installation(**secrets))

    assert remains(store, "plain-") == []


def test_installations_have_no_other_column_that_could_hold_a_token() -> None:
    columns = {column.name for table in (BOTS, INSTALLATIONS) for column in table.c}

    doubtful = {name for name in columns if any(part in name for part in ("token", "url"))}

    assert doubtful - SECRET_COLUMNS == {
        "bot_token_expires_at",
        "user_token_expires_at",
        "token_type",
        "enterprise_url",
    }


def test_installations_keep_a_renewed_token(store: Store) -> None:
    installations = store.workspaces.installations(CLIENT)
    installations.save(installation())
    bot = installations.find_bot(enterprise_id=None, team_id=TEAM)
    assert bot is not None
    bot.bot_token, bot.bot_refresh_token = "xoxe.xoxb-second", "xoxe-next"
    bot.bot_token_expires_at = int(START.timestamp()) + 43_200
    installations.save_bot(bot)

    renewed = installations.find_bot(enterprise_id=None, team_id=TEAM)

    assert renewed is not None
    assert renewed.to_dict() == bot.to_dict()


def test_installations_give_the_newest_bot(store: Store) -> None:
    installations = store.workspaces.installations(CLIENT)
    installations.save(installation(bot_token="xoxb-new", installed_at=START.timestamp() + 1))
    installations.save(installation(bot_token="xoxb-old"))

    assert bot_token(store) == "xoxb-new"


def test_installations_find_a_workspace_of_an_organisation_by_itself(store: Store) -> None:
    store.workspaces.installations(CLIENT).save(installation(enterprise_id="E01"))

    assert bot_token(store) == "xoxe.xoxb-first"
    assert bot_token(store, enterprise_id="E01") == "xoxe.xoxb-first"
    assert bot_token(store, enterprise_id="E02") is None


def test_installations_find_that_of_a_whole_organisation(store: Store) -> None:
    store.workspaces.installations(CLIENT).save(
        installation(enterprise_id="E01", team_id=None, is_enterprise_install=True)
    )

    assert bot_token(store) is None
    found = bot_token(store, enterprise_id="E01", is_enterprise_install=True)
    assert found == "xoxe.xoxb-first"


def test_installations_find_nothing_of_another_app_or_workspace(store: Store) -> None:
    store.workspaces.installations("client-2").save(installation())
    store.workspaces.installations(CLIENT).save(installation(team_id="T99"))

    assert bot_token(store) is None


def test_installations_delete_all(store: Store) -> None:
    installations = store.workspaces.installations(CLIENT)
    installations.save(installation())
    installations.delete_all(enterprise_id=None, team_id=TEAM)

    assert bot_token(store) is None
    assert installations.find_installation(enterprise_id=None, team_id=TEAM) is None


def test_installations_need_a_key(open_store: Opener) -> None:
    with pytest.raises(SettingsError, match="STORE_KEY is missing"):
        open_store(store_key="").workspaces.installations(CLIENT)


def test_installations_refuse_a_key_that_does_not_open_them(open_store: Opener) -> None:
    open_store().workspaces.installations(CLIENT).save(installation())
    other = open_store(store_key=Fernet.generate_key().decode())

    with pytest.raises(SettingsError, match="STORE_KEY does not open the stored tokens"):
        other.workspaces.installations(CLIENT)


def test_rotate_key_makes_the_old_key_unnecessary(open_store: Opener, key: str) -> None:
    open_store().workspaces.installations(CLIENT).save(installation())
    newer = Fernet.generate_key().decode()

    assert open_store(store_key=f"{newer},{key}").workspaces.rotate_key() == 2
    assert bot_token(open_store(store_key=newer)) == "xoxe.xoxb-first"


def test_rotate_key_changes_nothing_without_the_old_key(open_store: Opener) -> None:
    open_store().workspaces.installations(CLIENT).save(installation())

    with pytest.raises(SettingsError, match="does not open"):
        open_store(store_key=Fernet.generate_key().decode()).workspaces.rotate_key()

    assert bot_token(open_store()) == "xoxe.xoxb-first"


def test_states_are_good_once(store: Store) -> None:
    states = store.workspaces.states()
    state = states.issue()

    assert [states.consume(state) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("unknown", ["", "guess", "' OR 1=1 --"])
def test_states_are_no_others(store: Store, unknown: str) -> None:
    states = store.workspaces.states()
    states.issue()

    assert not states.consume(unknown)


def test_states_are_good_for_ten_minutes(store: Store, clock: Clock) -> None:
    states = store.workspaces.states()
    late, in_time = states.issue(), states.issue()
    clock.advance(timedelta(minutes=9, seconds=59))
    assert states.consume(in_time)

    clock.advance(timedelta(seconds=1))
    assert not states.consume(late)


def test_states_that_were_never_used_do_not_pile_up(store: Store, clock: Clock) -> None:
    states = store.workspaces.states()
    states.issue()
    clock.advance(timedelta(minutes=10))
    newest = states.issue()

    with store.engine.connect() as connection:
        assert list(connection.scalars(select(OAuthStateRow.state))) == [newest]
