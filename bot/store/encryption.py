"""Tokens at rest: what stands in the database is of no use without STORE_KEY."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.errors import SettingsError

_MAKE_ONE = "Make one with: python -m bot.data key"


def cipher(store_key: str) -> MultiFernet:
    """Return what encrypts with the first of the keys, and decrypts with any of them.

    store_key: the setting STORE_KEY, one key or several with commas between, the newest first.
    Raises:    SettingsError if there is none, or one of another form.
    """
    keys = [key.strip() for key in store_key.split(",") if key.strip()]
    if not keys:
        raise SettingsError(
            [f"STORE_KEY is missing: the tokens of workspaces are encrypted with it. {_MAKE_ONE}"]
        )
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        # Without the cause: it may quote the key.
        raise SettingsError(
            [
                "STORE_KEY is not of the right form (its value is not shown): it must be one key "
                f"of 44 characters, or several with commas between. {_MAKE_ONE}"
            ]
        ) from None


class Encrypted(TypeDecorator[str]):
    """Text that is encrypted on the way in and decrypted on the way out."""

    impl = Text
    cache_ok = True

    def __init__(self, cipher: MultiFernet) -> None:
        super().__init__()
        self.cipher = cipher

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.cipher.encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return self.cipher.decrypt(value).decode()
        except InvalidToken:
            raise SettingsError(
                [
                    "STORE_KEY does not open the stored tokens: it must be the key that they were "
                    "encrypted with, if need be after a new one and a comma. Where that key is "
                    "lost, every workspace has to install the app again."
                ]
            ) from None
