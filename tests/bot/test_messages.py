from __future__ import annotations

import pytest

from bot.errors import Busy, DeliveryError, MissingScope, NotInChannel, RateLimited, Stopping
from bot.messages import (
    Message,
    name_of,
    problem,
    reasons,
    result,
    summary,
    usage,
)
from explain_core.errors import (
    EmptyText,
    ModelNotFound,
    NotFinite,
    TextTooLong,
    UnknownTarget,
)
from explain_core.explanation import Trust
from explain_core.heatmap.wording import percent
from tests.bot.fakes import explanation_of, request_for
from tests.slack.block_kit import check_message

TEXTS = [
    "x",
    "😀",
    "bugs are smart animals",
    "昆虫は賢い動物です",
    "<!channel> *bold* _italic_ `code` ~struck~ & <https://example.com|link>",
    "line one\nline two\n> quoted",
    "&&&&<<<<>>>>" * 200,
    "long " * 8000,
    "unbroken" * 5000,
]


def answer(text: str, **changes: object) -> Message:
    attributions = [1.5, -0.7, 0.4, -0.2, 0.1] * 10
    explanation = explanation_of(text, attributions, **changes)
    return result(request_for(text), explanation, picture="F0123456789")


@pytest.mark.parametrize("text", TEXTS)
def test_result_is_within_slacks_limits(text: str) -> None:
    message = answer(text)

    assert check_message(message.blocks, file_rule=lambda _: None) == []
    assert 0 < len(message.text) < 4000


@pytest.mark.parametrize("text", TEXTS)
def test_result_shows_what_people_typed_without_formatting(text: str) -> None:
    blocks = answer(text).blocks
    formatted = [
        part["text"]
        for block in blocks
        for part in [block.get("text"), *block.get("elements", [])]
        if part and part["type"] == "mrkdwn"
    ]

    assert formatted == ["*Negative* 96%", "<@U0ALICE> asked about"]


@pytest.mark.parametrize("text", TEXTS)
def test_result_has_no_control_sequence_but_the_asker(text: str) -> None:
    message = answer(text)
    everything = f"{message.text} {message.blocks}".replace("<@U0ALICE>", "")

    assert "<" not in everything
    assert ">" not in everything


def test_result_says_in_words_what_the_picture_shows() -> None:
    message = answer("This movie is horrible")
    (image,) = [block for block in message.blocks if block["type"] == "image"]

    for told in (image["alt_text"], message.text):
        assert "Negative 96%" in told
        assert "Towards Negative: This +1.50, is +0.40" in told
        assert "Away from Negative: movie \N{MINUS SIGN}0.70" in told


def test_result_quotes_asker_and_text() -> None:
    message = answer("This movie is horrible")

    asker, quoted = message.blocks[-1]["elements"]
    assert asker["text"] == "<@U0ALICE> asked about"
    assert quoted["text"] == "“This movie is horrible”"
    assert "<@U0ALICE> asked about “This movie is horrible”" in message.text


def test_result_says_when_it_shortens_the_text() -> None:
    message = answer("long " * 8000)

    assert "40,000 characters in all" in message.text
    assert "40,000 characters in all" in message.blocks[-1]["elements"][1]["text"]


def test_result_without_a_picture_has_no_image() -> None:
    message = result(request_for(), explanation_of(), picture=None, notes=["Because."])

    assert all(block["type"] != "image" for block in message.blocks)
    assert "Because." in message.text
    assert "Because." in str(message.blocks)


DOUBTFUL = Trust(doubts=("The sum is off by 12% <!here>.", "Random words count as much."))


def test_result_marks_an_explanation_that_is_not_reliable() -> None:
    message = answer("some text", trust=DOUBTFUL)
    warning = "Not reliable: The sum is off by 12% &lt;!here&gt;. Random words count as much."
    (image,) = [block for block in message.blocks if block["type"] == "image"]
    notes = next(block for block in message.blocks if block["type"] == "context")

    assert notes["elements"][0]["text"] == f":warning: {warning}"
    assert warning in image["alt_text"]
    assert message.text.count(warning) == 1
    assert check_message(message.blocks, file_rule=lambda _: None) == []


def test_result_marks_what_has_not_converged() -> None:
    message = answer("some text", converged=False)

    assert "Not reliable" in message.text
    assert "Not reliable" in str(message.blocks)


def test_result_raises_no_doubt_about_a_reliable_explanation() -> None:
    message = answer("some text")

    assert "reliable" not in f"{message.text} {message.blocks}"


def test_summary_ends_with_the_doubts() -> None:
    assert summary(explanation_of("a b", (0.0, 0.0), trust=DOUBTFUL)) == (
        "Negative 96%. Not reliable: The sum is off by 12% <!here>. Random words count as much."
    )


def test_result_keeps_an_odd_label_harmless() -> None:
    message = answer("some text", label="<!here> & co", target="<!here> & co")

    assert message.blocks[0]["text"]["text"] == "*&lt;!here&gt; &amp; co* 96%"


def test_result_of_words_without_weight_gives_no_reasons() -> None:
    explanation = explanation_of("a b", (0.0, 0.0))

    assert reasons(explanation) == []
    assert summary(explanation) == "Negative 96%."


def test_reasons_are_about_the_explained_label() -> None:
    explanation = explanation_of("good", (1.0,), label="positive", target="negative")

    assert reasons(explanation) == ["Towards Negative: good +1.00"]


def test_reasons_leave_out_what_hardly_counts() -> None:
    explanation = explanation_of("a b c", (2.0, 0.03, -0.03))

    assert reasons(explanation) == ["Towards Negative: a +2.00"]


def test_reasons_shorten_endless_words() -> None:
    (line,) = reasons(explanation_of("x" * 40_000, (1.0,)))

    assert len(line) < 100


@pytest.mark.parametrize("probability", [0.0, 0.002, 0.5, 0.964, 0.997, 0.9997, 1.0])
def test_result_gives_the_probability_as_its_picture_does(probability: float) -> None:
    explanation = explanation_of("", (), probability=probability)

    assert summary(explanation) == f"Negative {percent(probability)}."


@pytest.mark.parametrize(
    ("label", "name"), [("negative", "Negative"), ("LABEL_0", "LABEL_0"), ("é", "É"), ("", "")]
)
def test_name_of_begins_with_a_capital(label: str, name: str) -> None:
    assert name_of(label) == name


def test_usage_is_within_slacks_limits() -> None:
    assert check_message(usage("/explain").blocks, file_rule=lambda _: None) == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (EmptyText(), "There is no text to explain"),
        (TextTooLong(50_000, 40_000), "Send a shorter part of it."),
        (UnknownTarget("<!here>", ["negative"]), "'&lt;!here&gt;'"),
        (NotFinite("a <score>"), "a &lt;score&gt;"),
        (ModelNotFound("/secret/path", "gone"), "The model does not work at the moment"),
        (ValueError("/secret/path"), "Something went wrong on my side"),
        (Busy(500), "500 requests are waiting"),
        (Stopping(), "Please ask again in a minute"),
        (NotInChannel("not_in_channel", "explain"), "`/invite @explain`"),
        (MissingScope("chat:write"), "`chat:write`"),
        (RateLimited(30), "in about 30 s"),
        (DeliveryError("fatal_error"), "fatal_error"),
    ],
)
def test_problem_tells_what_happened(error: Exception, told: str) -> None:
    text = problem(error, request_id="0123456789ab")

    assert told in text
    assert "/secret/path" not in text


@pytest.mark.parametrize("error", [ModelNotFound("x", "y"), ValueError()])
def test_problem_gives_the_number_that_the_log_has(error: Exception) -> None:
    assert "0123456789ab" in problem(error, request_id="0123456789ab")
