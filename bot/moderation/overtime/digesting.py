"""Posts each workspace's weekly digest: the job "digest"."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.answering.progress import CLOCKS_APART_SECONDS
from bot.durable.careful import Careful
from bot.durable.steps import step
from bot.errors import DeliveryError, StepFailed, StoreUnavailable
from bot.messages.review.chart import chart
from bot.messages.review.digest import digest_message, in_short
from bot.moderation.cases.case import Case
from bot.moderation.overtime.digest import Digest, digest_of
from bot.moderation.overtime.weeks import WEEK, last_due, zone_of
from bot.moderation.rules import Rules
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest
from bot.store import Store
from explain_core.explanation import Explanation

logger = logging.getLogger(__name__)

MARK = "digest"

# Who sets another day or hour does not get two digests of the same week.
LEAST_APART = timedelta(days=3)

# A digest that could not be posted in its week is made up for by the next one, up to this.
MOST_COVERED = 5 * WEEK

# Of the words of an overruled flag, those count that pushed at least half as much as the strongest.
STRONG = 0.5


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """What one digest is about, and the name of the job that posts it."""

    team: str
    start: datetime
    end: datetime

    def name(self) -> str:
        return f"{self.team}:{int(self.start.timestamp())}:{int(self.end.timestamp())}"

    @classmethod
    def read(cls, name: str) -> Period:
        team, start, end = name.rsplit(":", 2)
        return cls(team, *(datetime.fromtimestamp(int(moment), UTC) for moment in (start, end)))


class Digests:
    """Safe to use from several processes: each period is posted once."""

    def __init__(
        self,
        store: Store,
        rules: Rules,
        delivery: Delivery,
        careful: Careful,
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._rules = rules
        self._delivery = delivery
        self._careful = careful
        self._clock = clock

    def due(self, team: str) -> Period | None:
        """Return what a workspace is to get a digest of now, None if of nothing.

        One that was missed, because no process was at work, is due until the next one is.
        Raises: StoreUnavailable.
        """
        setting = self._rules.of(team).digest
        if setting is None:
            return None
        end = last_due(
            self._clock(),
            weekday=setting.weekday,
            hour=setting.hour,
            time_zone=setting.time_zone,
        )
        last = self._store.marks.get(team, MARK)
        if last is not None and end - last < LEAST_APART:
            return None
        start = last if last is not None and end - last <= MOST_COVERED else end - WEEK
        return Period(team, start, end)

    def post(self, name: str) -> None:
        """Post the digest of a period, unless there is nothing to tell."""
        period = Period.read(name)
        asked = self._request(period)
        try:
            step("digest", asked, lambda: self._post(period, asked))
        except StepFailed as error:
            # To try it again every few minutes would help nobody; the next one covers this one.
            logger.warning("digest %s: not posted (%s)", name, type(error).__name__)
            return
        step("mark", asked, lambda: self._store.marks.set(period.team, MARK, period.end))

    def digest(self, period: Period) -> Digest:
        """Return the numbers of a period.

        Raises: StoreUnavailable.
        """
        cases, team = self._store.cases, period.team
        decided = cases.decided_since(team, period.start)
        setting = self._rules.of(team).digest
        return digest_of(
            cases.opened_since(team, period.start),
            decided,
            start=period.start,
            end=period.end,
            zone=zone_of(setting.time_zone if setting is not None else "UTC"),
            waiting=cases.count(team),
            blamed={case.id: self._blamed(case) for case in decided if case.verdict == "overrule"},
        )

    def _post(self, period: Period, asked: ExplainRequest) -> None:
        last = self._store.marks.get(period.team, MARK)
        rules = self._rules.of(period.team)
        channel = rules.review_channel or min(rules.review_channels, default="")
        if not channel or (last is not None and last >= period.end):
            return
        digest = self.digest(period)
        # Before the first digest the week may be one from before there was any moderation.
        is_first = last is None and not (digest.opened or digest.decided)
        if digest.is_empty or is_first:
            return
        message = digest_message(digest, self._picture(digest, asked))
        unsure = not self._store.seen.first(f"digest:{asked.id}")
        self._delivery.publish(
            replace(asked, channel=channel),
            message,
            maybe_posted=unsure,
            since=period.end.timestamp() - CLOCKS_APART_SECONDS,
        )

    def _request(self, period: Period) -> ExplainRequest:
        """Return where it goes to, as whoever delivers it wants to know it."""
        return ExplainRequest(
            id=f"digest-{period.name()}", team=period.team, channel="", user="", text=""
        )

    def _picture(self, digest: Digest, asked: ExplainRequest) -> str | None:
        """Return the id of the uploaded chart; None if it is not to be had: words will do."""
        try:
            content = self._careful.run(
                asked,
                (),
                here=lambda: chart(digest),
                apart=lambda isolated: isolated.run(chart, digest),
                name="chart",
            )
            return self._delivery.upload(
                asked, content, filename="digest.png", title=in_short(digest)
            )
        except StoreUnavailable:
            raise
        except DeliveryError as error:
            logger.warning("%s: no chart (%s)", asked.id, error.code)
        except Exception as error:
            logger.error("%s: no chart", asked.id, exc_info=error)
        return None

    def _blamed(self, case: Case) -> Sequence[str]:
        """Return the words behind a flag that was overruled, as far as they are still known.

        What moderators marked as wrongly blamed counts before what the model itself says.
        """
        if not case.has_text:
            return ()
        marks = [mark for mark in case.marks if mark.kind == "blameless"]
        if marks:
            return [case.text[mark.start : mark.end] for mark in marks]
        kept = self._store.explanations.find(case.explanation)
        return list(_strongest(kept.explanation)) if kept is not None and kept.has_text else ()


def _strongest(explanation: Explanation) -> Iterator[str]:
    least = STRONG * max((word.attribution for word in explanation.words), default=0.0)
    for word in explanation.words:
        if word.attribution > 0 and word.attribution >= least:
            yield word.text
