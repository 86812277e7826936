from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from explain_core.explanation import Explanation, Trust, Undone
from tests.explain_core.explanations import explanation

TRUST = Trust(comprehensiveness=0.2, random_comprehensiveness=0.3, doubts=("It is doubtful.",))


@pytest.mark.parametrize(
    "e",
    [
        explanation("bugs are smart animals", [0.1, -0.2, 1.5]),
        explanation('\u6211\u2028 \U0001f642 \\ "x"', {"x": -1.0}),
        explanation("a", target="neutral", true_label="positive", multi_label=True),
        replace(explanation("a"), trust=TRUST, method="occlusion", precision="bf16"),
        explanation("a", multi_label=True, thresholds={"negative": 0.3, "positive": 0.7}),
        replace(explanation("an 1d10t"), undone=(Undone(3, 8, "idiot"),)),
    ],
)
def test_from_dict_undoes_to_dict(e: Explanation) -> None:
    assert Explanation.from_dict(e.to_dict()) == e
    assert Explanation.from_dict(json.loads(json.dumps(e.to_dict()))) == e


def test_from_dict_gives_what_can_be_drawn_again() -> None:
    e = explanation("bugs are smart animals", [0.1, -0.2, 1.5])
    again = Explanation.from_dict(json.loads(json.dumps(e.to_dict())))
    assert again.html() == e.html()
    assert again.terminal() == e.terminal()


def test_from_dict_leaves_other_keys_out() -> None:
    e = explanation("a")
    assert Explanation.from_dict(e.to_dict() | {"row": 3, "input": {}}) == e


LATER = ("method", "precision", "trust", "thresholds", "undone")


@pytest.mark.parametrize("multi_label", [False, True])
def test_from_dict_reads_records_of_before_there_was_all_of_it(multi_label: bool) -> None:
    e = explanation("a", multi_label=multi_label)
    record = e.to_dict()
    for name in (*LATER, "given"):
        del record[name]
    assert Explanation.from_dict(record) == e
    assert Explanation.from_dict(record).given == ("negative",)


@pytest.mark.parametrize(
    "undone", [[(0, 2)], [(1, 1)], [(-1, 1)], [(0, 1), (0, 1)], [("0", 1)], "x", None]
)
def test_from_dict_refuses_stretches_that_the_text_does_not_have(undone: Any) -> None:
    parts = undone
    if isinstance(undone, list):
        parts = [{"start": start, "end": end, "read_as": "x"} for start, end in undone]
    with pytest.raises(ValueError):  # noqa: PT011
        Explanation.from_dict(explanation("a").to_dict() | {"undone": parts})


REQUIRED = [f.name for f in fields(Explanation) if f.name not in LATER]


@pytest.mark.parametrize("name", REQUIRED)
def test_from_dict_names_what_is_missing(name: str) -> None:
    record = explanation("a").to_dict()
    del record[name]
    with pytest.raises(ValueError, match=f"an explanation has '{name}'"):
        Explanation.from_dict(record)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", None),
        ("probability", "0.5"),
        ("probability", True),
        ("probability", float("nan")),
        ("delta", float("inf")),
        ("n_steps", 1.5),
        ("converged", 1),
        ("probabilities", ["negative"]),
        ("probabilities", {"negative": None}),
        ("tokens", "abc"),
        ("token_ids", [1.5]),
        ("words", [{"text": "a"}]),
        ("words", ["a"]),
        ("trust", "good"),
        ("trust", {"doubts": "many"}),
    ],
)
def test_from_dict_names_what_is_wrong(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"'{name}' is not what an explanation has"):
        Explanation.from_dict(explanation("a").to_dict() | {name: value})


@pytest.mark.parametrize(
    "changes",
    [
        {"words": [{"text": "b", "start": 0, "end": 1, "attribution": 0.0}]},
        {"words": [{"text": "", "start": 0, "end": 0, "attribution": 0.0}]},
        {"words": [{"text": "a", "start": 0, "end": 1, "attribution": 0.0}] * 2},
        {"label": "unheard of"},
    ],
)
def test_from_dict_refuses_parts_that_do_not_fit(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is not the word at|has no probability"):
        Explanation.from_dict(explanation("a").to_dict() | changes)
