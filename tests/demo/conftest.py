"""The demo, running, and a browser that looks at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.processes import ROOT, clean_environment
from tests.waiting import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Chromium looks for updates and news unless it is told not to.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 60_000


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--picture", type=Path, help="write what the browser shows into this PNG")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.option.markexpr == "not demo" and "deselected" in terminalreporter.stats:
        terminalreporter.write_line("left out: tests in a real browser; make demo-test runs them")


@pytest.fixture(scope="session")
def picture(pytestconfig: pytest.Config) -> Path | None:
    found: Path | None = pytestconfig.getoption("--picture", default=None)
    return found


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the demo's page, once the bot's model is loaded.

    All is real: the page, the bot and the model.
    """
    log = tmp_path_factory.mktemp("demo") / "log.txt"
    command = [sys.executable, "-m", "demo", "--port", "0"]
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as demo,
    ):
        assert demo.stdout is not None
        found = next(filter(None, (re.search("http://.*", line) for line in demo.stdout)), None)
        assert found is not None, log.read_text(encoding="utf-8")
        try:
            wait_until(lambda: "ready:" in log.read_text(encoding="utf-8"))
            yield found.group()
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.stdout.read()
    assert demo.returncode == 0, log.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium: sudo apt-get install chromium, or CHROMIUM=/path make demo-test"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Yield the page, with Alice in #general."""
    context = browser.new_context(viewport={"width": 1060, "height": 930}, device_scale_factor=2)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(address)
    page.get_by_text("connected", exact=True).wait_for()
    yield page
    context.close()
