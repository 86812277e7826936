from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, islice

import pytest

from explain_core.report import summary as module
from explain_core.report.reading import Settings, Text
from explain_core.report.summary import Highest, certainty, deciding, summarize

SETTINGS = Settings("sentiment", "lig", "logit", "pad")


def text(
    *words: tuple[str, float],
    probabilities: Sequence[float] = (0.9, 0.1),
    target: str = "a",
    multi_label: bool = False,
    thresholds: Mapping[str, float] | None = None,
    warning: str = "",
    converged: bool = True,
    relative_delta: float = 0.0,
    line: int = 1,
) -> Text:
    known = dict(zip("abc", probabilities, strict=False))
    return Text(
        text=" ".join(word for word, _ in words),
        label=max(known, key=lambda label: known[label]),
        probabilities=known,
        multi_label=multi_label,
        thresholds=thresholds or {},
        target=target,
        words=words,
        warning=warning,
        converged=converged,
        relative_delta=relative_delta,
        settings=SETTINGS,
        precision="fp32",
        line=line,
    )


def test_highest_keeps_the_highest_and_the_first_of_equals() -> None:
    highest: Highest[str] = Highest(3)
    for key, item in [(1, "a"), (5, "b"), (3, "c"), (5, "d"), (3, "e")]:
        highest.offer((key,), item)
    assert highest.items() == ["b", "d", "c"]


def test_highest_holds_no_more_than_it_gives() -> None:
    highest: Highest[int] = Highest(4)
    for number in islice(count(), 10_000):
        highest.offer((number % 100,), number)
        assert len(highest.items()) <= 4


def test_summarize_counts_labels_and_their_probabilities() -> None:
    texts = [text(probabilities=p) for p in ([0.9, 0.1], [0.7, 0.3], [0.2, 0.8])]
    labels = summarize(texts).labels
    assert {label: of.n_predicted for label, of in labels.items()} == {"a": 2, "b": 1}
    assert labels["a"].mean_probability == pytest.approx(0.8)


def test_summarize_counts_a_word_once_a_text_and_by_the_label_explained() -> None:
    texts = [
        text(("Good", 2.0), ("good", 1.9), ("fine", 1.0), ("the", 0.9)),
        text(("good", 0.1)),
        text(("bad", 1.0), target="b"),
    ]
    labels = summarize(texts).labels
    assert labels["a"].words == {"good": 2, "fine": 1}
    assert labels["b"].words == {"bad": 1}
    assert (labels["a"].n_explained, labels["b"].n_explained) == (2, 1)


def test_summarize_forgets_rare_words_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WORDS_KEPT", 5)
    texts = (text((word, 1.0)) for n in range(100) for word in ("often", f"rare{n}"))
    words = summarize(texts).labels["a"].words
    assert words["often"] == 100
    assert len(words) <= 11


def test_summarize_finds_the_least_certain_and_the_least_reliable() -> None:
    texts = [text(probabilities=[0.5 + n / 50, 0.5 - n / 50], line=n) for n in range(20)]
    texts += [text(warning="x", line=30, relative_delta=0.1), text(relative_delta=9.0, line=31)]
    texts += [text(warning="x", line=32, converged=False)]
    summary = summarize(texts)
    assert [t.line for t in summary.least_certain.items()] == list(range(10))
    assert [t.line for t in summary.least_reliable.items()][:3] == [32, 30, 31]
    assert summary.n_unreliable == 2


@pytest.mark.parametrize(
    ("probabilities", "multi_label", "thresholds", "expected"),
    [
        ([0.5, 0.3, 0.2], False, {}, 0.2),
        ([1.0], False, {}, 1.0),
        ([0.9, 0.45, 0.1], True, {}, 0.05),
        ([0.9, 0.45, 0.1], True, {"a": 0.5, "b": 0.25, "c": 0.9}, 0.2),
    ],
)
def test_certainty_is_the_distance_to_another_answer(
    probabilities: Sequence[float],
    multi_label: bool,
    thresholds: Mapping[str, float],
    expected: float,
) -> None:
    found = certainty(
        text(probabilities=probabilities, multi_label=multi_label, thresholds=thresholds)
    )
    assert found == pytest.approx(expected)


def test_summarize_counts_each_label_that_is_given_and_texts_without_any() -> None:
    thresholds = {"a": 0.8, "b": 0.3, "c": 0.3}
    texts = [
        text(probabilities=p, multi_label=True, thresholds=thresholds)
        for p in ([0.9, 0.4, 0.1], [0.7, 0.3, 0.1], [0.7, 0.2, 0.1])
    ]
    summary = summarize(texts)
    assert {label: of.n_predicted for label, of in summary.labels.items()} == {
        "a": 1,
        "b": 2,
        "c": 0,
    }
    assert summary.labels["b"].mean_probability == pytest.approx(0.35)
    assert summary.n_without_label == 1


def test_deciding_words_are_bounded_in_length() -> None:
    (word,) = deciding(text(("x" * 10_000, 1.0)))
    assert len(word) == 40
    assert deciding(text()) == set()
