"""The tag bar, on a stage of its own."""

from textual.widgets import Input
from tui.stage import ESCAPES, HOSTILE, on_stage, press, shown

from reader.tui.tag_bar import TagBar
from reader.tui.tag_entry import Tagging

BY_USE = ["netflix", "streaming", "jobs", "media/film", "later"]


def applied(host: object) -> list[Tagging]:
    return [message.tagging for message in host.of(TagBar.Applied)]  # type: ignore[attr-defined]


async def test_names_typed_are_applied_with_enter() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(["ai"], BY_USE)
        await press(pilot, *"ai", "comma", "space", *"media/film", "comma", "minus", *"later", "enter")
        assert applied(host) == [Tagging(("ai", "media/film"), ("later",))]


async def test_the_bar_shows_what_the_story_has_and_what_it_may_get() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(["ai"], ["ai", *BY_USE])
        await pilot.pause()
        assert "tags of this story  ✓ ai" in shown(host)
        assert "1 netflix" in shown(host)
        assert "5 later" in shown(host)


async def test_a_digit_picks_a_tag_where_no_name_is_being_typed() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding([], BY_USE)
        await press(pilot, "1", "3", *"b2b", "enter")
        assert applied(host) == [Tagging(("netflix", "jobs", "b2b"))]


async def test_a_digit_without_a_tag_does_nothing() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding([], BY_USE)
        await press(pilot, "9")
        assert host.query_one(Input).value == ""


async def test_tab_takes_the_best_match_and_right_the_rest_of_the_name() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding([], BY_USE)
        await press(pilot, *"film", "tab")
        assert host.query_one(Input).value == "media/film, "
        await press(pilot, *"st", "right", "enter")
        assert applied(host) == [Tagging(("media/film", "streaming"))]


async def test_matches_are_shown_while_a_name_is_typed() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding([], BY_USE)
        await press(pilot, *"jo")
        assert "tab jobs" in shown(host)
        assert "netflix" not in shown(host)


async def test_escape_and_an_empty_line_leave_without_a_change() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding([], BY_USE)
        await press(pilot, *"ai", "escape")
        bar.close()
        bar.open_for_adding([], BY_USE)
        await press(pilot, "enter")
        assert len(host.of(TagBar.Closed)) == 2
        assert applied(host) == []


async def test_opened_for_removing_names_and_digits_are_taken_off() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_removing(["ai", "media/film"])
        await press(pilot, "2", *"ai", "enter")
        assert applied(host) == [Tagging(remove=("media/film", "ai"))]


async def test_hostile_names_are_text_at_every_width() -> None:
    bar = TagBar()
    async with on_stage(bar, (120, 8)) as (host, pilot):
        bar.open_for_adding([HOSTILE], [HOSTILE + "2"])
        for width in (1, 10, 40, 120):
            await pilot.resize_terminal(width, 8)
            await pilot.pause()
        text = shown(host)
        assert "[/b] [@click=app.quit]x[/]" in text
        assert not any(escape in text for escape in ESCAPES)
        await press(pilot, "1")
        assert not any(escape in shown(host) for escape in ESCAPES)
