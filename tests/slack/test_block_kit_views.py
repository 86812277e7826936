from __future__ import annotations

from typing import Any

import pytest

from tests.slack.block_kit import check_view

Json = dict[str, Any]
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "blocks": [SECTION], **more}


INPUT = {
    "type": "input",
    "label": plain("Text"),
    "element": {"type": "plain_text_input", "action_id": "text"},
}


def view_complaints(view: object) -> list[str]:
    return check_view(view, file_rule=lambda source: None)


def test_check_view_accepts_a_modal_at_every_limit() -> None:
    view = modal(
        title=plain("x" * 24),
        submit=plain("x" * 24),
        close=plain("x" * 24),
        private_metadata="x" * 3000,
        callback_id="x" * 255,
        blocks=[INPUT, *[SECTION] * 99],
    )
    assert view_complaints(view) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"title": plain("x" * 25)},
            "must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        (
            {"private_metadata": "x" * 3001},
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (
            {"blocks": [SECTION] * 101},
            "no more than 100 items allowed [json-pointer:/view/blocks]",
        ),
        ({"blocks": [INPUT]}, "missing required field: submit [json-pointer:/view]"),
        ({"type": "window"}, "unsupported type: window [json-pointer:/view/type]"),
        (
            {"blocks": [{"type": "markdown", "text": "x"}]},
            "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        ),
    ],
)
def test_check_view_says_what_is_wrong_and_where(change: Json, expected: str) -> None:
    assert view_complaints(modal() | change) == [expected]


@pytest.mark.parametrize("nonsense", [None, "view", [], {}, {"type": "modal"}])
def test_check_view_complains_of_what_is_no_view(nonsense: object) -> None:
    assert view_complaints(nonsense) != []
