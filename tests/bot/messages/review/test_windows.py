from __future__ import annotations

from typing import Any

import pytest

from bot.messages.review.windows import about_of, all_chosen, chosen, form, text_field, written

ODD: list[Any] = [None, 3, True, "x", [], {}, [None], {"x": "x"}, [[]], {"value": 3}, {"value": {}}]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_reading_takes_any_shape_for_nothing(odd: Any) -> None:
    states = [{"selected_option": odd}, {"selected_options": odd}, {"selected_options": [odd]}]
    inner = [odd, {"f": odd}, *({"f": state} for state in states)]
    views = [{"state": odd}, {"state": {"values": odd}}]
    views += [{"state": {"values": {"f": one}}} for one in inner]

    assert [written(view, "f") for view in views] == [""] * len(views)
    assert [chosen(view, "f") for view in views] == [""] * len(views)
    assert [all_chosen(view, "f") for view in views] == [()] * len(views)


@pytest.mark.parametrize("odd", [None, 3, {}, []])
def test_about_takes_any_shape_for_nothing(odd: Any) -> None:
    assert about_of({"private_metadata": odd}) == ""
    assert about_of({}) == ""


def test_form_shortens_what_stands_in_a_field_at_first() -> None:
    field = text_field("f", "Label", value="x" * 5000, limit=100)
    view = form("A title that is too long for Slack", [field], callback_id="c", submit="Go")

    assert len(field["element"]["initial_value"]) == 100
    assert len(view["title"]["text"]) <= 24
