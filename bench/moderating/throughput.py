"""How many messages a model scores in a minute."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence

from explain_core import Explainer


def messages_per_minute(
    explainer: Explainer,
    texts: Sequence[str],
    *,
    at_once: int,
    seconds: float,
    undo_evasion: bool = True,
) -> float:
    """Return how many texts `predict` scores in a minute, a number of them in each call.

    The texts come again and again, in order, until the time is over.
    """
    endless = itertools.cycle(texts)
    explainer.predict(list(itertools.islice(endless, at_once)), undo_evasion=undo_evasion)
    done = 0
    started = time.perf_counter()
    while (passed := time.perf_counter() - started) < seconds:
        explainer.predict(list(itertools.islice(endless, at_once)), undo_evasion=undo_evasion)
        done += at_once
    return 60 * done / passed
