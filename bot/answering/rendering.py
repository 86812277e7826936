"""The message about a request, put together from what the store has under its id."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import StepFailed
from bot.messages.answer import answer, comparison
from bot.messages.message import Message
from bot.messages.summary import NO_PICTURE
from bot.request import ExplainRequest
from bot.store import Store
from explain_core.comparison import Comparison, compare
from explain_core.explanation import Explanation

GONE = "This explanation was deleted, so there is nothing more to show of it. Please ask again."


class Rendering:
    """Makes the same message again at any time: at first, after a verdict, after a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def shown(self, request: ExplainRequest) -> Explanation | Comparison:
        """Return what the answer is about.

        Raises: StepFailed if it was erased.
        """
        sides = self.sides(request)
        if not sides:
            raise StepFailed(GONE)
        return sides[0] if len(sides) == 1 else compare(sides[0], sides[1])

    def sides(self, request: ExplainRequest) -> list[Explanation]:
        """Return the explanation of each text, an empty list if one of them was erased."""
        found = [self._store.explanations.get(identifier) for identifier, _ in texts(request)]
        if not request.text:
            # Of a comparison whose texts were dropped, only its explanations tell that it is one.
            second = self._store.explanations.get(second_id(request.id))
            found += [] if second is None else [second]
        there = [explanation for explanation in found if explanation is not None]
        return there if len(there) == len(found) else []

    def language(self, request: ExplainRequest) -> str:
        """Return in which language the asker wants the labels."""
        return self._store.preferences.get(request.team, request.user).language

    def message(self, request: ExplainRequest) -> Message:
        """Return the answer with its buttons.

        Raises: StepFailed if it was erased.
        """
        shown = self.shown(request)
        picture = self._store.explanations.picture(request.id)
        notes: Sequence[str] = () if picture is not None else (NO_PICTURE,)
        language = self.language(request)
        if isinstance(shown, Comparison):
            return comparison(
                request,
                shown,
                explanation_id=request.id,
                picture=picture,
                notes=notes,
                language=language,
            )
        return answer(
            request,
            shown,
            explanation_id=request.id,
            picture=picture,
            verdicts=self._store.verdicts.count(request.id),
            notes=notes,
            language=language,
        )


def texts(request: ExplainRequest) -> list[tuple[str, str]]:
    """Return what is to be explained, each under the id of its explanation."""
    first = (request.id, request.text)
    return [first, (second_id(request.id), request.compare)] if request.compare else [first]


def second_id(identifier: str) -> str:
    """Return the id of the other explanation of a comparison."""
    return f"{identifier}-b"
