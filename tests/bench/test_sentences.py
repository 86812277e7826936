"""The sentences that the benchmarks read by default."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

from explain_core.words import words

PATH = Path(__file__).parents[2] / "bench" / "sentences.csv"
with PATH.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def marks_words(row: dict[str, str]) -> bool:
    spans = json.loads(row["rationale"])
    found = words(row["text"])
    edges = [edge for span in spans for edge in span]
    starts, ends = {word.start for word in found}, {word.end for word in found}
    apart = edges == sorted(set(edges))
    return apart and all(start in starts and end in ends for start, end in spans)


def test_sentences_have_as_many_of_each_label() -> None:
    counts = Counter(row["label"] for row in ROWS)
    assert set(counts) == {"negative", "neutral", "positive"}
    assert min(counts.values()) == max(counts.values()) >= 70


def test_sentences_are_all_different() -> None:
    assert len({row["text"].casefold() for row in ROWS}) == len(ROWS)


def test_sentences_are_as_long_as_chat_messages() -> None:
    wrong = [row["text"] for row in ROWS if not 3 <= len(row["text"].split()) <= 30]
    assert wrong == []


def test_sentences_have_single_spaces_alone() -> None:
    assert [row["text"] for row in ROWS if row["text"] != " ".join(row["text"].split())] == []


def test_rationales_are_spans_of_whole_words_in_order_and_apart() -> None:
    assert [row["text"] for row in ROWS if not marks_words(row)] == []


def test_rationales_are_empty_for_neutral_sentences_alone() -> None:
    unmarked = {row["text"] for row in ROWS if json.loads(row["rationale"]) == []}
    assert unmarked == {row["text"] for row in ROWS if row["label"] == "neutral"}
