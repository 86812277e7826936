"""An image of palette indices -> PNG file, each row as its difference from the row above.

Pillow stores palette images unfiltered. There the same letter on two colours shares no byte; as a
difference it is the same bytes on any colour, which halves the file of a long text.
Source: PNG specification (third edition), chunks in section 11, filter type 2 ("up") in section 9.
"""

from __future__ import annotations

import struct
import zlib

from PIL import Image, ImageChops

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS = 8
_PALETTE = 3
_UP = 2


def encode(indices: Image.Image, palette: bytes, *, effort: int) -> bytes:
    """Return a PNG file.

    indices: mode "L", one byte a pixel; palette: red, green, blue bytes by index.
    effort:  of the compression, 1 to 9.
    """
    header = struct.pack(">IIBBBBB", *indices.size, _EIGHT_BITS, _PALETTE, 0, 0, 0)
    return _SIGNATURE + b"".join(
        _chunk(kind, content)
        for kind, content in (
            (b"IHDR", header),
            (b"PLTE", palette),
            (b"IDAT", zlib.compress(_filtered(indices), effort)),
            (b"IEND", b""),
        )
    )


def _filtered(indices: Image.Image) -> bytes:
    above = Image.new("L", indices.size, 0)
    above.paste(indices, (0, 1))
    rows = Image.new("L", (indices.width + 1, indices.height), _UP)
    rows.paste(ImageChops.subtract_modulo(indices, above), (1, 0))
    return rows.tobytes()


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
