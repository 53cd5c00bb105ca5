"""A foreign picture made small and harmless: decoded within limits, shrunk, stripped of all but its pixels.

Owns Pillow, which comes as an extra and is imported only when it is used, and the limits it works under. Is to be used
in a process of its own. Must not fetch, nor know where pictures are kept.
"""

import io
import struct
import warnings
import zlib
from importlib.util import find_spec
from typing import TYPE_CHECKING

from reader.errors import SourceError
from reader.sources.pictures.formats import header_of
from reader.sources.resource_limits import CpuTimeError, cpu_time_limit, extra_memory_limit

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 40_000_000
"""Pixels a picture may have before it is shrunk."""

LONGEST_SIDE = 1200
"""Pixels across and down at the most, afterwards."""

SMALLEST_SIDE = 3
"""What has fewer pixels on a side is there to count readers, not to be seen."""

_SECONDS = 10.0
_MOST_MEMORY = 768 * 1024 * 1024
"""Bytes one picture may take; one with as many pixels as may be takes about half of that."""
_ORIENTATION = 0x0112
_DEEP = frozenset({"I", "I;16", "I;16B", "I;16L"})
_FAULTS = (ArithmeticError, AttributeError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError)
"""What Pillow raises over damaged files, besides what is named below."""


def require_pictures() -> None:
    """Raise SourceError, saying how to get it, where what decodes pictures is not installed."""
    if find_spec("PIL") is None:
        raise SourceError("Pictures need Pillow: install reader-tui[pictures], for instance with pipx or uv.")


def small_picture(content: bytes) -> bytes:
    """Return a foreign picture as a PNG of at most 1200 × 1200 pixels, its first frame where it moves.

    Nothing but pixels is left of it. Raises SourceError with one sentence where it cannot be shown: no picture, too
    many pixels, damaged, too much work.
    """
    header = header_of(content)
    if min(header.width, header.height) < SMALLEST_SIDE:
        raise SourceError("The picture is a dot that counts readers; it is not shown.")
    _check_size(header.width, header.height)
    try:
        with cpu_time_limit(_SECONDS), extra_memory_limit(_MOST_MEMORY):
            return _made_small(content, header.kind)
    except CpuTimeError:
        raise SourceError(f"The picture took more than {_SECONDS:.0f} seconds of computing; it was given up.") from None
    except MemoryError:
        raise SourceError("The picture would take too much memory; it was given up.") from None
    except (*_FAULTS, struct.error, zlib.error) as error:
        raise SourceError("The picture is damaged, or broken off in the middle.") from error


def _made_small(content: bytes, kind: str) -> bytes:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.simplefilter("ignore", UserWarning)  # what is odd about a file is no news to the person
        try:
            with Image.open(io.BytesIO(content), formats=(kind,)) as opened:
                _check_size(*opened.size)  # the first frame of a GIF may be larger than the whole says it is
                small = _upright(_shrunk(opened))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise SourceError(_too_large()) from None
    small.info = {}
    out = io.BytesIO()
    small.save(out, "PNG")
    return out.getvalue()


def _shrunk(image: "Image") -> "Image":
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # lets JPEG decode no more than is needed
    orientation = image.getexif().get(_ORIENTATION)
    image.load()
    if image.mode in _DEEP:
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small.info = {"orientation": orientation}
    return small


def _upright(image: "Image") -> "Image":
    """Turn a picture as the camera that took it was held (Exif 2.32, tag Orientation)."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(image.info["orientation"])
    return image if turn is None else image.transpose(turn)


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise SourceError(_too_large(f" ({width:,} × {height:,})"))


def _too_large(size: str = "") -> str:
    return f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels{size}; it was not decoded."
