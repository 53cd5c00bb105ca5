"""Help for where one is."""

from textual.widgets import Static
from tui.stage import on_stage, press, shown

from reader.tui.commands import COMMANDS, Where
from reader.tui.help_screen import HelpScreen, help_text


def test_help_begins_with_where_one_is() -> None:
    assert help_text((Where.FEEDS, Where.PANE), {}).plain.startswith("Feeds")


def test_help_shows_the_keys_a_person_chose() -> None:
    assert "ctrl+s" in help_text((Where.STORY,), {"story.star": "ctrl+s"}).plain


def test_every_command_that_has_a_key_is_in_the_help_of_its_place() -> None:
    for command in COMMANDS:
        if command.keys:
            assert command.help in help_text((command.where,), {}).plain


async def test_help_is_read_and_left_with_keys() -> None:
    for key in ("escape", "q", "question_mark"):
        async with on_stage(Static("below")) as (host, pilot):
            host.push_screen(HelpScreen(Where.STORIES, {}))
            await press(pilot, "j", "k")
            await pilot.pause()
            assert "Read the story" in shown(host)
            await press(pilot, key)
            assert not isinstance(host.screen, HelpScreen)


async def test_help_fits_every_size() -> None:
    async with on_stage(Static("below")) as (host, pilot):
        host.push_screen(HelpScreen(Where.ARTICLE, {}))
        for size in ((20, 5), (40, 20), (120, 40), (200, 50)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert shown(host).strip()
