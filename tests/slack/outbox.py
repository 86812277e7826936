"""Events on their way to the app, sent again until they are acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.slack.app import SlackApp
from tests.slack.delivery import GENUINE, Courier, Forgery
from tests.slack.records import Ack, Json


@dataclass(slots=True, kw_only=True)
class Outbox:
    """Delivers events one by one, or in the background, each in a thread of its own.

    delays: seconds before each time that an event is sent again.
    """

    app: SlackApp
    courier: Courier
    delays: Sequence[float]
    _under_way: set[threading.Thread] = field(default_factory=set)
    _closed: threading.Event = field(default_factory=threading.Event)

    def deliver(self, payload: Json, *, redeliver: int = 0, forgery: Forgery = GENUINE) -> Ack:
        """Return the acknowledgement of an event, with those of its redeliveries.

        redeliver: how many times to send it again although it was acknowledged.
        """
        self.app.events.append(payload["event"])
        ack = self.courier.event(payload, forgery=forgery)
        self.courier.judge(f"event {payload['event']['type']}", ack, forgery=forgery)
        if not forgery.is_genuine:
            return ack
        return replace(ack, redeliveries=self._redeliver(payload, ack, forced=redeliver))

    def post(self, payload: Json) -> None:
        """Deliver an event in the background; where there is no app yet, nobody hears of it."""
        if self._closed.is_set() or not self.courier.has_app:
            return
        self.app.events.append(payload["event"])
        thread = threading.Thread(target=self._deliver_later, args=(payload,), daemon=True)
        with self.app.changed:
            self._under_way.add(thread)
        thread.start()

    @property
    def n_under_way(self) -> int:
        return len(self._under_way)

    def close(self) -> None:
        """Send nothing any more, and wait for the threads to notice."""
        self._closed.set()
        for thread in list(self._under_way):
            thread.join()

    def _deliver_later(self, payload: Json) -> None:
        try:
            ack = self.courier.event(payload)
            # An app that a test has stopped meanwhile has done nothing wrong by it.
            if ack.status != 0 or ack.timed_out:
                self.courier.judge(f"event {payload['event']['type']}", ack)
            acks = (ack, *self._redeliver(payload, ack, forced=0))
            self.app.event_acks.append((payload["event"], acks[-1]))
            if not any(ack.ok for ack in acks):
                self.app.lost_events.append(payload["event"])
        finally:
            with self.app.changed:
                self._under_way.discard(threading.current_thread())
                self.app.changed.notify_all()

    def _redeliver(self, payload: Json, ack: Ack, *, forced: int) -> tuple[Ack, ...]:
        """Return the answers to an event sent again, until one is in time and none is forced."""
        acks: list[Ack] = []
        for attempt, delay in enumerate(self.delays, start=1):
            last = acks[-1] if acks else ack
            if (last.ok and attempt > forced) or last.no_retry or self._closed.wait(delay):
                break
            acks.append(self.courier.event(payload, attempt=attempt, reason=retry_reason(last)))
        return tuple(acks)


def retry_reason(ack: Ack) -> str:
    """Return Slack's word for why an event is sent again after this answer."""
    if ack.status == 0 and not ack.timed_out:
        return "connection_failed"
    return "http_timeout" if ack.timed_out or ack.ok else "http_error"
