"""Messages with the bot's own buttons, put into a stand-in for Slack as if a job had done it."""

from __future__ import annotations

from bot.messages.answer import answer
from bot.store import Verdicts
from tests.bot.fakes import explanation_of, request_for
from tests.bot.listeners.listening import Listening
from tests.slack import SlackStandIn
from tests.slack.clients import client_of
from tests.slack.records import Message

ID = "0123456789ab"


def answered(slack: SlackStandIn, *, thread: str = "", visibility: str = "channel") -> Message:
    """Return an answer that stands in the channel, or that U0ALICE alone sees there."""
    request = request_for(visibility=visibility)
    message = answer(
        request, explanation_of(), explanation_id=ID, picture=None, verdicts=Verdicts(0, 0)
    )
    said = {"channel": "C0GENERAL", "text": message.text, "blocks": message.blocks}
    if visibility == "private":
        client_of(slack).chat_postEphemeral(user="U0ALICE", **said)
        return slack.ephemerals[-1]
    client_of(slack).chat_postMessage(thread_ts=thread or None, **said)
    return [m for m in slack.messages("C0GENERAL") if m.user == slack.bot_user_id][-1]


def kept(
    bot: Listening, slack: SlackStandIn, *, team: str = "", visibility: str = "channel"
) -> None:
    """Have the store remember what `answered` shows, as of that team."""
    team = team or slack.team_id
    bot.store.requests.add(request_for(id=ID, team=team, visibility=visibility))
    about = {"team": team, "user": "U0ALICE", "channel": "C0GENERAL"}
    bot.store.explanations.put(ID, explanation_of(), model="sentiment", **about)
