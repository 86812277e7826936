"""The heatmap as HTML: self-contained, every text escaped, no script, nothing loaded.

The card keeps its own colours in light and dark surroundings, because the colours carry meaning;
only the page around it follows the reader's theme.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

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

_WORDS = "Word Importance"
_WORDS_CELL = ' class="words" dir="auto" lang=""'
_COLUMNS = (
    "True Label",
    "Predicted Label",
    "Attribution Label",
    "Attribution Score",
    _WORDS,
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
    label, probability = _text(explanation.label), wording.percent(explanation.probability)
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{label} {escape(probability)}</title>\n"
        f"<style>{_PAGE_STYLE}</style>\n</head>\n<body>\n{fragment(explanation)}</body>\n</html>\n"
    )


def fragment(explanation: Explanation) -> str:
    """Return one element that can stand in any page, its style included."""
    return (
        '<div class="explain-heatmap">\n'
        f"<style>{_CARD_STYLE}</style>\n"
        f"{_heading(explanation)}{_table(explanation)}{_legend(explanation)}</div>\n"
    )


def _heading(explanation: Explanation) -> str:
    label, probability = _label(explanation.label), wording.percent(explanation.probability)
    lines = [f"<h2>{label} <span>{escape(probability)}</span></h2>"]
    warning = wording.unreliable(explanation)
    if warning:
        lines.append(f'<p class="warning">{escape(warning)}</p>')
    for note in (
        wording.other_labels(explanation),
        wording.true_label(explanation),
        wording.explained_target(explanation),
    ):
        if note:
            lines.append(f'<p class="note">{escape(note)}</p>')
    return "\n".join(lines) + "\n"


def _table(explanation: Explanation) -> str:
    true_label = explanation.true_label
    probability = wording.percent(explanation.probability)
    values = (
        "not given" if true_label is None else _label(true_label),
        f"{_label(explanation.label)} ({escape(probability)})",
        _label(explanation.target),
        f"{explanation.attribution_score:.2f}",
        "".join(_words(explanation)),
        f"{explanation.delta:.4g}",
    )
    head = "".join(f'<th scope="col">{column}</th>' for column in _COLUMNS)
    cells = "".join(
        f'<td data-column="{column}"{_WORDS_CELL if column == _WORDS else ""}>{value}</td>'
        for column, value in zip(_COLUMNS, values, strict=True)
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody><tr>{cells}</tr></tbody>\n</table>\n"


def _words(explanation: Explanation) -> Iterator[str]:
    strongest = strongest_size(explanation.words)
    end = 0
    for word in explanation.words:
        yield escape(gap(explanation.text[end : word.start]))
        yield _word(word, explanation, strongest=strongest)
        end = word.end


def _word(word: WordAttribution, explanation: Explanation, *, strongest: float) -> str:
    relative = share(word.attribution, strongest)
    value = f"{wording.signed(word.attribution, strongest)} {wording.unit(explanation)}"
    way, sign = "", ""
    if relative:
        way = f", {wording.towards(explanation) if relative > 0 else wording.away(explanation)}"
    if abs(relative) >= FAINT:
        sign = f' class="{"towards" if relative > 0 else "away"}"'
    style = f"background:{css(shade(relative))};color:{css(INK)}"
    return f'<span{sign} style="{style}" title="{escape(value + way)}">{_text(word.text)}</span>'


def _legend(explanation: Explanation) -> str:
    strongest = strongest_size(explanation.words)
    ends = (
        f"{wording.signed(-strongest, strongest)} {wording.away(explanation)}",
        "0",
        f"{wording.signed(strongest, strongest)} {wording.unit(explanation)} "
        f"{wording.towards(explanation)}",
    )
    values = ", ".join(
        f"<bdi>{_text(word.text)}</bdi> {wording.signed(word.attribution, strongest)}"
        for word in wording.strongest(explanation)
    )
    away, zero, towards = map(escape, ends)
    return (
        f"<p>{f'strongest: {values}' if values else wording.NOTHING_PUSHES}</p>\n"
        '<div class="bar" role="presentation"></div>\n'
        f'<p class="scale"><span class="away">{away}</span><span>{zero}</span>'
        f'<span class="towards">{towards}</span></p>\n'
    )


def _label(text: str) -> str:
    return f"<bdi>{_text(text)}</bdi>"


def _text(text: str) -> str:
    return escape(visible(text))
