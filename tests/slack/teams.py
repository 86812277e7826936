"""The workspaces that one stand-in serves, each with what its methods work with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.slack.app import SlackApp
from tests.slack.context import Context


@dataclass(slots=True)
class Teams:
    """Finds the workspace that a request is about; the first one was there from the start."""

    app: SlackApp
    _contexts: list[Context] = field(default_factory=list)

    def add(self, context: Context) -> None:
        self._contexts.append(context)

    def __iter__(self) -> Iterator[Context]:
        return iter(list(self._contexts))

    @property
    def first(self) -> Context:
        return self._contexts[0]

    def get(self, team_id: str) -> Context | None:
        return next((c for c in self._contexts if c.workspace.team_id == team_id), None)

    def of_token(self, value: str) -> Context:
        """Return the token's workspace; the first one for an app's token or an unknown one."""
        token = self.app.tokens.known(value)
        return (token and self.get(token.team)) or self.first

    def of_ticket(self, ticket: str) -> Context:
        """Return where a file is being uploaded to."""
        return next((c for c in self._contexts if c.files.by_ticket(ticket)), self.first)

    def of_response_url(self, key: str) -> Context:
        """Return where a response_url speaks."""
        return next((c for c in self._contexts if c.response_urls.known(key)), self.first)
