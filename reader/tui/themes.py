"""Three themes of our own, and the variables that our styles need from every theme.

Muted: text is soft on the ground, the accent alone is bright.
"""

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="reader-dark",
    primary="#7aa2d6",
    secondary="#8f9bb3",
    accent="#e0af68",
    warning="#e0af68",
    error="#e57474",
    success="#8ccf7e",
    foreground="#cdd3de",
    background="#16181c",
    surface="#1b1d22",
    panel="#212429",
    dark=True,
    variables={
        "reader-bright": "#eef1f6",
        "reader-dim": "#8f98a7",
        "reader-rule": "#31353d",
        "reader-row": "#202329",
        "reader-row-focus": "#292d35",
        "reader-code": "#1c1f24",
        "border": "#e0af68",
        "scrollbar": "#31353d",
        "scrollbar-hover": "#465063",
        "scrollbar-active": "#5a667c",
        "scrollbar-background": "#16181c",
        "scrollbar-background-hover": "#16181c",
        "scrollbar-background-active": "#16181c",
        "block-cursor-background": "#292d35",
        "block-cursor-foreground": "#eef1f6",
        "input-selection-background": "#7aa2d6 35%",
    },
)

LIGHT = Theme(
    name="reader-light",
    primary="#275ea3",
    secondary="#5b6472",
    accent="#954707",
    warning="#8a5a00",
    error="#b3261e",
    success="#2a6f2b",
    foreground="#292d35",
    background="#faf9f6",
    surface="#f3f1ec",
    panel="#ebe8e1",
    dark=False,
    variables={
        "reader-bright": "#0c0f14",
        "reader-dim": "#5a606b",
        "reader-rule": "#d8d5cd",
        "reader-row": "#efeeeb",
        "reader-row-focus": "#e3e1dc",
        "reader-code": "#f2efe9",
        "border": "#954707",
        "scrollbar": "#d8d5cd",
        "scrollbar-hover": "#b9b4a8",
        "scrollbar-active": "#9a9589",
        "scrollbar-background": "#faf9f6",
        "scrollbar-background-hover": "#faf9f6",
        "scrollbar-background-active": "#faf9f6",
        "block-cursor-background": "#e3e1dc",
        "block-cursor-foreground": "#0c0f14",
        "input-selection-background": "#275ea3 25%",
    },
)

CONTRAST = Theme(
    name="reader-contrast",
    primary="#8fd0ff",
    secondary="#d0d0d0",
    accent="#ffd75f",
    warning="#ffd75f",
    error="#ffb3b3",
    success="#8dff8d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#141414",
    dark=True,
    variables={
        "reader-bright": "#ffffff",
        "reader-dim": "#d0d0d0",
        "reader-rule": "#8a8a8a",
        "reader-row": "#1a1a1a",
        "reader-row-focus": "#303030",
        "reader-code": "#0c0c0c",
        "border": "#ffd75f",
        "scrollbar": "#8a8a8a",
        "scrollbar-hover": "#b8b8b8",
        "scrollbar-active": "#ffffff",
        "scrollbar-background": "#000000",
        "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000",
        "block-cursor-background": "#303030",
        "block-cursor-foreground": "#ffffff",
        "input-selection-background": "#8fd0ff 45%",
        "tag-1": "#8fe0ff",
        "tag-2": "#8dff8d",
        "tag-3": "#f0b8ff",
        "tag-4": "#ffd75f",
        "tag-5": "#ffb199",
        "tag-6": "#7dffd8",
        "tag-7": "#bccaff",
        "tag-8": "#ffa8cc",
    },
)
"""For eyes that need more: text at 7:1 and more on every ground (WCAG 2.2, AAA), rules at 3:1."""

OURS = (DARK, LIGHT, CONTRAST)

TAGS_ON_DARK = ("#7fb4ca", "#8ccf7e", "#d3a4e0", "#e6c384", "#f0917c", "#7fd0b8", "#9db2f2", "#e58fb1")
TAGS_ON_LIGHT = ("#1f6a86", "#2a6f2b", "#7a3b96", "#805400", "#b0391f", "#0f6e5c", "#3f51b5", "#a8326a")
TAGS_OF_TERMINAL = ("cyan", "green", "magenta", "yellow", "red", "bright_cyan", "blue", "bright_magenta")


def variables_for(theme: Theme) -> dict[str, str]:
    """Return our variables as they suit `theme`; the theme's own values for them go before these."""
    if theme.ansi:
        return _tags(tuple(f"ansi_{name}" for name in TAGS_OF_TERMINAL)) | _terminal_greys()
    ground = Color.parse(theme.background or ("#121212" if theme.dark else "#efefef"))
    text = Color.parse(theme.foreground) if theme.foreground else ground.inverse
    return _tags(TAGS_ON_DARK if theme.dark else TAGS_ON_LIGHT) | {
        "reader-bright": text.hex,
        "reader-dim": text.blend(ground, 0.35).hex,
        "reader-rule": ground.blend(text, 0.2).hex,
        "reader-row": ground.blend(text, 0.07).hex,
        "reader-row-focus": ground.blend(text, 0.16).hex,
        "reader-code": ground.blend(text, 0.05).hex,
    }


def _tags(colours: tuple[str, ...]) -> dict[str, str]:
    return {f"tag-{number}": colour for number, colour in enumerate(colours, 1)}


def _terminal_greys() -> dict[str, str]:
    return {
        "reader-bright": "ansi_default",
        "reader-dim": "ansi_bright_black",
        "reader-rule": "ansi_bright_black",
        "reader-row": "ansi_default",
        "reader-row-focus": "ansi_default",
        "reader-code": "ansi_default",
    }
