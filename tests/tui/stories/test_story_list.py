"""The list of stories, on a stage of its own."""

from array import array
from collections.abc import Sequence

from builders import NOW
from tui.stage import ESCAPES, HOSTILE, a_row, clock, on_stage, press, shown

from reader.model import Story, StoryId
from reader.tui.stories.story_list import StoryList
from reader.tui.stories.window import WINDOW, Batch
from reader.tui.widgets.times import day_starts


class Shelf:
    """Stories by id, and how often they were asked for."""

    def __init__(self, *stories: Story) -> None:
        self.stories = {int(story.id): story for story in stories}
        self.asked: list[int] = []

    def rows(self, ids: Sequence[int]) -> list[Story]:
        self.asked.append(len(ids))
        return [self.stories.get(id_) or a_row(id_, f"Story {id_}") for id_ in ids if id_ >= 0]

    def put(self, story: Story) -> None:
        self.stories[int(story.id)] = story


def a_list(shelf: Shelf) -> StoryList:
    return StoryList(shelf.rows, clock)


def show(stories: StoryList, ids: Sequence[int], at: int | None = None) -> None:
    stories.show(Batch(array("q", ids)), at=None if at is None else StoryId(at), empty="All read.")


def of_days(ids: Sequence[int]) -> Batch:
    return Batch(array("q", ids), day_starts([a_row(id_).published for id_ in ids], None))


async def test_a_row_shows_mark_star_age_feed_title_and_tags() -> None:
    shelf = Shelf(a_row(2, "The page cache", starred=True, tags=("kernel",)), a_row(5, "Read already", read=True))
    stories = a_list(shelf)
    async with on_stage(stories) as (host, _):
        show(stories, [2, 5])
        await _.pause()
        first, second = shown(host).splitlines()[:2]
        assert first.startswith("▌●★  2h  Verge       The page cache")
        assert first.rstrip().endswith("kernel")
        assert second.startswith("     5h  Verge       Read already")


async def test_days_have_lines_of_their_own() -> None:
    stories = a_list(Shelf())
    async with on_stage(stories) as (host, pilot):
        stories.show(of_days([2, 3, 20, 50]), at=None, empty="")
        await pilot.pause()
        text = shown(host)
        assert [line[:12].strip("─ ") for line in text.splitlines() if line.startswith("─")] == [
            *("Today", "Yesterday", "Friday")
        ]


async def test_a_hundred_thousand_stories_cost_a_window_of_rows() -> None:
    shelf = Shelf()
    stories = a_list(shelf)
    async with on_stage(stories) as (host, pilot):
        show(stories, range(100_000))
        await press(pilot, "G")
        assert "Story 99999" in shown(host)
        assert max(shelf.asked) == WINDOW
        assert sum(shelf.asked) <= 6 * WINDOW


async def test_the_cursor_moves_and_tells_which_story_it_stands_on() -> None:
    stories = a_list(Shelf())
    async with on_stage(stories) as (host, pilot):
        show(stories, range(1, 60))
        await press(pilot, "j", "j", "k", "down", "pagedown", "pageup", "end", "home", "j")
        assert stories.cursor == 1
        told = [message.story.id for message in host.of(StoryList.Highlighted) if message.story is not None]
        assert told[-1] == 2
        assert 59 in told


async def test_the_cursor_stays_on_its_story_whatever_comes_in() -> None:
    stories = a_list(Shelf())
    async with on_stage(stories) as (_, pilot):
        show(stories, [10, 11, 12])
        await press(pilot, "j")
        stories.extend(Batch(array("q", [13, 14])))
        assert stories.story is not None
        assert stories.story.id == 11
        show(stories, [1, 2, 3, 11, 12], at=11)
        assert stories.story.id == 11
        assert stories.cursor == 3


async def test_a_story_marked_read_stays_where_it_is() -> None:
    shelf = Shelf()
    stories = a_list(shelf)
    async with on_stage(stories) as (host, pilot):
        show(stories, [1, 2])
        await pilot.pause()
        shelf.put(a_row(1, "Story 1", read=True))
        stories.update_stories([1])
        await pilot.pause()
        assert shown(host).splitlines()[0].startswith("▌    1h")


async def test_a_story_that_has_gone_leaves_a_row_that_says_so() -> None:
    stories = a_list(Shelf())
    async with on_stage(stories) as (host, pilot):
        show(stories, [1, -5])
        await pilot.pause()
        assert "no longer in the library" in shown(host)
        await press(pilot, "j", "enter")
        assert not host.of(StoryList.Opened)


async def test_enter_and_a_double_click_read_a_story() -> None:
    stories = a_list(Shelf())
    async with on_stage(stories) as (host, pilot):
        stories.show(of_days([2, 3, 20]), at=None, empty="")
        await press(pilot, "j", "enter")
        await pilot.double_click(StoryList, offset=(20, 4))
        assert [message.story.id for message in host.of(StoryList.Opened)] == [3, 20]


async def test_a_click_on_a_day_or_below_the_list_does_nothing() -> None:
    stories = a_list(Shelf())
    async with on_stage(stories) as (_, pilot):
        stories.show(of_days([2, 20]), at=None, empty="")
        await pilot.click(StoryList, offset=(5, 2))
        await pilot.click(StoryList, offset=(5, 20))
        assert stories.cursor == 0


async def test_going_up_at_the_top_is_told() -> None:
    stories = a_list(Shelf())
    async with on_stage(stories) as (host, pilot):
        show(stories, [1, 2])
        await press(pilot, "j", "g")
        assert not host.of(StoryList.AtTop)
        await press(pilot, "g")
        assert host.of(StoryList.AtTop)


async def test_no_stories_is_a_sentence_and_keys_do_no_harm() -> None:
    stories = a_list(Shelf())
    async with on_stage(stories) as (host, pilot):
        show(stories, [])
        await press(pilot, "j", "k", "G", "g", "enter", "pagedown")
        assert "All read." in shown(host)


async def test_hostile_text_is_text() -> None:
    shelf = Shelf(a_row(1, HOSTILE, feed_title=HOSTILE, tags=(HOSTILE,)))
    stories = a_list(shelf)
    async with on_stage(stories) as (host, pilot):
        show(stories, [1])
        await pilot.pause()
        text = shown(host)
        assert "[/b] [@click=app.quit]x[/]" in text
        assert not any(escape in text for escape in ESCAPES)


async def test_every_size_can_be_drawn() -> None:
    stories = a_list(Shelf(a_row(1, "日本語の記事" * 9, tags=("ai", "media/film", "later"), starred=True)))
    async with on_stage(stories) as (_, pilot):
        stories.show(of_days([1, 2, 30]), at=None, empty="")
        for width in (1, 2, 3, 5, 8, 13, 20, 31, 32, 40, 46, 56, 80, 200):
            await pilot.resize_terminal(width, 4)
            await pilot.pause()


async def test_more_tags_than_fit_are_counted() -> None:
    shelf = Shelf(a_row(1, "A story", tags=tuple(f"label-number-{number}" for number in range(9))))
    stories = a_list(shelf)
    async with on_stage(stories) as (host, pilot):
        show(stories, [1])
        await pilot.pause()
        assert " +" in shown(host).splitlines()[0]


def test_the_clock_of_the_tests_stands_still() -> None:
    assert clock() == NOW
