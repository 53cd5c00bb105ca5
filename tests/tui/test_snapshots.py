"""What the screens look like, kept as pictures; look at them before taking new ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, a_feed, copy_library
from textual.pilot import Pilot
from tui.stage import HOUR, an_app, library_of, places_in, press, put, until

from reader.library import Library
from reader.library.refresh_state.checks import FetchState
from reader.model import FeedId, NextCheck, RuleActions
from reader.query import parse
from reader.tui.app import ReaderApp
from reader.tui.feeds.add_dialog import AddDialog, FoundList
from reader.tui.processes.child_output import AddedFeed
from reader.tui.processes.found_feeds import FoundFeed

Compare = Callable[..., bool]

DAY = 24 * HOUR
SIZES = [(120, 40), (80, 24), (40, 20), (200, 50), (20, 5)]
BODY = (
    "<p>Netflix has set up a studio called <b>INKubator</b> to make short animated films with <i>generative models</i>,"
    ' <a href="https://theverge.example/x">The Verge reports</a>. It is said to be hiring.</p>'
    "<h2>Long-form is where it is heading</h2><p>A listing that has since been taken down spoke of longer work, with"
    " <code>pipelines</code> that remember a character from one scene to the next.</p>"
    "<blockquote><p>We think of it as a pencil that draws back.</p></blockquote>"
    "<ul><li>Short films first, under three minutes</li><li>Series later, where the budget allows</li></ul>"
    "<table><tr><th>Studio</th><th>Films</th></tr><tr><td>INKubator</td><td>12</td></tr></table>"
    + "".join(f"<p>Paragraph {number} goes on about the state of the art, at some length.</p>" for number in range(12))
)
TITLES = (
    ("Verge", "Netflix builds in-house AI studio to produce animated shorts"),
    ("LWN", "The state of the page cache"),
    ("Quanta", "A proof that needed forty years, and the three people who would not let it go"),
    ("Verge", "What the job listing said before it was changed"),
    ("LWN", "Writing a parser in an afternoon"),
    ("Quanta", "海の底で見つかった新しい生き物"),
)


def a_rich_library(folder: Path) -> None:
    """Seed a library with enough stories to fill a screen."""
    copy_library(places_in(folder).library, fill_richly)


def fill_richly(library: Library) -> None:
    """Fill a library with enough stories to fill a screen."""
    feeds = {"Verge": a_feed(library, "Verge", "Tech"), "LWN": a_feed(library, "LWN", "Tech")}
    feeds["Quanta"] = a_feed(library, "Quanta Magazine", "Science")
    ids = [put(library, feeds[feed], title, 1 + 6 * n, BODY) for n, (feed, title) in enumerate(TITLES)]
    for number in range(40):
        feed = list(feeds.values())[number % 3]
        put(library, feed, f"Something else that happened, number {number}", 60 + 5 * number)
    library.tags.apply(ids[:1], ["ai", "media/film"], [], NOW)
    library.tags.apply(ids[3:5], ["later", "ai"], [], NOW)
    library.stories.star(ids[2:3], NOW)
    library.stories.mark_read(ids[3:4], NOW)


def an_app_to_look_at(folder: Path, theme: str = "reader-dark", query: str = "") -> ReaderApp:
    """Return the app on a rich library."""
    a_rich_library(folder)
    app = an_app(folder, query)
    app.theme = theme
    return app


def after(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Return what presses keys once all is there, and waits until all is there again."""

    async def act(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, ReaderApp)
        await until(pilot, lambda: app.main.is_mounted and app.main.listing.view is not None)
        await settled(pilot)
        for key in keys:
            await press(pilot, key)
        await settled(pilot)

    return act


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until the article has come and no thread has anything left to do."""
    main = pilot.app.main  # type: ignore[attr-defined]
    await until(pilot, lambda: main.idle and (main.article.has_body or main.article.story is None))
    for input_ in pilot.app.screen.query("Input"):
        input_.cursor_blink = False  # type: ignore[attr-defined]
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_main_screen(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=size, run_before=after("j"))


def test_main_screen_light(snap_compare: Compare, tmp_path: Path) -> None:
    app = an_app_to_look_at(tmp_path, "reader-light")
    assert snap_compare(app, terminal_size=(120, 40), run_before=after("j", "j"))


def test_main_screen_without_colour(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=(120, 40), run_before=after("j"))


@pytest.mark.parametrize("theme", ["textual-dark", "gruvbox", "ansi-dark"])
def test_main_screen_in_a_theme_of_textual(snap_compare: Compare, tmp_path: Path, theme: str) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path, theme), terminal_size=(120, 40), run_before=after("j"))


def test_article_has_the_keys(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=(120, 40), run_before=after("enter", "j", "j"))


def test_article_alone(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=(120, 40), run_before=after("z"))


def test_article_in_one_pane(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=(40, 20), run_before=after("enter"))


def test_feed_tree_slid_in(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=(80, 24), run_before=after("h"))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_tag_bar(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=size, run_before=after("t", "l", "a"))


def test_untag_bar(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=(80, 24), run_before=after("T"))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_help(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=size, run_before=after("question_mark"))


def test_add_dialog(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=(120, 40), run_before=after("a"))


@pytest.mark.parametrize(("size", "theme"), [((80, 24), "reader-dark"), ((40, 20), "reader-light")])
def test_what_an_address_leads_to(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    async def find(_: str) -> tuple[FoundFeed, ...]:
        titles = ("A proof that needed forty years", "What the sea keeps", "海の底で見つかった新しい生き物")
        return (
            FoundFeed("Quanta Magazine", "https://quanta.example/feed/", 40, "2026-11-20", titles, ""),
            FoundFeed(
                "Quanta's podcast", "https://quanta.example/podcast.xml", 212, "2026-11-18", titles[:1], "Joy of x"
            ),
        )

    async def show(pilot: Pilot[Any]) -> None:
        await after()(pilot)
        dialog = AddDialog(add_nothing, find)
        pilot.app.push_screen(dialog)
        await press(pilot, *"quanta.example", "enter")
        await until(pilot, lambda: dialog.query_one(FoundList).has_focus)
        await settled(pilot)

    assert snap_compare(an_app_to_look_at(tmp_path, theme), terminal_size=size, run_before=show)


async def add_nothing(_: str) -> tuple[AddedFeed, ...]:
    return ()


def test_palette(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path), terminal_size=(120, 40), run_before=after("colon"))


def test_all_read(snap_compare: Compare, tmp_path: Path) -> None:
    a_rich_library(tmp_path)
    library = library_of(tmp_path)
    library.stories.mark_read(library.stories.ids(parse("")), NOW)
    library.close()
    assert snap_compare(an_app(tmp_path), terminal_size=(120, 40), run_before=after())


def test_nothing_at_all(snap_compare: Compare, tmp_path: Path) -> None:
    places_in(tmp_path).data.mkdir(parents=True)
    library_of(tmp_path).close()
    assert snap_compare(an_app(tmp_path), terminal_size=(80, 24), run_before=after("2"))


def test_a_query_without_hits(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(an_app_to_look_at(tmp_path, query="zebra"), terminal_size=(80, 24), run_before=after())


def test_a_feed_in_trouble(snap_compare: Compare, tmp_path: Path) -> None:
    a_rich_library(tmp_path)
    library = library_of(tmp_path)
    feed = library.feeds.all()[0]
    library.checks.record_failure(feed.id, "The server answered 503 (Service Unavailable).", NOW, NextCheck(NOW + HOUR))
    library.close()
    assert snap_compare(an_app(tmp_path), terminal_size=(120, 40), run_before=after("J", "h"))


def a_library_in_trouble(folder: Path) -> None:
    """Seed a library whose feeds are in every state."""
    copy_library(places_in(folder).library, fill_with_trouble)


def fill_with_trouble(library: Library) -> None:
    """Fill a library with feeds in every state."""
    fill_richly(library)
    verge, lwn, quanta = (
        next(feed.id for feed in library.feeds.all() if feed.title.startswith(title))
        for title in ("Verge", "LWN", "Quanta")
    )
    for day in range(40, 0, -10):
        not_there = "verge.example says the page is not there (404). That has been so for 30 days: it may be gone."
        library.checks.record_failure(verge, not_there, NOW - day * DAY, NextCheck(NOW + 3 * HOUR))
    library.checks.record_failure(lwn, "lwn.example says the page is gone for good (410).", NOW - DAY, NextCheck(NOW))
    library.checks.stop(lwn)
    library.checks.record_success(quanta, FetchState(), NOW - HOUR, NextCheck(NOW + 2 * HOUR, asked=True))
    paused = a_feed(library, "A blog that is too loud")
    library.feeds.pause(paused, NOW)
    library.feeds.slow(a_feed(library, "海の新聞"), 7 * DAY, NOW)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_feed_health(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    a_library_in_trouble(tmp_path)
    assert snap_compare(an_app(tmp_path), terminal_size=size, run_before=after("exclamation_mark", "j"))


@pytest.mark.parametrize("theme", ["reader-light", "ansi-dark"])
def test_feed_health_in_other_colours(snap_compare: Compare, tmp_path: Path, theme: str) -> None:
    a_library_in_trouble(tmp_path)
    app = an_app(tmp_path)
    app.theme = theme
    assert snap_compare(app, terminal_size=(120, 40), run_before=after("exclamation_mark"))


def test_another_address(snap_compare: Compare, tmp_path: Path) -> None:
    a_library_in_trouble(tmp_path)
    assert snap_compare(an_app(tmp_path), terminal_size=(80, 24), run_before=after("exclamation_mark", "e"))


def test_marks_in_the_sidebar(snap_compare: Compare, tmp_path: Path) -> None:
    a_library_in_trouble(tmp_path)
    assert snap_compare(an_app(tmp_path), terminal_size=(120, 40), run_before=after("h"))


def with_rules_and_steps(folder: Path) -> ReaderApp:
    """An app whose library has two rules, one of which has done something, and some steps taken and undone."""
    copy_library(places_in(folder).library, fill_with_rules_and_steps)
    return an_app(folder)


def fill_with_rules_and_steps(library: Library) -> None:
    """Fill a library with two rules and some steps."""
    fill_richly(library)
    library.rules.add("title:happened feed:lwn", RuleActions(("weekly", "tech/linux"), read=True), NOW - 2 * DAY)
    library.rules.add("sponsored", RuleActions(hide=True), NOW - HOUR)
    put(library, FeedId(1), "Something that happened late", 0, BODY)
    library.rules.switch_off(2, NOW)
    library.tags.apply(library.stories.ids(parse(""))[5:30], ["ai", "tech/chips"], [], NOW)
    library.journal.undo(NOW)
    library.tags.apply(library.stories.ids(parse(""))[3:20], ["ai", "tech/chips"], [], NOW)
    library.journal.undo(NOW)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_page_for_each_tag(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = an_app_to_look_at(tmp_path)
    assert snap_compare(app, terminal_size=size, run_before=after("2", "number_sign"))


@pytest.mark.parametrize("theme", ["reader-light", "ansi-dark"])
def test_what_was_done(snap_compare: Compare, tmp_path: Path, theme: str) -> None:
    app = with_rules_and_steps(tmp_path)
    app.theme = theme
    assert snap_compare(app, terminal_size=(100, 24), run_before=after("H"))


def test_the_rules(snap_compare: Compare, tmp_path: Path) -> None:
    app = with_rules_and_steps(tmp_path)

    async def rules(pilot: Pilot[Any]) -> None:
        await after("2")(pilot)
        app.call_later(app.run_action, "run('rules.show')")
        await until(pilot, lambda: app.screen is not app.main)
        await settled(pilot)

    assert snap_compare(app, terminal_size=(100, 24), run_before=rules)


@pytest.mark.parametrize("size", [(120, 40), (60, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_rule_is_made(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = an_app_to_look_at(tmp_path, query="title:happened")
    assert snap_compare(app, terminal_size=size, run_before=after("M", "tab", "w", "e", "tab", "space"))


@pytest.mark.parametrize("theme", ["reader-dark"])
def test_marked_stories_in_the_tag_bar(snap_compare: Compare, tmp_path: Path, theme: str) -> None:
    app = an_app_to_look_at(tmp_path, theme)
    assert snap_compare(app, terminal_size=(100, 30), run_before=after("2", "v", "j", "V", "t", "question_mark"))
