"""How the bot loads its models.

A module of its own, because processes that are spawned cannot import from `python -m bot` itself.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.models import Explains

logger = logging.getLogger(__name__)


def load_explainer(name: str) -> Explains:
    """Return the explainer of a model, which has explained and drawn once already."""
    from bot import metrics
    from explain_core import Explainer

    explainer = Explainer.load(name, share_passes=True, on_batch=metrics.batch)
    found = explainer.fingerprint  # now, so that no answer has to wait for it
    shown = explainer.classifier.name  # an address without its secrets
    logger.info("model %s: weights %s, tokenizer %s", shown, found.model, found.tokenizer)
    explainer.explain("The first explanation takes longer than the others.").png()
    return explainer
