from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.messages import action_ids
from bot.messages.review.case import HIDDEN, case_message, case_window
from bot.messages.review.values import value_of
from bot.moderation.cases.case import Mark
from explain_core.explanation import Undone
from tests.bot.messages.review.cases import (
    CREATED,
    LINK,
    Past,
    case_of,
    in_every_state,
    toxic,
)
from tests.bot.messages.review.filling import clickable, types

AGREED: dict[str, Any] = {
    "state": "decided",
    "verdict": "agree",
    "decided_by": "U0MOD",
    "decided": CREATED + timedelta(hours=2),
}
APPEALED: dict[str, Any] = {
    **AGREED,
    "state": "appealed",
    "measure": "warn",
    "warned": CREATED,
    "appeal": "I *meant* it <b>kindly</b>",
}
MANY = {f"l{number}": 0.9 for number in range(12)}
DECIDE = [action_ids.CASE_AGREE, action_ids.CASE_OVERRULE, action_ids.CASE_UNSURE]
MEASURES = [
    action_ids.CASE_NOTHING,
    action_ids.CASE_WARN,
    action_ids.CASE_HIDE,
    action_ids.CASE_DELETE,
]
SECOND_LOOK = [action_ids.CASE_UPHOLD, action_ids.CASE_GRANT]
LOOK = [action_ids.CASE_WORDS, action_ids.CASE_CONTEXT]
CASES = [pytest.param(case, id=name) for name, case in in_every_state()]


def buttons_of(changes: dict[str, Any], **how: Any) -> list[str]:
    found = clickable(case_message(case_of(**changes), **how))
    return [action for action in found if action != action_ids.CASE_MORE]


def test_case_says_why_a_message_was_flagged() -> None:
    message = case_message(case_of(), explanation=toxic(), link=LINK, past=Past())

    assert types(message) == ["section", "section", "image", "section", "context", *2 * ["actions"]]
    assert "*Toxic* 97%, *Insult* 81%, *Obscene* 60%" in message.text
    assert "“You are an idiot”" in message.text
    assert "Towards Toxic: You +1.50" in message.text
    assert f"<{LINK}|Open the message>" in message.text


def test_case_lists_no_label_that_is_below_its_threshold() -> None:
    assert "Threat" not in case_message(case_of()).text


def test_case_has_a_picture_with_a_description() -> None:
    message = case_message(case_of(picture="F1"), explanation=toxic())
    (image,) = [block for block in message.blocks if block["type"] == "image"]

    assert image["slack_file"] == {"id": "F1"}
    assert image["alt_text"].startswith("Heatmap of the words. ")
    assert image["alt_text"] in message.text


def test_case_without_a_picture_names_the_words() -> None:
    message = case_message(case_of(picture=None), explanation=toxic())

    assert "image" not in types(message)
    assert "Towards Toxic: You +1.50" in message.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"probabilities": {}}, "The model has not scored it."),
        (
            {"thresholds": {"toxic": 0.99}},
            "No label reaches its threshold; the closest is *Toxic* 97%.",
        ),
        (
            {"probabilities": MANY, "thresholds": dict.fromkeys(MANY, 0.5)},
            "*L7* 90% and 4 more\n",
        ),
        ({"sources": ("monitor",)}, "Noticed by the model, <!date"),
        (
            {"sources": ("shortcut", "monitor"), "flaggers": ("U1", "U2")},
            "Sent to review; noticed by the model, by <@U1> and <@U2>, <!date",
        ),
        ({"original": "edited"}, "The message was edited after it was flagged."),
        (
            {"original": "edited", "edited_text": "Sorry", "edited_probabilities": {"toxic": 0.02}},
            "It now reads: “Sorry”. It would not be flagged: Toxic 2%.",
        ),
        (
            {"original": "edited", "edited_text": "x", "edited_probabilities": {"toxic": 0.9}},
            "It would still be flagged: Toxic 90%.",
        ),
        ({"original": "deleted"}, "is deleted. The case can still be decided."),
        ({"claimed_by": "U0MOD"}, "<@U0MOD> is looking at it."),
        ({"colleague": "U0MOD"}, "<@U0MOD> was asked for a second opinion."),
        ({"author": ""}, "Somebody unknown wrote it in <#C0GENERAL>."),
        ({"ts": ""}, "wrote it, in a text that was only typed."),
        ({"channel": "D1"}, "wrote it in a direct message."),
        (AGREED, "<@U0MOD> agreed with the flag: it breaks the rules, <!date"),
        ({**AGREED, "verdict": "overrule"}, "<@U0MOD> overruled the flag: it is fine, <!date"),
        ({**AGREED, "measure": "none"}, "Nothing more was done."),
        ({**AGREED, "measure": "warn"}, "The author got a warning as a direct message."),
        ({**AGREED, "measure": "delete"}, "The message was deleted."),
        (APPEALED, "*The author asks for a second look*"),
        (APPEALED, "Any moderator but <@U0MOD>, who decided first, can decide."),
    ],
)
def test_case_tells_how_it_stands(changes: dict[str, Any], told: str) -> None:
    assert told in case_message(case_of(**changes)).text


@pytest.mark.parametrize(
    ("past", "changes", "told"),
    [
        (Past(1), {}, "They have no other case."),
        (Past(2), {}, "They have 1 other case: none decided."),
        (Past(5, 3, 1), {}, "4 other cases: 3 broke the rules, 1 fine."),
        (Past(5, 3, 1), AGREED, "4 other cases: 2 broke the rules, 1 fine."),
        (Past(5, 0, 4), {}, "4 other cases: 4 fine."),
    ],
)
def test_case_counts_the_authors_other_cases(
    past: Past, changes: dict[str, Any], told: str
) -> None:
    assert told in case_message(case_of(**changes), past=past).text


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "new"}, [*DECIDE, action_ids.CASE_CLAIM, *LOOK]),
        ({}, [*DECIDE, action_ids.CASE_CLAIM, *LOOK]),
        ({"claimed_by": "U0MOD"}, [*DECIDE, action_ids.CASE_RELEASE, *LOOK]),
        (AGREED, [*MEASURES, *LOOK]),
        ({**AGREED, "verdict": "overrule"}, LOOK),
        ({**AGREED, "measure": "warn"}, LOOK),
        ({**AGREED, "author": ""}, [x for x in [*MEASURES, *LOOK] if x != action_ids.CASE_WARN]),
        ({**AGREED, "original": "deleted"}, [*MEASURES[:2], *LOOK]),
        ({**AGREED, "ts": ""}, [*MEASURES[:2], action_ids.CASE_WORDS]),
        (APPEALED, [*SECOND_LOOK, action_ids.CASE_CLAIM, *LOOK]),
        ({**APPEALED, "state": "closed", "appeal_verdict": "upheld"}, LOOK),
        ({"has_text": False, "text": ""}, [*DECIDE, action_ids.CASE_CLAIM, LOOK[1]]),
    ],
)
def test_case_offers_what_can_be_done_now(changes: dict[str, Any], expected: list[str]) -> None:
    assert buttons_of(changes) == expected


def test_case_buttons_carry_the_version() -> None:
    found = clickable(case_message(case_of(id="abc", version=7)))
    more = found.pop(action_ids.CASE_MORE)

    assert {button["value"] for button in found.values()} == {"abc:7"}
    assert [entry["value"] for entry in more["options"]] == [
        "details:abc:7",
        "agree_note:abc:7",
        "overrule_note:abc:7",
    ]


def test_case_asks_before_a_message_is_deleted() -> None:
    found = clickable(case_message(case_of(**AGREED)))

    assert found[action_ids.CASE_DELETE]["confirm"]["title"]["text"] == "Delete the message?"


@pytest.mark.parametrize("changes", [{}, AGREED, APPEALED])
def test_case_verdicts_with_a_note_are_offered_while_open(changes: dict[str, Any]) -> None:
    more = clickable(case_message(case_of(**changes)))[action_ids.CASE_MORE]

    assert len(more["options"]) == (1 if changes else 3)


@pytest.mark.parametrize("case", CASES)
def test_case_that_is_blurred_shows_nothing_that_was_written(case: Any) -> None:
    secret = "Sesame"
    hidden = replace(
        case,
        text=secret,
        edited_text=secret,
        appeal=secret if case.appeal else "",
        marks=(Mark(start=0, end=6, kind="matters"),),
        notes=(),
        note="",
    )
    message = case_message(hidden, explanation=toxic(secret), blur=True)

    assert secret not in str(message)
    assert "image" not in types(message)
    assert (HIDDEN in message.text) == case.has_text
    assert (action_ids.CASE_SHOW in clickable(message)) == case.has_text


def test_case_that_is_blurred_counts_the_marked_words() -> None:
    marks = (Mark(start=0, end=3, kind="matters"), Mark(start=4, end=7, kind="blameless"))

    assert "2 words are marked." in case_message(case_of(marks=marks), blur=True).text


def test_case_shows_the_rest_of_a_long_text() -> None:
    assert action_ids.CASE_SHOW not in buttons_of({"text": "x" * 300})
    assert action_ids.CASE_SHOW in buttons_of({"text": "x" * 301})


def test_case_names_the_marked_words() -> None:
    marks = (Mark(start=0, end=3, kind="matters"), Mark(start=11, end=16, kind="blameless"))

    assert "Words that matter: “You”. Wrongly blamed: “idiot”." in (
        case_message(case_of(marks=marks)).text
    )


def test_case_says_what_the_model_read_otherwise() -> None:
    explanation = toxic("You 1d10t", undone=(Undone(4, 9, "idiot"),))
    message = case_message(case_of("You 1d10t"), explanation=explanation)
    (image,) = [block for block in message.blocks if block["type"] == "image"]

    assert message.text.count("1d10t") >= 2
    assert image["alt_text"].count('ead "1d10t" as "idiot"') == 1
    assert "idiot" not in str(
        case_message(case_of("You 1d10t"), explanation=explanation, blur=True)
    )


def test_case_repeats_the_doubts() -> None:
    doubtful = toxic(converged=False, relative_delta=0.5)

    assert ":warning: Not reliable" in case_message(case_of(), explanation=doubtful).text


def test_case_says_that_a_text_is_not_kept() -> None:
    gone = case_of("", has_text=False)
    message = case_message(gone, explanation=toxic("secret"))

    assert "The text is no longer kept." in message.text
    assert "secret" not in str(message)


def test_case_leaves_what_people_write_as_it_is() -> None:
    case = case_of("*a* <!here>", note="*b* <@U1>", notes=("_c_",), appeal="~d~", **AGREED)
    written = [
        text["text"]
        for block in case_message(case).blocks
        for text in [block.get("text"), *block.get("elements", [])]
        if text and text["type"] == "plain_text"
    ]

    assert written == [
        "“*a* &lt;!here&gt;”",
        "Note: “_c_”",
        "Note: “*b* &lt;@U1&gt;”",
        "“~d~”",
    ]


def test_case_tells_who_decided_at_the_second_look() -> None:
    granted = {
        **APPEALED,
        "state": "closed",
        "verdict": "overrule",
        "appeal_verdict": "granted",
        "appeal_decided_by": "U0OTHER",
    }
    text = case_message(case_of(**granted)).text

    assert "*Closed: it is fine*" in text
    assert "<@U0MOD> agreed with the flag: it breaks the rules" in text
    assert "<@U0OTHER> took it back: it is fine." in text


def test_case_of_a_link_that_is_none_has_no_link() -> None:
    message = case_message(case_of(), link="javascript:alert(1)")

    assert "javascript" not in str(message)


def test_case_of_a_deleted_message_has_no_link() -> None:
    assert LINK not in str(case_message(case_of(original="deleted"), link=LINK))


@pytest.mark.parametrize("case", CASES)
def test_case_says_the_same_in_words(case: Any) -> None:
    message = case_message(case, explanation=toxic(case.text), link=LINK)
    parts: Sequence[dict[str, Any]] = [
        text
        for block in message.blocks
        for text in [block.get("text"), *block.get("elements", [])]
        if text and "type" in text and text["type"] == "mrkdwn"
    ]

    assert all(part["text"] in message.text for part in parts)


def test_window_has_the_whole_text_and_the_same_buttons() -> None:
    case = case_of("word " * 400)
    view = case_window(case, explanation=toxic(case.text), link=LINK)

    assert view["private_metadata"] == value_of(case)
    assert ("word " * 400).strip() in str(view)
    assert set(clickable(view["blocks"])) == set(clickable(case_message(case))) - {
        action_ids.CASE_SHOW
    }


def test_case_of_a_deleted_message_says_that_it_can_be_decided_only_while_it_can() -> None:
    message = case_message(case_of(**AGREED, original="deleted"))

    assert "The original message is deleted." in message.text
    assert "can still be decided" not in message.text


def test_case_names_the_most_probable_label_first() -> None:
    likely = {"toxic": 0.99, "insult": 0.95}
    message = case_message(case_of(probabilities=likely, thresholds={"toxic": 0.9, "insult": 0.5}))

    assert "*Toxic* 99%, *Insult* 95%" in message.text
