from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import bot.messages

FOLDER = Path(bot.messages.__file__).parent
MODULES = sorted(
    ".".join(["bot.messages", *path.relative_to(FOLDER).with_suffix("").parts])
    for path in FOLDER.rglob("[a-z]*.py")
)


@pytest.mark.parametrize("heavy", ["torch", "sqlalchemy", "slack_sdk"])
def test_messages_need_nothing_heavy(heavy: str) -> None:
    imports = ", ".join(MODULES)
    code = f"import sys, {imports}; sys.exit({heavy!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
