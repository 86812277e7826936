from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from bot.errors import SettingsError
from bot.store.encryption import cipher


def new_key() -> str:
    return Fernet.generate_key().decode()


def test_cipher_decrypts_what_it_encrypted(key: str) -> None:
    encrypted = cipher(key).encrypt(b"xoxb-1")

    assert b"xoxb-1" not in encrypted
    assert cipher(key).decrypt(encrypted) == b"xoxb-1"


def test_cipher_reads_with_an_old_key_and_writes_with_the_first(key: str) -> None:
    newer = new_key()
    both = cipher(f"{newer}, {key},")

    assert both.decrypt(cipher(key).encrypt(b"old")) == b"old"
    assert cipher(newer).decrypt(both.encrypt(b"new")) == b"new"


@pytest.mark.parametrize("missing", ["", "  ", ",", " , "])
def test_cipher_asks_for_a_missing_key(missing: str) -> None:
    with pytest.raises(SettingsError, match=r"STORE_KEY is missing.*python -m bot\.data key"):
        cipher(missing)


@pytest.mark.parametrize("wrong", ["password", "ключ", "a" * 44, "{key},password"])
def test_cipher_refuses_a_key_of_another_form_without_showing_it(key: str, wrong: str) -> None:
    given = wrong.format(key=key)

    with pytest.raises(SettingsError, match="STORE_KEY is not of the right form") as refused:
        cipher(given)

    assert given not in str(refused.value)
    assert refused.value.__cause__ is None
