"""Refreshing by itself: when it begins, and that it can be switched off."""

from pathlib import Path

from builders import NOW
from tui.stage import a_feed_row, an_app, running, until

from reader.model import Feed, FeedId, FeedKind
from reader.tui.feeds.background_refresh import PAUSE, is_wanted

HOUR = 3600
WEB = a_feed_row(1, "LWN")
FOLDER = Feed(FeedId(2), "/notes", FeedKind.FOLDER, "Notes")


def test_at_the_start_whatever_is_due_is_refreshed() -> None:
    assert not is_wanted([], 0, None, NOW)
    assert is_wanted([WEB], 0, None, NOW)
    assert is_wanted([FOLDER], 0, None, NOW)


def test_later_a_web_feed_that_is_due_begins_one_after_a_pause() -> None:
    assert not is_wanted([WEB], 0, NOW, NOW + PAUSE - 1)
    assert is_wanted([WEB, FOLDER], 0, NOW, NOW + PAUSE)
    assert not is_wanted([], 0, NOW, NOW + 10 * HOUR)


def test_what_lies_on_disk_is_read_with_the_others_or_once_an_hour() -> None:
    assert not is_wanted([FOLDER], 0, NOW, NOW + HOUR - 1)
    assert is_wanted([FOLDER], 0, NOW, NOW + HOUR)


def test_stories_that_are_not_searchable_yet_are_a_reason_too() -> None:
    assert is_wanted([], 3, None, NOW)
    assert not is_wanted([], 3, NOW, NOW + PAUSE - 1)
    assert is_wanted([], 3, NOW, NOW + PAUSE)


def test_a_clock_that_was_set_back_stops_nothing() -> None:
    assert is_wanted([WEB], 0, NOW, NOW - HOUR)


async def test_it_begins_after_the_first_paint_and_leaves_a_pause(tmp_path: Path) -> None:
    app = an_app(tmp_path, refresh_in_background=True)
    begun: list[bool] = []
    app.main.refreshing.refresh_quietly = lambda: begun.append(True)  # type: ignore[method-assign]
    async with running(app) as pilot:
        assert app.main.background is not None
        assert not begun
        app.main.background.check()
        await until(pilot, lambda: begun)
        app.main.background.check()
        await until(pilot, lambda: app.main.idle)
        assert begun == [True]


async def test_it_can_be_switched_off(tmp_path: Path) -> None:
    app = an_app(tmp_path, refresh_in_background=False)
    async with running(app):
        assert app.main.background is None
