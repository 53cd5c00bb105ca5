"""The pixels of a picture that is kept, at the size it is drawn.

Owns Pillow on the way out; it is given only what a process of our own has made small. Must not know how it is drawn.
"""

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from reader.errors import SourceError

if TYPE_CHECKING:
    from PIL.Image import Image

Pixels: TypeAlias = "Image"
"""A picture, decoded."""

Ground = tuple[int, int, int]
"""Red, green and blue of what a picture stands on."""


def pixels_of(file: Path, width: int, height: int, ground: Ground) -> bytes:
    """Return red, green and blue of each pixel of a PNG, at a size, on a ground where one sees through it.

    Raises SourceError where it is not there, or broken.
    """
    return image_of(file, width, height, ground).tobytes()


def image_of(file: Path, width: int, height: int, ground: Ground) -> Pixels:
    """Return a PNG as an image in red, green and blue, as `pixels_of` does."""
    from PIL import Image

    try:
        with Image.open(file, formats=("PNG",)) as opened:
            image = opened.convert("RGBA") if opened.has_transparency_data else opened.convert("RGB")
        how = Image.Resampling.HAMMING if width < image.width else Image.Resampling.BICUBIC
        image = image.resize((width, height), how, reducing_gap=3.0)
    except (OSError, SyntaxError, ValueError) as error:
        raise SourceError("The picture that was kept is broken.") from error
    if image.mode == "RGBA":
        under = Image.new("RGBA", image.size, (*ground, 255))
        image = Image.alpha_composite(under, image).convert("RGB")
    return image
