"""Who may use the buttons of an answer.

The value of a button is an id. What else a click says is Slack's word; the id alone proves nothing.
"""

from __future__ import annotations

from bot.request import ExplainRequest
from bot.store import Store


def may_use(request: ExplainRequest, store: Store, *, team: str, user: str, channel: str) -> bool:
    """Return whether somebody who clicked in this conversation can have seen the answer there.

    A private one is for its asker alone; others are seen where they were asked for, or stand.
    """
    if team != request.team:
        return False
    if user == request.user:
        return True
    if request.is_private:
        return False
    place = store.requests.place(request.id)
    return channel == request.channel or (place is not None and channel == place.channel)
