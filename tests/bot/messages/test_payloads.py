from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.messages import action_ids, callback_ids
from bot.messages.modal import CALLBACK_ID
from tests.slack.block_kit import check_message, check_view
from tests.slack.payloads import main, payloads

Json = dict[str, Any]

# What of our own may stand between angle brackets: people, channels, moments and links.
OUR_SEQUENCES = re.compile(
    r"<@U\w+>|<#C\w+>|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d :-]+>"
    r"|<https://example\.slack\.com/[\w/]+\|[\w ]+>"
)
ACTION_IDS = {value for name, value in vars(action_ids).items() if name.isupper()}
CALLBACK_IDS = {value for name, value in vars(callback_ids).items() if name.isupper()}
# Controls, and what changes the direction of everything after it.
INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def everything() -> dict[str, Json]:
    return payloads()


@pytest.fixture(scope="module")
def messages(everything: dict[str, Json]) -> dict[str, Json]:
    return {name: payload for name, payload in everything.items() if "text" in payload}


@pytest.fixture(scope="module")
def views(everything: dict[str, Json]) -> dict[str, Json]:
    return {name: payload for name, payload in everything.items() if "type" in payload}


def faults(sent: dict[str, Json], find: Callable[[Json], object]) -> dict[str, object]:
    """Return what is wrong with which payload."""
    return {name: found for name, payload in sent.items() if (found := find(payload))}


def nodes(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def texts(payload: Json) -> Iterator[str]:
    """Yield every string that somebody reads or hears, as it is sent."""
    for node in nodes(payload):
        for key in ("text", "alt_text", "accessibility_label"):
            if isinstance(node.get(key), str):
                yield node[key]


def test_payloads_are_messages_and_views(
    everything: dict[str, Json], messages: dict[str, Json], views: dict[str, Json]
) -> None:
    assert len(messages) > 100
    assert len(views) > 50
    assert len(messages) + len(views) == len(everything)


def test_payloads_have_the_blocks_that_slack_sdk_would_send(everything: dict[str, Json]) -> None:
    def changed(payload: Json) -> object:
        parsed = [block.to_dict() for block in Block.parse_all(payload["blocks"])]
        return [block for block in parsed if block not in payload["blocks"]]

    assert faults(everything, changed) == {}
    assert all(payload["blocks"] for payload in everything.values())


def test_views_are_what_slack_sdk_would_send(views: dict[str, Json]) -> None:
    def changed(payload: Json) -> object:
        view = View(**payload)
        view.validate_json()
        return None if view.to_dict() == payload else view

    assert faults(views, changed) == {}


def test_messages_are_within_slacks_limits(messages: dict[str, Json]) -> None:
    found = faults(messages, lambda p: check_message(p["blocks"], file_rule=lambda _: None))

    assert found == {}
    assert faults(messages, lambda payload: not 0 < len(payload["text"]) < 8000) == {}


def test_views_are_within_slacks_limits(views: dict[str, Json]) -> None:
    assert faults(views, lambda view: check_view(view, file_rule=lambda _: None)) == {}
    assert faults(views, lambda view: len(json.dumps(view)) > 250_000) == {}


def test_payloads_ring_nobody(everything: dict[str, Json]) -> None:
    def rings(payload: Json) -> object:
        return [t for t in texts(payload) if re.search("[<>]", OUR_SEQUENCES.sub("", t))]

    assert faults(everything, rings) == {}


def test_payloads_show_nothing_invisible(everything: dict[str, Json]) -> None:
    assert faults(everything, lambda p: [t for t in texts(p) if INVISIBLE.search(t)]) == {}


def test_payloads_have_known_actions_alone(everything: dict[str, Json]) -> None:
    def unknown(payload: Json) -> object:
        fields = {id(block["element"]) for block in payload["blocks"] if "element" in block}
        clicked = [node for node in nodes(payload["blocks"]) if id(node) not in fields]
        return {node["action_id"] for node in clicked if "action_id" in node} - ACTION_IDS

    assert faults(everything, unknown) == {}


def test_forms_have_fields_that_go_by_one_name(views: dict[str, Json]) -> None:
    def differing(view: Json) -> object:
        forms = [block for block in view["blocks"] if block["type"] == "input"]
        return [b["block_id"] for b in forms if b["block_id"] != b["element"]["action_id"]]

    assert faults(views, differing) == {}


def test_forms_are_known_by_their_callback_ids(views: dict[str, Json]) -> None:
    found = {view["callback_id"] for view in views.values() if "callback_id" in view}

    assert found == {CALLBACK_ID, *CALLBACK_IDS}


def test_payloads_have_different_options_in_a_menu(everything: dict[str, Json]) -> None:
    def repeated(payload: Json) -> object:
        for node in nodes(payload["blocks"]):
            groups = node.get("option_groups") or [node]
            values = [entry["value"] for group in groups for entry in group.get("options", [])]
            if len(set(values)) < len(values):
                return values
        return None

    assert faults(everything, repeated) == {}


def test_payloads_offer_every_action_somewhere(everything: dict[str, Json]) -> None:
    assert {node.get("action_id") for node in nodes(list(everything.values()))} >= ACTION_IDS


def test_main_writes_every_payload(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], everything: dict[str, Json]
) -> None:
    out = tmp_path / "payloads.json"

    assert main([str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8")) == everything
    assert f"{len(everything):,}" in capsys.readouterr().out
