"""The arithmetic of the record: each entry's hash covers the one before it.

    hash = sha256 of the entry as JSON, with sorted keys and without spaces:
           {"case", "channel", "created", "digests", "event", "fields", "previous", "seq", "team"}
    digest of a told value = sha256 of its salt, a colon, and the value as JSON

Whoever changes, removes, adds or moves an entry breaks it. A told value can be forgotten: without
its salt, 16 random bytes, the digest tells nothing of it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def new_salt() -> str:
    return secrets.token_hex(16)


def digest(value: str, salt: str) -> str:
    return _sha256(f"{salt}:".encode() + _canonical(value))


def entry_hash(
    *,
    team: str,
    seq: int,
    created: datetime,
    event: str,
    case: str,
    channel: str,
    fields: Mapping[str, Any],
    digests: Mapping[str, Any],
    previous: str,
) -> str:
    """Return what the next entry of the chain refers to this one by."""
    entry = {
        "team": team,
        "seq": seq,
        "created": created.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": event,
        "case": case,
        "channel": channel,
        "fields": fields,
        "digests": digests,
        "previous": previous,
    }
    return _sha256(_canonical(entry))


def _canonical(value: Any) -> bytes:
    # ASCII, so that half a character, which UTF-8 cannot hold, does no harm.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
