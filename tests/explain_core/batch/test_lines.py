from __future__ import annotations

from io import BytesIO, RawIOBase
from itertools import islice
from typing import BinaryIO, cast

import pytest

from explain_core.batch.lines import Line, Lines


def lines(content: bytes, limit: int = 1000) -> list[Line]:
    return list(Lines(BytesIO(content), limit=limit))


class Endless(RawIOBase):
    """A stream that never ends, and counts what was taken of it."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.n_read = 0

    def readable(self) -> bool:
        return True

    def read1(self, size: int) -> bytes:
        self.n_read += size
        return (self._content * (size // len(self._content) + 1))[:size]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"a", [b"a"]),
        (b"a\n", [b"a\n"]),
        (b"a\n\nb", [b"a\n", b"\n", b"b"]),
        (b"a\r\nb\r\n", [b"a\r\n", b"b\r\n"]),
        (b"a\rb\r", [b"a\r", b"b\r"]),
        (b"a\rb\nc", [b"a\rb\n", b"c"]),
        (b"\xef\xbb\xbfa\nb", [b"a\n", b"b"]),
    ],
)
def test_lines_end_where_an_editor_sees_it(content: bytes, expected: list[bytes]) -> None:
    assert [line.content for line in lines(content)] == expected


def test_lines_are_numbered_from_one_and_know_their_ends() -> None:
    assert [(line.number, line.end) for line in lines(b"\xef\xbb\xbfab\n\ncd")] == [
        (1, 6),
        (2, 7),
        (3, 9),
    ]


def test_lines_beyond_the_limit_are_cut_and_the_next_is_whole() -> None:
    long, after = lines(b"x" * 200_000 + b"\nafter\n", limit=1000)
    assert (len(long.content), long.cut, long.end) == (1000, True, 200_001)
    assert (after.content, after.cut, after.number) == (b"after\n", False, 2)


@pytest.mark.parametrize("length", [998, 999])
def test_lines_within_the_limit_are_whole(length: int) -> None:
    first, second = lines(b"x" * length + b"\nb", limit=1000)
    assert (len(first.content), first.cut, second.content) == (length + 1, False, b"b")


def test_lines_given_back_come_again() -> None:
    found = Lines(BytesIO(b"a\nb\nc\n"), limit=10)
    first, second = next(found), next(found)
    found.give_back([first, second])
    assert [line.content for line in found] == [b"a\n", b"b\n", b"c\n"]


def test_seek_goes_on_behind_a_line() -> None:
    content = b"\xef\xbb\xbfa\nb\nc\n"
    found = Lines(BytesIO(content), limit=10)
    second = list(islice(found, 2))[1]
    again = Lines(BytesIO(content), limit=10)
    again.seek(second.end, second.number)
    assert next(again) == Line(b"c\n", 3, 9)


def test_lines_of_an_endless_stream_are_not_read_ahead() -> None:
    stream = Endless(b"text\n")
    found = Lines(cast(BinaryIO, stream), limit=1000)
    assert len(list(islice(found, 50_000))) == 50_000
    assert stream.n_read <= 50_000 * 5 + (1 << 17)
