"""The heatmap as HTML: self-contained, every text escaped, no script, nothing loaded.

The card keeps its own colours in light and dark surroundings, because the colours carry meaning;
only the page around it follows the reader's theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import starmap

from explain_core.explanation import Explanation, WordAttribution
from explain_core.heatmap import wording
from explain_core.heatmap.colors import (
    AWAY,
    AWAY_MARK,
    FAINT,
    INK,
    NEUTRAL,
    TOWARDS,
    TOWARDS_MARK,
    css,
    shade,
    share,
    strongest_size,
)
from explain_core.heatmap.visible import gap, visible
from explain_core.heatmap.wording import Legend

WORDS = "Word Importance"
_WORDS_CELL = ' class="words" dir="auto" lang=""'
_COLUMNS = (
    "True Label",
    "Predicted Label",
    "Attribution Label",
    "Attribution Score",
    WORDS,
    "Convergence Delta",
)

_CARD_STYLE = f"""
.explain-heatmap {{
  background: {css(NEUTRAL)}; color: {css(INK)}; color-scheme: light; max-width: 60rem;
  padding: 1.25rem 1.5rem; border: 1px solid #dde1e7; border-radius: .75rem; overflow-x: auto;
  font: 1rem/1.6 system-ui, "Noto Sans", sans-serif; text-align: left;
}}
.explain-heatmap h2 {{ font-size: 1.5rem; margin: 0; color: inherit; }}
.explain-heatmap h2 span {{ font-weight: 400; }}
.explain-heatmap p {{ margin: .25rem 0; }}
.explain-heatmap p.note {{ color: #545c68; }}
.explain-heatmap p.warning {{
  background: #ffe9a8; border-radius: .5rem; padding: .5rem .75rem; font-weight: 600;
}}
.explain-heatmap table {{ border-collapse: collapse; width: 100%; margin: 1rem 0; color: inherit; }}
.explain-heatmap tr {{ background: none; }}
.explain-heatmap :is(th, td) {{
  text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border: 0;
  border-top: 1px solid #dde1e7; background: none; color: inherit;
}}
.explain-heatmap th {{ font-size: .8rem; color: #545c68; font-weight: 600; }}
.explain-heatmap td.words {{
  min-width: 16rem; width: 60%; font-size: 1.125rem; line-height: 2;
  white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext;
}}
.explain-heatmap td.words span {{ padding: .15em .1em; border-radius: .25em; }}
@media (max-width: 40rem) {{
  .explain-heatmap thead {{ display: none; }}
  .explain-heatmap :is(tbody, tr, td) {{ display: block; width: auto; }}
  .explain-heatmap td::before {{
    content: attr(data-column); display: block; font: 600 .8rem/1.6 system-ui, sans-serif;
    color: #545c68;
  }}
}}
.explain-heatmap .towards {{ border-bottom: 2px solid {css(TOWARDS_MARK)}; }}
.explain-heatmap .away {{ border-bottom: 2px dotted {css(AWAY_MARK)}; }}
.explain-heatmap .scale {{ display: flex; justify-content: space-between; gap: 1rem; }}
.explain-heatmap .bar {{
  height: .75rem; border-radius: .25rem; background: linear-gradient(
  90deg, {css(AWAY)}, {css(NEUTRAL)}, {css(TOWARDS)});
}}
"""

_PAGE_STYLE = """
body { margin: 0; padding: 1rem; background: #fff; }
.explain-heatmap { margin: 0 auto; }
@media (prefers-color-scheme: dark) { body { background: #1a1d21; } }
"""

# A page that claims to load nothing is held to it by the browser.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(explanation: Explanation) -> str:
    """Return a whole HTML document."""
    title = " ".join(wording.title(explanation)).rstrip()
    return document(title, fragment(explanation))


def document(title: str, body: str) -> str:
    """Return a whole page around an element; the title is text."""
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>{_PAGE_STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def fragment(explanation: Explanation) -> str:
    """Return one element that can stand in any page, its style included."""
    strongest = strongest_size(explanation.words)
    values = _strongest(explanation)
    bar = scale(wording.legend(explanation), strongest)
    return card(f"{_heading(explanation)}{_table(explanation)}{values}{bar}")


def card(content: str) -> str:
    return f'<div class="explain-heatmap">\n<style>{_CARD_STYLE}</style>\n{content}</div>\n'


def _heading(explanation: Explanation) -> str:
    name, probability = wording.title(explanation)
    number = f" <span>{escape(probability)}</span>" if probability else ""
    lines = [f"<h2>{label(name)}{number}</h2>"]
    warning = wording.unreliable(explanation)
    if warning:
        lines.append(f'<p class="warning">{escape(warning)}</p>')
    for note in (
        wording.flagged(explanation),
        wording.other_labels(explanation),
        wording.true_label(explanation),
        wording.explained_target(explanation),
        wording.read_as(explanation),
    ):
        if note:
            lines.append(f'<p class="note">{escape(note)}</p>')
    return "\n".join(lines) + "\n"


def _table(explanation: Explanation) -> str:
    true_label = explanation.true_label
    values = (
        "not given" if true_label is None else label(true_label),
        predicted(explanation),
        label(explanation.target),
        f"{explanation.attribution_score:.2f}",
        words(
            explanation, wording.legend(explanation), strongest=strongest_size(explanation.words)
        ),
        f"{explanation.delta:.4g}",
    )
    return table(_COLUMNS, [values])


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are markup."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "\n".join(
        f"<tr>{''.join(starmap(_cell, zip(columns, row, strict=True)))}</tr>" for row in rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>\n</table>\n"


def _cell(column: str, value: str) -> str:
    style = _WORDS_CELL if column == WORDS else ""
    return f'<td data-column="{escape(column)}"{style}>{value}</td>'


def words(explanation: Explanation, legend: Legend, *, strongest: float) -> str:
    """Return the words as markup; `strongest` is the attribution of full colour."""
    pieces: list[str] = []
    end = 0
    for word in explanation.words:
        pieces.append(escape(gap(explanation.text[end : word.start])))
        pieces.append(_word(word, legend, strongest=strongest))
        end = word.end
    return "".join(pieces)


def _word(word: WordAttribution, legend: Legend, *, strongest: float) -> str:
    relative = share(word.attribution, strongest)
    value = f"{wording.signed(word.attribution, strongest)} {legend.unit}"
    way, sign = "", ""
    if relative:
        way = f", {legend.towards if relative > 0 else legend.away}"
    if abs(relative) >= FAINT:
        sign = f' class="{"towards" if relative > 0 else "away"}"'
    style = f"background:{css(shade(relative))};color:{css(INK)}"
    return f'<span{sign} style="{style}" title="{escape(value + way)}">{text(word.text)}</span>'


def _strongest(explanation: Explanation) -> str:
    strongest = strongest_size(explanation.words)
    values = ", ".join(
        f"<bdi>{escape(wording.in_a_list(word.text))}</bdi> "
        f"{wording.signed(word.attribution, strongest)}"
        for word in wording.strongest(explanation)
    )
    return f"<p>{f'strongest: {values}' if values else wording.NOTHING_PUSHES}</p>\n"


def scale(legend: Legend, strongest: float) -> str:
    """Return the colour scale, from minus to plus `strongest`."""
    away = escape(f"{wording.signed(-strongest, strongest)} {legend.away}")
    towards = escape(f"{wording.signed(strongest, strongest)} {legend.unit} {legend.towards}")
    return (
        '<div class="bar" role="presentation"></div>\n'
        f'<p class="scale"><span class="away">{away}</span><span>0</span>'
        f'<span class="towards">{towards}</span></p>\n'
    )


def predicted(explanation: Explanation) -> str:
    """Return what the model says as markup: 'negative (96%)'."""
    name, probability = wording.title(explanation)
    return f"{label(name)} ({escape(probability)})" if probability else label(name)


def label(name: str) -> str:
    return f"<bdi>{text(name)}</bdi>"


def text(shown: str) -> str:
    """Return text from outside as markup."""
    return escape(visible(shown))
