from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from explain_core.batch.journal import Journal, Paths, Progress
from explain_core.batch.records import CsvWriter, JsonWriter
from explain_core.batch.rows import Place, Row
from explain_core.errors import BadData, BadOption
from explain_core.explanation import Explanation, Trust
from explain_core.report.page import page
from explain_core.report.reading import read_texts
from explain_core.report.summary import summarize
from tests.explain_core.batch.fakes import LABELS
from tests.explain_core.explanations import explanation

GOOD = explanation(
    "a good film", {"good": 2.0}, label="positive", probabilities={"negative": 0.1, "positive": 0.9}
)
BAD = explanation("a bad film", {"bad": 1.0}, probabilities={"negative": 0.6, "positive": 0.4})
DOUBTFUL = replace(BAD, trust=Trust(doubts=("Random words matter as much.",)))
EVIL = '<script>alert(1)</script> & "x" <img src=http://evil.example/x onerror=y>'


class Links(HTMLParser):
    """Collects what a page would load or run."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "img":
            self.images.append(dict(attrs))
        for name, value in attrs:
            if name in ("src", "href") or name.startswith("on"):
                self.found.append(value or "")


def results(path: Path, explanations: Sequence[Explanation]) -> Path:
    """Write explanations as a batch does."""
    writer = (
        JsonWriter()
        if path.suffix == ".jsonl"
        else CsvWriter(
            ("text",), list(explanations[0].probabilities), text_column="text", open_ended=False
        )
    )
    rows = [Row(n, Place(0, n, n), 9, e.text, {"text": e.text}) for n, e in enumerate(explanations)]
    records = [writer.record(row, e) for row, e in zip(rows, explanations, strict=True)]
    path.write_bytes(writer.header() + b"".join(records))
    return path


def report(path: Path) -> str:
    return page(summarize(read_texts(path, text=None)), name=path.name)


def plain(content: str) -> str:
    without_style = re.sub(r"<style>.*?</style>", "", content, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", without_style).split())


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_page_says_what_the_texts_say_together(tmp_path: Path, suffix: str) -> None:
    said = plain(report(results(tmp_path / f"out{suffix}", [GOOD, GOOD, BAD, DOUBTFUL])))
    for part in (
        "4 texts explained from out",
        "model sentiment method lig score logit baseline pad",
        "gradients computed in fp32 (4)",
        "positive 2 50% 90%",
        "negative 2 50% 60%",
        "positive of 2 reliably explained for it word texts good 2",
        "negative of 1 reliably explained for it word texts bad 1",
        "1 explanation (25%) is not to be relied on.",
    ):
        assert part in said


def judged(text: str, toxic: float, threat: float, words: Mapping[str, float]) -> Explanation:
    """Return an explanation by a model that judges each label against a threshold of its own."""
    return explanation(
        text,
        words,
        units=r"i d i o t|\w+",
        label="toxic",
        probabilities={"toxic": toxic, "threat": threat},
        multi_label=True,
        thresholds={"toxic": 0.75, "threat": 0.25},
    )


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_page_counts_the_labels_that_reach_their_thresholds(tmp_path: Path, suffix: str) -> None:
    rude = judged("you i d i o t", 0.9, 0.1, {"i d i o t": 1.5, "you": 0.9})
    fine = judged("fine", 0.7, 0.1, {})
    odd = judged("odd", 0.6, 0.3, {})
    path = results(tmp_path / f"out{suffix}", [rude, fine, odd])

    assert [text.given for text in read_texts(path, text=None)] == [("toxic",), (), ("threat",)]
    said = plain(report(path))
    assert "Nothing is flagged in 1 text (33%): no label reaches its threshold." in said
    assert "toxic 1 33% 90%" in said
    assert "threat 1 33% 30%" in said
    assert "you 1" in said
    assert "i d i o t 1" in said


def test_page_reads_results_of_before_there_were_thresholds(tmp_path: Path) -> None:
    path = results(tmp_path / "out.csv", [judged("fine", 0.7, 0.1, {})])
    lines = list(csv.reader(path.read_text("utf-8").splitlines()))
    kept = [at for at, name in enumerate(lines[0]) if name not in ("given", "thresholds")]
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([line[at] for at in kept] for line in lines)

    (text,) = read_texts(path, text=None)
    assert text.given == ("toxic",)


@pytest.mark.parametrize("thresholds", ["", "[]", "{", '{"toxic": "x"}', "null"])
def test_page_refuses_thresholds_that_are_none(tmp_path: Path, thresholds: str) -> None:
    path = results(tmp_path / "out.csv", [judged("fine", 0.7, 0.1, {})])
    written = '"{""toxic"": 0.75, ""threat"": 0.25}"'
    content = path.read_text("utf-8")
    assert written in content
    quoted = '"' + thresholds.replace('"', '""') + '"'
    path.write_text(content.replace(written, quoted), "utf-8")

    with pytest.raises(BadData, match="no record"):
        list(read_texts(path, text=None))


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_page_marks_what_is_not_reliable(tmp_path: Path, suffix: str) -> None:
    doubtful = replace(DOUBTFUL, converged=False)
    content = report(results(tmp_path / f"out{suffix}", [GOOD, doubtful]))
    assert "1 explanation (50%) is not to be relied on." in plain(content)
    section = content.partition("Least reliable")[2]
    assert section.count("<figure>") == section.count('class="warning">') == 1
    assert "Not reliable:" in plain(section)


def test_page_draws_the_heatmaps_of_json_lines(tmp_path: Path) -> None:
    content = report(results(tmp_path / "out.jsonl", [GOOD, BAD]))
    assert content.count('<div class="explain-heatmap">') == 4
    assert "Every explanation can be relied on" in content


def test_page_says_that_csv_cannot_be_drawn(tmp_path: Path) -> None:
    content = report(results(tmp_path / "out.csv", [GOOD, BAD]))
    assert "explain-heatmap" not in content
    assert "For heatmaps let explain batch write a .jsonl file" in content


def test_page_shows_a_long_text_as_a_picture_with_alternative_text(tmp_path: Path) -> None:
    long = explanation("word " * 400 + "awful", {"awful": 3.0})
    images = Links(report(results(tmp_path / "out.jsonl", [long]))).images
    assert len(images) == 2
    assert str(images[0]["src"]).startswith("data:image/png;base64,iVBOR")
    assert "negative 96%" in str(images[0]["alt"])
    assert "awful" in str(images[0]["alt"])


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_page_escapes_everything_and_loads_nothing(tmp_path: Path, suffix: str) -> None:
    evil = replace(
        explanation(EVIL, [1.0] * 9, label=EVIL, probabilities={EVIL: 0.9, "b": 0.1}),
        model=EVIL,
        method="<b>",
        score="<i>",
        trust=Trust(doubts=(EVIL,)),
    )
    path = results(tmp_path / f"<script>{suffix}", [evil])
    links = Links(report(path))
    assert links.found == []
    assert not {"script", "img", "b", "i"} & set(links.tags)
    assert "default-src 'none'" in report(path)


def test_page_gives_every_bar_a_number_and_every_table_a_head(tmp_path: Path) -> None:
    content = report(results(tmp_path / "out.jsonl", [GOOD, BAD]))
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', content)
    assert len(rows) == 4
    assert all('<td class="number">' in row and 'aria-hidden="true"' in row for row in rows)
    assert content.count('<table class="counts">') == 3 == content.count("<tbody>") - 4


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_page_of_no_texts_says_so(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    header = CsvWriter(("text",), LABELS, text_column="text", open_ended=False).header()
    path.write_bytes(header if suffix == ".csv" else b"")
    assert "0 texts explained" in report(path)


def test_page_says_what_more_than_one_run_was_made_with(tmp_path: Path) -> None:
    said = plain(report(results(tmp_path / "out.jsonl", [GOOD, GOOD, replace(BAD, model="other")])))
    assert "texts 2 model sentiment" in said
    assert "texts 1 model other" in said


def test_texts_of_an_unfinished_file_are_those_that_are_sure(tmp_path: Path) -> None:
    record = json.dumps(GOOD.to_dict()).encode() + b"\n"
    out = tmp_path / "out.jsonl"
    with Journal(Paths(out), {}) as journal:
        journal.commit(record * 3, b"", Progress(Place(1, 1, 1)))
    with out.open("ab") as file:
        file.write(record + b'{"text": "half a')
    assert len(list(read_texts(out, text=None))) == 3
    summary = summarize(read_texts(out, text=None))
    assert "has not finished" in page(summary, name="out.jsonl", unfinished=True)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"text,id\na,1\n", "explain batch did not write it: there is no column 'label'"),
        ("a.csv", b"id\n1\n", "explain batch did not write it: there is no column 'label'"),
        ("a.jsonl", b'{"text": "a"}\n', "line 1: .*an explanation has 'label'"),
        ("a.jsonl", b'{"text": "a"\n', "line 1: .*not JSON"),
    ],
)
def test_files_that_no_batch_wrote_are_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadData, match=said):
        list(read_texts(path, text=None))


@pytest.mark.parametrize(("before", "after"), [(b'"true"', b'"maybe"'), (b",0.9,", b",x,")])
def test_a_damaged_cell_is_told_with_its_line(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = results(tmp_path / "out.csv", [GOOD])
    path.write_bytes(path.read_bytes().replace(before, after))
    with pytest.raises(BadData, match="line 2"):
        list(read_texts(path, text=None))


def test_csv_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    path = results(tmp_path / "out.csv", [explanation("=a b", {"a": 1.0})])
    saved = path.read_text().replace(",", ";").replace("true", "TRUE").replace("false", "FALSE")
    path.write_text(saved, encoding="utf-8-sig")
    (text,) = read_texts(path, text=None)
    assert (text.text, text.warning, text.words) == ("=a b", "", [("a", 1.0)])


def test_page_on_a_phone_leaves_labels_the_room_of_their_bars(tmp_path: Path) -> None:
    content = report(results(tmp_path / "out.jsonl", [GOOD, BAD]))
    narrow = re.search(r"@media \(max-width: 40rem\) \{(.*?\})\s*\}", content, re.DOTALL)
    assert narrow is not None
    hidden = re.search(r"section > table\.counts :is\((.*?)\) \{ display: none; \}", narrow[1])
    assert hidden is not None
    assert "td.share" in hidden[1].split(", ")
    assert re.search(r'<section>\s*<h2>Labels</h2>\s*<table class="counts">', content)


@pytest.mark.parametrize("column", ["body", "label", "text"])
def test_csv_report_quotes_the_column_that_was_explained(tmp_path: Path, column: str) -> None:
    columns = ["text", "body", "label"]
    writer = CsvWriter(columns, GOOD.probabilities, text_column=column, open_ended=False)
    values = dict.fromkeys(columns, "something else") | {column: GOOD.text}
    path = tmp_path / "out.csv"
    record = writer.record(Row(1, Place(0, 1, 1), 9, GOOD.text, values), GOOD)
    path.write_bytes(writer.header() + record)

    assert [text.text for text in read_texts(path, text=None)] == [GOOD.text]


def test_csv_report_takes_no_result_for_the_text(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="input_label"):
        list(read_texts(results(tmp_path / "out.csv", [GOOD]), text="label"))
