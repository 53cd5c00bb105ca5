"""The tag bar, on a stage of its own."""

from textual.widgets import Input
from tui.stage import ESCAPES, HOSTILE, on_stage, press, shown

from reader.library.tags import tag_name
from reader.tagging.tag_input import Chip, Held, Tagging
from reader.tui.tags.bar import TagBar

BY_USE = ["netflix", "streaming", "jobs", "media/film", "later"]


def applied(host: object) -> list[Tagging]:
    return [message.tagging for message in host.of(TagBar.Applied)]  # type: ignore[attr-defined]


def held(*tags: str) -> Held:
    return Held(1, tuple((tag, 1) for tag in tags))


async def test_names_typed_are_applied_with_enter() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(1, (("ai", 1),)), BY_USE, tag_name)
        await press(pilot, *"ai", "comma", "space", *"media/film", "comma", "minus", *"later", "enter")
        assert applied(host) == [Tagging(("ai", "media/film"), ("later",))]


async def test_the_bar_shows_what_the_story_has_and_what_it_may_get() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(1, (("ai", 1),)), ["ai", *BY_USE], tag_name)
        await pilot.pause()
        assert "tags of this story  ✓ ai" in shown(host)
        assert "1 netflix" in shown(host)
        assert "5 later" in shown(host)


async def test_in_an_empty_line_a_digit_is_a_whole_tagging() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, "2")
        assert applied(host) == [Tagging(("streaming",))]


async def test_after_a_comma_digits_pick_several_tags() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, "comma", "1", "3", *"b2b", "enter")
        assert applied(host) == [Tagging(("netflix", "jobs", "b2b"))]


async def test_a_digit_is_text_where_something_was_typed_or_no_tag_has_it() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, "9", "5", "comma", "space", *"2026")
        assert host.query_one(Input).value == "95, 2026"
        assert "1 netflix" not in shown(host)
        await press(pilot, "enter")
        assert applied(host) == [Tagging(("95", "2026"))]


async def test_after_a_blank_a_digit_is_the_beginning_of_a_name() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, "comma", "1", "space", *"2026", "enter")
        assert applied(host) == [Tagging(("netflix", "2026"))]


async def test_only_tags_that_are_drawn_are_picked() -> None:
    bar = TagBar()
    async with on_stage(bar, (30, 8)) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await pilot.pause()
        assert "2 streaming" in shown(host)
        assert "jobs" not in shown(host)
        await press(pilot, "3")
        assert host.query_one(Input).value == "3"


async def test_a_name_that_cannot_be_one_stays_to_be_mended() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, *"ai", "comma", *"none", "enter")
        assert host.query_one(Input).value == "ai,none"
        assert "A tag cannot be called none" in shown(host)
        await press(pilot, "s", "enter")
        assert applied(host) == [Tagging(("ai", "nones"))]


async def test_part_of_a_name_takes_off_the_one_tag_it_fits() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_removing(held("media/film", "maths", "ai"))
        await press(pilot, "q", "enter")
        assert "this story has no tag q" in shown(host)
        assert applied(host) == []
        await press(pilot, "backspace", *"film", "enter")
        assert applied(host) == [Tagging(remove=("media/film",))]


async def test_tab_takes_the_best_match_and_right_the_rest_of_the_name() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, *"film", "tab")
        assert host.query_one(Input).value == "media/film, "
        await press(pilot, *"st", "right", "enter")
        assert applied(host) == [Tagging(("media/film", "streaming"))]


async def test_matches_are_shown_while_a_name_is_typed() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, *"jo")
        assert "tab jobs" in shown(host)
        assert "netflix" not in shown(host)


async def test_escape_and_an_empty_line_leave_without_a_change() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, *"ai", "escape")
        bar.close()
        bar.open_for_adding(Held(), BY_USE, tag_name)
        await press(pilot, "enter")
        assert len(host.of(TagBar.Closed)) == 2
        assert applied(host) == []


async def test_opened_for_removing_names_and_digits_are_taken_off() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_removing(held("ai", "media/film"))
        await press(pilot, "2")
        await press(pilot, "comma", "2", *"ai", "enter")
        assert applied(host) == [Tagging(remove=("media/film",)), Tagging(remove=("media/film", "ai"))]


async def test_hostile_names_are_text_at_every_width() -> None:
    bar = TagBar()
    async with on_stage(bar, (120, 8)) as (host, pilot):
        bar.open_for_adding(Held(1, ((HOSTILE, 1),)), [HOSTILE + "2"], tag_name)
        for width in (1, 10, 40, 120):
            await pilot.resize_terminal(width, 8)
            await pilot.pause()
        text = shown(host)
        assert "[/b] [@click=app.quit]x[/]" in text
        assert not any(escape in text for escape in ESCAPES)
        await press(pilot, "comma", "1")
        assert not any(escape in shown(host) for escape in ESCAPES)


async def test_a_question_mark_says_why_the_chips_are_there_and_is_text_in_a_name() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(
            Held(), BY_USE, tag_name, [Chip("ai", "on 3 of 4 stories"), Chip("law", "[b]used[/b] last")]
        )
        await press(pilot, "question_mark")
        assert "1 ai  on 3 of 4 stories" in shown(host)
        assert "2 law  [b]used[/b] last" in shown(host)
        await press(pilot, "question_mark")
        assert "on 3 of 4" not in shown(host)
        await press(pilot, *"why", "question_mark", "enter")
        assert applied(host) == [Tagging(("why?",))]


async def test_for_several_stories_the_bar_shows_what_all_have_and_what_some_have() -> None:
    bar = TagBar()
    async with on_stage(bar) as (host, pilot):
        bar.open_for_adding(Held(37, (("ai", 37), ("film", 5))), BY_USE, tag_name)
        await pilot.pause()
        assert "37 stories  ☑ ai  ◪ film" in shown(host).replace("   ", "  ")
        await press(pilot, "comma", "1", *"-ai", "comma", "space", *"film")
        assert "37 stories  ☐ ai  ☑ film  ☑ netflix" in shown(host).replace("   ", "  ")
