"""What a process listens with: one server, or several that begin and end together."""

from __future__ import annotations

from typing import Protocol


class Server(Protocol):
    """Where requests come in."""

    def start(self) -> None: ...

    def is_healthy(self) -> bool: ...

    def stop(self) -> None: ...


class Servers:
    """Several servers as one, which is healthy as long as each of them is."""

    def __init__(self, *servers: Server) -> None:
        self.servers = servers

    def start(self) -> None:
        for server in self.servers:
            server.start()

    def is_healthy(self) -> bool:
        # Each one is asked: some count from when they last were.
        return all([server.is_healthy() for server in self.servers])

    def stop(self) -> None:
        for server in self.servers:
            server.stop()
