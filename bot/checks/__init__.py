"""`python -m bot check`: whether everything is in place for the bot to run."""

from bot.checks.run import check

__all__ = ["check"]
