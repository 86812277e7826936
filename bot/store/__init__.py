"""All that the bot remembers: what was asked and answered, cases and their record, workspaces."""

from bot.place import Place
from bot.store.cases import Counts
from bot.store.explanations import Kept
from bot.store.preferences import Preferences
from bot.store.store import Store
from bot.store.verdicts import Verdicts

__all__ = ["Counts", "Kept", "Place", "Preferences", "Store", "Verdicts"]
