"""Respelling undone: "1d10t", "i d i o t" and look-alike letters as the word that is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import regex

from explain_core.evasion import characters
from explain_core.evasion.plain import Plain, as_typed, changed, joined
from explain_core.evasion.protected import Protected
from explain_core.evasion.reading import LEET, meant
from explain_core.evasion.spelled_out import joined_letters, joined_parts

__all__ = ["Plain", "as_typed", "joined", "plain_text"]

# What is undone in one round can make more to undo; nobody hides a word more often than this.
_MOST_ROUNDS = 4

Step = Callable[[str], dict[int, str]]  # a text -> the edits to it

_AROUND: Final = "|*#%"
_TOKEN: Final = regex.compile(rf"[A-Za-z0-9*#%{regex.escape(LEET)}]++")
_TIED_BEFORE: Final = regex.compile(r"[A-Za-z0-9]_")
_TIED_AFTER: Final = regex.compile(r"_[A-Za-z0-9]")
# A text without any of these is as it is meant; most are.
_SUSPICIOUS: Final = regex.compile(
    r"[^\x00-\x7f]|[A-Za-z][0-9@$!|+*#%]+[A-Za-z]|[0-9@$!|+][A-Za-z]|[A-Za-z][0-9@$|+]"
    r"|@\$|([A-Za-z])\1|(?<![A-Za-z])[A-Za-z][^A-Za-z]|[A-Za-z][._\-*,/|~'][A-Za-z]"
)


def plain_text(text: str) -> Plain:
    """Return a text as it is meant, with the typed position of each character.

    Undone are look-alike letters and other styles of letters, characters that cannot be seen, marks
    piled on letters, digits and signs in the place of letters, words spelled out, cut by signs or
    drawn out, and masked letters, in any mixture; as far as a word comes of it. Texts in other
    scripts, addresses, names, code and numbers stay as they are.
    """
    plain = as_typed(text)
    if not _SUSPICIOUS.search(text):
        return plain
    for _ in range(_MOST_ROUNDS):
        before = plain.text
        for step in _STEPS:
            plain = changed(plain, step(plain.text))
        if plain.text == before:
            break
    return plain if plain.text.strip() else as_typed(text)


def _of_other_scripts(find: Step) -> Step:
    """Return a step that has nothing to do in a text of ASCII characters."""
    return lambda text: {} if text.isascii() else find(text)


def _letters(text: str) -> dict[int, str]:
    edits = characters.letters(text)
    protected = Protected(text)
    return {at: plain for at, plain in edits.items() if not protected.touches(at, at + 1)}


def _respelt(text: str) -> dict[int, str]:
    """Return the edits that put letters in the place of digits and signs, and drop repetitions."""
    protected = Protected(text)
    edits: dict[int, str] = {}
    for match in _TOKEN.finditer(text):
        token = match[0].strip(_AROUND).rstrip("!")
        letters = meant(token)
        if letters is None or protected.touches(*match.span()) or _is_in_name(text, match.span()):
            continue
        start = match.start() + match[0].index(token)
        for offset, letter in enumerate(letters):
            if letter != token[offset]:
                edits[start + offset] = letter
    return edits


def _is_in_name(text: str, span: tuple[int, int]) -> bool:
    """Return whether an underscore ties a token to others, as in the names of programs."""
    start, end = span
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(_TIED_BEFORE.fullmatch(before) or _TIED_AFTER.fullmatch(after))


_STEPS: Final[tuple[Step, ...]] = (
    _of_other_scripts(characters.marks),
    _of_other_scripts(characters.invisibles),
    _of_other_scripts(_letters),
    joined_letters,
    joined_parts,
    _respelt,
)
