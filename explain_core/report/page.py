"""The report as HTML: self-contained, every text escaped, no script, nothing loaded."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from explain_core.explanation import Explanation
from explain_core.heatmap import to_html_fragment, wording
from explain_core.heatmap.visible import shorten, visible
from explain_core.report.reading import Settings, Text
from explain_core.report.style import STYLE
from explain_core.report.summary import OfLabel, Summary

_WORDS_PER_LABEL = 15
# A longer text is shown as a picture of its strongest passages.
_WORDS_IN_FULL = 200
_EXCERPT = 600  # graphemes of a text that cannot be drawn

# A page that claims to load nothing is held to it by the browser.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(summary: Summary, *, name: str, unfinished: bool = False) -> str:
    """Return the report about a file called `name` as a whole HTML document."""
    title = f"{summary.n:,} {'text' if summary.n == 1 else 'texts'} explained"
    body = "".join(
        (
            _heading(summary, title, name=name, unfinished=unfinished),
            _labels(summary),
            _words(summary),
            _least_certain(summary),
            _least_reliable(summary),
        )
        if summary.n
        else (_heading(summary, title, name=name, unfinished=unfinished),)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _heading(summary: Summary, title: str, *, name: str, unfinished: bool) -> str:
    lines = [
        f"<h1>{title}</h1>",
        f'<p class="soft">from {_text(name)}; lines are counted in that file</p>',
    ]
    if unfinished:
        lines.append(
            '<p class="warning">The batch has not finished: this is about its first texts.</p>'
        )
    if not summary.drawable:
        lines.append(
            '<p class="soft">A CSV file has the strongest words of each text only. For heatmaps '
            "let explain batch write a .jsonl file.</p>"
        )
    lines += [_settings(settings, n, summary.n) for settings, n in summary.settings.most_common()]
    if summary.n:
        counted = (f"{name} ({n:,})" for name, n in summary.precisions.most_common())
        lines.append(_facts({"gradients computed in": ", ".join(counted)}))
    return "\n".join(lines) + "\n"


def _settings(settings: Settings, n: int, total: int) -> str:
    return _facts(
        {
            "texts": f"{n:,}" if n != total else "",
            "model": settings.model,
            "method": settings.method,
            "score": settings.score,
            "baseline": settings.baseline,
        }
    )


def _facts(facts: Mapping[str, str]) -> str:
    items = "".join(
        f"<div><dt>{fact}</dt><dd>{_text(value)}</dd></div>"
        for fact, value in facts.items()
        if value
    )
    return f"<dl>{items}</dl>"


def _labels(summary: Summary) -> str:
    ordered = sorted(summary.labels.items(), key=lambda item: -item[1].n_predicted)
    rows = "".join(_label_row(label, of, summary.n) for label, of in ordered)
    head = _head("label", "texts", "share", "", "mean probability")
    table = f'<table class="counts">\n{head}<tbody>\n{rows}</tbody></table>\n'
    return _section("Labels", f"{_without_label(summary)}{table}")


def _without_label(summary: Summary) -> str:
    """Return how many texts of a multi-label model have no label, '' if all have one."""
    n = summary.n_without_label
    if not n:
        return ""
    texts = "text" if n == 1 else "texts"
    share = wording.percent(n / summary.n)
    return (
        f'<p class="soft">Nothing is flagged in {n:,} {texts} ({escape(share)}): no label reaches '
        "its threshold.</p>\n"
    )


def _label_row(label: str, of: OfLabel, total: int) -> str:
    share = of.n_predicted / total
    mean = wording.percent(of.mean_probability) if of.n_predicted else "-"
    return (
        f'<tr><th scope="row">{_text(label)}</th><td class="number">{of.n_predicted:,}</td>'
        f'<td class="number">{escape(wording.percent(share))}</td>{_bar(share)}'
        f'<td class="number">{escape(mean)}</td></tr>\n'
    )


def _words(summary: Summary) -> str:
    tables = "".join(_words_table(label, of) for label, of in summary.labels.items() if of.words)
    note = (
        '<p class="soft">In how many texts a word is among those that push hardest towards the '
        "label: at least half as hard as the strongest one. Texts whose explanation is not "
        "reliable are left out.</p>\n"
    )
    return _section("Words that decide", f'{note}<div class="columns">\n{tables}</div>\n')


def _words_table(label: str, of: OfLabel) -> str:
    # Words that are met equally often come in the order of the alphabet, in whatever order read.
    strongest = sorted(of.words.items(), key=lambda item: (-item[1], item[0]))[:_WORDS_PER_LABEL]
    most = strongest[0][1]
    rows = "".join(
        f'<tr><th scope="row">{_text(word)}</th><td class="number">{n:,}</td>'
        f"{_bar(n / most)}</tr>\n"
        for word, n in strongest
    )
    caption = f"of {of.n_explained:,} reliably explained for it"
    return (
        f"<div><h3>{_text(label)}</h3>\n"
        f'<table class="counts"><caption>{caption}</caption>\n{_head("word", "texts", "")}'
        f"<tbody>\n{rows}</tbody></table></div>\n"
    )


def _least_certain(summary: Summary) -> str:
    note = '<p class="soft">The texts where another answer was nearest.</p>\n'
    return _section("Least certain", note + _figures(summary.least_certain.items()))


def _least_reliable(summary: Summary) -> str:
    texts = summary.least_reliable.items()
    if not summary.n_unreliable:
        note = "Every explanation can be relied on; these come closest to failing."
    else:
        share = wording.percent(summary.n_unreliable / summary.n)
        many = "explanation ({}) is" if summary.n_unreliable == 1 else "explanations ({}) are"
        note = f"{summary.n_unreliable:,} {many.format(share)} not to be relied on."
        texts = [text for text in texts if text.warning]
    return _section("Least reliable", f'<p class="soft">{escape(note)}</p>\n' + _figures(texts))


def _figures(texts: Sequence[Text]) -> str:
    return "".join(_figure(text) for text in texts)


def _figure(text: Text) -> str:
    caption = f"<figcaption>line {text.line:,}</figcaption>"
    e = text.explanation
    if e is None:
        return f"<figure>{caption}\n{''.join(_in_words(text))}</figure>\n"
    if len(e.words) <= _WORDS_IN_FULL:
        return f"<figure>{caption}\n{to_html_fragment(e)}</figure>\n"
    return f"<figure>{caption}\n{_picture(e)}</figure>\n"


def _picture(e: Explanation) -> str:
    strongest = ", ".join(visible(word.text) for word in wording.strongest(e))
    alt = (
        f"{' '.join(wording.title(e)).rstrip()}. Heatmap of the strongest passages; "
        f"strongest words: {strongest}"
    )
    data = b64encode(e.png()).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" alt="{escape(alt)}" loading="lazy">\n'


def _in_words(text: Text) -> Iterator[str]:
    named = text.given or (text.label,)
    labels = ", ".join(
        f"<strong>{_text(label)}</strong> {escape(wording.percent(text.probabilities[label]))}"
        for label in named
    )
    yield (
        f"<p>{labels}</p>\n" if text.given else f"<p>nothing flagged; most probable: {labels}</p>\n"
    )
    if text.warning:
        yield f'<p class="warning">{_text(text.warning)}</p>\n'
    yield f'<blockquote dir="auto" lang="">{escape(_excerpt(text.text))}</blockquote>\n'
    words = ", ".join(f"{_text(word)} {value:+.3g}" for word, value in text.words)
    yield f'<p class="soft">towards {_text(text.target)}: {words or "no word"}</p>\n'


def _excerpt(text: str) -> str:
    return shorten(visible(text), _EXCERPT)


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{content}</section>\n"


def _head(*columns: str) -> str:
    cells = "".join(f'<th scope="col">{c}</th>' if c else "<td></td>" for c in columns)
    return f"<thead><tr>{cells}</tr></thead>\n"


def _bar(share: float) -> str:
    return f'<td class="share" aria-hidden="true"><span style="width:{share:.1%}"></span></td>'


def _text(text: str) -> str:
    return f'<bdi lang="">{escape(visible(text))}</bdi>'
