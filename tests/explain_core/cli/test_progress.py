from __future__ import annotations

import io
import sys

import pytest

from explain_core.cli.progress import Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bar_shows_rows_rate_and_time_left_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Bar(size=1000, done=10) as bar:
        bar.reached(20, 250)
        bar.say("a bad row")
        bar.reached(80, 1000)
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "80 of about 80 rows" in shown
    assert "left" in shown
    assert "row/s" in shown
    assert "a bad row\n" in shown


def test_bar_judges_the_number_of_rows_from_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Bar(size=1000, done=0) as bar:
        bar.reached(20, 250)
    assert "20 of about 80 rows" in sys.stderr.getvalue()  # type: ignore[attr-defined]


def test_bar_of_a_stream_shows_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Bar(size=None, done=0) as bar:
        bar.reached(20, 250)
    assert "20row" in sys.stderr.getvalue()  # type: ignore[attr-defined]


def test_bar_is_silent_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(size=1000, done=0) as bar:
        bar.reached(20, 250)
        bar.say("a bad row")
    assert capsys.readouterr().err == "a bad row\n"
