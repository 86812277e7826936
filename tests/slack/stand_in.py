"""SlackStandIn: what a test talks to."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from tests.slack.backstage import Backstage, Options
from tests.slack.clock import Clock
from tests.slack.gestures import Gestures
from tests.slack.manifest import Manifest, read_manifest
from tests.slack.misfortunes import Misfortunes
from tests.slack.people import People
from tests.slack.witness import Witness

ACK_SECONDS = 3.0
EVENT_RETRIES = 3


class Team(Gestures, Misfortunes, People, Witness):
    """One workspace in which the app is installed."""


class SlackStandIn(Team):
    """Plays Slack for one app, on 127.0.0.1; use it in a `with` statement.

    It has one workspace, and is itself that workspace; `add_workspace` opens further ones.

    file_ready_after:   seconds until an uploaded file may be shown and its share appears.
    latency:            seconds that every answer takes.
    ack_limit:          seconds that the app has to acknowledge a request, and to use its
                        trigger_id; Slack gives three for either.
    event_retry_delays: seconds before each redelivery of an event; Slack waits 0, 60 and 300.
    ping_seconds:       how often a WebSocket is pinged.
    posts_per_second:   how often chat.postMessage may post in one channel once a short burst is
                        over; Slack allows one a second. None for as often as you like.
    rate_tiers:         whether calls are counted and refused by Slack's tiers of methods.
    port:               0 for any that is free.
    clock:              what all limits of seconds and minutes go by, acknowledgements excepted.
    manifest:           what the app is allowed; by default what its manifest.json says.
    """

    def __init__(
        self,
        *,
        file_ready_after: float = 0.0,
        latency: float = 0.0,
        ack_limit: float = ACK_SECONDS,
        event_retry_delays: Sequence[float] = (0.0,) * EVENT_RETRIES,
        ping_seconds: float = 10.0,
        posts_per_second: float | None = None,
        rate_tiers: bool = False,
        port: int = 0,
        clock: Clock | None = None,
        manifest: Manifest | None = None,
    ) -> None:
        options = Options(
            file_ready_after=file_ready_after,
            latency=latency,
            ack_limit=ack_limit,
            event_retry_delays=event_retry_delays,
            ping_seconds=ping_seconds,
            posts_per_second=posts_per_second,
            rate_tiers=rate_tiers,
            port=port,
        )
        backstage = Backstage(options, clock or Clock(), manifest or read_manifest())
        super().__init__(backstage, backstage.open_workspace())
        self._furnish()

    def __enter__(self) -> Self:
        self._backstage.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._backstage.stop()

    def add_workspace(self, name: str = "Elsewhere", *, installed: bool = True) -> Team:
        """Return another workspace, with its own token, people and channels.

        installed: false if somebody there has yet to consent to the app.
        """
        team = Team(self._backstage, self._backstage.open_workspace(name))
        team._furnish()
        if not installed:
            team.uninstall()
        return team

    def environment(self) -> dict[str, str]:
        """Return the variables with which an app finds this stand-in instead of Slack."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_APP_TOKEN": self.app_token,
        }

    def oauth_environment(self) -> dict[str, str]:
        """Return those with which an app of several workspaces finds it; no bot token is told."""
        known = self.environment()
        del known["SLACK_BOT_TOKEN"]
        return known | {
            "SLACK_CLIENT_ID": self._backstage.app.client_id,
            "SLACK_CLIENT_SECRET": self._backstage.app.client_secret,
        }
