"""A workspace that moderates with a bot that keeps dying: what its people say, see and decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.moderation.cases.case import Case
from bot.moderation.cases.record import AuditEntry
from bot.moderation.settings import ModerationSettings
from tests.bot.crash.ward import CHANNEL, Ward
from tests.bot.moderators import MODERATORS, REVIEW, cases_in
from tests.slack import Ack, Message, SlackStandIn

AUTHOR, OWNER = "U0BOB", "U0OWNER"
CAROL, DAVE = MODERATORS


@dataclass(frozen=True, slots=True)
class Court:
    ward: Ward

    @property
    def slack(self) -> SlackStandIn:
        return self.ward.slack

    def text(self) -> str:
        return self.ward.text("you are nasty people")

    def flagged(self, text: str) -> Message:
        """Have the author write it, with no death in between, and return its case."""
        self.slack.say(CHANNEL, text, user=AUTHOR)
        self.slack.wait_for_events()
        return self.shown(text)

    def shown(self, text: str) -> Message:
        """Return the one message about a case, once all work is done."""
        self.ward.patient.wait_until_done()
        (message,) = [case for case in cases_in(self.slack) if text in case.text]
        return message

    def below(self, case: Message) -> list[Message]:
        said = self.slack.messages(REVIEW)
        return [message for message in said if message.is_reply and message.thread_ts == case.ts]

    def case(self, message: Message) -> Case:
        assert message.metadata is not None
        found = self.ward.store.cases.get(str(message.metadata["event_payload"]["id"]))
        assert found is not None
        return found

    def events(self, message: Message) -> list[str]:
        """Return what is on record about a case, which has to be as it was written."""
        store, team = self.ward.store, self.slack.team_id
        assert store.audit.verify(team).broken == ()
        return [entry.event for entry in store.audit.entries(team, case=self.case(message).id)]

    def written_to(self, user: str) -> int:
        """Return how many messages somebody has got from the bot."""
        return len(self.slack.messages(self.slack.direct_message(user)))

    def told(self, user: str) -> int:
        """Return how often somebody was told something alone; Slack's own notices are not meant."""
        return sum(message.via != "slackbot" for message in self.slack.seen_only_by(user))

    def click(self, message: Message, action_id: str, *, user: str = CAROL) -> Ack:
        return self.slack.click(message, action_id, user=user)

    def agreed(self, text: str) -> Message:
        """Have a message flagged and found to be what it seems."""
        self.click(self.flagged(text), "case_agree")
        return self.shown(text)

    def warned(self, text: str) -> Message:
        case = self.agreed(text)
        self.click(case, "case_warn")
        self.slack.submit(self.slack.modals_of(CAROL)[-1])
        return self.shown(text)

    def appealed(self, text: str) -> Message:
        self.warned(text)
        self.submit_appeal()
        return self.shown(text)

    def submit_appeal(self) -> Ack:
        """Have the author ask for a second look at the latest warning."""
        warning = self.slack.messages(self.slack.direct_message(AUTHOR))[-1]
        self.click(warning, "case_appeal", user=AUTHOR)
        modal = self.slack.modals_of(AUTHOR)[-1]
        (block,) = [b["block_id"] for b in modal["blocks"] if b["type"] == "input"]
        return self.slack.submit(modal, {block: "It was a quotation."})

    def open_queue(self, user: str, *, until: str) -> None:
        """Have a moderator open their App Home, and turn its pages until it shows these words."""
        self.slack.open_home(user)
        self.slack.wait_until(partial(self._shows_or_turns, user, until), timeout=60)
        self.ward.patient.wait_until_done()

    def _shows_or_turns(self, user: str, words: str) -> bool:
        home = self.slack.home(user)
        if home is None or words in str(home):
            return home is not None
        if "queue_after" in str(home):
            self.slack.click_in_view(home, "queue_after")
        return False

    def click_at_home(self, user: str, action_id: str, *, until: str) -> None:
        home = self.slack.home(user)
        assert home is not None
        self.slack.click_in_view(home, action_id)
        self.slack.wait_until(lambda: until in str(self.slack.home(user)), timeout=60)

    def dying_at(self, point: str, gesture: Callable[[], Ack | object]) -> int:
        """Have the bot die by a gesture; return how often Carol was told something meanwhile."""
        before = self.told(CAROL)
        self.ward.patient.dies_at(point)
        gesture()
        self.ward.patient.wait_until_dead()
        self.slack.wait_for_events()
        self.ward.patient.recover()
        return self.told(CAROL) - before

    def dying_while_said(self, point: str, text: str) -> None:
        self.dying_at(point, partial(self.slack.say, CHANNEL, text, user=AUTHOR))


def moderated(ward: Ward) -> Court:
    """Return the ward with a review channel, two moderators, and #general monitored."""
    ward.slack.add_channel(REVIEW, name="review", members=(ward.slack.bot_user_id, *MODERATORS))
    settings = ModerationSettings(monitored=(CHANNEL,), review_channel=REVIEW, announce=False)
    entry = AuditEntry(team=ward.slack.team_id, event="settings")
    ward.store.moderation.set(ward.slack.team_id, settings, entry=entry)
    return Court(ward)
