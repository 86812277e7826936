"""Characters that people put in the place of Latin letters because they look like them.

Styled letters (fullwidth, mathematical, circled, superscript ...) are those that Unicode itself
says are compatible with one ASCII letter. For letters of other scripts this is a table of its own:
Unicode's list of confusable characters (UTS #39) is made for comparing names, and equates digits
and letters, while it leaves out much of what readers accept in the middle of a word.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

# Each line: a Latin letter, and what stands for it. Cyrillic, Greek, Armenian, Cherokee, Lisu and
# Coptic letters, Canadian syllabics, phonetic letters and small capitals.
_TABLE: Final = """
    a аɑαᴀᗩ𐊠
    b Ьʙƅᖯᗷᏼвβ
    c сϲᴄⅽᑕꮯⲥ
    d ԁᴅᗪꓒⅾժᏧᑯ
    e еҽεᴇℯєэꬲ
    f ꜰƒքϝꬵẝ
    g ɡɢցԍᶃ
    h һհʜнᏂխ
    i іɩɪιӏꙇⲓ
    j јϳᴊյʝ
    k κкᴋқҝ
    l ⅼʟᒪɭɫ
    m мᴍⅿɱⲙ
    n ոռпηɴᴎи
    o оοօᴏσഠⲟჿ
    p рρᴘⲣᑭ
    q ԛգզɋ
    r гᴦⲅʀяɾɼ
    s ѕꜱƽႽʂ
    t тτᴛƭ
    u υսᴜцᥙ
    v νѵᴠⅴᐯⱱ
    w ԝѡωᴡɯшщա
    x хχⅹ᙭ҳӽ
    y уүγʏყɏ
    z ᴢʐƶȥ
    A АΑᎪꓮᗅ
    B ВΒᏴꓐ
    C СϹᏟꓚⅭ
    D ᎠꓓⅮ
    E ЕΕᎬꓰᗴ
    F Ϝꓝᖴ
    G ԌᏀꓖ
    H НΗᎻꓧᕼ
    I ІΙӀⅠꓲ
    J ЈᎫꓙᒍ
    K КΚᏦꓗᛕ
    L ᏞꓡⅬ
    M МΜᎷꓟⅯᗰ
    N Νꓠᑎ
    O ОΟՕꓳᗝ
    P РΡᏢꓑ
    Q Ԛ
    R ᎡꓣᏒЯᖇ
    S ЅՏᏚꓢᔕ
    T ТΤᎢꓔ
    U Սꓴᑌ
    V ѴᏙꓦ
    W ԜᎳꓪᗯ
    X ХΧꓫⅩ
    Y ҮΥꓬ
    Z ΖᏃꓜᘔ
"""  # noqa: RUF001


def _read(table: str) -> dict[str, str]:
    rows = (line.split() for line in table.strip().splitlines())
    return {character: letter for letter, characters in rows for character in characters}


LOOKALIKES: Final = _read(_TABLE)

# White letters in black circles and squares, which Unicode calls compatible with nothing.
_RANGES: Final = ((0x1F150, 0x1F16A), (0x1F170, 0x1F18A))
_REGIONAL_A: Final = 0x1F1E6  # 🇦; two of them side by side are a flag


@lru_cache(maxsize=4096)
def letter(character: str) -> str:
    """Return the ASCII letter that a character looks like, "" if it is one or looks like none."""
    if character.isascii():
        return ""
    return LOOKALIKES.get(character, "") or styled(character)


@lru_cache(maxsize=4096)
def styled(character: str) -> str:
    r"""Return the ASCII letter or digit that a character is another style of, "" if of none.

    >>> styled("\N{FULLWIDTH LATIN SMALL LETTER I}"), styled("\N{CIRCLED LATIN SMALL LETTER I}")
    ('i', 'i')
    """
    if character.isascii():
        return ""
    point = ord(character)
    for first, end in _RANGES:
        if first <= point < end:
            return chr(ord("A") + point - first)
    if _REGIONAL_A <= point < _REGIONAL_A + 26:
        return chr(ord("A") + point - _REGIONAL_A)
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 3 and plain[0] == "(" and plain[2] == ")":
        plain = plain[1]  # ⒜
    return plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else ""
