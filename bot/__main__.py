"""`python -m bot`: run the Slack app."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot.errors import SettingsError, StartError, StoreUnavailable
from bot.loading import load_explainer

if TYPE_CHECKING:
    from bot.assembly import Role
    from bot.models import Load
    from bot.settings import Settings

EPILOG = """\
settings, from the environment or a file .env in the working directory:
  SLACK_BOT_TOKEN       xoxb-..., from OAuth & Permissions
  SLACK_APP_TOKEN       xapp-..., from Basic Information; switches Socket Mode on
  SLACK_SIGNING_SECRET  from Basic Information; needed in HTTP mode
  SLACK_MODE            socket or http (default: socket if there is an app token)
  PORT                  for HTTP mode (default: 3000); the path is /slack/events
  SLACK_CLIENT_ID       with SLACK_CLIENT_SECRET and STORE_KEY: several workspaces may install
                        the app at PORT, /slack/install, and SLACK_BOT_TOKEN is not needed
  EXPLAIN_MODEL         a model's name, directory or Hub id (default: sentiment)
  SLACK_API_URL         (default: https://slack.com/api/)
  DATABASE_URL          where requests and answers are kept (default: sqlite:///explain.db)
  BOT_SLOT              this process's name, if there are several on one database (default: bot-1)
  KEEP_TEXT             stored, hashed or dropped: what becomes of answered texts (default: stored)
  RETENTION_DAYS        after which everything is deleted (default: 30)
  REACTION              an emoji such as mag, which asks for an explanation (default: none)
  QUEUE_LIMIT           requests that may wait in all (default: 2000; 0 for any number)
  TEAM_LIMIT            of them from one workspace (default: 1000)
  USER_LIMIT            of them from one person (default: 30)
  SHUTDOWN_SECONDS      for work under way at SIGTERM (default: 20)
  METRICS_PORT          for /healthz, /readyz and /metrics (default: PORT in HTTP mode, else none)
  METRICS_HOST          the address to listen on for these (default: 127.0.0.1)
  LOG_LEVEL             DEBUG, INFO, WARNING or ERROR (default: INFO)
  LOG_FORMAT            text or json (default: text in a terminal, else json)
"""


def main(arguments: Sequence[str] | None = None, *, load: Load | None = None) -> int:
    """Return the exit code: 0 after a signal, 1 if the bot cannot work, 2 for wrong settings.

    Of `check` it is 0 or 1: whether the bot could run; of `migrate`, whether it was done.

    load: gives the explainer for a model's name; by default explain_core's, warmed up.
    """
    asked = _parser().parse_args(arguments).role
    from bot.logs import set_up_logging
    from bot.settings import load_settings

    if asked == "check":
        return _check(load or load_explainer)
    if asked == "migrate":
        return _migrate()
    role: Role = asked
    try:
        settings = load_settings(os.environ, env_file=Path(".env"))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    set_up_logging(settings.log_level, format=settings.log_format)
    return _run(settings, load or load_explainer, role=role)


def end(code: int) -> NoReturn:
    """End the process with this exit code, whatever its threads are doing.

    Interpreter shutdown under a thread that computes in C++ can turn into a crash, and it waits
    for jobs which the next process takes up anyhow.
    """
    if threading.active_count() > 1:
        logging.shutdown()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Run the Slack app that answers /explain.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "role",
        nargs="?",
        choices=("all", "web", "worker", "migrate", "check"),
        default="all",
        help="web accepts requests, worker answers them, all does both (default); "
        "migrate brings the database up to date, before a new version starts; "
        "check tells whether settings, Slack, database, model and fonts are in order",
    )
    return parser


def _check(load: Load) -> int:
    from bot.checks import check
    from bot.logs import set_up_logging

    set_up_logging("WARNING", format="text")
    return check(os.environ, load, env_file=Path(".env"), output=sys.stdout)


def _migrate() -> int:
    """Bring the database up to date; nothing of Slack's is needed for that."""
    from bot.environment import read_values
    from bot.errors import BotError
    from bot.migrate import migrate

    try:
        migrate(read_values(os.environ, env_file=Path(".env")))
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(settings: Settings, load: Load, *, role: Role) -> int:
    from bot.process import StopSignals, run
    from explain_core.errors import ExplainError

    signals = StopSignals()
    signals.install()
    try:
        run(settings, load, signals=signals, role=role)
    except StoreUnavailable as error:
        logging.getLogger("bot").error(
            "The database cannot be reached or written (%s): see DATABASE_URL. "
            "python -m bot check says what is wrong.",
            error.kind,
        )
        return 1
    except (StartError, SettingsError, ExplainError) as error:
        logging.getLogger("bot").error("%s", error)
        return 1
    except Exception:
        logging.getLogger("bot").exception("the bot failed")
        return 1
    return 0


if __name__ == "__main__":
    end(main())
