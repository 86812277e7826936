"""The models that people may ask for by name; each is loaded when it is first wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from bot.moderation.learning.learned import is_learned
from bot.moderation.learning.learned_folder import LearnedFolder
from bot.moderation.settings import SHIPPED_MODEL
from explain_core.errors import InputError

if TYPE_CHECKING:
    from explain_core.deciding_edit import DecidingEdit
    from explain_core.explanation import Explanation, Prediction
    from explain_core.fingerprint import Fingerprint


class Explains(Protocol):
    """What the bot needs of explain_core.Explainer."""

    @property
    def labels(self) -> Sequence[str]: ...

    @property
    def multi_label(self) -> bool: ...

    @property
    def fingerprint(self) -> Fingerprint: ...

    def threshold(self, label: str, /) -> float: ...

    def predict(
        self, texts: Sequence[str], /, *, undo_evasion: bool = False
    ) -> list[Prediction]: ...

    def explain(
        self,
        text: str,
        /,
        *,
        target: str | None = None,
        baseline: str = "pad",
        undo_evasion: bool = False,
    ) -> Explanation: ...

    def deciding_edit(self, text: str, /, *, undo_evasion: bool = False) -> DecidingEdit: ...


Load = Callable[[str], Explains]


# Of the models that were learned from verdicts, so many stay in memory; each takes some 100 MB.
MOST_LEARNED = 8


class UnknownModel(InputError):
    """name: what was asked for; names: what there is."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        self.name, self.names = name, tuple(names)
        super().__init__(f"There is no model {name!r} here; choose one of: {', '.join(names)}.")


class Models:
    """Gives explainers by name, from any thread.

    Only the operator's choice and the shipped models can be asked for: a name that loads from
    somewhere is not for everybody in a workspace to give. A model that was learned from verdicts
    has a name too, which stands in the settings of its workspace alone, and people cannot give it.
    """

    def __init__(self, load: Load, *, default: str, learned: LearnedFolder | None = None) -> None:
        from explain_core.shipped import shipped_models

        self._load = load
        self._learned = learned
        self._broken: set[str] = set()
        self._sources = {name: name for name in shipped_models()} | {short_name(default): default}
        self._default = short_name(default)
        self._loaded: dict[str, Explains] = {}
        self._loading: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @property
    def default(self) -> str:
        return self._default

    @property
    def names(self) -> tuple[str, ...]:
        """The default first, then the others by name."""
        others = sorted(name for name in self._sources if name != self._default)
        return (self._default, *others)

    def known(self, name: str) -> str:
        """Return the full name of a model, "" being the default.

        Raises: UnknownModel.
        """
        wanted = name.strip().lower() or self._default.lower()
        for known in self._sources:
            if known.lower() == wanted:
                return known
        raise UnknownModel(name, self.names)

    def get(self, name: str = "") -> Explains:
        """Return the explainer of a model, which is loaded on first use.

        Raises: UnknownModel, ModelError.
        """
        known = self.full_name(name)
        with self._guard:
            loading = self._loading.setdefault(known, threading.Lock())
        with loading:
            found = self._loaded.get(known)
            if found is None:
                found = self._loaded[known] = self._load_now(known)
                self._drop_beside(known)
            return found

    def source(self, name: str = "") -> str:
        """Return where a model is loaded from.

        Raises: UnknownModel.
        """
        known = self.full_name(name)
        if self._learned is not None and is_learned(known):
            return str(self._learned.path(known))
        return self._sources[known]

    def loaded(self, name: str = "") -> Explains | None:
        """Return the explainer if it is there already, without waiting for it."""
        return self._loaded.get(self.full_name(name))

    def usable(self, name: str) -> str:
        """Return the name; the shipped model's instead of a learned one's that is not there."""
        if not is_learned(name) or name in self._loaded:
            return name
        is_there = self._learned is not None and self._learned.has(name)
        return name if is_there and name not in self._broken else SHIPPED_MODEL

    def full_name(self, name: str) -> str:
        """Return the name of a model, also of a learned one, "" being the default.

        Raises: UnknownModel.
        """
        if self._learned is not None and is_learned(name):
            return name
        return self.known(name)

    def _drop_beside(self, name: str) -> None:
        """Give the memory of learned models back that were loaded before the last few."""
        learned = [one for one in list(self._loaded) if is_learned(one) and one != name]
        for one in learned[: max(0, len(learned) + 1 - MOST_LEARNED)]:
            self._loaded.pop(one, None)

    def _load_now(self, name: str) -> Explains:
        if not is_learned(name):
            return self._load(self._sources[name])
        try:
            return self._load(self.source(name))
        except Exception:
            # Whoever scores with it goes on with the shipped one.
            self._broken.add(name)
            raise


def short_name(source: str) -> str:
    """Return how people call a model: "org/tiny-bert-v1.5" -> "tiny-bert-v1.5"."""
    return PurePath(source).name.removesuffix(".pt")
