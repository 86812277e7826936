"""Try a bot without a workspace: a Slack on this machine, with a prompt for commands."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.slack import SlackStandIn
from tests.slack.prompt import HELP, Prompt
from tests.slack.screen import Screen


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=3100, help="default: %(default)s")
    parser.add_argument(
        "--request-url",
        metavar="URL",
        help="the bot's address, as http://127.0.0.1:3000/slack/events (default: Socket Mode)",
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=120.0,
        metavar="SECONDS",
        help="how long to wait for the bot, and for its last answers (default: %(default)s)",
    )
    return parser.parse_args(given)


def converse(prompt: Prompt, lines: Iterable[str]) -> int:
    """Obey line after line; return how many there were."""
    n_sent = 0
    for line in filter(None, map(str.strip, lines)):
        prompt.obey(line)
        n_sent += 1
    return n_sent


def linger(screen: Screen, *, patience: float) -> None:
    """Wait until the bot has said something and then falls silent, or patience is at its end."""
    deadline = time.monotonic() + patience
    n_before = -1
    while time.monotonic() < deadline:
        if screen.n_lines and screen.n_lines == n_before:
            return
        n_before = screen.n_lines
        time.sleep(1.0)


def main(given: Sequence[str] | None = None) -> int:
    options, status = arguments(given), 0
    folder = Path(tempfile.mkdtemp(prefix="slack-pictures-"))
    with SlackStandIn(port=options.port) as slack:
        if options.request_url:
            slack.connect_http(options.request_url)
        print("Start the bot with these in its environment:\n")
        for name, value in slack.environment().items():
            print(f"export {name}={value}")
        print(f"\nPictures go to {folder}\n{HELP}\n", flush=True)
        screen = Screen(slack, folder)
        watcher = threading.Thread(target=screen.watch, daemon=True)
        watcher.start()
        try:
            if not options.request_url:
                slack.wait_for_connections(timeout=options.patience)
                print("The bot is connected.", flush=True)
            if converse(Prompt(slack, screen.say), sys.stdin):
                linger(screen, patience=options.patience)
        except TimeoutError:
            print("No bot has connected.", file=sys.stderr)
            status = 1
        except KeyboardInterrupt:
            print()
        screen.stop()
        watcher.join()
        screen.show()
    return status


if __name__ == "__main__":
    sys.exit(main())
