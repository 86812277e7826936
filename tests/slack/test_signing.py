from __future__ import annotations

from slack_sdk.signature import SignatureVerifier

from tests.slack.signing import sign, signed_headers

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
    b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
    b"&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
    b"%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


def test_sign_gives_the_signature_of_slacks_own_worked_example() -> None:
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert sign(SECRET, "1531420618", BODY) == expected


def _accepts(headers: dict[str, str], body: bytes, *, secret: str = SECRET) -> bool:
    class Clock:
        def now(self) -> float:
            return 1_000_000.0

    return SignatureVerifier(secret, Clock()).is_valid_request(body, headers)  # type: ignore[arg-type]


def test_signed_headers_convince_slacks_verifier() -> None:
    assert _accepts(signed_headers(SECRET, b"a=1", timestamp=1_000_000), b"a=1")


def test_signed_headers_do_not_fit_another_body() -> None:
    assert not _accepts(signed_headers(SECRET, b"a=1", timestamp=1_000_000), b"a=2")


def test_signed_headers_of_a_forger_do_not_convince() -> None:
    headers = signed_headers(SECRET, b"a=1", timestamp=1_000_000, signature="bad")
    assert not _accepts(headers, b"a=1")


def test_signed_headers_grow_stale_after_five_minutes() -> None:
    assert not _accepts(signed_headers(SECRET, b"a=1", timestamp=1_000_000 - 301), b"a=1")


def test_signed_headers_can_be_left_out() -> None:
    assert signed_headers(SECRET, b"a=1", timestamp=1, signature="none") == {}
