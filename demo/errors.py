"""What keeps the demo from running."""

from __future__ import annotations


class DemoError(Exception):
    """The demo cannot run; says why, and what to do."""
