"""`/sentiment`: the quick check, for the asker alone."""

from __future__ import annotations

import pytest

from bot.errors import StoreUnavailable
from bot.store import Preferences
from explain_core.errors import TextTooLong
from explain_core.explanation import Prediction
from tests.bot.listeners.listening import listening
from tests.slack import SlackStandIn


def test_sentiment_answers_in_the_acknowledgement(slack: SlackStandIn) -> None:
    with listening(slack):
        slack.command("/sentiment", "This movie is horrible")

    (shown,) = slack.seen_only_by("U0ALICE")
    assert shown.via == "ack"
    assert "Negative 96%" in shown.text


def test_sentiment_keeps_the_text_for_its_button(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.command("/sentiment", "“This movie is horrible”")
        (shown,) = slack.seen_only_by("U0ALICE")
        slack.click(shown, "explain")

    (draft,) = bot.jobs.drafts
    assert (draft.text, draft.visibility) == ("This movie is horrible", "private")
    assert (bot.action.kind, bot.action.explanation) == ("explain", draft.id)
    assert bot.jobs.requests == []


def test_sentiment_says_that_it_has_no_options(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        slack.command("/sentiment", "--model moderation you idiot")

    (shown,) = slack.seen_only_by("U0ALICE")
    assert "`/sentiment` has no options" in shown.text
    assert bot.jobs.drafts == []


def test_sentiment_asks_the_bots_own_model(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        bot.store.preferences.set(slack.team_id, "U0ALICE", Preferences(model="moderation"))
        slack.command("/sentiment", "some text")

    assert bot.jobs.drafts[0].model == ""


def test_sentiment_names_labels_in_the_askers_language(slack: SlackStandIn) -> None:
    with listening(slack) as bot:
        bot.store.preferences.set(slack.team_id, "U0ALICE", Preferences(language="de"))
        slack.command("/sentiment", "some text")

    assert "Negativ" in slack.seen_only_by("U0ALICE")[0].text


def test_sentiment_of_a_model_whose_labels_need_not_fit_says_that_none_does(
    slack: SlackStandIn,
) -> None:
    unlikely = Prediction("threat", 0.2, {"threat": 0.2}, {"threat": 0.3})
    with listening(slack, prediction=unlikely):
        slack.command("/sentiment", "some text")

    assert "Nothing is flagged" in slack.seen_only_by("U0ALICE")[0].text


def test_sentiment_without_an_answer_in_time_offers_one_later(slack: SlackStandIn) -> None:
    with listening(slack, prediction=None):
        slack.command("/sentiment", "some text")
        (shown,) = slack.seen_only_by("U0ALICE")

        assert slack.click(shown, "explain").ok


@pytest.mark.parametrize("text", ["", " ", "help", "HELP", "--help"])
def test_sentiment_without_a_text_says_how_to_ask(slack: SlackStandIn, text: str) -> None:
    with listening(slack) as bot:
        slack.command("/sentiment", text)

    (shown,) = slack.seen_only_by("U0ALICE")
    assert "`/sentiment some text`" in shown.text
    assert bot.jobs.drafts == []


def test_sentiment_without_a_database_says_so(slack: SlackStandIn) -> None:
    with listening(slack, error=StoreUnavailable("OperationalError")):
        slack.command("/sentiment", "some text")

    assert "I cannot reach my database" in slack.seen_only_by("U0ALICE")[0].text


def test_sentiment_of_a_text_that_is_too_long_says_so(slack: SlackStandIn) -> None:
    with listening(slack, prediction=TextTooLong(50_000, 40_000)):
        slack.command("/sentiment", "some text")

    assert "at most 40,000" in slack.seen_only_by("U0ALICE")[0].text
