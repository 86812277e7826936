"""The packaged fonts, opened when first needed: which of them draws a character, and how large.

Noto Sans for 21 scripts and Noto Emoji come with `manimgx-fonts`, Chinese, Japanese and Korean
with `noto-cjk-sans-otc`. The system's fonts are not used: the same text gives the same picture
everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import uharfbuzz as hb

REGULAR = 400
MEDIUM = 500
BOLD = 700

# HarfBuzz counts in integers: 64 units to a pixel, as FreeType does.
SUBPIXELS = 64

_MAIN = "NotoSans[wght].ttf"
_EMOJI = "NotoEmoji[wght].ttf"
_ITALIC = "NotoSans-Italic[wght].ttf"
_FIRST_PICTOGRAPH = "\U0001f000"
_EMOJI_STYLE = "\ufe0f"
_REMEMBERED = 4_096
_NEVER_INKED = frozenset("\u200c\u200d\u200e\ufe0e\ufe0f")
# A static font has no bold of its own: widen its strokes by this share of the size.
_BOLDER = 0.03


class FontSet:
    """Font files in the order in which they are asked for a character; safe to share by threads.

    files: the first draws most text, and is taken for what none of them has.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = tuple(files)
        self._emoji = [i for i, file in enumerate(files) if file.name == _EMOJI]
        self._faces: dict[int, hb.Face] = {}
        self._fonts: dict[tuple[int, int, int], hb.Font] = {}
        self._lock = Lock()
        self._find = lru_cache(maxsize=_REMEMBERED)(self._first_that_draws)

    def covering(self, cluster: str) -> int | None:
        """Return which font draws every character of a grapheme cluster, None if none does."""
        return self._find(cluster)

    def font(self, index: int, *, size: int, weight: int) -> hb.Font:
        """Return a font at a size in pixels; it is shared, and not to be changed."""
        key = index, size, weight
        with self._lock:
            if key not in self._fonts:
                self._fonts[key] = _open_font(self._face(index), size=size, weight=weight)
            return self._fonts[key]

    def _first_that_draws(self, cluster: str) -> int | None:
        candidates = self._candidates(cluster)
        return next((index for index in candidates if self._draws(index, cluster)), None)

    def _candidates(self, cluster: str) -> list[int]:
        everything = list(range(len(self.files)))
        if _EMOJI_STYLE in cluster or cluster[0] >= _FIRST_PICTOGRAPH:
            return self._emoji + everything
        return everything

    def _draws(self, index: int, cluster: str) -> bool:
        font = self.font(index, size=SUBPIXELS, weight=REGULAR)
        return all(font.get_nominal_glyph(ord(c)) for c in cluster if c not in _NEVER_INKED)

    def _face(self, index: int) -> hb.Face:
        if index not in self._faces:
            self._faces[index] = hb.Face(hb.Blob.from_file_path(str(self.files[index])))
        return self._faces[index]


@lru_cache(maxsize=1)
def packaged() -> FontSet:
    """Return the fonts that are installed with this project, those for Chinese if they are there.

    Raises: ModuleNotFoundError if none are.
    """
    noto = _files("manimgx_fonts", "*.ttf")
    if not noto:
        raise ModuleNotFoundError("The fonts are missing: install the package manimgx-fonts.")
    main = [file for file in noto if file.name == _MAIN]
    emoji = [file for file in noto if file.name == _EMOJI]
    scripts = [file for file in noto if file.name not in (_MAIN, _EMOJI, _ITALIC)]
    return FontSet([*main, *scripts, *emoji, *_files("noto_cjk_sans_otc", "*.ttc")])


def _files(package: str, pattern: str) -> list[Path]:
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return sorted(file for folder in folders or () for file in Path(folder).glob(pattern))


def _open_font(face: hb.Face, *, size: int, weight: int) -> hb.Font:
    font = hb.Font(face)
    font.scale = (size * SUBPIXELS, size * SUBPIXELS)
    if face.has_var_data:
        font.set_variations({"wght": weight})
    elif weight > MEDIUM:
        font.synthetic_bold = (_BOLDER, _BOLDER, False)
    return font
