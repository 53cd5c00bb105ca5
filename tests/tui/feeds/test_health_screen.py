"""The health of the feeds: what is shown, and what the keys there do."""

import time
from pathlib import Path

import pytest
from builders import NOW, a_feed
from textual.pilot import Pilot
from tui.stage import (
    ESCAPES,
    HOSTILE,
    HOUR,
    a_feed_row,
    an_app,
    library_of,
    on_stage,
    press,
    running,
    seed,
    shown,
    until,
    until_shown,
)

from reader.errors import SourceError
from reader.model import Feed, FeedId, NextCheck
from reader.tui.app import ReaderApp
from reader.tui.feeds.health_list import HealthLine, HealthList
from reader.tui.feeds.health_screen import HealthScreen, head_of, line_of

DAY = 86_400
GONE = "verge.example says the page is not there (404)."


def trouble(folder: Path, title: str = "Verge", message: str = GONE, times: int = 3) -> None:
    """Let the checks of a feed have failed, daily."""
    library = library_of(folder)
    feed = next(feed for feed in library.feeds.all() if feed.title == title)
    for day in range(times, 0, -1):
        library.checks.record_failure(feed.id, message, NOW - day * DAY, NextCheck(NOW + HOUR, asked=True))
    library.close()


def an_app_in_trouble(folder: Path) -> ReaderApp:
    seed(folder)
    trouble(folder)
    return an_app(folder)


def feed_of(folder: Path, title: str = "Verge") -> Feed:
    library = library_of(folder)
    found = next(feed for feed in library.feeds.all() if feed.title == title)
    library.close()
    return found


async def health_shown(pilot: Pilot[None], key: str = "exclamation_mark") -> HealthScreen:
    """Open the health screen."""
    await press(pilot, key)
    await until(pilot, lambda: isinstance(pilot.app.screen, HealthScreen))
    await until_shown(pilot, "Feed health")
    assert isinstance(pilot.app.screen, HealthScreen)
    return pilot.app.screen


async def test_all_that_is_known_is_said_those_in_trouble_first(tmp_path: Path) -> None:
    async with running(an_app_in_trouble(tmp_path)) as pilot:
        await health_shown(pilot)
        await until_shown(pilot, "Feed health · 1 in trouble · 3 feeds", "says the page is not there (404)")
        await until_shown(
            pilot, "3 times in a row, since 19 Nov 12:00 · no good check yet · next check 13:00, the server asked"
        )
        lines = shown(pilot.app).splitlines()
        first = next(number for number, line in enumerate(lines) if "Verge" in line)
        assert "! Verge" in lines[first] and "3×" in lines[first]
        assert "LWN" in lines[first + 1]


async def test_the_sidebar_leads_there_and_escape_leads_back(tmp_path: Path) -> None:
    app = an_app_in_trouble(tmp_path)
    async with running(app) as pilot:
        await until_shown(pilot, "! In trouble")
        app.main.feeds.put_cursor("health")
        await press(pilot, "h")
        await health_shown(pilot, "enter")
        await press(pilot, "escape")
        assert app.screen is app.main
        assert app.main.listing.view is not None and app.main.listing.view.key == "unread"


async def test_enter_shows_the_stories_of_the_feed(tmp_path: Path) -> None:
    app = an_app_in_trouble(tmp_path)
    async with running(app) as pilot:
        await health_shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: app.main.listing.view is not None and app.main.listing.view.title == "Verge")
        await until_shown(pilot, "R tries again, ! cures")


async def test_pausing_is_on_disk_shown_and_undone(tmp_path: Path) -> None:
    async with running(an_app_in_trouble(tmp_path)) as pilot:
        await health_shown(pilot)
        await press(pilot, "p")
        await until_shown(pilot, "paused Verge · U undoes", "none in trouble · 1 paused", "‖ Verge")
        assert feed_of(tmp_path).paused
        await press(pilot, "U")
        await until_shown(pilot, "undone: paused Verge", "1 in trouble")
        assert not feed_of(tmp_path).paused


async def test_a_feed_that_is_cured_stays_where_it_is_until_the_screen_is_opened_again(tmp_path: Path) -> None:
    seed(tmp_path)
    for title in ("Verge", "LWN"):
        trouble(tmp_path, title)
    async with running(an_app(tmp_path)) as pilot:
        screen = await health_shown(pilot)
        first = screen._list.feed
        await press(pilot, "p")
        await until_shown(pilot, "1 in trouble · 1 paused")
        assert screen._list.feed == first
        await press(pilot, "g")
        assert screen._list.feed == first
        await press(pilot, "escape")
        assert (await health_shown(pilot))._list.feed != first


async def test_slowing_down_goes_by_day_week_and_back(tmp_path: Path) -> None:
    async with running(an_app_in_trouble(tmp_path)) as pilot:
        await health_shown(pilot)
        for words in ("every day at most", "every week at most", "as often as it publishes"):
            await press(pilot, "w")
            await until_shown(pilot, f"Verge is checked {words}")
        assert feed_of(tmp_path).slowness == 0


async def test_unsubscribing_keeps_what_is_tagged_and_is_undone(tmp_path: Path) -> None:
    app = an_app_in_trouble(tmp_path)
    async with running(app) as pilot:
        await health_shown(pilot)
        await press(pilot, "d", "d")
        await until_shown(pilot, "Unsubscribe from Verge? 1 story you tagged, starred or noted stays.")
        await press(pilot, "escape")
        assert len(app.main.sidebar.feeds) == 3
        await press(pilot, "d")
        await until_shown(pilot, "Unsubscribe from Verge?")
        await press(pilot, "enter")
        await until_shown(pilot, "unsubscribed from Verge · 1 story you tagged, starred or noted stays.", "2 feeds")
        await press(pilot, "escape")
        await until(pilot, lambda: len(app.main.stories.ids) == 5)
        await press(pilot, "U")
        await until(pilot, lambda: len(app.main.sidebar.feeds) == 3)


async def test_a_feed_of_which_nothing_would_stay_is_left_at_once(tmp_path: Path) -> None:
    seed(tmp_path)
    trouble(tmp_path, "LWN")
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await health_shown(pilot)
        await press(pilot, "d")
        await until_shown(pilot, "unsubscribed from LWN · U undoes", "2 feeds")


async def test_a_feed_is_tried_again_by_name(tmp_path: Path) -> None:
    app = an_app_in_trouble(tmp_path)
    asked: list[tuple[FeedId, ...]] = []
    app.main.refreshing.refresh = lambda feeds: asked.append(tuple(feeds))  # type: ignore[method-assign]
    async with running(app) as pilot:
        await health_shown(pilot)
        await press(pilot, "r")
        await until(pilot, lambda: asked == [(feed_of(tmp_path).id,)])


async def test_another_address_is_typed_and_a_mistake_can_be_mended(tmp_path: Path) -> None:
    app = an_app_in_trouble(tmp_path)
    given: list[str] = []

    async def readdress(feed: FeedId, address: str) -> str:
        given.append(address)
        if address.endswith("wrong"):
            raise SourceError("There is no feed.")
        return "Verge has another address now"

    app.main.context.children.readdress = readdress  # type: ignore[method-assign]
    async with running(app) as pilot:
        await health_shown(pilot)
        await press(pilot, "e")
        await until_shown(pilot, "Another address for Verge", "https://verge.example/feed")
        await press(pilot, *"wrong", "enter")
        await until_shown(pilot, "There is no feed.")
        await press(pilot, "x", "enter")
        await until_shown(pilot, "Verge has another address now")
        await press(pilot, "f")
        await until(pilot, lambda: given == ["wrong", "wrongx", ""])


async def test_what_another_process_writes_is_shown(tmp_path: Path) -> None:
    async with running(an_app_in_trouble(tmp_path)) as pilot:
        await health_shown(pilot)
        trouble(tmp_path, "LWN", "lwn.example is out of service for now (503).", times=1)
        await until_shown(pilot, "2 in trouble", "is out of service for now (503)")


async def test_help_names_the_cures_and_only_what_works_there(tmp_path: Path) -> None:
    async with running(an_app_in_trouble(tmp_path)) as pilot:
        await health_shown(pilot)
        await press(pilot, "question_mark")
        await until_shown(pilot, "Give the feed another address", "One page down")
        assert "Star, or take the star away" not in shown(pilot.app)
        await press(pilot, "escape", "escape")
        assert not isinstance(pilot.app.screen, HealthScreen)


async def test_nothing_foreign_steers_the_terminal(tmp_path: Path) -> None:
    seed(tmp_path)
    library = library_of(tmp_path)
    a_feed(library, HOSTILE)
    library.close()
    trouble(tmp_path, HOSTILE, HOSTILE)
    async with running(an_app(tmp_path)) as pilot:
        await health_shown(pilot)
        await until_shown(pilot, "[/b]")
        assert not any(escape in shown(pilot.app) for escape in ESCAPES)


@pytest.mark.parametrize("size", [(20, 5), (40, 20), (80, 24), (120, 40), (200, 50)])
async def test_it_can_be_read_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with running(an_app_in_trouble(tmp_path), size) as pilot:
        await health_shown(pilot)
        await until_shown(pilot, "! V")


async def test_five_hundred_feeds_are_five_hundred_lines_and_no_widgets() -> None:
    lines = [line_of(a_feed_row(number, f"Feed {number}", checked=NOW, succeeded=NOW), NOW) for number in range(1, 501)]
    table = HealthList()
    async with on_stage(table) as (host, pilot):
        begin = time.process_time()
        table.show(lines)
        await press(pilot, "G")
        assert "Feed 500" in shown(host)
        assert time.process_time() - begin < 2
        assert table.feed == 500
        table.show(lines[:10])
        assert table.feed == 10
        assert not table.children


async def test_without_feeds_it_says_what_to_do() -> None:
    async with on_stage(HealthList()) as (host, _):
        assert "No feeds yet" in shown(host)


def test_the_head_counts() -> None:
    assert head_of([]) == "Feed health · 0 feeds"
    assert head_of([a_feed_row(1, "x", checked=1)]) == "Feed health · none in trouble · 1 feed"


def test_a_line_of_a_feed_that_is_well_is_quiet() -> None:
    line = line_of(a_feed_row(1, "x", checked=NOW, succeeded=NOW, next_check=NOW + HOUR), NOW)
    assert line == HealthLine(FeedId(1), "", "x", "well", good="12:00", next="13:00")
