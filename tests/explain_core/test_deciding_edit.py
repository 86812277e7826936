from __future__ import annotations

import itertools
import json
from collections.abc import Mapping

import pytest

from explain_core import EmptyText
from explain_core.deciding_edit import DecidingEdit, deciding_edit
from explain_core.edit_search import MAX_TOKENS, MIN_READINGS
from explain_core.model import Labels
from explain_core.rewriting import without
from explain_core.words import words
from tests.explain_core.explanations import explanation
from tests.explain_core.faithfulness.fakes import (
    Answer,
    FakeClassifier,
    bag_of_words,
    capricious,
    explainer,
    sigmoid,
)


def edit_of(
    text: str, weights: Mapping[str, float] | Answer, *, has_mask: bool = True
) -> DecidingEdit:
    answer = bag_of_words(weights) if isinstance(weights, Mapping) else weights
    return deciding_edit(explainer(FakeClassifier(answer, has_mask=has_mask)), text)


def words_of(edit: DecidingEdit) -> list[str]:
    return [edit.text[span.start : span.end] for span in edit.words]


def test_deciding_edit_is_the_one_word_that_the_label_hangs_on() -> None:
    edit = edit_of("the movie is horrible", {"horrible": -3.0, "movie": 1.0})

    assert words_of(edit) == ["horrible"]
    assert (edit.label, edit.new_label) == ("no", "yes")
    assert edit.before == pytest.approx(sigmoid(-2.0))
    assert edit.after == pytest.approx(sigmoid(1.0))
    assert edit.exhaustive
    assert edit.sentence == "without *horrible* this is yes (0.12 -> 0.73)"


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"[CLS]": -1.0, "good": 0.9, "great": 0.8}, ["good"]),
        ({"[CLS]": -1.0, "good": 2.0, "great": 2.0}, ["good", "great"]),
        ({"[CLS]": -1.0, "good": 2.0, "great": 2.0, "love": 2.0}, ["good", "great", "love"]),
        ({"[CLS]": -1.0, "good": 2.0, "great": 2.0, "love": 2.0, "smart": 1.5}, []),
    ],
)
def test_deciding_edit_is_as_small_as_it_can_be(
    weights: dict[str, float], expected: list[str]
) -> None:
    edit = edit_of("this is good great smart love", weights)

    assert words_of(edit) == expected
    assert edit.exhaustive
    assert edit.found is bool(expected)


@pytest.mark.parametrize("seed", range(8))
def test_deciding_edit_agrees_with_trying_everything_by_hand(seed: int) -> None:
    text = "the movie is not good bad great one"

    def answer(ids: tuple[int, ...]) -> float:
        return capricious((seed, *ids)) + (2.5 if len(ids) == 10 and 4 not in ids else 0.0)

    edit = edit_of(text, answer, has_mask=False)
    fake = explainer(FakeClassifier(answer))
    spans = words(text)
    label = fake.predict([text])[0].label
    for size in range(1, 4):
        sets = list(itertools.combinations(range(len(spans)), size))
        said = fake.predict([without(text, spans, left_out) for left_out in sets])
        changed = {
            left_out: p.probability
            for left_out, p in zip(sets, said, strict=True)
            if p.label != label
        }
        if changed:
            best = max(changed, key=lambda left_out: changed[left_out])
            assert edit.words == tuple(spans[word] for word in best)
            assert edit.after == pytest.approx(changed[best])
            return
    assert not edit.found


def test_deciding_edit_is_verified_by_the_model() -> None:
    weights = {"horrible": -3.0, "movie": 1.0}
    edit = edit_of("the movie is horrible", weights)
    assert edit.edited_text is not None
    (prediction,) = explainer(FakeClassifier(bag_of_words(weights))).predict([edit.edited_text])

    assert prediction.label == edit.new_label
    assert prediction.probability == pytest.approx(edit.after)


def test_deciding_edit_masks_where_that_is_clearer() -> None:
    edit = edit_of("not good", {"not": -2.0, "good": 1.0, "[MASK]": 3.0})

    assert edit.kind == "mask"
    assert edit.edited_text == "[MASK] good"
    assert edit.sentence == "with *not* masked this is yes (0.27 -> 0.98)"


def test_deciding_edit_only_removes_where_there_is_no_mask() -> None:
    edit = edit_of("not good", {"not": -2.0, "good": 1.0, "[MASK]": 3.0}, has_mask=False)

    assert edit.kind == "remove"
    assert edit.edited_text == "good"


def test_deciding_edit_prefers_words_to_punctuation() -> None:
    edit = edit_of("good bad !", {"good": 1.0, "bad": -2.0, "!": -2.0, "[CLS]": 2.0})

    assert words_of(edit) == ["bad"]


def test_deciding_edit_takes_punctuation_if_nothing_else_does() -> None:
    assert words_of(edit_of("good bad !", {"good": 1.0, "!": -2.0})) == ["!"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("good", "no edit of up to 3 words changes the label"),
        ("good great", "no edit of up to 3 words changes the label"),
        ("one two three four", "no edit of up to 3 words changes the label"),
    ],
)
def test_deciding_edit_says_if_there_is_none(text: str, sentence: str) -> None:
    edit = edit_of(text, lambda ids: 4.0)

    assert not edit.found
    assert edit.exhaustive
    assert edit.sentence == sentence
    assert (edit.new_label, edit.after, edit.edited_text) == (None, None, None)


def test_deciding_edit_masks_all_words_if_nothing_less_does() -> None:
    edit = edit_of("good great", {"good": 1.0, "great": 1.0, "[CLS]": -0.5})

    assert (words_of(edit), edit.kind) == (["good", "great"], "mask")
    assert edit.sentence.startswith("with *good* and *great* masked this is")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("good", "no edit can be tried: the only word cannot be taken away"),
        ("good great", "no edit of up to 3 words changes the label"),
    ],
)
def test_deciding_edit_never_leaves_out_all_words(text: str, sentence: str) -> None:
    edit = edit_of(text, {"good": 1.0, "great": 1.0, "[CLS]": -0.5}, has_mask=False)

    assert edit.sentence == sentence


def test_deciding_edit_leaves_no_invisible_text() -> None:
    assert not edit_of("good \u200b", {"good": 1.0, "[CLS]": -0.5}, has_mask=False).found


@pytest.mark.parametrize("text", ["", " \n"])
def test_deciding_edit_of_no_text_is_refused(text: str) -> None:
    with pytest.raises(EmptyText):
        edit_of(text, {})


@pytest.mark.parametrize(
    ("target", "weights", "sentence"),
    [
        ("yes", {"bad": 2.0}, "without *bad* yes is no longer given (0.88 -> 0.50)"),
        ("yes", {"bad": -2.0, "one": 1.0}, "without *bad* yes is given (0.27 -> 0.73)"),
        ("no", {"bad": 2.0}, "no edit of up to 3 words changes the label"),
    ],
)
def test_deciding_edit_of_a_multi_label_model_is_about_one_label(
    target: str, weights: dict[str, float], sentence: str
) -> None:
    fake = FakeClassifier(bag_of_words(weights))
    fake.labels = Labels(("no", "yes"), multi_label=True, thresholds=(0.4, 0.6))
    text = "this is bad one"
    explained = explanation(
        text, label="yes", target=target, probabilities={"no": 0.5, "yes": 0.9}, multi_label=True
    )

    assert deciding_edit(explainer(fake), explained).sentence == sentence


def long_text(n_words: int) -> str:
    return " ".join(["the movie is good"] * (n_words // 4))


@pytest.mark.parametrize("n_words", [60, 400, 3000])
def test_deciding_edit_of_a_long_text_reads_a_bounded_number_of_tokens(n_words: int) -> None:
    lengths: list[int] = []

    def answer(ids: tuple[int, ...]) -> float:
        lengths.append(len(ids))
        return 1.0

    fake = FakeClassifier(answer, max_text_tokens=500)
    text = long_text(n_words)
    explained = explanation(text, [1.0] * n_words, label="yes", probabilities={"yes": 0.7})
    edit = deciding_edit(explainer(fake), explained)
    n_tokens = 1.2 * n_words + 100

    assert sum(lengths) <= max(MAX_TOKENS, MIN_READINGS * n_tokens) + 2 * n_tokens
    assert not edit.exhaustive
    assert edit.sentence == (
        "no edit of up to 3 words was found that changes the label; "
        f"{edit.n_tried:,} of {edit.n_possible:,} were tried"
    )


@pytest.mark.parametrize(("start", "expected"), [(1.5, ["horrible"]), (0.5, ["horrible", "hate"])])
def test_deciding_edit_of_a_long_text_begins_with_the_strongest_words(
    start: float, expected: list[str]
) -> None:
    weights = {"horrible": -1.1, "hate": -1.0, "[CLS]": start}
    fake = FakeClassifier(bag_of_words(weights), max_text_tokens=5000)
    explained = explanation(
        f"{long_text(600)} horrible {long_text(600)} hate",
        {"horrible": -2.0, "hate": -2.0},
        label="no",
        probabilities={"no": 0.6, "yes": 0.4},
    )
    edit = deciding_edit(explainer(fake), explained)

    assert words_of(edit) == expected
    # One word is as few as there can be; whether one would do instead of two is not known.
    assert edit.exhaustive is (len(expected) == 1)
    assert edit.sentence.endswith("fewer words may do, not all were tried") is not edit.exhaustive


def test_deciding_edit_shows_no_control_characters() -> None:
    edit = edit_of("good \x1b[2J bad", {"[CLS]": -1.0, "good": 0.5})

    assert "\x1b" not in edit.sentence


def test_deciding_edit_as_json_says_all_of_it() -> None:
    edit = edit_of("the movie is horrible", {"horrible": -3.0, "movie": 1.0})
    record = json.loads(json.dumps(edit.to_dict()))

    assert record["sentence"] == edit.sentence
    assert record["words"] == [{"text": "horrible", "start": 13, "end": 21}]
    assert record["edited_text"] == "the movie is"
    assert record["exhaustive"] is True
