from __future__ import annotations

from collections.abc import Callable

import pytest

from explain_core import BadOption, EmptyText, Explainer, NoBaselineToken, NotFinite, UnknownTarget
from explain_core.faithfulness import MaskedText, Masking
from explain_core.faithfulness.masking import NOTHING
from explain_core.words import Span
from tests.explain_core.faithfulness.fakes import (
    SENTENCE,
    VOCABULARY,
    WEIGHTS,
    FakeClassifier,
    bag_of_words,
    capricious,
    explainer,
    linear_text,
    sigmoid,
    true_attributions,
)


class Reader:
    """An answer that remembers the ids that it was given, as tokens."""

    def __init__(self) -> None:
        self.tokens: list[list[str]] = []
        self._names = {token_id: token for token, token_id in VOCABULARY.items()}

    def __call__(self, ids: tuple[int, ...]) -> float:
        self.tokens.append([self._names[token_id] for token_id in ids])
        return 0.0


def read(text: str, maskings: list[Masking], words: list[Span] | None = None) -> list[list[str]]:
    """Return what the model was given to read."""
    reader = Reader()
    MaskedText(explainer(FakeClassifier(reader)), text, words=words, target="yes").scores(maskings)
    return reader.tokens


def hide(*words: int, filler: str = "mask") -> Masking:
    return Masking(frozenset(words), filler)


@pytest.mark.parametrize(("filler", "token"), [("mask", "[MASK]"), ("pad", "[PAD]")])
def test_scores_puts_the_filler_in_place_of_hidden_words(filler: str, token: str) -> None:
    (tokens,) = read(SENTENCE, [hide(0, 2, filler=filler)])
    assert tokens == ["[CLS]", token, "are", token, "animals", "[SEP]"]


def test_scores_hides_every_token_of_a_word_and_keeps_the_length() -> None:
    (tokens,) = read("bugs xyz good", [hide(1)])
    assert tokens == ["[CLS]", "bugs", "[MASK]", "[MASK]", "[MASK]", "good", "[SEP]"]


def test_scores_hides_a_token_with_any_of_the_words_that_it_covers() -> None:
    halves = [Span(0, 2), Span(2, 4), Span(5, 8)]
    assert read("good bad", [hide(0), hide(1)], halves) == [["[CLS]", "[MASK]", "bad", "[SEP]"]]


def test_scores_hides_a_token_outside_all_words_with_the_word_that_follows() -> None:
    (tokens,) = read("bugs , good", [hide(1)], [Span(0, 4), Span(7, 11)])
    assert tokens == ["[CLS]", "bugs", "[MASK]", "[MASK]", "[SEP]"]


def test_scores_reads_all_versions_in_one_go_and_none_twice() -> None:
    fake = FakeClassifier(capricious)
    masked = MaskedText(explainer(fake), SENTENCE, target="yes")
    first = masked.scores([NOTHING, hide(0), hide(1), hide(0)])
    again = masked.scores([hide(1), hide(2), NOTHING])
    assert fake.asked == [3, 1]
    assert (first[2], first[0]) == (again[0], again[2])


@pytest.mark.parametrize("score", ["probability", "logit", "margin"])
def test_scores_are_those_of_the_target(score: str) -> None:
    masked = linear_text(target="no")
    truth = {"probability": sigmoid(-1.5), "logit": 0.0, "margin": -1.5}
    assert float(masked.scores([hide(2)], score=score)) == pytest.approx(truth[score])


def test_drops_are_differences_to_the_whole_text() -> None:
    drops = linear_text().drops([NOTHING, hide(2)]).tolist()
    assert drops == pytest.approx([0.0, sigmoid(3.5) - sigmoid(1.5)])


@pytest.mark.parametrize(
    ("text", "n_words"),
    [("a", 1), ("!!!", 1), ("😀 good", 2), ("不好", 2), ("हाँ", 1), ("it's 3.50, right?", 5)],
)
def test_masked_text_has_the_words_that_explain_shows(
    bert: Explainer, text: str, n_words: int
) -> None:
    masked = MaskedText(bert, text)
    shown = bert.explain(text, max_steps=3).words
    assert [(w.start, w.end) for w in masked.words] == [(w.start, w.end) for w in shown]
    assert masked.n_words == n_words


@pytest.mark.parametrize(
    ("target", "index"), [(None, 1), ("no", 0), ("yes", 1), (0, 0), (1, 1)], ids=repr
)
def test_masked_text_takes_a_label_an_index_or_the_predicted_label(
    target: str | int | None, index: int
) -> None:
    fake = explainer(FakeClassifier(bag_of_words(WEIGHTS)))
    assert MaskedText(fake, SENTENCE, target=target).target == index


@pytest.mark.parametrize("target", ["maybe", 2, -1, True], ids=repr)
def test_masked_text_without_such_a_label_raises_unknown_target(target: str | int) -> None:
    with pytest.raises(UnknownTarget):
        MaskedText(explainer(FakeClassifier(capricious)), SENTENCE, target=target)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b"])
def test_masked_text_without_any_word_raises_empty_text(text: str) -> None:
    with pytest.raises(EmptyText):
        MaskedText(explainer(FakeClassifier(capricious)), text)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [Span(0, 0)],
        [Span(5, 8), Span(0, 4)],
        [Span(0, 4), Span(3, 8)],
        [Span(-1, 4)],
        [Span(0, 99)],
    ],
    ids=["none", "empty", "out of order", "overlapping", "before", "beyond"],
)
def test_masked_text_with_words_that_are_no_spans_raises_bad_option(words: list[Span]) -> None:
    with pytest.raises(BadOption, match="in order and apart"):
        MaskedText(explainer(FakeClassifier(capricious)), SENTENCE, words=words)


@pytest.mark.parametrize("change", ["fewer", "moved", "not a number"])
def test_values_of_other_words_raise_bad_option(change: str) -> None:
    masked = linear_text()
    wrong = {
        "fewer": true_attributions(masked)[1:],
        "moved": true_attributions(linear_text(text="bugs are bad animals")),
        "not a number": masked.attributions([0.0, float("nan"), 1.0, 2.0]),
    }
    with pytest.raises(BadOption, match="each of the 4 words"):
        masked.values(wrong[change])


def test_masking_without_a_mask_token_names_the_filler_that_there_is() -> None:
    fake = explainer(FakeClassifier(capricious, has_mask=False))
    masked = MaskedText(fake, SENTENCE, target="yes")
    with pytest.raises(NoBaselineToken, match="'pad'"):
        masked.scores([hide(0)])
    assert 0 < float(masked.scores([hide(0, filler="pad")])) < 1


def test_scores_that_are_not_finite_raise() -> None:
    fake = explainer(FakeClassifier(lambda ids: float("nan")))
    with pytest.raises(NotFinite):
        MaskedText(fake, SENTENCE, target="yes").scores([NOTHING])


def test_scores_of_a_long_text_are_those_that_predict_gives(bert: Explainer) -> None:
    text = "bugs are smart animals and i love this great movie " * 12
    masked = MaskedText(bert, text)
    probability = bert.predict([text])[0].probability
    assert float(masked.scores([NOTHING])) == pytest.approx(probability)


def test_scores_of_a_long_text_reads_again_only_the_windows_that_changed() -> None:
    fake = FakeClassifier(capricious, max_text_tokens=16)
    masked = MaskedText(explainer(fake), "one two three good bad great " * 10, target="yes")
    masked.scores([NOTHING])
    masked.scores([hide(0), hide(masked.n_words - 1)])
    n_windows, n_changed = fake.asked
    assert n_windows > 3
    assert n_changed == 2


def test_masked_text_of_a_multi_label_model_scores_each_label_by_itself(
    explainer_of: Callable[..., Explainer],
) -> None:
    several = explainer_of("bert", problem_type="multi_label_classification")
    probabilities = several.predict([SENTENCE])[0].probabilities
    scores = [
        float(MaskedText(several, SENTENCE, target=label).scores([NOTHING]))
        for label in several.labels
    ]
    assert scores == pytest.approx(list(probabilities.values()))
