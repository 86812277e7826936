"""All that the bot remembers: requests, explanations, verdicts, preferences, workspaces."""

from bot.place import Place
from bot.store.explanations import Kept
from bot.store.preferences import Preferences
from bot.store.store import Store
from bot.store.verdicts import Verdicts

__all__ = ["Kept", "Place", "Preferences", "Store", "Verdicts"]
