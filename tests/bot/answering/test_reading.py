"""Which model answered is on record, and a model that judges reads texts as they are meant."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.schema import ExplanationRow
from tests.bot.fakes import FINGERPRINT, FakeExplainer
from tests.bot.moderators import FakeModerator
from tests.bot.running import running
from tests.slack import SlackStandIn


def test_answer_puts_the_models_digests_on_record(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer()) as bot:
        slack.command("/explain", "a text")
        slack.wait_until(lambda: any(m.files for m in slack.messages("C0GENERAL")))
        query = select(ExplanationRow.model_hash, ExplanationRow.tokenizer_hash)
        with bot.store.engine.connect() as connection:
            (row,) = connection.execute(query)

    assert tuple(row) == (FINGERPRINT.model, FINGERPRINT.tokenizer)


@pytest.mark.parametrize(
    ("explainer", "undone"), [(FakeExplainer(), []), (FakeModerator(), ["you 1d10t"])]
)
def test_answer_undoes_evasion_where_labels_are_judged_one_by_one(
    slack: SlackStandIn, explainer: FakeExplainer, undone: list[str]
) -> None:
    with running(slack, explainer):
        slack.command("/explain", "you 1d10t")
        slack.wait_until(lambda: any(m.files for m in slack.messages("C0GENERAL")))

    assert explainer.undone == undone


def test_what_would_change_it_is_asked_of_the_text_as_it_was_read(slack: SlackStandIn) -> None:
    explainer = FakeModerator()
    with running(slack, explainer):
        slack.command("/explain", "you nasty 1d10t")
        slack.wait_until(lambda: any(m.files for m in slack.messages("C0GENERAL")))
        (message,) = slack.messages("C0GENERAL")
        slack.click(message, "edit")
        slack.wait_until(lambda: len(explainer.undone) == 2)

    assert explainer.undone == ["you nasty 1d10t"] * 2
