"""Styles from theme variables for widgets that draw lines themselves; the colour of a tag.

How it works: a `Look` names variables of the theme, and `Looks` turns it into a style for one widget, once a theme.
Component classes would do the same, but Textual styles them anew with every change of a class or of focus. A tag has
one of the theme's eight tag colours, by a checksum of its first level: so it is the same every time, and for all that
is nested under it.

Must not know any widget of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from rich.style import Style
from textual.color import Color
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Look:
    """A colour, a ground (both names of theme variables, or ""), and words such as "bold italic"."""

    colour: str = ""
    ground: str = ""
    text: str = ""


BRIGHT = Look("reader-bright")
PLAIN = Look("foreground")
DIM = Look("reader-dim")
RULE = Look("reader-rule")
ACCENT = Look("accent")
MARK = Look("primary")
HIGHLIGHT = Look("accent", text="underline")
ALARM = Look("text-error")
AT_CURSOR = Look(ground="reader-row")
AT_CURSOR_FOCUSED = Look(ground="reader-row-focus")

COLOURS = 8
"""How many colours a theme has for tags: `$tag-1` to `$tag-8`."""


@lru_cache(1024)
def tag_look(tag: str) -> Look:
    """Return how a tag looks."""
    root = tag.split("/", 1)[0].casefold()
    return Look(f"tag-{crc32(root.encode()) % COLOURS + 1}")


class Looks:
    """Styles for one widget; `forget` when the theme, or what the widget stands on, has changed."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[tuple[Look, ...], Style] = {}
        self._base: Style | None = None

    @property
    def base(self) -> Style:
        """The style of the widget itself."""
        if self._base is None:
            self._base = self._widget.rich_style
        return self._base

    def style(self, *looks: Look) -> Style:
        """Return the style of some looks, later ones over earlier ones."""
        if looks not in self._styles:
            variables = self._widget.app.theme_variables
            self._styles[looks] = Style.combine([_style(look, variables) for look in looks]) if looks else Style.null()
        return self._styles[looks]

    def bar(self) -> Style:
        """Return the style of the bar that marks the cursor."""
        return self.style(ACCENT if self._widget.has_focus else DIM)

    def row(self, at_cursor: bool) -> Style:
        """Return the style a row stands on."""
        if not at_cursor:
            return self.base
        return self.base + self.style(AT_CURSOR_FOCUSED if self._widget.has_focus else AT_CURSOR)

    def forget(self) -> None:
        """Make styles anew from now on."""
        self._styles.clear()
        self._base = None


def _style(look: Look, variables: Mapping[str, str]) -> Style:
    style = Style.parse(look.text) if look.text else Style.null()
    colour = Color.parse(variables[look.colour]).rich_color if look.colour else None
    ground = Color.parse(variables[look.ground]).rich_color if look.ground else None
    return style + Style(color=colour, bgcolor=ground)
