from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from explain_core.explanation import Explanation
from explain_core.heatmap import to_html, to_html_fragment
from tests.explain_core.explanations import explanation

VOID = {"meta"}
ATTACK = "<script>alert(1)</script> \"><img src=x onerror=1> &lt; 'quoted' </span></style>"


class Document(HTMLParser):
    """What a browser would make of it: elements with attributes, and text by table cell."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.cells: dict[str, str] = {}
        self.text = ""
        self._cell: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "td":
            self._cell = dict(attrs)["data-column"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "td":
            self._cell = None

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if self._cell is not None:
            self.cells[self._cell] = self.cells.get(self._cell, "") + data


MOVIE = explanation(
    "This movie is horrible. i hate it",
    {"horrible": 1.83, "hate": 0.9, "This": -0.2},
    true_label="positive",
)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("True Label", "positive"),
        ("Predicted Label", "negative (96%)"),
        ("Attribution Label", "negative"),
        ("Attribution Score", f"{MOVIE.attribution_score:.2f}"),
        ("Word Importance", "This movie is horrible. i hate it"),
        ("Convergence Delta", "0.012"),
    ],
)
def test_html_has_the_columns_of_captum_s_table(column: str, value: str) -> None:
    assert Document(to_html(MOVIE)).cells[column] == value


def test_html_headings_name_the_columns() -> None:
    document = Document(to_html(MOVIE))

    assert [*document.cells] == re.findall(r'<th scope="col">([^<]+)</th>', to_html(MOVIE))


def test_html_says_that_no_true_label_was_given() -> None:
    assert Document(to_html(explanation("fine"))).cells["True Label"] == "not given"


@pytest.mark.parametrize(
    "words",
    [
        "negative 96%",
        "other labels: neutral 3%, positive 0.7%",
        "strongest: horrible +1.83, hate +0.90, This -0.20",
        "-1.83 away from negative",
        "+1.83 logit pushes towards negative",
    ],
)
def test_html_says(words: str) -> None:
    assert words in Document(to_html(MOVIE)).text


def test_html_says_that_an_explanation_is_not_reliable() -> None:
    assert "Not reliable" in Document(to_html(explanation("fine", converged=False))).text
    assert "Not reliable" not in Document(to_html(explanation("fine"))).text


@pytest.mark.parametrize("render", [to_html, to_html_fragment])
def test_html_gives_the_doubts_as_text(render: Callable[[Explanation], str]) -> None:
    markup = render(explanation("fine", doubts=["It is <b>off</b>."]))

    assert "Not reliable: It is &lt;b&gt;off&lt;/b&gt;." in markup


@pytest.mark.parametrize("text", [ATTACK, "&amp; <b>", "a < b > c", "]]> --> <!-- x"])
def test_html_escapes_the_text(text: str) -> None:
    document = Document(to_html(explanation(text, {"x": 1.0})))

    assert document.cells["Word Importance"] == text
    assert not {"script", "img", "b"} & {tag for tag, _ in document.elements}
    assert document.open == []


def test_html_escapes_labels() -> None:
    explained = explanation(
        "fine", [1.0], label=ATTACK, true_label=ATTACK, probabilities={ATTACK: 0.9, "<i>": 0.1}
    )
    document = Document(to_html(explained))

    assert document.cells["True Label"] == ATTACK
    assert not {"script", "img", "i"} & {tag for tag, _ in document.elements}


@pytest.mark.parametrize(
    "text", ["a  b\n\n c\td", "مرحبا (hello) 12:30", "世界。", "👩\u200d👩\u200d👧 ok"]
)
def test_html_keeps_the_text_and_its_white_space(text: str) -> None:
    assert Document(to_html(explanation(text, units=r"\S+"))).cells["Word Importance"] == text


@pytest.mark.parametrize("text", ["\x1b[31m", "\u202egnp", "\x00", "\ud800", "\u2066\u200b"])
def test_html_holds_no_control_character(text: str) -> None:
    html = to_html(explanation(text, units=r"\S+"))

    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", html)
    assert html.encode("utf-8")


def test_html_loads_nothing_and_runs_nothing() -> None:
    html = to_html(MOVIE)
    document = Document(html)

    assert not re.search(r"https?:|//|url\(|@import", html)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in document.elements}
    assert not any(key.startswith("on") for _, attrs in document.elements for key in attrs)


def test_html_words_say_their_value_where_the_pointer_rests() -> None:
    titles = [a["title"] for tag, a in Document(to_html(MOVIE)).elements if "title" in a]

    assert titles[0] == "-0.20 logit, away from negative"
    assert titles[1] == "0.00 logit"
    assert titles[3] == "+1.83 logit, pushes towards negative"


def test_html_words_tell_their_sign_without_colour() -> None:
    classes = [a.get("class") for _, a in Document(to_html(MOVIE)).elements if "title" in a]

    assert classes[3] == "towards"


def test_html_words_lie_in_a_cell_that_finds_its_own_direction() -> None:
    (cell,) = [a for _, a in Document(to_html(MOVIE)).elements if a.get("class") == "words"]

    assert cell["dir"] == "auto"


def test_html_shows_all_words_of_a_long_text() -> None:
    text = "word " * 3_000

    assert Document(to_html(explanation(text))).cells["Word Importance"] == text.strip()


def test_html_follows_a_dark_theme_around_the_card() -> None:
    assert "prefers-color-scheme: dark" in to_html(MOVIE)


def test_fragment_is_one_element() -> None:
    fragment = to_html_fragment(MOVIE)

    assert re.match(r'<div class="explain-heatmap">', fragment)
    assert fragment.endswith("</div>\n")
    assert Document(fragment).elements[0] == ("div", {"class": "explain-heatmap"})
    assert not {"html", "head", "body"} & {tag for tag, _ in Document(fragment).elements}


def test_fragment_styles_nothing_but_itself() -> None:
    (style,) = re.findall("<style>(.*?)</style>", to_html_fragment(MOVIE), re.DOTALL)
    selectors = re.findall(r"^ *([^@{}\n][^{};\n]*) \{", style, re.MULTILINE)

    assert selectors
    assert all(selector.startswith(".explain-heatmap") for selector in selectors)


def test_html_of_words_that_do_not_push_is_neutral() -> None:
    html = to_html(explanation("nothing moves"))

    assert "No word pushes either way." in html
    assert 'title="0 logit"' in html
