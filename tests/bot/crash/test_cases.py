"""The single process dies at every point of a flag, and the case is shown once all the same."""

from __future__ import annotations

from functools import partial

import pytest

from tests.bot.crash.court import AUTHOR, CAROL, Court
from tests.bot.crash.ward import CHANNEL

ROLES = ("all",)

# Slack tells of the message again, for it was not acknowledged.
HEARING = ["Flags.add", "Engine.submit"]
OPENING = ["open works", "Cases.open", "open recorded"]
EXPLAINING = ["explaining", "Explanations.put", "explain recorded"]
UPLOADED = ["files.completeUploadExternal sent"]
DRAWN = ["Cases.set_picture", "Explanations.set_picture", "picture recorded"]
POSTING = [
    "Seen.first",
    "chat.postMessage sent",
    "Cases.show",
    "post recorded",
]
ENDING = ["look recorded", "Flags.drop_text"]


@pytest.mark.parametrize(
    "point", [*HEARING, *OPENING, *EXPLAINING, *UPLOADED, *DRAWN, *POSTING, *ENDING]
)
def test_flagged_message_becomes_one_case_with_one_picture(court: Court, point: str) -> None:
    text, n_completed = court.text(), court.ward.n_completed()
    court.dying_while_said(point, text)

    message = court.shown(text)
    assert len(message.files) == 1
    assert court.events(message) == ["flagged", "opened"]
    assert (court.case(message).state, court.below(message)) == ("open", [])
    assert court.ward.n_completed() - n_completed == (2 if point in UPLOADED else 1)


@pytest.mark.parametrize("point", ["Flags.add", "Engine.submit"])
def test_what_somebody_sends_to_review_again_is_one_case(court: Court, point: str) -> None:
    """Slack leaves the window open, and says that something went wrong."""
    text = court.text().replace("nasty", "odd")
    message = court.slack.say(CHANNEL, text, user=AUTHOR)
    court.slack.message_shortcut("send_to_review", message, user=CAROL)
    (modal,) = court.slack.modals_of(CAROL)
    court.dying_at(point, partial(court.slack.submit, modal))
    court.slack.submit(modal)

    assert court.events(court.shown(text)).count("flagged") == 1
    assert court.slack.modals_of(CAROL) == []


@pytest.mark.parametrize(
    "point", ["Flags.add", "Engine.submit", "Cases.change edited", "chat.update sent"]
)
def test_edit_is_followed_once(court: Court, point: str) -> None:
    text = court.text()
    court.flagged(text)
    original = court.slack.messages(CHANNEL)[-1]
    court.dying_at(point, partial(court.slack.edit, original, f"sorry for this: {text}"))

    message = court.shown(text)
    assert court.events(message) == ["flagged", "opened", "edited"]
    assert court.case(message).original == "edited"


@pytest.mark.parametrize("point", ["Cases.change original_deleted", "chat.update sent"])
def test_deletion_is_noted_once(court: Court, point: str) -> None:
    text = court.text()
    court.flagged(text)
    original = court.slack.messages(CHANNEL)[-1]
    court.dying_at(point, partial(court.slack.delete, original))

    message = court.shown(text)
    assert court.events(message) == ["flagged", "opened", "original_deleted"]
    assert court.case(message).original == "deleted"


def test_message_that_nobody_minds_leaves_nothing_after_a_death(court: Court) -> None:
    """A process that died before it could score has Slack tell of the message again."""
    text = court.ward.text("what a lovely day")
    court.ward.patient.set("slow")
    court.slack.say(CHANNEL, text, user=AUTHOR)
    court.slack.wait_for_events()
    court.ward.patient.clear("slow")
    court.ward.patient.wait_until_done()

    assert court.ward.complaints() == []
    assert not any(text in case.text for case in court.slack.messages("C0REVIEW"))
