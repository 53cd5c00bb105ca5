"""Tags suggested in the list: where they stand, what accepts them, when they go."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_feed, a_story, keep
from textual.pilot import Pilot
from tui.stage import ESCAPES, HOUR, an_app, library_of, press, running, seed, shown, until, until_shown
from tui.test_snapshots import Compare

from reader.library.tag_history import TagHistory
from reader.model import FeedId
from reader.query import parse
from reader.tui.app import ReaderApp
from reader.tui.tags.suggestions import MOST_AT_A_TIME

WORDS = ("one", "two", "six", "ten", "red", "low", "new")
TAGGED = 3


def a_library_with_habits(folder: Path, tag: str = "linux", more: int = 0) -> None:
    """Seed a library with seven stories alike, of which the oldest three are tagged, and `more` of the same.

    Ten others were read and left as they were.
    """
    seed(folder)
    library = library_of(folder)
    others = keep(library, FeedId(1), *(a_story(f"Of no matter {n}") for n in range(10)), published=NOW - 99 * HOUR)
    library.stories.mark_read(others, NOW)
    feed = a_feed(library, "Kernel")
    ids = keep(library, feed, *(a_story(f"Scheduler patch {word}") for word in WORDS), published=NOW - HOUR // 2)
    library.tags.apply(ids[-TAGGED:], [tag], [], NOW)
    keep(library, feed, *(a_story(f"Scheduler patch {n}") for n in range(more)), published=NOW - HOUR)
    library.close()


def an_app_with_habits(folder: Path, tag: str = "linux", more: int = 0, **settings: Any) -> ReaderApp:
    a_library_with_habits(folder, tag, more)
    return an_app(folder, **({"suggest_in_list": True} | settings))


def tagged(folder: Path, query: str = "tag:linux") -> list[str]:
    library = library_of(folder)
    titles = [story.title for story in library.stories.rows(library.stories.ids(parse(query)))]
    library.close()
    return titles


def rows_with(app: ReaderApp, text: str) -> int:
    return sum(text in line for line in shown(app).splitlines())


async def settled(pilot: Pilot[Any], app: ReaderApp) -> None:
    await until(pilot, lambda: app.main.idle)
    await pilot.pause()


async def test_unread_stories_without_a_tag_show_a_likely_one_and_a_key_accepts_it(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        await press(pilot, "apostrophe")
        await until_shown(pilot, "tagged linux · U undoes")
        assert app.main.stories.cursor == 0
        assert app.main.stories.story is not None
        assert app.main.stories.story.tags == ("linux",)
        await settled(pilot, app)
        assert rows_with(app, "linux?") == 3
        await press(pilot, "U")
        await until_shown(pilot, "undone: tagged 1 story linux")
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
    assert len(tagged(tmp_path)) == TAGGED


async def test_marked_stories_get_each_what_is_suggested_for_it_in_one_step(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        await press(pilot, "r", "asterisk", "apostrophe")
        await until(pilot, lambda: rows_with(app, "  linux ") == len(WORDS) - 1 and rows_with(app, "marked ·") == 0)
        await settled(pilot, app)
        assert sorted(tagged(tmp_path)) == sorted(f"Scheduler patch {word}" for word in WORDS[1:])
        await press(pilot, "U")
        await until_shown(pilot, "undone: tagged 3 stories linux")
    assert len(tagged(tmp_path)) == TAGGED


async def test_where_nothing_is_suggested_the_key_says_so(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        await press(pilot, "G", "apostrophe")
        await until_shown(pilot, "no tag is suggested here · t offers nine")
    assert len(tagged(tmp_path, "is:tagged")) == TAGGED + 2


async def test_a_story_opened_since_still_takes_what_was_suggested_but_shows_it_no_more(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        await press(pilot, "enter")
        await until(pilot, lambda: rows_with(app, "linux?") == 3)
        await press(pilot, "apostrophe")
        await until_shown(pilot, "tagged linux · U undoes")
    assert len(tagged(tmp_path)) == TAGGED + 1


async def test_what_was_accepted_and_taken_off_again_does_not_come_back(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        await press(pilot, "apostrophe")
        await settled(pilot, app)
        await press(pilot, "T", "1")
        await until_shown(pilot, "untagged linux")
        assert rows_with(app, "linux?") == 3
        await settled(pilot, app)
        assert rows_with(app, "linux?") == 3
        await press(pilot, "apostrophe")
        await until_shown(pilot, "no tag is suggested here")


async def test_an_accepted_suggestion_is_a_tagging_to_repeat(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        await press(pilot, "apostrophe", "G", "full_stop")
        await settled(pilot, app)
    assert "How do panes know their size?" in tagged(tmp_path)


async def test_tagging_teaches_and_another_tag_takes_its_place(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        library = library_of(tmp_path)
        library.tags.rename("linux", "kernel", NOW)
        library.close()
        await press(pilot, "j", "t", *"kernel", "enter")
        await until(pilot, lambda: rows_with(app, "kernel?") == 3)
        assert "linux?" not in shown(app)


async def test_switched_off_nothing_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_for(monkeypatch)
    app = an_app_with_habits(tmp_path, suggest_in_list=False)
    async with running(app) as pilot:
        await settled(pilot, app)
        await press(pilot, "j", "t", *"kernel", "enter")
        await settled(pilot, app)
        assert "linux?" not in shown(app)
    assert asked == []


def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list that the stories are written into for which the history is read."""
    asked: list[int] = []
    read: Callable[..., Any] = TagHistory.for_suggesting

    def for_suggesting(self: TagHistory, story_id: int) -> Any:
        asked.append(story_id)
        return read(self, story_id)

    monkeypatch.setattr(TagHistory, "for_suggesting", for_suggesting)
    return asked


async def test_only_what_is_in_sight_and_unread_and_untagged_is_looked_for_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_for(monkeypatch)
    app = an_app_with_habits(tmp_path, more=300)
    async with running(app) as pilot:
        await press(pilot, "2")
        await settled(pilot, app)
        open_ones = [story.id for story in app.main.stories.in_sight if not (story.read or story.tags)]
        assert asked == open_ones
        assert len(asked) < app.main.stories.size.height
        await press(pilot, "j", "k")
        await settled(pilot, app)
        assert asked == open_ones
        await press(pilot, "G")
        await settled(pilot, app)
        assert len(asked) == len(set(asked)) <= 2 * app.main.stories.size.height
        assert len(asked) > len(open_ones)


async def test_turning_the_wheel_brings_others_in_sight(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path, more=100)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        app.main.stories.scroll_to(y=60, animate=False, force=True)
        await until(pilot, lambda: rows_with(app, "linux?") > 10)
        assert app.main.stories.cursor == 0


async def test_moving_on_drops_what_was_being_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_for(monkeypatch)
    app = an_app_with_habits(tmp_path, more=300)
    async with running(app) as pilot:
        await until(pilot, lambda: asked)
        await press(pilot, "G")
        await settled(pilot, app)
        last = {story.id for story in app.main.stories.in_sight}
        assert set(asked[-len(last) :]) <= last


async def test_what_another_process_wrote_is_taken_in_once_it_is_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.tui.tags.suggestions.QUIET_SECONDS", 0.05)
    monkeypatch.setattr("reader.tui.main_screen.WATCH_SECONDS", 0.05)
    app = an_app_with_habits(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: rows_with(app, "linux?") == 4)
        library = library_of(tmp_path)
        library.tags.rename("linux", "kernel", NOW)
        library.close()
        await until(pilot, lambda: rows_with(app, "kernel?") == 4)


async def test_a_hostile_tag_is_only_text(tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path, "[b]x[/]\u202e")
    async with running(app, (120, 30)) as pilot:
        await until(pilot, lambda: rows_with(app, "[b]x[/]?") == 4)
        assert not any(escape in shown(app) for escape in ESCAPES)


@pytest.mark.parametrize("columns", [40, 59, 61, 110, 200])
async def test_a_row_never_breaks_and_a_narrow_one_leaves_it_out(columns: int, tmp_path: Path) -> None:
    app = an_app_with_habits(tmp_path)
    async with running(app, (columns, 24)) as pilot:
        await settled(pilot, app)
        width = app.main.stories.scrollable_content_region.width
        assert bool(rows_with(app, "linux?")) is (width >= 46)
        assert max(map(len, shown(app).splitlines())) <= columns


LONG = ("a-very-long-name-of-a-tag", "another-long-one")


async def test_what_does_not_fit_is_counted_as_it_is_accepted_too(tmp_path: Path) -> None:
    a_library_with_habits(tmp_path)
    library = library_of(tmp_path)
    library.tags.apply(library.stories.ids(parse("tag:linux")), LONG, [], NOW)
    library.close()
    app = an_app(tmp_path, suggest_in_list=True)
    async with running(app) as pilot:
        await until_shown(pilot, "a-ver…? +1")
        await press(pilot, "apostrophe")
        await until_shown(pilot, "tagged a-very-long-name-of-a-tag, another-long-one")


def test_no_more_is_looked_for_at_a_time_than_there_are_on_a_screen() -> None:
    assert MOST_AT_A_TIME <= 100


def acted(*keys: str) -> Callable[[Pilot[Any]], Any]:
    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ReaderApp)
        await until(pilot, lambda: app.main.is_mounted and app.main.listing.view is not None)
        for key in ("", *keys):
            if key:
                await press(pilot, key)
            await until(pilot, lambda: rows_with(app, "linux?") > 0 and app.main.idle)
            await pilot.pause()

    return act


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("theme", ["reader-dark", "reader-light"])
def test_a_list_with_suggestions(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    app = an_app_with_habits(tmp_path)
    app.theme = theme
    assert snap_compare(app, terminal_size=size, run_before=acted("2", "j"))


def test_a_list_with_suggestions_without_colours(
    snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(an_app_with_habits(tmp_path), terminal_size=(80, 24), run_before=acted("v"))
