"""Jobs that will not go on end with a sentence to whom they were for."""

from __future__ import annotations

from bot.jobs import ANSWER, CLICK, GIVE_UP
from tests.bot.delivering import ask
from tests.bot.fakes import FakeExplainer, action_for
from tests.bot.running import running
from tests.slack import SlackStandIn


def test_given_up_request_is_told_to_its_asker(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer()) as bot:
        request = ask(slack)
        bot.store.requests.add(request)
        bot.engine.submit(GIVE_UP[ANSWER], request.id, team=request.team)
        slack.wait_until(lambda: bool(slack.responses))
        slack.wait_until(lambda: bot.store.requests.state(request.id) == "failed")

    assert slack.messages("C0GENERAL") == []
    assert "each time the computation broke off" in str(slack.responses)
    assert "Try again" in str(slack.responses)


def test_given_up_click_is_told_to_who_clicked(slack: SlackStandIn) -> None:
    with running(slack, FakeExplainer()) as bot:
        action = action_for("edit", response_url=slack.response_url(channel="C0GENERAL"))
        bot.store.actions.add(action)
        bot.engine.submit(GIVE_UP[CLICK], action.id, team=action.team)
        slack.wait_until(lambda: bool(slack.responses))

    assert "each time the computation broke off" in str(slack.responses)


def test_giving_up_leaves_an_answered_request_alone(slack: SlackStandIn) -> None:
    explainer = FakeExplainer()
    with running(slack, explainer) as bot:
        answered, late = ask(slack, id="answered"), ask(slack, id="late")
        bot.store.requests.add(answered, state="answered")
        bot.store.requests.add(late)
        for request in (answered, late):
            bot.engine.submit(GIVE_UP[ANSWER], request.id, team=request.team)
        slack.wait_until(lambda: bot.store.requests.state("late") == "failed")

        assert bot.store.requests.state("answered") == "answered"
