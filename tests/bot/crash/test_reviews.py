"""The single process dies at every point of what moderators decide, and it is done once."""

from __future__ import annotations

from functools import partial

import pytest

from tests.bot.crash.court import AUTHOR, CAROL, DAVE, Court
from tests.bot.crash.ward import CHANNEL
from tests.bot.moderators import cases_in

ROLES = ("all",)


@pytest.mark.parametrize(
    "point",
    [
        "Actions.add",
        "Engine.submit",
        "case_agree works",
        "Cases.change decided",
        "chat.update sent",
        "case_agree done",
        "case_agree recorded",
    ],
)
def test_verdict_is_on_record_once(court: Court, point: str) -> None:
    """Of a click that was not taken Slack says so, and people click again."""
    text = court.text()
    message = court.flagged(text)
    told = court.dying_at(point, partial(court.click, message, "case_agree"))
    if point == "Actions.add":
        told += court.dying_at("chat.update sent", partial(court.click, message, "case_agree"))

    message = court.shown(text)
    case = court.case(message)
    assert (case.verdict, case.decided_by, told) == ("agree", CAROL, 0)
    assert court.events(message) == ["flagged", "opened", "decided"]
    assert "case_agree" not in str(message.blocks)


@pytest.mark.parametrize("point", ["Cases.change claimed", "chat.update sent"])
def test_claim_is_on_record_once(court: Court, point: str) -> None:
    text = court.text()
    message = court.flagged(text)
    told = court.dying_at(point, partial(court.click, message, "case_claim"))

    message = court.shown(text)
    assert (court.case(message).claimed_by, told) == (CAROL, 0)
    assert court.events(message) == ["flagged", "opened", "claimed"]


@pytest.mark.parametrize("point", ["Cases.change asked_colleague", "chat.postMessage sent"])
def test_colleague_is_asked_once(court: Court, point: str) -> None:
    text = court.text()
    court.click(court.flagged(text), "case_unsure")
    modal = court.slack.modals_of(CAROL)[-1]
    before = court.written_to(DAVE)
    (block,) = [
        b["block_id"] for b in modal["blocks"] if b.get("element", {}).get("type") == "users_select"
    ]
    court.dying_at(point, partial(court.slack.submit, modal, {block: DAVE}))

    message = court.shown(text)
    assert court.written_to(DAVE) - before == 1
    assert court.events(message) == ["flagged", "opened", "asked_colleague"]


@pytest.mark.parametrize(
    "point",
    [
        "Cases.change measured begun",
        "Seen.first",
        "chat.postMessage sent",
        "Cases.change measured done",
        "chat.update sent",
        "case_measure recorded",
    ],
)
def test_author_is_warned_once(court: Court, point: str) -> None:
    text = court.text()
    court.click(court.agreed(text), "case_warn")
    before = court.written_to(AUTHOR)
    submit = partial(court.slack.submit, court.slack.modals_of(CAROL)[-1])
    told = court.dying_at(point, submit)

    message = court.shown(text)
    case = court.case(message)
    assert (court.written_to(AUTHOR) - before, told) == (1, 0)
    assert (case.measure, case.warned is not None) == ("warn", True)
    assert court.events(message)[2:] == ["decided", "measured", "measured"]


@pytest.mark.parametrize(
    "point", ["Cases.change measured begun", "chat.delete sent", "Cases.change measured done"]
)
def test_message_is_deleted_once(court: Court, point: str) -> None:
    text = court.text()
    message = court.agreed(text)
    told = court.dying_at(point, partial(court.click, message, "case_delete"))

    message = court.shown(text)
    case = court.case(message)
    assert not any(text in said.text for said in court.slack.messages(CHANNEL))
    assert (case.measure, case.original, told) == ("delete", "deleted", 0)


@pytest.mark.parametrize(
    "point",
    ["Cases.change appealed", "chat.postMessage sent", "chat.update sent", "case_appeal done"],
)
def test_second_look_is_asked_for_once(court: Court, point: str) -> None:
    text = court.text()
    court.warned(text)
    before = court.written_to(AUTHOR)
    court.dying_at(point, court.submit_appeal)

    message = court.shown(text)
    assert court.case(message).state == "appealed"
    assert court.events(message).count("appealed") == 1
    assert court.written_to(AUTHOR) - before == 1
    assert len(court.below(message)) == 1


@pytest.mark.parametrize(
    "point", ["Cases.change appeal_decided", "chat.postMessage sent", "chat.update sent"]
)
def test_second_look_is_decided_and_answered_once(court: Court, point: str) -> None:
    text = court.text()
    message = court.appealed(text)
    before = court.written_to(AUTHOR)
    click = partial(court.click, message, "case_appeal_granted", user=DAVE)
    court.dying_at(point, click)

    message = court.shown(text)
    case = court.case(message)
    assert (case.state, case.appeal_verdict, case.verdict) == ("closed", "granted", "overrule")
    assert court.events(message).count("appeal_decided") == 1
    assert court.written_to(AUTHOR) - before == 1


@pytest.mark.parametrize(
    "point", ["Cases.change decided", "chat.update sent", "case_bulk_agree done"]
)
def test_lookalikes_are_decided_once_each(court: Court, point: str) -> None:
    text = court.text()
    for _ in range(3):
        court.slack.say(CHANNEL, text, user=AUTHOR)
    court.slack.wait_for_events()
    court.ward.patient.wait_until_done()
    court.open_queue(CAROL, until=text)
    court.click_at_home(CAROL, "queue_alike", until="case_bulk_agree")
    home = court.slack.home(CAROL)
    assert home is not None
    before = court.written_to(CAROL)
    court.dying_at(point, partial(court.slack.click_in_view, home, "case_bulk_agree"))

    assert court.written_to(CAROL) - before == 1
    alike = [case for case in cases_in(court.slack) if text in case.text]
    assert [court.events(case) for case in alike] == [["flagged", "opened", "decided"]] * 3
    assert all("case_agree" not in str(case.blocks) for case in alike)
