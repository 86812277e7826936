from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from teaching.plot import draw, means
from teaching.team import Message, Season, season, verdicts

RULE_BROKEN = Message("you stupid liar", True, ("insult",), True)
FINE = Message("this damn thing", False, ("obscene",), True)


def several(n: int) -> list[tuple[Message, bool]]:
    flagged = [(Message(f"bad {k}", k % 2 > 0, ("toxic",), True), True) for k in range(n)]
    return flagged + [(Message(f"calm {k}", False, ("toxic",), False), False) for k in range(n)]


def rows() -> list[dict[str, Any]]:
    names = ("agreement", "kept", "dropped", "false_alarms")
    return [
        {"seed": seed, "verdicts": number, "marking": 0.5} | dict.fromkeys(names, 0.5 + seed / 10)
        for seed in (0, 1)
        for number in (0, 50)
    ]


def test_season_shares_no_message_between_learning_and_measuring() -> None:
    given = season(several(100), seed=3, n_unseen=30)
    parts = [{m.text for m in part} for part in (given.cases, given.unseen, given.ordinary)]
    assert len(given.unseen) == 30
    assert not parts[1] & (parts[0] | parts[2])
    assert not parts[0] & parts[2]


def test_season_is_another_one_for_every_seed_and_the_same_for_one() -> None:
    first, again, other = (season(several(100), seed=seed, n_unseen=30) for seed in (1, 1, 2))
    assert first == again
    assert first.unseen != other.unseen


def test_one_verdict_in_ten_is_against_the_rule() -> None:
    said = verdicts(Season([RULE_BROKEN] * 3000, (), ()), seed=0)
    wrong = sum(line["verdict"] == "overrule" for line in said) / len(said)
    assert wrong == pytest.approx(0.1, abs=0.02)


@pytest.mark.parametrize(
    ("message", "verdict", "words"),
    [(RULE_BROKEN, "agree", {"stupid", "liar"}), (FINE, "overrule", {"damn"})],
)
def test_marked_are_the_words_that_the_rule_is_about(
    message: Message, verdict: str, words: set[str]
) -> None:
    said = verdicts(Season([message] * 50, (), ()), seed=0, marking=1.0)
    marked = {
        message.text[mark["start"] : mark["end"]]
        for line in said
        if line["verdict"] == verdict
        for mark in line["marks"]
    }
    assert marked == words


def test_verdicts_without_marking_have_no_marks() -> None:
    assert not any(
        line["marks"] for line in verdicts(Season([FINE] * 50, (), ()), seed=0, marking=0)
    )


def test_means_are_over_the_teams() -> None:
    sizes, middle, spread = means(rows(), "agreement")
    assert sizes == [0, 50]
    assert middle == pytest.approx([0.55, 0.55])
    assert spread == pytest.approx([0.0707, 0.0707], abs=1e-3)


def test_draw_writes_a_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    draw(rows(), tmp_path / "learning.png")
    assert (tmp_path / "learning.png").read_bytes().startswith(b"\x89PNG")
