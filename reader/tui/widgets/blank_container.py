"""A container that paints only blank lines, as its children fill it.

Textual draws what lies beneath other widgets too, line by line, at every paint: this draws as good as nothing. Must not
know its children.
"""

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class BlankContainer(Widget):
    """Holds widgets that leave nothing of it free."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blank lines."""
        return blank_lines(self, crop)


def blank_lines(widget: Widget, crop: Region) -> list[Strip]:
    """Return one blank line as often as the region is high."""
    return [Strip.blank(crop.width, widget.rich_style)] * crop.height
