"""Pictures made for tests: good ones of every kind, and ones made to do harm."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

RED, BLUE = (220, 40, 40), (40, 60, 220)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """Return an image as a file of some kind."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def two_halves(width: int = 60, height: int = 40) -> Image.Image:
    """Return an image that is red above and blue below."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image


def a_picture(width: int = 60, height: int = 40, kind: str = "PNG", **options: Any) -> bytes:
    """Return a picture, red above and blue below."""
    return encoded(two_halves(width, height), kind, **options)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """Return a small file that unpacks to very many pixels."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"\0" * (width * 3 + 1) * 100, 9)
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def gif_bomb(frames: int = 1_000_000) -> bytes:
    """Return a GIF of very many frames, each a few bytes."""
    first = encoded(Image.new("P", (8, 8)), "GIF")
    frame = b"\x21\xf9\x04\x04\x01\x00\x00\x00" + first[first.index(b"\x2c") : -1]
    return first[:-1] + frame * frames + b";"


def wide_gif() -> bytes:
    """Return a GIF that says it is 10 pixels square, and whose first frame says 60,000."""
    small = bytearray(encoded(Image.new("P", (10, 10)), "GIF"))
    at = small.index(b"\x2c", 13)
    small[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    return bytes(small)
