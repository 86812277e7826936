"""The models that people may ask for by name; each is loaded when it is first wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from explain_core.errors import InputError

if TYPE_CHECKING:
    from explain_core.deciding_edit import DecidingEdit
    from explain_core.explanation import Explanation, Prediction


class Explains(Protocol):
    """What the bot needs of explain_core.Explainer."""

    @property
    def labels(self) -> Sequence[str]: ...

    @property
    def multi_label(self) -> bool: ...

    def predict(self, texts: Sequence[str], /) -> list[Prediction]: ...

    def explain(
        self, text: str, /, *, target: str | None = None, baseline: str = "pad"
    ) -> Explanation: ...

    def deciding_edit(self, text: str, /) -> DecidingEdit: ...


Load = Callable[[str], Explains]


class UnknownModel(InputError):
    """name: what was asked for; names: what there is."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        self.name, self.names = name, tuple(names)
        super().__init__(f"There is no model {name!r} here; choose one of: {', '.join(names)}.")


class Models:
    """Gives explainers by name, from any thread.

    Only the operator's choice and the shipped models can be asked for: a name that loads from
    somewhere is not for everybody in a workspace to give.
    """

    def __init__(self, load: Load, *, default: str) -> None:
        from explain_core.shipped import shipped_models

        self._load = load
        self._sources = {name: name for name in shipped_models()} | {short_name(default): default}
        self._default = short_name(default)
        self._loaded: dict[str, Explains] = {}
        self._loading = {name: threading.Lock() for name in self._sources}

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
        known = self.known(name)
        with self._loading[known]:
            if known not in self._loaded:
                self._loaded[known] = self._load(self._sources[known])
            return self._loaded[known]

    def source(self, name: str = "") -> str:
        """Return where a model is loaded from.

        Raises: UnknownModel.
        """
        return self._sources[self.known(name)]

    def loaded(self, name: str = "") -> Explains | None:
        """Return the explainer if it is there already, without waiting for it."""
        return self._loaded.get(self.known(name))


def short_name(source: str) -> str:
    """Return how people call a model: "org/tiny-bert-v1.5" -> "tiny-bert-v1.5"."""
    return PurePath(source).name.removesuffix(".pt")
