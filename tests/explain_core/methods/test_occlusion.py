from __future__ import annotations

import pytest

from explain_core import Explainer
from explain_core.faithfulness import MaskedText, leave_one_out
from tests.explain_core.faithfulness.fakes import FakeClassifier, bag_of_words
from tests.explain_core.methods.finding import find_in_fake

WEIGHTS = {"bugs": 0.5, "smart": 2.0, "animals": -1.0, "##s": 0.25}


def test_occlusion_of_a_bag_of_words_is_its_weights() -> None:
    fake = FakeClassifier(bag_of_words(WEIGHTS))
    found = find_in_fake(fake, "bugs are smart animals", "occlusion")
    assert found == pytest.approx([0, 0.5, 0, 2, -1, 0])


def test_occlusion_hides_a_word_whole_and_shares_equally() -> None:
    fake = FakeClassifier(bag_of_words(WEIGHTS))
    found = find_in_fake(fake, "bugss are", "occlusion")  # bugs ##s are
    assert found == pytest.approx([0, 0.375, 0.375, 0, 0])


def test_occlusion_counts_against_the_filler_that_was_asked_for() -> None:
    fake = FakeClassifier(bag_of_words({"smart": 2.0, "[MASK]": 0.5}))
    assert find_in_fake(fake, "smart", "occlusion", baseline="pad") == pytest.approx([0, 2, 0])
    assert find_in_fake(fake, "smart", "occlusion", baseline="mask") == pytest.approx([0, 1.5, 0])


def test_occlusion_reads_all_versions_in_one_go() -> None:
    fake = FakeClassifier(bag_of_words(WEIGHTS))
    find_in_fake(fake, "bugs are smart animals", "occlusion")
    assert fake.asked == [1, 5, 1]  # the answer; the text and four words; the baseline


def test_occlusion_is_leave_one_out_of_the_probability(bert: Explainer) -> None:
    text = "the movie is horrible, i hate it"
    explanation = bert.explain(text, method="occlusion", score="probability", baseline="mask")
    alone = leave_one_out(MaskedText(bert, text))
    assert [word.attribution for word in explanation.words] == pytest.approx(
        [word.attribution for word in alone], abs=1e-6
    )
