"""Slack's request signature, version 0, and the ways to get it wrong."""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

Signature = Literal["good", "bad", "none"]


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<body>` in hexadecimal."""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def signed_headers(
    secret: str, body: bytes, *, timestamp: int, signature: Signature = "good"
) -> dict[str, str]:
    """Return the two headers that prove who sent `body`; the proof may be bad or absent."""
    if signature == "none":
        return {}
    stamp = str(timestamp)
    used_secret = secret if signature == "good" else f"not-{secret}"
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(used_secret, stamp, body),
    }
