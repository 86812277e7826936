from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.store import Store
from tests.bot.audit.conftest import Run
from tests.bot.store.samples import TEAM, USER, entry


def change(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def head(store: Store) -> str:
    verified = store.audit.verify(TEAM)
    return f"{verified.entries}:{verified.head}"


def test_record_as_it_was_written_is_well(
    recorded: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify") == 0
    told = capsys.readouterr().out
    assert f"{TEAM}: 3 entries, as it was written." in told
    assert f"head: {head(recorded)}" in told


def test_erased_values_are_told_and_are_well(
    recorded: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.erase(TEAM, USER)

    assert run("verify", "--team", TEAM) == 0
    assert "4 entries, 6 values erased, as it was written." in capsys.readouterr().out


def test_changed_entry_is_named(
    recorded: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    change(recorded, "UPDATE explain_audit SET event = 'claimed' WHERE seq = 2")

    assert run("verify") == 1
    told = capsys.readouterr().out
    assert "NOT as it was written" in told
    assert "entry 2: it was changed" in told


def test_one_changed_workspace_of_several_is_enough(recorded: Store, run: Run) -> None:
    recorded.audit.append(entry(team="T99"))
    change(recorded, f"UPDATE explain_audit SET event = 'shown' WHERE team_id = '{TEAM}'")

    assert run("verify") == 1
    assert run("verify", "--team", "T99") == 0


def test_earlier_head_is_well_after_more_was_put_on_record(recorded: Store, run: Run) -> None:
    earlier = head(recorded)
    recorded.audit.append(entry())

    assert run("verify", "--head", earlier) == 0
    assert run("verify", "--head", head(recorded).upper()) == 0


def test_head_shows_that_the_end_was_cut_off_with_care(
    recorded: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    later = head(recorded)
    change(
        recorded,
        "DELETE FROM explain_told WHERE seq = 3",
        "DELETE FROM explain_audit WHERE seq = 3",
        "UPDATE explain_audit_heads SET seq = 2, hash = (SELECT hash FROM explain_audit "
        "WHERE seq = 2)",
    )

    assert run("verify") == 0
    assert run("verify", "--head", later) == 1
    assert f"does not have the head {later}" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["3", "abc", "x:abc", ""])
def test_head_of_another_form_is_refused(
    recorded: Store, run: Run, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("verify", "--head", wrong)

    assert "is no head" in capsys.readouterr().err


def test_head_is_of_one_workspace(
    recorded: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.audit.append(entry(team="T99"))

    assert run("verify", "--head", head(recorded)) == 1
    assert "--team" in capsys.readouterr().err


def test_empty_record_is_well(store: Store, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify") == 0
    assert "Nothing is on record yet" in capsys.readouterr().out


def test_head_of_a_record_that_is_gone_shows(store: Store, run: Run) -> None:
    assert run("verify", "--head", "3:abc") == 1


def test_unknown_workspace_is_an_error(
    recorded: Store, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify", "--team", "T99") == 1
    assert "T99" in capsys.readouterr().err


def test_missing_database_is_an_error(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify", DATABASE_URL="sqlite:////nowhere/explain.db") == 1
    assert "There is no database at" in capsys.readouterr().err


def test_help_names_every_command(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run("--help")

    told = capsys.readouterr().out
    assert all(command in told for command in ("verify", "replay", "export"))
