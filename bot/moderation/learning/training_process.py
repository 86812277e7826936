"""What `explain_core.train` does, as `python -m bot.moderation.learning.training_process`.

It takes what the processor has left, and ends when its standard input does: with the process that
started it, however that ends.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

NICEST = 19

# Where memory runs out, this is what can go.
FIRST_TO_GO = "1000"


def main() -> int:
    """Train as the command line says; return the exit code of `explain_core.train`."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(NICEST)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)
    from explain_core.train.__main__ import main as train

    return train(sys.argv[1:])


def _end_with_parent() -> None:
    with suppress(OSError):
        while os.read(sys.stdin.fileno(), 1024):
            pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
