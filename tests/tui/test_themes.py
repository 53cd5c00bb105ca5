"""Colours that can be read."""

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from reader.tui.themes import CONTRAST, OURS, variables_for
from reader.tui.widgets.looks import COLOURS, Look, tag_look


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_text_stands_out_from_its_ground_as_wcag_aa_asks(theme: Theme) -> None:
    variables = variables_for(theme) | theme.variables
    names = ["reader-bright", "reader-dim", *(f"tag-{number}" for number in range(1, COLOURS + 1))]
    texts = [variables[name] for name in names] + [theme.foreground, theme.primary, theme.accent, theme.error]
    for ground in (theme.background, variables["reader-row"], variables["reader-row-focus"]):
        for text in texts:
            assert _contrast(Color.parse(text or ""), Color.parse(ground or "")) >= 4.5, (text, ground)


@pytest.mark.parametrize("name", sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi))
def test_tags_can_be_read_on_the_ground_of_every_theme_and_on_the_row_under_the_cursor(name: str) -> None:
    theme = BUILTIN_THEMES[name]
    variables = variables_for(theme) | theme.variables
    design = theme.to_color_system().generate()
    grounds = (design["background"], design["panel"], variables["reader-row"], variables["reader-row-focus"])
    for number in range(1, COLOURS + 1):
        for ground in grounds:
            contrast = _contrast(Color.parse(variables[f"tag-{number}"]), Color.parse(ground))
            assert contrast >= 3, (name, variables[f"tag-{number}"], ground, contrast)


def test_the_theme_of_high_contrast_keeps_what_it_promises() -> None:
    variables = variables_for(CONTRAST) | CONTRAST.variables
    names = ["reader-bright", "reader-dim", *(f"tag-{number}" for number in range(1, COLOURS + 1))]
    texts = [variables[name] for name in names]
    texts += [CONTRAST.foreground, CONTRAST.primary, CONTRAST.accent, CONTRAST.error, CONTRAST.success]  # type: ignore[list-item]
    grounds = [variables[name] for name in ("reader-row", "reader-row-focus", "reader-code")]
    for ground in (*grounds, CONTRAST.background, CONTRAST.surface, CONTRAST.panel):
        for text in texts:
            assert _contrast(Color.parse(text), Color.parse(ground or "")) >= 7, (text, ground)
    assert _contrast(Color.parse(variables["reader-rule"]), Color.parse(CONTRAST.background or "")) >= 3


@pytest.mark.parametrize("name", sorted(BUILTIN_THEMES))
def test_every_theme_gets_all_the_variables_our_styles_need(name: str) -> None:
    assert set(variables_for(BUILTIN_THEMES[name])) == set(variables_for(OURS[0]))


def test_a_tag_has_the_colour_of_what_it_is_nested_under() -> None:
    assert tag_look("media/film") == tag_look("Media") == tag_look("media/ai")
    assert {tag_look(str(number)) for number in range(200)} == {
        Look(f"tag-{number}") for number in range(1, COLOURS + 1)
    }


def _contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
