from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.slack import Message
from tests.slack.transcript import Transcript, lines_of, lines_of_view


def message(**fields: Any) -> Message:
    return Message(**{"ts": "1.000001", "channel": "C0GENERAL", "user": "UBOT"} | fields)


def test_lines_of_a_text_are_indented_under_its_author(tmp_path: Path) -> None:
    assert lines_of(message(text="two\nlines"), tmp_path) == [
        "UBOT in C0GENERAL:",
        "  two",
        "  lines",
    ]


def test_lines_of_a_whisper_say_who_sees_it(tmp_path: Path) -> None:
    (head, *_) = lines_of(message(text="a", ephemeral_to="U0ALICE"), tmp_path)
    assert head == "UBOT in C0GENERAL (only U0ALICE sees this):"


def test_lines_of_blocks_show_what_a_reader_would_see(tmp_path: Path) -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Agree"}}
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Negative* 96%"}},
        {"type": "image", "alt_text": "a heatmap", "image_url": "https://example.com/a.png"},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "by U0ALICE"}]},
        {"type": "actions", "elements": [button]},
    ]
    _, *lines = lines_of(message(blocks=blocks, text="fallback"), tmp_path)
    assert lines == [
        "  *Negative* 96%",
        "  [picture: a heatmap]",
        "  ---",
        "  by U0ALICE",
        "  !1 Agree",
    ]


def test_lines_of_a_picture_name_the_file_it_was_written_to(tmp_path: Path) -> None:
    file = {"id": "F1", "name": "../heat.png", "bytes": b"PNG"}
    *_, line = lines_of(message(text="a", files=[file]), tmp_path)
    path = tmp_path / "F1-heat.png"
    assert line == f"  picture: {path}"
    assert path.read_bytes() == b"PNG"


def test_transcript_shows_each_message_once(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path)
    assert transcript.fresh([message(text="a")]) != []
    assert transcript.fresh([message(text="a")]) == []


def test_transcript_shows_an_edited_message_again(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path)
    transcript.fresh([message(text="a")])
    assert transcript.fresh([message(text="b", edited=True)]) == [
        "UBOT in C0GENERAL (edited):",
        "  b",
    ]


def test_transcript_does_not_echo_people(tmp_path: Path) -> None:
    assert Transcript(tmp_path).fresh([message(text="a", via="person")]) == []


def test_lines_of_a_view_show_what_to_fill_in_and_to_click() -> None:
    field = {
        "type": "input",
        "block_id": "text",
        "label": {"type": "plain_text", "text": "Text"},
        "element": {"type": "plain_text_input", "action_id": "value"},
    }
    option = {"text": {"type": "plain_text", "text": "Mask"}, "value": "mask"}
    select = {"type": "static_select", "action_id": "baseline", "options": [option]}
    view = {
        "id": "V1",
        "type": "modal",
        "title": {"type": "plain_text", "text": "Explain"},
        "blocks": [field, {"type": "actions", "block_id": "b", "elements": [select]}],
    }
    assert lines_of_view(view) == ["Window “Explain”:", "  text= Text", "  !1 Mask"]


def test_transcript_shows_a_view_once_and_again_if_it_changes(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path)
    home: dict[str, Any] = {"id": "V1", "type": "home", "blocks": [{"type": "divider"}]}
    assert transcript.fresh_view(home) == ["Home:", "  ---"]
    assert transcript.fresh_view(home | {"id": "V2"}) == []
    assert transcript.fresh_view(home | {"blocks": []}) == ["Home:"]


def test_lines_of_a_view_name_whose_it_is_and_what_a_list_offers() -> None:
    options = [{"text": {"type": "plain_text", "text": "Me"}, "value": "me"}]
    field = {
        "type": "input",
        "block_id": "who",
        "label": {"type": "plain_text", "text": "Who?"},
        "element": {"type": "radio_buttons", "action_id": "value", "options": options},
    }
    title = {"type": "plain_text", "text": "Ask"}
    view = {"id": "V1", "type": "modal", "user": "U0BOB", "title": title, "blocks": [field]}
    assert lines_of_view(view) == ["Window “Ask” of U0BOB:", "  who= Who? (me)"]
