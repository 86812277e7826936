from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from explain_core.train.batches import Tokens
from explain_core.train.rows import Floats
from explain_core.train.verdicts.lessons import (
    LESS_SURE,
    RIGHT,
    WRONG,
    Lesson,
    Reader,
    as_rows,
    blameless_words,
    counterfactuals,
    decided,
)
from explain_core.train.verdicts.reading import MarkKind, Verdict, WordMark
from tests.explain_core.tiny_models import bert_tokenizer

LABELS = ("toxic", "insult")
TOKENIZER = bert_tokenizer()
PAD, MASK = TOKENIZER.pad_token_id, TOKENIZER.mask_token_id
READER = Reader(TOKENIZER, max_tokens=32)
HARMLESS = ("the movie is good", "i love bugs")


def marked(text: str, word: str, kind: MarkKind, *, agreed: bool) -> Verdict:
    start = text.index(word)
    marks = (WordMark(start, start + len(word), kind),)
    return Verdict(text, "agree" if agreed else "overrule", ("toxic",), marks)


def old(tokens: Sequence[Tokens]) -> Floats:
    """Answers that tell the texts apart: half the share of tokens that are not hidden."""
    shares = [np.mean(~np.isin(one.ids, (PAD, MASK))) for one in tokens]
    return np.asarray([[share / 2, share / 4] for share in shares], dtype=np.float32)


def of_kind(lessons: Sequence[Lesson], kind: str) -> list[Lesson]:
    return [lesson for lesson in lessons if lesson.kind == kind]


def words_left(lesson: Lesson) -> str:
    (tokens,) = READER.tokens([lesson])
    left = [one for one in tokens.ids.tolist() if one not in (PAD, MASK)]
    return str(TOKENIZER.decode(left, skip_special_tokens=True))


def targets(lessons: Sequence[Lesson]) -> Floats:
    return as_rows(lessons, READER, old, labels=LABELS).rows.targets


@pytest.mark.parametrize(("agreed", "target"), [(True, RIGHT), (False, WRONG)])
def test_decided_sets_the_labels_at_issue_and_keeps_the_old_answer_for_the_others(
    agreed: bool, target: float
) -> None:
    lesson = decided(marked("it is bad", "bad", "matters", agreed=agreed))
    ((toxic, insult),) = targets([lesson])
    assert toxic == pytest.approx(target)
    assert insult == pytest.approx(0.25)


def test_blameless_word_is_harmless_alone() -> None:
    verdict = marked("the movie is bad", "bad", "blameless", agreed=False)
    (alone,) = of_kind(counterfactuals([verdict], HARMLESS, seed=0), "word alone")
    assert words_left(alone) == "bad"
    assert targets([alone])[0, 0] == pytest.approx(WRONG)


def test_blameless_word_changes_nothing_in_harmless_sentences() -> None:
    verdict = marked("the movie is bad", "bad", "blameless", agreed=False)
    planted = of_kind(counterfactuals([verdict], HARMLESS, seed=0), "planted")
    assert {one.as_in.text for one in planted if one.as_in} == set(HARMLESS)
    for one in planted:
        assert "bad" in one.text.split()
        assert one.as_in is not None
        assert targets([one]).tolist() == targets([one.as_in]).tolist()


def test_message_stays_what_it_is_without_the_blameless_word() -> None:
    for agreed in (True, False):
        verdict = marked("the movie is bad", "bad", "blameless", agreed=agreed)
        (without,) = of_kind(counterfactuals([verdict], HARMLESS, seed=0), "without blameless")
        assert words_left(without) == "the movie is"
        wanted = RIGHT if agreed else WRONG
        assert targets([without])[0, 0] == pytest.approx(wanted)


def test_blameless_word_is_taken_out_of_guilty_messages_of_others() -> None:
    fine = marked("the movie is bad", "bad", "blameless", agreed=False)
    guilty = marked("this bad bug is horrible", "horrible", "matters", agreed=True)
    lessons = of_kind(counterfactuals([fine, guilty], HARMLESS, seed=0), "without blameless")
    assert "this bug is horrible" in [words_left(one) for one in lessons]


def test_message_is_less_sure_without_the_word_that_matters() -> None:
    verdict = marked("the movie is horrible", "horrible", "matters", agreed=True)
    (without,) = of_kind(counterfactuals([verdict], HARMLESS, seed=0), "without reason")
    assert words_left(without) == "the movie is"
    assert targets([without])[0, 0] <= LESS_SURE


def test_words_that_matter_teach_nothing_where_the_flag_was_overruled() -> None:
    verdict = marked("the movie is horrible", "horrible", "matters", agreed=False)
    assert not counterfactuals([verdict], HARMLESS, seed=0)


def test_verdicts_without_marks_make_no_counterfactuals() -> None:
    assert not counterfactuals([Verdict("it is bad", "agree", ("toxic",))], HARMLESS, seed=0)


def test_counterfactuals_are_the_same_for_the_same_seed() -> None:
    verdicts = [marked("the movie is bad", "bad", "blameless", agreed=False)]
    assert counterfactuals(verdicts, HARMLESS, seed=1) == counterfactuals(
        verdicts, HARMLESS, seed=1
    )


def test_blameless_words_leave_out_what_matters_as_often() -> None:
    verdicts = [
        marked("it is Bad", "Bad", "blameless", agreed=False),
        marked("it is bad", "bad", "matters", agreed=True),
        marked("it is good", "good", "blameless", agreed=False),
    ]
    assert blameless_words(verdicts) == ["good"]


@pytest.mark.parametrize("word", ["😀", "白痴", "أحمق", "*", "(", "\\d+", "[MASK]"])
def test_any_marked_word_can_be_hidden_and_planted(word: str) -> None:
    verdict = marked(f"the movie {word} is", word, "blameless", agreed=False)
    lessons = counterfactuals([verdict], HARMLESS, seed=0)
    rows = as_rows(lessons, READER, old, labels=LABELS).rows
    assert len(rows) == len(lessons) > 0
    assert np.isfinite(rows.targets).all()


def test_reader_hides_words_whole_if_only_a_part_of_them_is_marked() -> None:
    lesson = Lesson("x", "bugs are smart", hidden=((1, 2),))
    assert words_left(lesson) == "are smart"


def test_reader_leaves_marks_beyond_the_cut_alone() -> None:
    text = f"{'good ' * 50}bad"
    lesson = Lesson("x", text, hidden=((len(text) - 3, len(text)),))
    (tokens,) = READER.tokens([lesson])
    assert not np.isin(tokens.ids, (PAD, MASK)).any()
