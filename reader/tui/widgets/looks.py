"""How things look that are drawn a line at a time: styles by name, made of the theme's variables.

Owns turning a variable into a style, once a theme. In place of component classes, which Textual styles anew with
every change of a class or of focus; must not know any widget of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
LIT = Look("accent", text="underline")
ALARM = Look("text-error")
AT_CURSOR = Look(ground="reader-row")
AT_CURSOR_FOCUSED = Look(ground="reader-row-focus")


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
