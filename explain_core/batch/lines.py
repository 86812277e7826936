"""The physical lines of a file, with their numbers and where each of them ends."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

_READ_AT_ONCE = 1 << 16
_UTF8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its ending.

    number: counted from 1, as an editor does.
    end:    the offset of the byte after it.
    cut:    whether it was longer than the limit, so that the rest of it is missing.
    """

    content: bytes
    number: int
    end: int
    cut: bool = False


class Lines:
    """Iterates over the lines of a binary stream; never holds more than one line's limit.

    Lines end where most editors see their ends: at LF, or at CR in a file that has no LF.
    """

    def __init__(self, stream: BinaryIO, *, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._buffer = bytearray()
        self._returned: deque[Line] = deque()
        self._number = 0
        self._ending = self._find_ending()
        self._offset = len(_UTF8_BOM) if self._buffer.startswith(_UTF8_BOM) else 0
        del self._buffer[: self._offset]

    @property
    def head(self) -> bytes:
        """What the file begins with, a byte order mark left out; to be asked for first."""
        return bytes(self._buffer)

    def seek(self, offset: int, number: int) -> None:
        """Go on after line `number`, which ends at `offset`."""
        self._stream.seek(offset)
        self._buffer.clear()
        self._returned.clear()
        self._offset, self._number = offset, number

    def give_back(self, lines: Sequence[Line]) -> None:
        """Let these lines, the last ones taken, come again."""
        self._returned.extendleft(reversed(lines))

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        if self._returned:
            return self._returned.popleft()
        end = self._find(self._limit)
        content = bytes(self._buffer[:end])
        if not content:
            raise StopIteration
        self._take(end)
        cut = len(content) == self._limit and not content.endswith(self._ending)
        if cut:
            self._skip_rest()
        self._number += 1
        return Line(content, self._number, self._offset, cut)

    def _find_ending(self) -> bytes:
        while b"\n" not in self._buffer and len(self._buffer) < _READ_AT_ONCE and self._fill():
            pass
        return b"\r" if b"\r" in self._buffer and b"\n" not in self._buffer else b"\n"

    def _find(self, limit: int) -> int:
        """Return where the line at the buffer's start ends, or the limit."""
        searched = 0
        while (found := self._buffer.find(self._ending, searched, limit)) < 0:
            searched = len(self._buffer)
            if searched >= limit or not self._fill():
                return min(searched, limit)
        return found + 1

    def _skip_rest(self) -> None:
        while True:
            end = self._find(_READ_AT_ONCE)
            ended = not end or self._buffer[:end].endswith(self._ending)
            self._take(end)
            if ended:
                return

    def _take(self, end: int) -> None:
        del self._buffer[:end]
        self._offset += end

    def _fill(self) -> bool:
        # read1 gives what a pipe has; read would wait until there is as much as was asked for.
        read = getattr(self._stream, "read1", self._stream.read)
        more = read(_READ_AT_ONCE)
        self._buffer += more
        return bool(more)
