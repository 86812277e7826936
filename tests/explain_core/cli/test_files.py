from __future__ import annotations

from pathlib import Path

import pytest

from explain_core.cli.files import check_output, write_whole
from explain_core.errors import BadOption


@pytest.mark.parametrize("path", ["/dev/null", "/", "/no/such/folder/a.png"])
def test_check_output_refuses_what_cannot_become_a_file(path: str) -> None:
    with pytest.raises(BadOption, match="a file in a directory that exists"):
        check_output(Path(path))


def test_check_output_accepts_new_and_old_files(tmp_path: Path) -> None:
    check_output(tmp_path / "new.png")
    (tmp_path / "old.png").touch()
    check_output(tmp_path / "old.png")


def test_write_whole_replaces_a_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"old and longer")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
