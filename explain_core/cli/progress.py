"""How far a long command is, on a terminal's standard error; nothing elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any

from explain_core.cli.terminal import is_terminal

if TYPE_CHECKING:
    from tqdm import tqdm

_FORMAT = (
    "{percentage:3.0f}%|{bar}| {n_fmt} of about {total_fmt} rows "
    "[{elapsed}, {remaining} left, {rate_fmt}]"
)


class Bar:
    """Rows done, their rate and the time left, in a `with` block.

    The number of all rows is not known before the last is read; it is judged from the bytes.
    """

    def __init__(self, *, size: int | None, done: int) -> None:
        """size: of the input, in bytes, if known; done: rows that an earlier run did."""
        self._size = size
        self._bar: tqdm[Any] | None = None
        if is_terminal(sys.stderr):
            from tqdm import tqdm

            style = None if size is None else _FORMAT
            self._bar = tqdm(initial=done, unit="row", dynamic_ncols=True, bar_format=style)

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def reached(self, row: int, offset: int) -> None:
        """Show that so many rows, in so many bytes, are done."""
        if self._bar is None:
            return
        if self._size and offset:
            self._bar.total = max(row, round(row * self._size / offset))
        self._bar.update(row - self._bar.n)

    def say(self, line: str) -> None:
        """Write a line to standard error, above the bar if there is one."""
        if self._bar is not None:
            self._bar.write(line, file=sys.stderr)
        elif sys.stderr is not None:  # print would take standard output instead
            print(line, file=sys.stderr)
