"""How the report looks.

Heatmaps keep their own colours, which carry meaning; all else follows the reader's theme. Every
bar stands beside its number.
"""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark; --ground: #fff; --ink: #14171c; --soft: #545c68; --line: #dde1e7;
  --bar: #0072b2; --note: #ffe9a8; --note-ink: #14171c;
}
@media (prefers-color-scheme: dark) { :root {
  --ground: #1a1d21; --ink: #e8eaed; --soft: #a5adb8; --line: #3a4049; --bar: #56b4e9;
} }
body {
  margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.6 system-ui, "Noto Sans", sans-serif;
}
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
body > section > h2 { font-size: 1.3rem; margin: 3rem 0 .25rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0; }
.soft, caption, dt, figcaption { color: var(--soft); font-size: .9rem; }
.warning {
  background: var(--note); color: var(--note-ink); border-radius: .5rem; padding: .5rem .75rem;
  font-weight: 600;
}
dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 1rem 0 0; }
dd { margin: 0; }
table.counts {
  border-collapse: collapse; table-layout: fixed; width: 100%; margin: .5rem 0;
}
table.counts caption { text-align: left; }
table.counts :is(th, td) {
  text-align: left; font-weight: 400; padding: .3rem .75rem .3rem 0;
  border-top: 1px solid var(--line); overflow-wrap: anywhere;
}
table.counts thead :is(th, td) { color: var(--soft); font-size: .8rem; border-top: 0; }
table.counts thead th + th { width: 4.5rem; text-align: right; }
table.counts thead td { width: 40%; }
table.counts thead td + th { width: 9rem; text-align: right; }
.columns table.counts thead th + th { width: 3rem; }
.columns table.counts thead td { width: 28%; }
table.counts td.number { text-align: right; font-variant-numeric: tabular-nums; }
/* On a phone the bars of the labels would leave no room for their names. */
@media (max-width: 40rem) {
  section > table.counts :is(thead td, td.share) { display: none; }
  section > table.counts thead th + th { width: 3.5rem; }
  section > table.counts thead td + th { width: 5rem; }
}
.share span { display: block; height: .75rem; min-width: 2px; border-radius: .25rem;
  background: var(--bar); }
.columns {
  display: grid; gap: 0 2rem; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr));
}
figure { margin: 1rem 0 1.5rem; }
figcaption { margin-bottom: .25rem; }
figure img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: .75rem; }
blockquote {
  margin: 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .75rem;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
"""
