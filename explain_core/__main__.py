"""`python -m explain_core`: the same as the command `explain`."""

from __future__ import annotations

import sys

from explain_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
