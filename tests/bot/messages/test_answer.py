from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.markup import QUOTE_LIMIT
from bot.messages import action_ids
from bot.messages.answer import answer, comparison
from bot.messages.choices import label_named, read_value
from bot.messages.message import Message
from bot.store import Verdicts
from explain_core.comparison import compare
from explain_core.explanation import Explanation, Trust, Undone
from tests.bot.fakes import explanation_of, request_for
from tests.bot.messages.cases import LONGEST_LABEL, TEXTS, TOXIC, many, toxic

Json = dict[str, Any]

MINUS = "\N{MINUS SIGN}"
DOUBTFUL = Trust(doubts=("The sum is off by 12% <!here>.", "Random words count as much."))


def answered(explanation: Explanation | None = None, **changes: Any) -> Message:
    explanation = explanation or explanation_of()
    options: Json = {"explanation_id": "E1", "picture": "F1"} | changes
    return answer(request_for(explanation.text), explanation, **options)


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def only(message: Message, kind: str) -> Json:
    (block,) = [block for block in message.blocks if block["type"] == kind]
    return block


def elements(message: Message) -> dict[str, Json]:
    """Return the buttons and menus below an answer by their action ids."""
    return {element["action_id"]: element for element in only(message, "actions")["elements"]}


def labels_offered(message: Message) -> list[str]:
    return [entry["text"]["text"] for entry in elements(message)[action_ids.LABEL]["options"]]


def test_answer_reads_from_label_to_buttons() -> None:
    assert kinds(answered()) == ["section", "image", "section", "context", "actions"]
    assert answered().blocks[0]["text"]["text"] == "*Negative* 96%"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_answer_shows_what_people_typed_without_formatting(text: str) -> None:
    message = answered(explanation_of(text, [1.5, -0.7, 0.4]))
    formatted = [
        part["text"]
        for block in message.blocks
        for part in [block.get("text"), *block.get("elements", [])]
        if part and part["type"] == "mrkdwn"
    ]

    assert formatted == ["*Negative* 96%", "<@U0ALICE> asked about"]


def test_answer_says_in_words_what_the_picture_shows() -> None:
    message = answered(explanation_of("This movie is horrible", (1.5, -0.7, 0.4, 0.001)))

    for told in (only(message, "image")["alt_text"], message.text):
        assert "Negative 96%" in told
        assert "Towards Negative: This +1.50, is +0.40" in told
        assert f"Away from it: movie {MINUS}0.70" in told


def test_answer_has_one_line_of_reasons() -> None:
    reasons = answered().blocks[2]["text"]

    assert reasons["type"] == "plain_text"
    assert reasons["text"] == (
        f"Towards Negative: horrible +1.50, This +0.10  ·  Away from it: movie {MINUS}0.30"
    )


def test_answer_of_words_without_weight_gives_no_reasons() -> None:
    message = answered(explanation_of("a b", (0.0, 0.0)))

    assert kinds(message) == ["section", "image", "context", "actions"]


def test_answer_quotes_asker_and_text() -> None:
    asker, quoted = only(answered(), "context")["elements"]

    assert asker["text"] == "<@U0ALICE> asked about"
    assert quoted["text"] == "“This movie is horrible”"
    assert "<@U0ALICE> asked about “This movie is horrible”" in answered().text


def test_answer_says_when_it_shortens_the_text() -> None:
    message = answered(explanation_of("long " * 8000))
    quoted = only(message, "context")["elements"][1]["text"]

    assert "40,000 characters in all" in message.text
    assert "40,000 characters in all" in quoted
    assert len(quoted) < QUOTE_LIMIT + 100


@pytest.mark.parametrize(
    ("changes", "asker"),
    [
        ({"visibility": "private"}, "You asked about"),
        ({"origin": "function"}, "A workflow asked about"),
        ({"user": ""}, "A workflow asked about"),
    ],
)
def test_answer_names_who_asked(changes: dict[str, str], asker: str) -> None:
    request = request_for(**changes)
    message = answer(request, explanation_of(), explanation_id="E1", picture=None)

    assert asker in message.text
    assert asker in str(message.blocks)


def test_answer_without_a_picture_has_no_image() -> None:
    message = answered(picture=None, notes=["Because."])

    assert "image" not in kinds(message)
    assert "Because." in message.text
    assert "Because." in str(message.blocks)


def test_answer_marks_an_explanation_that_is_not_reliable() -> None:
    message = answered(explanation_of(trust=DOUBTFUL))
    warning = "Not reliable: The sum is off by 12% &lt;!here&gt;. Random words count as much."
    notes = next(block for block in message.blocks if block["type"] == "context")

    assert notes["elements"][0]["text"] == f":warning: {warning}"
    assert warning in only(message, "image")["alt_text"]
    assert message.text.count(warning) == 1


def test_answer_marks_what_has_not_converged() -> None:
    message = answered(explanation_of(converged=False))

    assert "Not reliable" in message.text
    assert "Not reliable" in str(message.blocks)


def test_answer_raises_no_doubt_about_a_reliable_explanation() -> None:
    assert "reliable" not in f"{answered().text} {answered().blocks}"


def test_answer_says_which_other_label_it_explains() -> None:
    message = answered(explanation_of(target="positive"))

    assert message.blocks[0]["text"]["text"] == ("*Negative* 96%\nExplained here: *Positive* 0.6%")
    assert "Negative 96%. Explained here: Positive 0.6%." in message.text
    assert "Towards Positive" in message.text


def test_answer_gives_every_label_that_fits() -> None:
    message = answered(toxic(TOXIC))

    title = message.blocks[0]["text"]["text"]
    assert title == "Flagged: *Toxic* 97%, *Insult* 81%, *Obscene* 60%"
    assert "Flagged: Toxic 97%, Insult 81%, Obscene 60%." in message.text


def test_answer_says_if_no_label_fits() -> None:
    message = answered(toxic({"toxic": 0.2, "insult": 0.1}))

    rest = "no label reaches its threshold. The most probable is"
    title = message.blocks[0]["text"]["text"]
    assert title == f"*Nothing is flagged*: {rest} *Toxic* 20%, flagged from 50%"
    assert f"Nothing is flagged: {rest} Toxic 20%, flagged from 50%." in message.text


def test_answer_goes_by_the_models_own_thresholds() -> None:
    thresholds = {"toxic": 0.765, "insult": 0.691, "threat": 0.302}
    message = answered(
        replace(toxic({"toxic": 0.7, "insult": 0.6, "threat": 0.31}), thresholds=thresholds)
    )

    assert message.blocks[0]["text"]["text"].startswith("Flagged: *Threat* 31%\n")


@pytest.mark.parametrize(
    ("text", "part", "told"),
    [
        ("you 1d10t", Undone(4, 9, "idiot"), 'Read "1d10t" as "idiot"'),
        ("<!here>", Undone(0, 7, "*x*"), 'Read "&lt;!here&gt;" as "\N{ASTERISK OPERATOR}x'),
    ],
)
def test_answer_tells_what_was_read_otherwise_than_it_was_typed(
    text: str, part: Undone, told: str
) -> None:
    message = answered(explanation_of(text, undone=(part,)))

    remarks = [block for block in message.blocks if block["type"] == "context"]
    assert remarks[0]["elements"][0]["text"].startswith(told)
    assert told.split(" as ")[0] in message.text


def test_answer_keeps_an_odd_label_harmless() -> None:
    message = answered(explanation_of(label="<!here> & *co*", target="<!here> & *co*"))

    title = message.blocks[0]["text"]["text"]
    assert title == "*&lt;!here&gt; &amp; \N{ASTERISK OPERATOR}co\N{ASTERISK OPERATOR}* 96%"


@pytest.mark.parametrize(
    ("language", "bold", "plain"),
    [("de", "*Negativ* 96%", "Negativ 96%"), ("ar", "*سلبي* \u200e96%", "سلبي\u200e 96%")],
)
def test_answer_speaks_the_language_of_the_labels(language: str, bold: str, plain: str) -> None:
    message = answered(language=language)

    assert message.blocks[0]["text"]["text"] == bold
    assert plain in only(message, "image")["alt_text"]
    assert plain in message.text


def test_answer_has_buttons_that_know_the_explanation() -> None:
    buttons = {k: e for k, e in elements(answered()).items() if e["type"] == "button"}

    assert list(buttons) == [action_ids.AGREE, action_ids.DISAGREE, action_ids.EDIT]
    assert {button["value"] for button in buttons.values()} == {"E1"}


def test_answer_has_buttons_that_tell_screen_readers_the_label() -> None:
    spoken = elements(answered(language="fr"))[action_ids.DISAGREE]["accessibility_label"]

    assert spoken == "Disagree with Négatif"


def test_answer_offers_sharing_to_private_askers_alone() -> None:
    private = request_for(visibility="private")
    message = answer(private, explanation_of(), explanation_id="E1", picture=None)

    assert action_ids.SHARE in elements(message)
    assert action_ids.SHARE not in elements(answered())


def test_answer_has_a_menu_in_its_corner() -> None:
    menu = answered().blocks[0]["accessory"]
    read = [read_value(entry["value"]) for entry in menu["options"]]

    assert read == [("E1", "details"), ("E1", "json"), ("E1", "delete")]


def test_answer_offers_the_other_labels_by_probability() -> None:
    assert labels_offered(answered()) == ["Neutral 3%", "Positive 0.6%"]


def test_answer_offers_the_prediction_where_another_label_is_explained() -> None:
    message = answered(explanation_of(target="positive"))

    assert labels_offered(message) == ["Negative 96%", "Neutral 3%"]


def test_answer_offers_no_menu_if_there_is_one_label_only() -> None:
    explanation = explanation_of(label="a", target="a", probabilities={"a": 1.0})

    assert action_ids.LABEL not in elements(answered(explanation))


def test_answer_offers_the_most_probable_of_a_thousand_labels() -> None:
    probabilities = dict(reversed(many(1000).items())) | {"label_500": 0.5}
    explanation = explanation_of(label="label_0", target="label_0", probabilities=probabilities)
    offered = labels_offered(answered(explanation))

    assert len(offered) == 100
    assert offered[0] == "Label 500 50%"


@pytest.mark.parametrize("label", ["neutral", "*b* <!here>", "a:b", LONGEST_LABEL, "中文", ""])
def test_answer_has_a_menu_that_leads_back_to_the_label(label: str) -> None:
    probabilities = {"negative": 0.9, label: 0.1}
    message = answered(explanation_of(probabilities=probabilities))
    (chosen,) = elements(message)[action_ids.LABEL]["options"]
    explanation_id, key = read_value(chosen["value"])

    assert explanation_id == "E1"
    assert label_named(key, probabilities) == label


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        (Verdicts(2, 1), "2 agree, 1 disagrees"),
        (Verdicts(1, 0), "1 agrees"),
        (Verdicts(0, 1_234), "1,234 disagree"),
    ],
)
def test_answer_counts_the_verdicts_in_words(verdicts: Verdicts, told: str) -> None:
    message = answered(verdicts=verdicts)

    assert message.blocks[-1]["elements"][0]["text"] == told
    assert message.text.endswith(told)


def test_answer_without_verdicts_counts_none() -> None:
    assert answered(verdicts=Verdicts(0, 0)) == answered()


def compared(**changes: Any) -> Message:
    left = explanation_of("I love it", (0.1, -2.0, 0.0))
    right = explanation_of("I hate it", (0.1, 1.5, 0.0), probability=0.8)
    request = request_for("I love it", compare="I hate it", **changes)
    return comparison(request, compare(left, right), explanation_id="E1", picture="F1")


def test_comparison_names_both_answers() -> None:
    assert compared().blocks[0]["text"]["text"] == "A: *Negative* 96%\nB: *Negative* 80%"


def test_comparison_says_in_words_what_differs() -> None:
    message = compared()

    for told in (only(message, "image")["alt_text"], message.text):
        assert "B minus A (+ is towards Negative): +3.50 from “love” to “hate”." in told
    assert message.blocks[2]["text"]["text"] == (
        "What differs most, B minus A (+ is towards Negative):\n+3.50 from “love” to “hate”"
    )


def test_comparison_of_the_same_finds_no_difference() -> None:
    same = compare(explanation_of(), explanation_of())
    message = comparison(request_for(compare="x"), same, explanation_id="E1", picture=None)

    assert "Every word does the same in A and B." in message.text


def test_comparison_quotes_both_texts() -> None:
    _, left, right = only(compared(), "context")["elements"]

    assert (left["text"], right["text"]) == ("A: “I love it”", "B: “I hate it”")
    assert "<@U0ALICE> compared “I love it” with “I hate it”" in compared().text


def test_comparison_says_which_side_is_not_reliable() -> None:
    doubtful = compare(explanation_of(), explanation_of(trust=DOUBTFUL))
    message = comparison(request_for(compare="x"), doubtful, explanation_id="E1", picture=None)

    assert "B: Not reliable: The sum is off by 12% &lt;!here&gt;." in str(message.blocks)
    assert "B: Not reliable: The sum is off by 12% &lt;!here&gt;." in message.text


def test_comparison_offers_sharing_to_private_askers_alone() -> None:
    assert "actions" not in kinds(compared())
    assert action_ids.SHARE in elements(compared(visibility="private"))
