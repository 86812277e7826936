from __future__ import annotations

import random
from io import BytesIO

from PIL import Image

from explain_core.heatmap.pngfile import encode


def test_encode_gives_back_every_pixel() -> None:
    source = random.Random(5)
    palette = source.randbytes(3 * 256)
    indices = Image.frombytes("L", (23, 17), source.randbytes(23 * 17))

    image = Image.open(BytesIO(encode(indices, palette, effort=6)))
    image.verify()
    image = Image.open(BytesIO(encode(indices, palette, effort=6)))

    assert image.mode == "P"
    assert image.tobytes() == indices.tobytes()
    assert bytes(image.getpalette() or ()) == palette
