"""A tag's colour: the same one every time, for a tag and all that is nested under it.

The colours themselves belong to the theme. Must not know any widget.
"""

from functools import lru_cache
from zlib import crc32

from reader.tui.widgets.looks import Look

COLOURS = 8
"""How many colours a theme has for tags: `$tag-1` to `$tag-8`."""


@lru_cache(1024)
def tag_look(tag: str) -> Look:
    """Return how a tag looks."""
    root = tag.split("/", 1)[0].casefold()
    return Look(f"tag-{crc32(root.encode()) % COLOURS + 1}")
