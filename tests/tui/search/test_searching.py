"""Searching as one types, saved searches, orders and days, on the whole interface."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from builders import NOW, a_story, keep
from textual.events import Key
from textual.widgets import Input
from tui.stage import (
    NETFLIX,
    an_app,
    library_of,
    on_stage,
    places_in,
    press,
    put,
    running,
    seed,
    shown,
    until,
    until_shown,
)

from reader.library import Library
from reader.library.queries.index import SearchIndex
from reader.library.stories import Stories
from reader.query import Query, parse
from reader.tui.app import ReaderApp
from reader.tui.library_thread import LibraryThread
from reader.tui.search.bar import QueryHelp, QueryInput
from reader.tui.stories import listing
from reader.tui.widgets.query_dialog import Matches, MatchLines

PROOF = "A proof that needed forty years"


def a_searchable(folder: Path, query: str = "", more: int = 0) -> ReaderApp:
    """Return the app on a seeded library whose words are all in the index."""
    seed(folder, more)
    library = library_of(folder)
    library.search_index.catch_up()
    library.close()
    return an_app(folder, query)


def titles(app: ReaderApp) -> list[str]:
    """Return the titles in the list, in order."""
    stories = app.main.stories
    return [story.title for row in range(len(stories.ids)) if (story := stories.story_at(row)) is not None]


def below(app: ReaderApp) -> str:
    return "\n".join("".join(text for text, _ in line).rstrip() for line in app.main.query_one(QueryHelp)._lines)


async def test_the_list_narrows_with_every_key_and_says_how_many(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"inkub")
        await until(pilot, lambda: titles(app) == [NETFLIX])
        await until_shown(pilot, "1 of 8 · ", " / inkub")
        await press(pilot, "backspace", "backspace", "backspace", "backspace", "backspace", *"told")
        await until(pilot, lambda: len(titles(app)) == 7)


async def test_escape_gives_back_exactly_the_view_and_the_row(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "r", "r", "j")
        await until(pilot, lambda: len([s for s in map(app.main.stories.story_at, range(7)) if s and s.read]) == 2)
        before = titles(app), app.main.stories.cursor, app.main.listing.title
        await press(pilot, "slash", *"proof")
        await until(pilot, lambda: titles(app) == [PROOF])
        await press(pilot, "escape")
        assert (titles(app), app.main.stories.cursor, app.main.listing.title) == before
        assert app.main.stories.has_focus
        assert not app.main.search_bar.is_open


async def test_enter_keeps_what_was_found_the_best_first_and_escape_leads_back(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j", "slash", *"sto", "enter")
        await until(pilot, lambda: app.main.listing.view is not None and app.main.listing.view.key == "query:sto*")
        await until_shown(pilot, "sto* · 0 stories · best first")
        await press(pilot, "escape")
        await until_shown(pilot, "Unread · 7 stories")
        assert app.main.stories.cursor == 1


async def test_enter_after_moving_in_what_was_found_stays_on_that_story(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"told")
        await until(pilot, lambda: len(titles(app)) == 7)
        await press(pilot, "down", "down", "enter")
        assert app.main.stories.has_focus
        assert app.main.stories.cursor == 2
        assert app.main.listing.view is not None and app.main.listing.view.query.sort == "newest"


async def test_a_mistake_is_pointed_at_and_the_list_keeps_its_last_good_result(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"proof")
        await until(pilot, lambda: titles(app) == [PROOF])
        await press(pilot, "space", "right_parenthesis")
        await until(pilot, lambda: "never opened" in below(app))
        assert below(app).index("^") == len(" / proof ")
        assert titles(app) == [PROOF]
        await press(pilot, "enter")
        assert app.main.search_bar.is_open
        assert "never opened" in below(app)
        await press(pilot, "backspace", *"tagg:x")
        await until(pilot, lambda: "did you mean tag:?" in below(app))


async def test_keys_and_values_are_completed_in_place(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"ta")
        await until(pilot, lambda: "tag:" in below(app) and "your tag" in below(app))
        await press(pilot, "tab")
        await until(pilot, lambda: "media/film" in below(app))
        await press(pilot, *"fil", "tab")
        assert app.main.search_bar.text == "tag:media/film "
        await until(pilot, lambda: titles(app) == [NETFLIX])


async def test_authors_are_completed_from_the_library(tmp_path: Path) -> None:
    seed(tmp_path)
    library = library_of(tmp_path)
    keep(library, library.feeds.all()[0].id, a_story("By hand", author="Ada Lovelace"), published=NOW)
    library.search_index.catch_up()
    library.close()
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"author:lov")
        await until(pilot, lambda: "Ada Lovelace" in below(app))
        await press(pilot, "tab")
        assert app.main.search_bar.text == 'author:"Ada Lovelace" '
        await until(pilot, lambda: titles(app) == ["By hand"])


async def test_a_misspelt_word_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"prooff")
        await until(pilot, lambda: "nearest: proof" in below(app))


async def test_the_search_says_what_is_not_searchable_yet(tmp_path: Path) -> None:
    seed(tmp_path)
    library = library_of(tmp_path)
    library.search_index.rebuild()
    library.close()
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"inkub")
        await until(pilot, lambda: "8 stories are not searchable yet" in below(app))
        await until_shown(pilot, " / inkub", "0 of 8")


async def test_an_empty_line_shows_what_one_came_from(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"sky")
        await until(pilot, lambda: titles(app) == ["Why the sky is not violet"])
        await press(pilot, "backspace", "backspace", "backspace")
        await until(pilot, lambda: len(titles(app)) == 7)
        await press(pilot, "enter")
        assert app.main.listing.title.startswith("Unread · 7 stories")


async def test_the_words_are_lit_in_list_and_article_and_quoted_above(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"cache")
        await until_shown(pilot, "The state of the page cache, told in full.")
        lit = {
            segment.text.strip().lower()
            for line in app.screen._compositor.render_strips()
            for segment in line
            if segment.style is not None and segment.style.underline
        }
        assert lit == {"cache"}
        await press(pilot, "escape", "g")
        await until_shown(pilot, "A studio called INKubator")
        assert "told in full" not in shown(app)


async def test_a_click_elsewhere_closes_the_bar_and_keys_are_commands_again(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"told")
        await until(pilot, lambda: len(titles(app)) == 7)
        await pilot.click(app.main.stories, offset=(10, 2))
        await until(pilot, lambda: not app.main.search_bar.is_open)
        assert app.main.stories.has_focus


async def test_a_search_is_kept_under_a_name_and_a_digit_and_is_there_after_a_restart(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"tag:maths", "enter", "S", *"Sums", "enter")
        await until_shown(pilot, "kept as Sums, 4 shows it", "4 Sums")
    again = an_app(tmp_path)
    async with running(again) as pilot:
        await until(
            pilot, lambda: any(row.key.startswith("search:") and row.count == 1 for row in again.main.feeds.rows)
        )
        await press(pilot, "4")
        await until(pilot, lambda: titles(again) == [PROOF])
        await press(pilot, "5")
        assert again.main.status.message.startswith("no search is saved under 5")


async def test_a_saved_search_is_changed_moved_and_removed_in_the_feed_tree(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    library = library_of(tmp_path)
    first = library.saved_searches.save("First", "tag:ai", 4, NOW)
    library.saved_searches.save("Second", "tag:maths", 5, NOW)
    library.close()

    def labels() -> list[str]:
        return [row.label for row in app.main.feeds.rows if row.search is not None]

    async with running(app) as pilot:
        assert labels() == ["4 First", "5 Second"]
        await press(pilot, "h")
        app.main.feeds.put_cursor(f"search:{first.id}")
        await press(pilot, "ctrl+down")
        await until(pilot, lambda: labels() == ["5 Second", "4 First"])
        await press(pilot, "e", *"Last", "tab", "tab", "backspace", "9", "enter")
        await until(pilot, lambda: labels() == ["5 Second", "9 Last"])
        await press(pilot, "d")
        await until(pilot, lambda: labels() == ["5 Second"])
        await press(pilot, "U")
        await until(pilot, lambda: labels() == ["5 Second", "9 Last"])


async def test_a_name_that_is_taken_is_a_sentence_and_stays_to_be_mended(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    library = library_of(tmp_path)
    library.saved_searches.save("Sums", "tag:maths", None, NOW)
    library.close()
    async with running(app) as pilot:
        await press(pilot, "S", *"sums", "enter")
        await until_shown(pilot, "There is a saved search “Sums” already")
        assert app.screen.query_one("#search-name", Input).value == "sums"
        await press(pilot, "escape")
        assert app.screen is app.main


async def test_another_order_keeps_the_story_and_groups_by_feed(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", "j", "backslash")
        await until_shown(pilot, "All · 8 stories · oldest first")
        assert app.main.stories.story is not None and app.main.stories.story.title == "The state of the page cache"
        await press(pilot, "backslash")
        await until_shown(pilot, "longest first")
        await press(pilot, "backslash")
        await until_shown(pilot, "All · 8 stories · by feed", "─ LWN ──", "─ Quanta ──", "─ Verge ──")
        await press(pilot, "backslash")
        await until_shown(pilot, "All · 8 stories · by tag", "─ ai ──", "─ maths ──", "─ no tags ──")
        await press(pilot, "backslash")
        await until_shown(pilot, "All · 8 stories · newest first")


async def test_a_day_is_gone_to(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "D", *"yesterday", "enter")
        await until(pilot, lambda: app.main.stories.cursor == 4)
        await press(pilot, "D", *"soon", "enter")
        await until_shown(pilot, "“soon” is no day")
        await press(pilot, "escape", "D", *"5y", "enter")
        assert app.main.status.message == "no story is that old here"


async def test_a_long_list_comes_in_chunks_and_its_end_is_reached_at_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FIRST", 5)
    monkeypatch.setattr(listing, "CHUNK", 7)
    app = a_searchable(tmp_path, more=60)
    async with running(app) as pilot:
        await press(pilot, "2", "G")
        await until(pilot, lambda: app.main.listing.complete)
        assert len(app.main.stories.ids) == 68
        assert app.main.stories.cursor == 67
        await press(pilot, "2")
        await until(pilot, lambda: app.main.listing.complete)
        assert app.main.stories.cursor == 67
        assert len(set(app.main.stories.ids)) == 68


async def test_the_next_unread_story_is_found_however_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FIRST", 5)
    monkeypatch.setattr(listing, "_SCANNED", 7)
    app = a_searchable(tmp_path, more=60)
    library = library_of(tmp_path)
    every = library.stories.ids(parse(""))
    library.stories.mark_read(every[1:-1], NOW)
    library.close()
    async with running(app) as pilot:
        await press(pilot, "2")
        await until(pilot, lambda: app.main.listing.complete)
        await press(pilot, "n")
        await until(pilot, lambda: app.main.stories.cursor == 67)
        await press(pilot, "n")
        await until(pilot, lambda: app.main.stories.cursor == 0)


async def test_a_query_that_takes_long_comes_from_the_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "AT_HAND_SECONDS", -1.0)
    monkeypatch.setattr("reader.library.database._STEPS_BETWEEN_LOOKS", 1)
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2")
        await until_shown(pilot, "All · 8 stories")


@pytest.mark.parametrize("noticed_before", [False, True])
async def test_stories_that_come_while_one_searches_wait_till_one_is_back(tmp_path: Path, noticed_before: bool) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"proof")
        await until(pilot, lambda: titles(app) == [PROOF])
        library = library_of(tmp_path)
        put(library, library.feeds.all()[0].id, "Brand new", 0)
        library.close()
        if noticed_before:
            await until(pilot, lambda: app.main.sidebar.counts.stories == 9)
        await press(pilot, "escape")
        await until_shown(pilot, "1 new ↑")
        assert len(titles(app)) == 7


def test_a_question_nobody_waits_for_any_more_is_given_up_at_once(tmp_path: Path) -> None:
    seed(tmp_path)
    failures: list[Exception] = []
    answers: list[int] = []
    thread = LibraryThread(places_in(tmp_path).library, lambda call: call(), failures.append)

    def endless(library: Library) -> int:
        sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        return int(library._db.value(sql))

    done = threading.Event()
    thread.ask("a", endless, answers.append)
    thread.ask("a", lambda library: library.tally().stories, answers.append)
    thread.do(lambda library: library.tally().unread, answers.append)
    thread.do(lambda _: None, lambda _: done.set())
    assert done.wait(20)
    thread.end()
    assert answers == [8, 7]
    assert failures == []


async def test_what_was_typed_is_kept_as_it_was_understood_however_the_bar_closes(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"inkub")
        await until(pilot, lambda: titles(app) == [NETFLIX])
        await press(pilot, "down", "enter", "S")
        assert app.screen.query_one("#search-query", Input).value == "inkub*"
        await press(pilot, "escape", "slash", *"proo")
        await until(pilot, lambda: titles(app) == [PROOF])
        await pilot.click(app.main.stories, offset=(10, 2))
        await until(pilot, lambda: not app.main.search_bar.is_open)
        await press(pilot, "S")
        assert app.screen.query_one("#search-query", Input).value == "proo*"


async def test_enter_closes_a_quote_that_is_open(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", "quotation_mark", *"page", "space", *"ca", "enter")
        await until(pilot, lambda: titles(app) == ["The state of the page cache"])
        assert not app.main.search_bar.is_open
        assert app.main.listing.view is not None and app.main.listing.view.text == '"page ca"*'


async def test_escape_in_a_search_of_what_was_found_gives_back_what_was_found(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "j", "slash", *"told", "enter")
        await until(pilot, lambda: len(titles(app)) == 7)
        await press(pilot, "j", "j", "j", "slash", *"proof")
        await until(pilot, lambda: titles(app) == [PROOF])
        await press(pilot, "escape")
        assert len(titles(app)) == 7
        assert app.main.stories.cursor == 3
        await press(pilot, "escape")
        await until_shown(pilot, "Unread · 7 stories")
        assert app.main.stories.cursor == 1


async def test_escape_gives_back_the_row_one_is_on_now_not_one_of_an_earlier_search(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash")
        await pilot.click(app.main.stories, offset=(10, 2))
        await until(pilot, lambda: not app.main.search_bar.is_open)
        await press(pilot, "g", "j", "j", "j", "slash", *"sky", "escape")
        assert app.main.stories.cursor == 3


async def test_a_search_is_kept_in_the_order_it_is_shown_in(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"told", "enter", "backslash")
        await until_shown(pilot, "longest first")
        await press(pilot, "S")
        assert app.screen.query_one("#search-query", Input).value == "told* sort:longest"


async def test_another_order_keeps_the_story_however_far_down_it_comes_to_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FIRST", 3)
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "2", "j", "backslash")
        await until_shown(pilot, "All · 8 stories · oldest first")
        assert app.main.stories.story is not None and app.main.stories.story.title == "The state of the page cache"


async def test_the_dialog_of_a_search_takes_what_is_typed_however_fast(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "S")
        for key in ["S", "u", "m", "tab", "o", "r", "tab", "7"]:
            app.post_message(Key(key, key if len(key) == 1 else None))
        dialog = app.screen
        await until(pilot, lambda: dialog.query_one("#search-digit", Input).value == "7")
        assert dialog.query_one("#search-name", Input).value == "Sum"


async def test_a_saved_search_that_is_no_longer_understood_does_not_leave_the_start_empty(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    library = library_of(tmp_path)
    search = library.saved_searches.save("Old", "tag:ai", 4, NOW)
    library.state.set("view", f"search:{search.id}")
    library._db.run("UPDATE saved_search SET query = 'tagg:ai'")
    library.close()
    async with running(app) as pilot:
        await until_shown(pilot, "Unread · 7 stories", "Unknown key tagg:")


async def test_the_first_mistake_is_told_to_its_end_in_a_narrow_pane(tmp_path: Path) -> None:
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash")
        app.main.search_bar.query_one(QueryInput).value = "inkub tagg:media"
        await until_shown(pilot, "did you mean tag:?", "put it in quotes.")


async def test_an_answer_to_what_is_no_longer_typed_does_not_hide_the_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Event(), threading.Event()
    respelt = SearchIndex.respelt

    def late(index: SearchIndex, query: Query) -> Query | None:
        asked.set()
        assert answered.wait(10)
        return respelt(index, query)

    monkeypatch.setattr(SearchIndex, "respelt", late)
    app = a_searchable(tmp_path)
    async with running(app) as pilot:
        await press(pilot, "slash", *"inkubatr")
        await until(pilot, asked.is_set)
        await press(pilot, *":media")
        await until(pilot, lambda: "inkubatr:" in below(app))
        answered.set()
        await until(pilot, lambda: app.main.idle)
        assert "inkubatr:" in below(app)


async def test_a_row_found_in_a_list_that_has_gone_moves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Event(), threading.Event()
    unread_among = Stories.unread_among

    def late(stories: Stories, ids: Sequence[int]) -> set[int]:
        asked.set()
        assert answered.wait(10)
        return unread_among(stories, ids)

    monkeypatch.setattr(Stories, "unread_among", late)
    app = a_searchable(tmp_path, more=2 * listing.FIRST)
    async with running(app) as pilot:
        await press(pilot, "A", "2", "G", "u", "g")
        await until(pilot, lambda: app.main.idle)
        await press(pilot, "n")
        await until(pilot, asked.is_set)
        await press(pilot, "3")
        await until(pilot, lambda: titles(app) == [PROOF])
        await press(pilot, "2")
        answered.set()
        await until(pilot, lambda: app.main.idle)
        assert app.main.stories.cursor == 0


async def test_what_matches_is_not_shown_once_the_query_is_gone(tmp_path: Path) -> None:
    waiting: list[Callable[[Matches], None]] = []
    lines = MatchLines(lambda _, done: waiting.append(done))
    async with on_stage(lines) as (host, pilot):
        lines.search("title:kernel")
        lines.search("")
        waiting[0](Matches(7, ("One",)))
        await pilot.pause()
        assert "Type a query" in shown(host)
        assert "7 stories" not in shown(host)
