"""The smallest edit that changes the label: which words it stands or falls with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explain_core.explanation import Explanation
from explain_core.heatmap.visible import shorten, visible
from explain_core.words import Span

if TYPE_CHECKING:
    from explain_core.edit_search import Edit, Search
    from explain_core.explainer import Explainer

_LONGEST_WORD = 40  # graphemes of a word in the sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingEdit:
    """The fewest words, up to three, without which the model says something else.

    label:       what the model says of the text; of a multi-label model the label that is examined.
    words:       what is left out or masked, as spans of the text; none if no edit was found.
    kind:        "remove", "mask", or "" if none was found.
    edited_text: the text without the words, or with [MASK] in their place.
    new_label:   what the model says of it; for multi-label models `label`, which is then given if
                 it was not, or no longer given if it was.
    before, after: the probability of `new_label` of the text and of the edited one.
    exhaustive:  every smaller edit was tried, so that none can do; if none was found, every edit.
    n_tried:     sets of words that were tried, of n_possible up to the size at which it ended.
    """

    text: str
    label: str
    words: tuple[Span, ...]
    kind: str
    edited_text: str | None
    new_label: str | None
    before: float
    after: float | None
    multi_label: bool
    exhaustive: bool
    n_tried: int
    n_possible: int

    @property
    def found(self) -> bool:
        return bool(self.words)

    @property
    def sentence(self) -> str:
        """What the edit does: 'without *terrible* this is positive (0.08 -> 0.91)'."""
        if self.new_label is None or self.after is None:
            return self._nothing_found()
        words = _listed([f"*{shorten(visible(word), _LONGEST_WORD)}*" for word in self._texts()])
        done = f"without {words}" if self.kind == "remove" else f"with {words} masked"
        hedge = "" if self.exhaustive else "; fewer words may do, not all were tried"
        numbers = f"({_rounded(self.before)} -> {_rounded(self.after)})"
        return f"{done} {self._outcome(visible(self.new_label))} {numbers}{hedge}"

    def to_dict(self) -> dict[str, Any]:
        """Return the edit as JSON-ready values."""
        words = [
            {"text": text, "start": span.start, "end": span.end}
            for text, span in zip(self._texts(), self.words, strict=True)
        ]
        return {
            "found": self.found,
            "sentence": self.sentence,
            "label": self.label,
            "kind": self.kind,
            "words": words,
            "edited_text": self.edited_text,
            "new_label": self.new_label,
            "probability_before": self.before,
            "probability_after": self.after,
            "exhaustive": self.exhaustive,
            "n_tried": self.n_tried,
            "n_possible": self.n_possible,
        }

    def _texts(self) -> list[str]:
        return [self.text[span.start : span.end] for span in self.words]

    def _outcome(self, new_label: str) -> str:
        if not self.multi_label:
            return f"this is {new_label}"
        assert self.after is not None
        return f"{new_label} is {'given' if self.after > self.before else 'no longer given'}"

    def _nothing_found(self) -> str:
        if not self.n_possible:
            return "no edit can be tried: the only word cannot be taken away"
        if self.exhaustive:
            return "no edit of up to 3 words changes the label"
        return (
            f"no edit of up to 3 words was found that changes the label; "
            f"{self.n_tried:,} of {self.n_possible:,} were tried"
        )


def deciding_edit(
    explainer: Explainer, text: str | Explanation, *, undo_evasion: bool = False
) -> DecidingEdit:
    """Return the smallest edit of a text, up to three words, that changes the model's answer.

    Words are left out, or replaced by [MASK] if the tokenizer has it; each edit is verified by
    running the model. Of edits of the same size those of words are preferred to those of
    punctuation, then the clearest one. All sets of words are tried if the text is short, about
    twenty words; of longer texts the sets that extend the best smaller ones, beginning with the
    strongest words. The number of tokens that the model reads is bounded (`edit_search`).

    text:         or its explanation, which says for long texts which words are the strongest, and
                  for multi-label models which label is to be given or not (else the most probable
                  one).
    undo_evasion: read every version of the text as it is meant, as in `Explainer.explain`; where
                  its explanation did so, it is done here too.
    Raises:       EmptyText, TextTooLong, NotUnicode, NotFinite.
    """
    # The record of an edit, which outlives the model, is read without PyTorch.
    from explain_core.edit_search import Search

    explanation = text if isinstance(text, Explanation) else None
    typed = text.text if isinstance(text, Explanation) else text
    target = None if explanation is None else explainer.index_of(explanation.target)
    undo = undo_evasion or (explanation is not None and bool(explanation.undone))

    def values() -> Sequence[float]:
        known = explanation or explainer.explain(typed, trust=False, undo_evasion=undo)
        return [word.attribution for word in known.words]

    search = Search(explainer.classifier, typed, target=target, undo_evasion=undo)
    return _told(search, search.best(values))


def _told(search: Search, edit: Edit | None) -> DecidingEdit:
    names = search.labels.names
    seen = search.before.tolist()
    label = names[search.label]
    new = None if edit is None else edit.new_label
    return DecidingEdit(
        text=search.document.text,
        label=label,
        words=() if edit is None else tuple(search.document.spans[word] for word in edit.words),
        kind="" if edit is None else edit.kind,
        edited_text=None if edit is None else search.edited_text(edit),
        new_label=None if new is None else names[new],
        before=seen[search.label if new is None else new],
        after=None if edit is None else edit.probabilities[edit.new_label],
        multi_label=search.labels.multi_label,
        exhaustive=search.exhaustive,
        n_tried=search.n_tried,
        n_possible=search.n_possible,
    )


def _listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: ['a', 'b', 'c'] -> 'a, b and c'."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _rounded(probability: float) -> str:
    if 0 < probability < 0.005:
        return "<0.01"
    return ">0.99" if 0.995 <= probability < 1 else f"{probability:.2f}"
