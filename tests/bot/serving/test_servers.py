from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.serving.servers import Servers


@dataclass
class FakeServer:
    """Remembers whether it runs, and how often it was asked for its health."""

    healthy: bool = True
    running: bool = False
    n_asked: int = 0

    def start(self) -> None:
        self.running = True

    def is_healthy(self) -> bool:
        self.n_asked += 1
        return self.healthy

    def stop(self) -> None:
        self.running = False


def test_servers_begin_and_end_together() -> None:
    one, two = FakeServer(), FakeServer()
    servers = Servers(one, two)

    servers.start()
    assert (one.running, two.running) == (True, True)
    servers.stop()
    assert (one.running, two.running) == (False, False)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [(True, True, True), (False, True, False), (True, False, False), (False, False, False)],
)
def test_servers_are_healthy_if_each_of_them_is(first: bool, second: bool, together: bool) -> None:
    one, two = FakeServer(first), FakeServer(second)

    assert Servers(one, two).is_healthy() == together
    assert (one.n_asked, two.n_asked) == (1, 1)
