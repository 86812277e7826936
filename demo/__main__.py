"""`python -m demo`: the real bot on a page that looks like Slack, all on this machine."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from demo.child import Child
from demo.errors import DemoError
from demo.install import installed
from demo.page import Page, running_page
from demo.workspace import APP_TOKEN, BOT_TOKEN

ROOT = Path(__file__).resolve().parents[1]
LOOK_SECONDS = 0.2

EPILOG = """\
On the page, write as one of three people in #general (try /explain help). What the page lacks:
shortcuts on messages, the composer's shortcut, steps of workflows, and private answers that are
private: it shows them to everybody, marked "only visible to you". See demo/README.md.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0 after Ctrl-C, 1 if the demo cannot run."""
    options = _parser().parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with tempfile.TemporaryDirectory(prefix="explain-demo-") as folder:
            program = options.local_slack or installed()
            with running_page(program, port=options.port, folder=Path(folder)) as page:
                _run_bot(page, folder=Path(folder))
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", flush=True)
        return 0


def bot_environment(environ: Mapping[str, str], *, api_url: str) -> dict[str, str]:
    """Return the bot's environment: of its settings, only what suits a demo.

    A real workspace's tokens are not in it, wherever they are set.
    """
    kept = {k: v for k, v in environ.items() if not k.startswith(("SLACK_", "DATABASE_"))}
    model = Path(environ.get("EXPLAIN_MODEL", ""))
    if model.name and model.exists():
        kept["EXPLAIN_MODEL"] = str(model.resolve())
    return (
        {"REACTION": "eyes"}
        | kept
        | {
            "PYTHONPATH": str(ROOT),
            "SLACK_MODE": "socket",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": api_url,
            "SHUTDOWN_SECONDS": "2",
        }
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m demo",
        description="Run the bot on a page that looks like Slack: no workspace, no tokens.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=3900, help="default: %(default)s")
    parser.add_argument(
        "--local-slack",
        type=lambda path: Path(path).resolve(),
        metavar="PROGRAM",
        help="local-slack for your system (default: the one for Linux on x86-64, from npm)",
    )
    return parser


def _run_bot(page: Page, *, folder: Path) -> NoReturn:
    """Run until somebody stops it.

    Raises: DemoError if the bot or the page ends by itself.
    """
    environment = bot_environment(os.environ, api_url=page.api_url)
    # In the folder there is no .env of a real workspace to read.
    with Child([sys.executable, "-m", "bot"], cwd=folder, environment=environment) as bot:
        print(f"The page: {page.address}\nTry there: /explain bugs are smart animals")
        print("The first answer comes once the model is loaded. Ctrl-C stops all.", flush=True)
        while bot.exit_code is None and page.child.exit_code is None:
            time.sleep(LOOK_SECONDS)
    if page.child.exit_code is not None:
        raise DemoError(f"The page has ended by itself. It said:\n{page.said()}")
    raise DemoError("The bot has ended by itself; what it said is above.")


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
