"""The models that come with this package, by name; found without loading anything."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parent / "models"


def shipped_models() -> tuple[str, ...]:
    """Return the names of the models that come with this package."""
    return tuple(sorted(p.parent.name for p in SHIPPED.glob("*/config.json")))
