"""One accepted request, from its id to the message in Slack: the job "answer", step by step."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from bot.answering.outputs import outputs_of
from bot.answering.progress import Progress
from bot.answering.rendering import Rendering, texts
from bot.durable.careful import Careful, GaveUp
from bot.durable.steps import outlast, step
from bot.errors import DeliveryError, StepFailed, StoreUnavailable
from bot.messages.message import Message
from bot.messages.problem import problem
from bot.messages.states import failed
from bot.messages.summary import summary
from bot.models import Explains, Models
from bot.outgoing.delivery import Delivery
from bot.request import ExplainRequest
from bot.store import Store
from bot.store.requests import ANSWERED, EXPLAINED, FAILED, POSTING
from explain_core.comparison import Comparison
from explain_core.errors import InputError
from explain_core.explanation import Explanation
from explain_core.fingerprint import Fingerprint

logger = logging.getLogger(__name__)

# What the step "explain" leaves behind in the engine's own rows: never a word of the text.
REFUSED = "refused"


Draw = Callable[[Explanation | Comparison], bytes]


def drawn(shown: Explanation | Comparison) -> bytes:
    return shown.png()


def explain_all(
    explainer: Explains, texts: Sequence[str], target: str | None, baseline: str
) -> tuple[list[Explanation], Fingerprint]:
    """Return the explanations, and which model made them.

    target: of all of them; None for the label that is predicted for the first one, for values of
            different labels cannot be compared.

    A model that judges each label on its own looks for what people would rather not be found
    with, and reads a text as it is meant.
    """
    undo = explainer.multi_label
    explained: list[Explanation] = []
    for text in texts:
        made = explainer.explain(text, target=target, baseline=baseline, undo_evasion=undo)
        explained.append(made)
        target = made.target
    return explained, explainer.fingerprint


class Answerer:
    """Explains and delivers; every request ends in a message to somebody.

    patience: seconds of work after which the asker is shown that it goes on.
    draw:     makes the picture; a function of a module, so that another process can do so too.
    """

    def __init__(
        self,
        models: Models,
        delivery: Delivery,
        store: Store,
        careful: Careful,
        *,
        patience: float = 1.0,
        draw: Draw = drawn,
    ) -> None:
        self._models = models
        self._delivery = delivery
        self._store = store
        self._careful = careful
        self._patience = patience
        self._draw = draw
        self._rendering = Rendering(store)

    def answer(self, identifier: str) -> None:
        """Answer a request in full, or tell the asker what came in the way."""
        request = outlast(lambda: self._store.requests.get(identifier))
        if request is None:
            logger.info("request %s: erased before it was answered", identifier)
            return
        started = time.monotonic()
        with Progress(request, self._delivery, self._store, patience=self._patience) as progress:
            try:
                self._take_steps(request, progress)
            except StepFailed as error:
                sentence = str(error)
                step("fail", request, lambda: self._fail(request, progress, sentence))
                return
        logger.info("request %s: answered in %.2f s", request.id, time.monotonic() - started)

    def give_up(self, identifier: str) -> None:
        """Tell the asker that there will be no answer."""
        request = outlast(lambda: self._store.requests.get(identifier))
        if request is None or self._store.requests.state(identifier) in (ANSWERED, FAILED):
            return
        with Progress(request, self._delivery, self._store, patience=self._patience) as progress:
            sentence = str(GaveUp(request.id))
            step("fail", request, lambda: self._fail(request, progress, sentence))

    def _take_steps(self, request: ExplainRequest, progress: Progress) -> None:
        if request.source_ts:
            step("read", request, lambda: self._read(request))
            identifier = request.id
            request = outlast(lambda: self._store.requests.get(identifier)) or request
        if step("explain", request, lambda: self._explain(request)) == REFUSED:
            step("refuse", request, lambda: self._refuse(request, progress))
            return
        step("picture", request, lambda: self._picture(request))
        step("post", request, lambda: self._post(request, progress))
        if request.function_execution:
            step("complete", request, lambda: self._complete(request))

    def _read(self, request: ExplainRequest) -> None:
        """Fetch the message that somebody only pointed at."""
        self._store.requests.set_text(request.id, self._delivery.read(request))

    def _explain(self, request: ExplainRequest) -> str:
        asked = texts(request)
        words = tuple(text for _, text in asked)
        arguments = (words, request.target or None, request.baseline or "pad")
        try:
            explained, fingerprint = self._careful.run(
                request,
                words,
                here=lambda: explain_all(self._models.get(request.model), *arguments),
                apart=lambda isolated: isolated.run(
                    explain_all, *arguments, model=self._models.source(request.model)
                ),
            )
            for (identifier, _), explanation in zip(asked, explained, strict=True):
                self._keep(request, identifier, explanation, fingerprint)
        except InputError as error:
            logger.info("request %s: %s", request.id, type(error).__name__)
            self._store.requests.set_problem(request.id, problem(error, request_id=request.id))
            return REFUSED
        self._store.requests.set_explained(request.id)
        return EXPLAINED

    def _keep(
        self,
        request: ExplainRequest,
        identifier: str,
        explanation: Explanation,
        fingerprint: Fingerprint,
    ) -> None:
        self._store.explanations.put(
            identifier,
            explanation,
            team=request.team,
            user=request.user,
            channel=request.channel,
            model=self._models.full_name(request.model),
            request=request.id,
            model_hash=fingerprint.model,
            tokenizer_hash=fingerprint.tokenizer,
        )

    def _picture(self, request: ExplainRequest) -> bool:
        """Draw and upload; an answer without its picture is better than none."""
        if self._store.explanations.picture(request.id) is not None:
            return True
        shown = self._rendering.shown(request)
        content = self._drawn(request, shown)
        if content is None:
            return False
        title = "Comparison" if isinstance(shown, Comparison) else summary(shown)
        try:
            file_id = self._delivery.upload(
                request, content, filename="explanation.png", title=title
            )
        except DeliveryError as error:
            logger.warning("request %s: no picture (%s)", request.id, error)
            return False
        self._store.explanations.set_picture(request.id, file_id)
        return True

    def _drawn(self, request: ExplainRequest, shown: Explanation | Comparison) -> bytes | None:
        try:
            return self._careful.run(
                request,
                tuple(text for _, text in texts(request)),
                name="picture",
                here=lambda: self._draw(shown),
                apart=lambda isolated: isolated.run(self._draw, shown),
            )
        except StoreUnavailable:
            raise
        except Exception:
            logger.exception("request %s: the picture could not be drawn", request.id)
            return None

    def _post(self, request: ExplainRequest, progress: Progress) -> None:
        # It may have been answered by a process that died before the engine knew.
        if self._store.requests.state(request.id) != ANSWERED:
            progress.finish(self._rendering.message(request))
            self._store.requests.set_state(request.id, ANSWERED)

    def _complete(self, request: ExplainRequest) -> None:
        """Hand the outputs to the workflow that waits for them."""
        shown = self._rendering.shown(request)
        explanation = shown.left if isinstance(shown, Comparison) else shown
        picture = self._store.explanations.picture(request.id)
        self._delivery.complete(request, outputs_of(explanation, picture=picture))

    def _refuse(self, request: ExplainRequest, progress: Progress) -> None:
        sentence = self._store.requests.problem(request.id) or ""
        self._end(request, progress, failed(request, sentence, can_retry=False), sentence)

    def _fail(self, request: ExplainRequest, progress: Progress, sentence: str) -> None:
        self._end(request, progress, failed(request, sentence, can_retry=True), sentence)

    def _end(
        self, request: ExplainRequest, progress: Progress, message: Message, sentence: str
    ) -> None:
        """Say so where the work was seen to go on, or else to the asker alone."""
        # A process that died may have shown something, or may have got this far before.
        maybe_shown = self._store.requests.state(request.id) in (POSTING, FAILED)
        self._store.requests.set_state(request.id, FAILED)
        if request.function_execution:
            self._delivery.fail(request, sentence)
        progress.finish_privately(message, maybe_shown=maybe_shown)
