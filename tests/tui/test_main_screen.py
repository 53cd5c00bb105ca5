"""The whole interface on a seeded library, driven by keys."""

from pathlib import Path

import pytest
from builders import NOW, a_story
from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input
from tui.stage import (
    ESCAPES,
    HOSTILE,
    NETFLIX,
    an_app,
    clock,
    library_of,
    places_in,
    press,
    put,
    running,
    seed,
    shown,
    until,
    until_shown,
)

from reader.config import Config
from reader.errors import ConfigError, LibraryError, QueryError
from reader.library.state import RememberedState
from reader.model import NextCheck
from reader.query import parse
from reader.tui.app import ReaderApp, make_app
from reader.tui.commands import BY_ID
from reader.tui.feeds.rows import view_of
from reader.tui.library_access import stories_only
from reader.tui.main_screen import MainScreen


def titles(folder: Path, query: str) -> set[str]:
    """Return the titles a query finds on disk."""
    library = library_of(folder)
    found = {story.title for story in library.stories.rows(library.stories.ids(parse(query)))}
    library.close()
    return found


def said(app: ReaderApp) -> str:
    return app.main.status.message


def arrive(folder: Path, *stories: str) -> None:
    """Let another process store stories that are newer than all there are."""
    library = library_of(folder)
    for title in stories:
        put(library, library.feeds.all()[0].id, title, 0)
    library.close()


async def test_the_first_screen_shows_feeds_stories_and_an_article(tmp_path: Path) -> None:
    async with running(an_app(tmp_path)) as pilot:
        await until_shown(pilot, "Unread · 7 stories · newest first", "─ Today ", "● ai", "▾ Tech")
        await until_shown(pilot, "A studio called INKubator", "Where it is heading")


async def test_moving_shows_the_story_without_marking_it(tmp_path: Path) -> None:
    async with running(an_app(tmp_path)) as pilot:
        await press(pilot, "j")
        await until_shown(pilot, "The state of the page cache, told in full.")
    assert len(titles(tmp_path, "is:unread")) == 7


async def test_enter_reads_the_story_which_stays_in_the_list_and_escape_goes_back(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "enter")
        assert app.main.article.has_focus
        await until(pilot, lambda: NETFLIX not in titles(tmp_path, "is:unread"))
        await press(pilot, "escape")
        assert app.main.stories.has_focus
        await until(pilot, lambda: (story := app.main.stories.story) is not None and story.read)
        assert len(app.main.stories.ids) == 7


async def test_read_and_go_on_then_undo_and_redo(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "r", "r")
        await until(pilot, lambda: len(titles(tmp_path, "is:unread")) == 5)
        assert app.main.stories.cursor == 2
        await press(pilot, "U")
        await until(pilot, lambda: said(app).startswith("undone: marked 1 story read"))
        assert len(titles(tmp_path, "is:unread")) == 6
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: said(app).startswith("redone:"))
        assert len(titles(tmp_path, "is:unread")) == 5


async def test_marking_unread_and_starring(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "r", "k", "u")
        await until(pilot, lambda: said(app) == "unread again")
        await press(pilot, "s")
        await until(pilot, lambda: said(app) == "starred")
        assert NETFLIX in titles(tmp_path, "is:starred is:unread")
        await until(pilot, lambda: (story := app.main.stories.story) is not None and story.starred)
        await press(pilot, "s")
        await until(pilot, lambda: said(app) == "star taken away")


async def test_tagging_is_on_disk_and_shows_in_list_article_and_feed_tree(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j", "t", *"jobs", "comma", *"later", "enter")
        await until_shown(pilot, "● jobs  ● later", "jobs later", "tagged jobs, later · U undoes")
        await until(pilot, lambda: any(row.key == "tag:jobs" for row in app.main.feeds.rows))
        assert app.main.stories.has_focus
    assert titles(tmp_path, "tag:jobs tag:later") == {"The state of the page cache"}


async def test_tags_are_taken_off_by_number(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "T", "1")
        await until(pilot, lambda: said(app).startswith("untagged ai"))
        await press(pilot, "j", "T")
        assert said(app).startswith("this story has no tags")
        assert not app.main.tag_bar.display
    assert titles(tmp_path, "tag:ai") == set()


async def test_the_tag_bar_tags_the_story_it_was_opened_for(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "t", *"jobs")
        app.main.stories.move_to(3)
        await press(pilot, "enter")
        await until(pilot, lambda: titles(tmp_path, "tag:jobs"))
    assert titles(tmp_path, "tag:jobs") == {NETFLIX}


async def test_a_tag_that_cannot_be_one_is_a_sentence_and_stays_to_be_mended(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "t")
        app.main.query_one(Input).value = "x" * 70
        await press(pilot, "enter")
        await until_shown(pilot, "A tag may have 60 characters at the most", "xxx")
        assert app.main.tag_bar.is_open


async def test_all_that_is_in_the_list_is_marked_read_in_one_step(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "A")
        arrive(tmp_path, "Came while the key was down")
        await until(pilot, lambda: said(app) == "marked 7 stories read · U undoes")
        assert titles(tmp_path, "is:unread") == {"Came while the key was down"}
        await press(pilot, "U")
        await until(pilot, lambda: len(titles(tmp_path, "is:unread")) == 8)


async def test_what_other_processes_store_is_announced_and_moves_nothing(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j")
        arrive(tmp_path, "News one", "News two")
        await until_shown(pilot, "2 new ↑")
        await until_shown(pilot, "9 ")
        assert app.main.stories.cursor == 1
        assert "News one" not in shown(app)
        await press(pilot, "g", "g")
        await until_shown(pilot, "News one", "News two")
        assert app.main.stories.cursor == 0
        assert "new ↑" not in shown(app)


async def test_entering_the_view_again_takes_in_what_is_new_and_drops_what_is_read(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "r")
        await until(pilot, lambda: len(titles(tmp_path, "is:unread")) == 6)
        arrive(tmp_path, "News one")
        await press(pilot, "1")
        assert len(app.main.stories.ids) == 7
        assert app.main.stories.story is not None
        assert app.main.stories.story.title == "The state of the page cache"


async def test_views_are_chosen_by_digits_and_feeds_stepped_through_from_anywhere(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2")
        await until_shown(pilot, "All · 8 stories")
        await press(pilot, "3")
        await until_shown(pilot, "Starred · 1 story")
        await press(pilot, "J")
        await until_shown(pilot, "Quanta · 2 stories")
        await press(pilot, "J", "J")
        await until_shown(pilot, "Verge · 3 stories")
        await press(pilot, "J")
        assert said(app) == "no feed further down"
        await press(pilot, "K")
        await until_shown(pilot, "LWN · 3 stories")


async def test_the_next_unread_story_is_found_across_feeds(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", "n", "n", "n", "n", "n")
        await until(pilot, lambda: app.main.stories.cursor == 6)
        await press(pilot, "p")
        await until(pilot, lambda: app.main.stories.cursor == 4)
        app.main.navigation.show(next(view_of(row) for row in app.main.feeds.rows if row.name == "Quanta"))
        await press(pilot, "n")
        await until_shown(pilot, "LWN · 3 stories")
        assert app.main.stories.cursor == 0


async def test_the_last_unread_story_says_so(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "A")
        await until(pilot, lambda: not titles(tmp_path, "is:unread"))
        await press(pilot, "n")
        await until(pilot, lambda: said(app) == "no other unread story here")


async def test_after_the_end_the_next_unread_story_is_the_first_above(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "G", "n")
        await until(pilot, lambda: app.main.stories.cursor == 0)
        assert said(app) == "on from the top"


async def test_feeds_in_closed_folders_are_not_skipped(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        app.main.sidebar.fold("folder:Tech")
        await press(pilot, "J", "J")
        await until_shown(pilot, "LWN · 3 stories")
        assert app.main.feeds.row is not None
        assert app.main.feeds.row.key == "folder:Tech"
        await press(pilot, "J")
        await until_shown(pilot, "Verge · 3 stories")
        await press(pilot, "K", "K")
        await until_shown(pilot, "Quanta · 2 stories")
        await press(pilot, "n")
        await until_shown(pilot, "LWN · 3 stories")


async def test_what_another_process_writes_while_we_write_is_noticed(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j")
        app.main.check_for_changes()
        await until(pilot, lambda: app.main.idle)
        arrive(tmp_path, "News one")
        app.main.library.changed.publish(stories_only([1]))
        await until_shown(pilot, "1 new ↑")


async def test_what_we_write_ourselves_forgets_no_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: said(app) == "starred")
        app.main.check_for_changes()
        await until(pilot, lambda: app.main.idle)
        forgotten: list[str] = []
        monkeypatch.setattr(app.main.loader, "forget", lambda: forgotten.append("all"))
        await press(pilot, "s")
        await until(pilot, lambda: said(app) == "star taken away")
        app.main.check_for_changes()
        await until(pilot, lambda: app.main.idle)
        await pilot.pause()
        assert not forgotten
        arrive(tmp_path, "News one")
        await until(pilot, lambda: forgotten)


async def test_all_stories_that_are_new_are_counted(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        arrive(tmp_path, *(f"News {number}" for number in range(130)))
        await until_shown(pilot, "130 new ↑")


async def test_the_header_follows_what_another_process_does_to_its_story(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: app.main.article.story is not None)
        assert app.main.article.story is not None
        library = library_of(tmp_path)
        library.tags.apply([app.main.article.story.id], ["elsewhere"], [], NOW)
        library.close()
        await until(pilot, lambda: (story := app.main.article.story) is not None and "elsewhere" in story.tags)


async def test_a_library_that_fails_later_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = an_app(tmp_path)

    def fail(*_: object) -> None:
        raise LibraryError("The disk is gone.")

    async with running(app) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(app._library.stories, "rows", fail)
            app.main.stories.update_all()
            await until(pilot, lambda: said(app) == "The disk is gone.")
            await until_shown(pilot, "(this story cannot be read now)")
            for key in ("j", "1", "g", "r", "n", "enter", "escape", "t", "escape"):
                await press(pilot, key)
        with monkeypatch.context() as patch:
            patch.setattr(app._library, "data_version", fail)
            patch.setattr(app._library.stories, "first_ids", fail)
            patch.setattr(app._library.tags, "by_use", fail)
            app.main.status.say("")
            await until(pilot, lambda: said(app) == "The disk is gone.")
            await press(pilot, "2", "1", "t", "escape")
        app.main.stories.update_all()
        await until_shown(pilot, "Verge    Netflix builds")


async def test_a_star_set_and_taken_away_quickly_is_away(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        for _ in range(2):
            await app.action_run("story.star")
        await until(pilot, lambda: said(app) == "star taken away")
    assert NETFLIX not in titles(tmp_path, "is:starred")


async def test_zen_twice_leads_back_to_where_one_was(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "z", "z")
        assert app.main.stories.has_focus
        await press(pilot, "h", "z")
        assert app.main.article.has_focus
        await press(pilot, "z")
        assert app.main.feeds.has_focus


async def test_state_that_cannot_be_kept_is_no_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise LibraryError("The library is read-only.")

    app = an_app(tmp_path)
    monkeypatch.setattr(RememberedState, "set", refuse)
    async with running(app) as pilot:
        await press(pilot, "2")
        await until(pilot, lambda: app.main.idle)
        await pilot.pause()
        assert said(app) == ""


async def test_the_text_is_made_wider_from_what_is_wanted_and_narrower_from_what_is_shown(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app, (60, 24)) as pilot:
        assert app.main.article.measure < 60
        await press(pilot, "greater_than_sign")
        assert app.main.article.widest == 84
        await press(pilot, "less_than_sign")
        assert app.main.article.widest == app.main.article.measure < 60


async def test_the_feed_tree_slides_in_with_its_top_in_sight(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app, (80, 10)) as pilot:
        await press(pilot, "j", "h")
        await until_shown(pilot, "▌Unread")
        await press(pilot, "escape", "2", "3", "h")
        await until_shown(pilot, " Unread", "▌Starred")


async def test_an_unread_story_far_away_is_found_too(tmp_path: Path) -> None:
    seed(tmp_path, more=450)
    library = library_of(tmp_path)
    ids = library.stories.ids(parse(""))
    library.stories.mark_read(ids[:-1], NOW)
    library.close()
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2")
        await until(pilot, lambda: len(app.main.stories.ids) == 458)
        await press(pilot, "n")
        await until(pilot, lambda: app.main.stories.cursor == 457)


async def test_a_long_list_comes_in_whole_with_its_days(tmp_path: Path) -> None:
    seed(tmp_path, more=450)
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await until_shown(pilot, "Unread · 457 stories")
        await press(pilot, "G")
        await until_shown(pilot, "Old story 449", "─ Friday 30 Oct")


async def test_space_scrolls_on_and_at_the_end_goes_to_the_next_unread(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: app.main.article.has_body)
        await press(pilot, "space")
        assert app.main.article.scroll_offset.y > 0
        assert app.main.stories.cursor == 0
        while not app.main.article.at_end:
            await press(pilot, "space")
        await press(pilot, "space")
        await until(pilot, lambda: app.main.stories.cursor == 1)
        await until(pilot, lambda: NETFLIX not in titles(tmp_path, "is:unread"))


async def test_panes_are_changed_by_keys_and_by_the_mouse(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "l")
        assert app.main.article.has_focus
        await press(pilot, "h", "h")
        assert app.main.feeds.has_focus
        await press(pilot, "tab", "tab", "tab")
        assert app.main.feeds.has_focus
        await press(pilot, "shift+tab")
        assert app.main.article.has_focus
        await pilot.click(app.main.stories, offset=(10, 5))
        assert app.main.stories.has_focus


async def test_two_panes_and_the_feed_tree_slides_in(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app, (80, 24)) as pilot:
        assert not app.main.feeds.display
        await press(pilot, "h")
        assert app.main.feeds.display
        await until_shown(pilot, "▾ Tech")
        await press(pilot, "escape")
        assert not app.main.feeds.display
        assert app.main.stories.has_focus


async def test_one_pane_enter_goes_in_and_escape_goes_out(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app, (40, 20)) as pilot:
        assert "INKubator" not in shown(app)
        await press(pilot, "enter")
        await until_shown(pilot, "INKubator")
        assert "newest first" not in shown(app)
        await press(pilot, "escape")
        await until_shown(pilot, "newest first")
        await press(pilot, "escape")
        await until_shown(pilot, "▾ Tech")
        await press(pilot, "j", "enter")
        await until_shown(pilot, "All · 8 stories")


async def test_space_goes_into_the_story_where_there_is_one_pane(tmp_path: Path) -> None:
    async with running(an_app(tmp_path), (40, 20)) as pilot:
        await press(pilot, "space")
        await until_shown(pilot, "INKubator")


async def test_zen_shows_the_article_alone_until_it_is_left(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: app.main.article.has_body)
        await press(pilot, "z")
        await until_shown(pilot, "INKubator")
        assert "newest first" not in shown(app)
        assert "▾ Tech" not in shown(app)
        await press(pilot, "escape")
        await until_shown(pilot, "newest first", "▾ Tech")


async def test_resizing_keeps_the_story_at_every_size(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j", "enter")
        for size in ((20, 5), (1, 1), (59, 9), (80, 24), (200, 50), (3, 40), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert app.main.article.has_focus
        await until_shown(pilot, "The state of the page cache, told in full.", "newest first")


async def test_the_width_of_the_text_is_remembered(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app, (200, 50)) as pilot:
        assert app.main.article.measure == 80
        await press(pilot, "less_than_sign", "less_than_sign")
        assert app.main.article.measure == 72
    again = an_app(tmp_path)
    async with running(again, (200, 50)):
        assert again.main.article.measure == 72


async def test_theme_view_and_folds_are_remembered(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        app.theme = "reader-light"
        await press(pilot, "2", "h")
        app.main.feeds.put_cursor("folder:Tech")
        await press(pilot, "space")
        await until(pilot, lambda: all(row.name != "LWN" for row in app.main.feeds.rows))
    again = an_app(tmp_path)
    async with running(again) as pilot:
        assert again.theme == "reader-light"
        await until_shown(pilot, "All · 8 stories", "▸ Tech")


async def test_a_query_is_where_it_starts_and_escape_goes_to_what_is_unread(tmp_path: Path) -> None:
    async with running(an_app(tmp_path, "tag:maths")) as pilot:
        await until_shown(pilot, "tag:maths · 1 story", "A proof that needed forty years")
        await press(pilot, "escape")
        await until_shown(pilot, "Unread · 7 stories")


@pytest.mark.parametrize(
    ("query", "words"), [("zebra", "No story matches zebra."), ("is:starred is:unread zebra", "No story matches")]
)
async def test_a_query_nothing_matches_says_so(tmp_path: Path, query: str, words: str) -> None:
    async with running(an_app(tmp_path, query)) as pilot:
        await until_shown(pilot, words)


async def test_all_read_says_what_to_do(tmp_path: Path) -> None:
    async with running(an_app(tmp_path)) as pilot:
        await press(pilot, "A")
        await until(pilot, lambda: not titles(tmp_path, "is:unread"))
        await press(pilot, "1")
        await until_shown(pilot, "All read.", "2 shows everything", "Nothing to read here yet.")
        await press(pilot, "r", "u", "s", "t", "T", "o", "y", "A", "space", "enter", "n", "p", "right_square_bracket")


async def test_an_empty_list_takes_in_what_is_new_by_itself(tmp_path: Path) -> None:
    async with running(an_app(tmp_path)) as pilot:
        await press(pilot, "A")
        await until(pilot, lambda: not titles(tmp_path, "is:unread"))
        await press(pilot, "1")
        await until_shown(pilot, "All read.")
        arrive(tmp_path, "News one")
        await until_shown(pilot, "News one")


async def test_only_openable_links_are_opened_and_links_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path)
    opened: list[str] = []
    monkeypatch.setattr(app, "open_url", lambda url, **_: opened.append(url))
    async with running(app) as pilot:
        await press(pilot, "o")
        assert opened == ["https://example.org/story"]
        await press(pilot, "y")
        assert app.clipboard == "https://example.org/story"
        assert said(app) == "copied https://example.org/story"
        for url in ("javascript:alert(1)", "file:///etc/passwd", "-rf", ""):
            app.main.article.post_message(app.main.article.LinkChosen(url))
        await pilot.pause()
        assert opened == ["https://example.org/story"]


async def test_a_feed_in_trouble_says_why(tmp_path: Path) -> None:
    seed(tmp_path)
    library = library_of(tmp_path)
    feed = next(feed for feed in library.feeds.all() if feed.title == "LWN")
    library.checks.record_failure(feed.id, "The server answered 503.", NOW, NextCheck(NOW))
    library.close()
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await until_shown(pilot, "! 3")
        await press(pilot, "h")
        app.main.feeds.put_cursor(f"feed:{feed.id}")
        await until(pilot, lambda: said(app) == "The server answered 503.")
        await press(pilot, "enter")
        await until_shown(pilot, "! The server answered 503. · R tries again")
        assert said(app) == ""


async def test_keys_of_ones_own_are_used(tmp_path: Path) -> None:
    app = an_app(tmp_path, keys={"story.star": "b"})
    async with running(app) as pilot:
        await press(pilot, "s", "b")
        await until(pilot, lambda: said(app) == "starred")


async def test_help_is_about_where_one_is(tmp_path: Path) -> None:
    async with running(an_app(tmp_path)) as pilot:
        await press(pilot, "h", "question_mark")
        await until_shown(pilot, "Show its stories", "Refresh every feed")


async def test_the_palette_finds_and_runs_commands(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "colon")
        await until_shown(pilot, "Read and go on")
        await press(pilot, *"starred")
        await until_shown(pilot, "Starred stories")
        await press(pilot, "enter")
        await until_shown(pilot, "Starred · 1 story")


async def test_typing_in_the_tag_bar_runs_no_command(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "t", *"qARszj")
        assert app.main.query_one(Input).value == "qARszj"
        await press(pilot, "escape")
        assert app.main.stories.has_focus
        assert app.is_running


async def test_what_is_typed_right_after_a_key_goes_where_the_key_leads(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        for key in ("j", "t", "a", "q", "comma", "R", "enter"):
            app.post_message(Key(key, "," if key == "comma" else key if len(key) == 1 else None))
        await until(pilot, lambda: titles(tmp_path, "tag:aq tag:R") == {"The state of the page cache"})
        assert app.screen is app.main
        for key in ("a", "q", "t"):
            app.post_message(Key(key, key))
        await until(pilot, lambda: app.screen is not app.main and app.screen.query_one(Input).value == "qt")


async def test_space_in_the_feed_tree_folds_what_can_be_folded_and_scrolls_on_elsewhere(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: app.main.article.has_body)
        await press(pilot, "h", "space")
        assert app.main.article.scroll_offset.y > 0
        app.main.feeds.put_cursor("folder:Tech")
        await press(pilot, "space")
        assert all(row.name != "LWN" for row in app.main.feeds.rows)


async def test_escape_lets_go_of_selected_text_first(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await until(pilot, lambda: app.main.article.has_body)
        await press(pilot, "l")
        app.main.text_select_all()
        await press(pilot, "escape")
        assert not app.main.selections
        assert app.main.article.has_focus
        await press(pilot, "escape")
        assert app.main.stories.has_focus


async def test_control_q_quits_even_from_a_dialog_and_q_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path)
    left: list[str] = []
    async with running(app) as pilot:
        monkeypatch.setattr(app, "exit", lambda **_: left.append("left"))
        await press(pilot, "a", "q")
        assert not left
        await press(pilot, "ctrl+q")
        assert left
        monkeypatch.undo()


async def test_quitting_brings_what_was_done_to_disk(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await pilot.press("r", "r", "q")
    assert len(titles(tmp_path, "is:unread")) == 5


async def test_hostile_text_is_text_on_every_pane(tmp_path: Path) -> None:
    seed(tmp_path)
    library = library_of(tmp_path)
    put(library, library.feeds.all()[0].id, HOSTILE, 0, f"<h2>{HOSTILE}</h2><p>{HOSTILE}</p>")
    library.feeds.rename(library.feeds.all()[0].id, HOSTILE, NOW)
    library.checks.record_failure(library.feeds.all()[0].id, HOSTILE, NOW, NextCheck(NOW))
    library.close()
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "J", "enter")
        await until(pilot, lambda: app.main.article.has_body)
        text = shown(app)
        assert not any(escape in text for escape in ESCAPES)
        assert "[@click=app.quit]x[/]" in text
        assert app.is_running


def test_what_is_wrong_is_said_before_the_screen_is_taken(tmp_path: Path) -> None:
    places = places_in(tmp_path)
    with pytest.raises(QueryError):
        make_app(places, Config(), "tagg:x", clock)
    with pytest.raises(ConfigError):
        make_app(places, Config(keys={"nothing": "x"}), "", clock)
    places.library.mkdir(parents=True)
    with pytest.raises(LibraryError):
        make_app(places, Config(), "", clock)


async def test_a_resize_leaves_the_tag_bar_its_keys(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "t", *"qu")
        await pilot.resize_terminal(80, 24)
        await press(pilot, *"et")
        assert app.main.query_one(Input).value == "quet"


async def test_keys_pressed_twice_or_too_early_in_palette_and_help_do_no_harm(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        for keys in (("ctrl+p", "pagedown", "pageup", "escape", "escape"), ("question_mark", "escape", "escape")):
            for key in keys:
                app.post_message(Key(key, None))
            await until(pilot, lambda: app.screen is app.main)
        await press(pilot, "ctrl+p", *"unread sto")
        await until_shown(pilot, "Unread stories")
        for _ in range(3):
            app.post_message(Key("enter", None))
        await until(pilot, lambda: app.screen is app.main)
        await until_shown(pilot, "Unread · 7 stories")


async def test_a_theme_is_chosen_in_the_palette_and_kept(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await app.action_run("app.theme")
        await press(pilot, *"reader-light")
        await until_shown(pilot, "reader-light")
        await press(pilot, "enter")
        await until(pilot, lambda: app.theme == "reader-light")
    library = library_of(tmp_path)
    assert library.state.get("theme") == "reader-light"
    library.close()


async def test_an_article_its_publisher_changed_is_shown_as_it_is_now(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j")
        await until_shown(pilot, "The state of the page cache, told in full.")
        await press(pilot, "k")
        library = library_of(tmp_path)
        story_id = library.stories.rows(library.stories.ids(parse('title:"page cache"')))[0].id
        changed = a_story("Corrected: the page cache", content="<p>Now it is right.</p>")
        library.incoming.revise(story_id, changed, b"other", NOW)
        library.close()
        await until_shown(pilot, "Corrected:")
        await press(pilot, "j")
        await until_shown(pilot, "Now it is right.")


async def test_keys_for_panes_that_come_before_the_panes_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path)
    compose = MainScreen.compose

    def hasty(main: MainScreen) -> ComposeResult:
        main.panes.toggle_zen()
        main.panes.left()
        main.panes.right()
        main.panes.step(1)
        yield from compose(main)

    monkeypatch.setattr(MainScreen, "compose", hasty)
    async with running(app) as pilot:
        await until_shown(pilot, "Unread · 7 stories", NETFLIX[:20])
        assert app.main.stories.has_focus


async def test_a_command_chosen_in_the_palette_is_run_before_the_palette_has_gone(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await app.action_run("app.palette")
        await until(pilot, lambda: isinstance(app.focused, Input))
        app.run_command(BY_ID["view.starred"])
        await until(pilot, lambda: app.main.listing.title.startswith("Starred"))
