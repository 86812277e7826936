from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-bot", "SLACK_APP_TOKEN": "xapp-app"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-bot", "SLACK_SIGNING_SECRET": "8f742231b10e"}


def load(tmp_path: Path, file: str = "", **environ: str) -> Settings:
    env_file = tmp_path / ".env"
    env_file.write_text(file, encoding="utf-8")
    return load_settings(environ, env_file=env_file)


def problems(tmp_path: Path, **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, **environ)
    return caught.value.problems


def test_load_settings_has_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path, **HTTP)

    assert settings.api_url == "https://slack.com/api/"
    assert (settings.port, settings.model, settings.log_level) == (3000, "sentiment", "INFO")
    assert settings.shutdown_seconds == 20


def test_load_settings_reads_how_long_a_shutdown_may_take(tmp_path: Path) -> None:
    assert load(tmp_path, SHUTDOWN_SECONDS="300", **HTTP).shutdown_seconds == 300


def test_load_settings_reads_how_many_may_wait(tmp_path: Path) -> None:
    settings = load(tmp_path, QUEUE_LIMIT="10", TEAM_LIMIT="0", USER_LIMIT="3", **HTTP)

    assert (settings.queue_limit, settings.team_limit, settings.user_limit) == (10, 0, 3)


@pytest.mark.parametrize(
    ("environ", "slot"),
    [
        ({}, "bot-1"),
        ({"DYNO": "worker.2"}, "worker.2"),
        ({"BOT_SLOT": "mine", "DYNO": "worker.2"}, "mine"),
        ({"HOSTNAME": "worker-2"}, "bot-1"),
        ({"HOSTNAME": "worker-2", "KUBERNETES_SERVICE_HOST": "10.0.0.1"}, "worker-2"),
        ({"HOSTNAME": "bot-7d4b9c-x2x8q", "KUBERNETES_SERVICE_HOST": "10.0.0.1"}, "bot-1"),
    ],
)
def test_load_settings_takes_the_slot_from_a_name_that_stays(
    tmp_path: Path, environ: dict[str, str], slot: str
) -> None:
    assert load(tmp_path, **HTTP, **environ).slot == slot


def test_load_settings_wants_no_bot_token_where_workspaces_install_the_app(
    tmp_path: Path,
) -> None:
    app = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hunter2", "STORE_KEY": "key"}
    settings = load(tmp_path, SLACK_SIGNING_SECRET="8f742231b10e", **app)

    assert settings.many_workspaces
    assert settings.bot_token is None


def test_load_settings_names_what_is_missing_where_workspaces_install_the_app(
    tmp_path: Path,
) -> None:
    found = problems(tmp_path, SLACK_CLIENT_ID="1.2", **HTTP)

    assert [line.split()[0] for line in found] == ["SLACK_CLIENT_SECRET", "STORE_KEY"]
    assert "python -m bot.data key" in found[1]


def test_load_settings_works_without_a_file(tmp_path: Path) -> None:
    assert load_settings(HTTP, env_file=tmp_path / "none").mode == "http"


@pytest.mark.parametrize(
    ("environ", "mode"),
    [
        (SOCKET, "socket"),
        (HTTP, "http"),
        (SOCKET | HTTP, "socket"),
        (SOCKET | HTTP | {"SLACK_MODE": "http"}, "http"),
        (SOCKET | {"SLACK_MODE": " Socket "}, "socket"),
        (HTTP | {"SLACK_APP_TOKEN": ""}, "http"),
    ],
)
def test_load_settings_takes_the_mode_from_what_is_there(
    tmp_path: Path, environ: dict[str, str], mode: str
) -> None:
    assert load(tmp_path, **environ).mode == mode


def test_load_settings_reads_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, 'SLACK_BOT_TOKEN="xoxb-file"\nSLACK_APP_TOKEN=xapp-file\nPORT=8080\n')

    assert settings.bot_token.reveal() == "xoxb-file"
    assert settings.port == 8080


def test_load_settings_prefers_the_environment_to_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, "PORT=8080\nEXPLAIN_MODEL=other\n", PORT="9090", **HTTP)

    assert settings.port == 9090
    assert settings.model == "other"


@pytest.mark.parametrize("empty", ["", " "])
def test_load_settings_takes_from_the_file_what_is_empty_in_the_environment(
    tmp_path: Path, empty: str
) -> None:
    assert load(tmp_path, "PORT=8080\n", PORT=empty, **HTTP).port == 8080


def test_load_settings_names_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"EXPLAIN_MODEL=caf\xe9\n")

    with pytest.raises(SettingsError) as caught:
        load_settings(HTTP, env_file=env_file)
    (line,) = caught.value.problems
    assert line == f"{env_file} is not text in UTF-8: save it as that."


def test_load_settings_names_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **options: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("bot.environment.dotenv_values", refuse)

    (line,) = problems(tmp_path, **HTTP)
    assert line == f"{tmp_path / '.env'} cannot be read: Permission denied."


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8888/api/", "http://127.0.0.1:8888/api", " http://127.0.0.1:8888/api "],
)
def test_load_settings_ends_the_api_url_with_a_slash(tmp_path: Path, url: str) -> None:
    settings = load(tmp_path, SLACK_API_URL=url, **HTTP)

    assert settings.api_url == "http://127.0.0.1:8888/api/"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "", "SLACK_MODE": "socket"}, "SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN"),
        ({"SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_load_settings_names_what_is_missing_and_its_page(
    tmp_path: Path, changes: dict[str, str], missing: str
) -> None:
    (line,) = problems(tmp_path, **(SOCKET | changes))

    assert line.startswith(f"{missing} is missing: ")
    assert "Get it at https://api.slack.com/apps > your app > " in line


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SLACK_MODE", "websocket"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "ftp://slack.com/api"),
        ("PORT", "http"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "³"),
        ("SHUTDOWN_SECONDS", "a minute"),
        ("SHUTDOWN_SECONDS", "-1"),
        ("SHUTDOWN_SECONDS", "3601"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_load_settings_names_key_value_and_wanted_form(
    tmp_path: Path, key: str, value: str
) -> None:
    (line,) = problems(tmp_path, **(HTTP | {key: value}))

    assert line.startswith(f"{key} is {value!r}: it must be ") or value in line
    assert line.startswith(key)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-user-token"),
        ("SLACK_BOT_TOKEN", "xoxb-two words"),
        ("SLACK_APP_TOKEN", "xoxb-bot-token"),
        ("SLACK_SIGNING_SECRET", "xoxb-bot-token"),
    ],
)
def test_load_settings_refuses_a_malformed_secret_without_showing_it(
    tmp_path: Path, key: str, value: str
) -> None:
    mode = "http" if key == "SLACK_SIGNING_SECRET" else "socket"
    (line,) = problems(tmp_path, **(SOCKET | {"SLACK_MODE": mode, key: value}))

    assert line.startswith(f"{key} is not of the right form")
    assert value not in line


def test_load_settings_lists_all_problems(tmp_path: Path) -> None:
    lines = problems(tmp_path, PORT="x", SLACK_MODE="http")

    keys = [line.split()[0] for line in lines]
    assert keys == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "PORT"]


def test_settings_show_no_secret_when_printed(tmp_path: Path) -> None:
    settings = load(tmp_path, **SOCKET)

    assert "xoxb-bot" not in f"{settings} {settings!r} {settings.bot_token}"
    assert "xapp-app" not in f"{settings} {settings!r} {settings.app_token}"


def test_load_settings_needs_nothing_for_moderation(tmp_path: Path) -> None:
    settings = load(tmp_path, **HTTP)

    assert (settings.review_channel, settings.review_reaction) == ("", "")
    assert (settings.moderation_admins, settings.admin_token) == ((), None)
    assert settings.learned_models == Path("learned-models")


def test_load_settings_reads_how_messages_are_reviewed(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        REVIEW_CHANNEL="C012AB3CD",
        REVIEW_REACTION=":triangular_flag_on_post:",
        MODERATION_ADMINS="U012AB3CD, W012AB3CE",
        LEARNED_MODELS="/data/learned",
        **HTTP,
    )

    assert settings.review_channel == "C012AB3CD"
    assert settings.review_reaction == "triangular_flag_on_post"
    assert settings.moderation_admins == ("U012AB3CD", "W012AB3CE")
    assert settings.learned_models == Path("/data/learned")


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("REVIEW_CHANNEL", "#moderators", "a channel's id such as C012AB3CD"),
        ("REVIEW_CHANNEL", "D012AB3CD", "a channel's id such as C012AB3CD"),
        ("MODERATION_ADMINS", "@ada", "people's ids such as U012AB3CD"),
        ("MODERATION_ADMINS", "U012AB3CD; U012AB3CE", "people's ids such as U012AB3CD"),
    ],
)
def test_load_settings_says_what_ids_look_like(
    tmp_path: Path, key: str, value: str, wanted: str
) -> None:
    (problem,) = problems(tmp_path, **HTTP, **{key: value})

    assert problem.startswith(f"{key} is {value!r}: it must be {wanted}")


@pytest.mark.parametrize("key", ["REACTION", "REVIEW_REACTION"])
@pytest.mark.parametrize("value", ["not ok!", "two words", ":a:b:", "<!channel>"])
def test_reaction_that_is_no_name_of_an_emoji_is_refused(
    tmp_path: Path, key: str, value: str
) -> None:
    (problem,) = problems(tmp_path, **{key: value}, **HTTP)

    assert problem.startswith(f"{key} is {value!r}: it must be the name of one emoji")


def test_load_settings_refuses_one_emoji_for_two_things(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, REACTION="mag", REVIEW_REACTION=":mag:", **HTTP)

    assert problem.startswith("REVIEW_REACTION is ':mag:': it must be another emoji")


@pytest.mark.parametrize("value", ["xoxb-bot", "xapp-app", "secret"])
def test_load_settings_refuses_an_admin_token_that_is_none_without_showing_it(
    tmp_path: Path, value: str
) -> None:
    (problem,) = problems(tmp_path, SLACK_ADMIN_TOKEN=value, **HTTP)

    assert "a user token that starts with xoxp-" in problem
    assert value not in problem


def test_load_settings_takes_an_admin_token_and_does_not_print_it(tmp_path: Path) -> None:
    settings = load(tmp_path, SLACK_ADMIN_TOKEN="xoxp-admin", **HTTP)

    assert settings.admin_token is not None
    assert settings.admin_token.reveal() == "xoxp-admin"
    assert "xoxp" not in repr(settings)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("REVIEW_CHANNEL", "C012AB3CD"),
        ("MODERATION_ADMINS", "U012AB3CD"),
        ("SLACK_ADMIN_TOKEN", "xoxp-admin"),
    ],
)
def test_load_settings_takes_nothing_of_one_workspace_where_there_are_several(
    tmp_path: Path, key: str, value: str
) -> None:
    several = {
        "SLACK_APP_TOKEN": "xapp-app",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "abc",
        "STORE_KEY": "key",
    }
    (problem,) = problems(tmp_path, **several, **{key: value})

    assert problem.startswith(f"{key} is of one workspace")
    assert value not in problem
