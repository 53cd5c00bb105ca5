"""Full texts fetched unasked: for which stories, when, and what is said where there is none."""

from pathlib import Path
from threading import Event

import pytest
from builders import NOW, a_feed
from textual.pilot import Pilot
from tui.stage import an_app, library_of, places_in, press, put, running, shown, until, until_shown

from reader.errors import SourceError
from reader.model import Body, BodyFormat, StoryId
from reader.tui.app import ReaderApp
from reader.tui.feeds.health_screen import HealthScreen

TITLES = ("First", "Second", "Third")


class Pages:
    """Stands in for the child that fetches full texts; `why` it fails, where it does."""

    def __init__(self, folder: Path, app: ReaderApp, why: str = "") -> None:
        self.asked: list[StoryId] = []
        self.why = why
        self._folder = folder
        app.main.context.children.full_text = self.fetch  # type: ignore[method-assign]

    async def fetch(self, story: StoryId) -> int:
        self.asked.append(story)
        library = library_of(self._folder)
        if self.why:
            library.full_texts.record_failure(story, self.why, NOW)
        else:
            library.full_texts.keep(story, Body(BodyFormat.HTML, f"<p>All of story {story}.</p>"), NOW)
        library.close()
        if self.why:
            raise SourceError(self.why)
        return 4


def a_reader(folder: Path, always: bool = True) -> ReaderApp:
    places_in(folder).data.mkdir(parents=True)
    library = library_of(folder)
    feed = a_feed(library, "Verge")
    for hours, title in enumerate(TITLES, start=1):
        put(library, feed, title, hours, f"<p>{title} begins […]</p>")
    if always:
        library.full_texts.set_always(feed, True, NOW)
    library.close()
    return an_app(folder, "feed:verge")


def is_always(folder: Path) -> bool:
    library = library_of(folder)
    try:
        return library.feeds.all()[0].full_text
    finally:
        library.close()


def screens_after_messages(app: ReaderApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the screen as it is with each message: another may take its place before one looks."""
    screens: list[str] = []
    status = app.main.status
    say = status.say

    def say_and_look(message: str) -> None:
        say(message)
        screens.append(shown(app))

    monkeypatch.setattr(status, "say", say_and_look)
    return screens


async def go_on(app: ReaderApp, pilot: Pilot[None], title: str) -> None:
    await press(pilot, "n")
    await until(pilot, lambda: app.main.article.story is not None and app.main.article.story.title == title)


async def test_what_others_write_meanwhile_does_not_bring_the_old_text_back(tmp_path: Path) -> None:
    app = a_reader(tmp_path, always=False)
    gate = Event()
    async with running(app, (100, 24)) as pilot:
        await until_shown(pilot, "First begins")
        await until(pilot, lambda: app.main.idle)
        app.main.library.texts.do(lambda _: gate.wait(10), lambda _: None)
        await Pages(tmp_path, app).fetch(StoryId(1))
        app.main.loader.show_full(StoryId(1))
        app.main.loader.forget()  # as when a refresh has written something at that very moment
        gate.set()
        await until_shown(pilot, "All of story 1.")


async def test_a_story_that_is_opened_gets_its_full_text(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    pages = Pages(tmp_path, app)
    async with running(app, (100, 24)) as pilot:
        await until_shown(pilot, "First begins")
        assert pages.asked == []
        await press(pilot, "enter")
        await until_shown(pilot, "All of story 1.", "full text, 4 words · x shows the publisher's own")
        await press(pilot, "x")
        await until_shown(pilot, "First begins")
        await go_on(app, pilot, "Second")
        await until_shown(pilot, "All of story 2.")
        await press(pilot, "escape", "k", "enter")
        await until_shown(pilot, "First begins")
        await until(pilot, lambda: app.main.idle)
        assert pages.asked == [1, 2]


async def test_one_that_is_only_passed_by_is_left_as_it_is(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    pages = Pages(tmp_path, app)
    async with running(app, (160, 40)) as pilot:
        await press(pilot, "j", "j")
        await until_shown(pilot, "Third begins")
        await press(pilot, "k", "enter")
        await until_shown(pilot, "All of story 2.")
        assert pages.asked == [2]


async def test_where_it_fails_the_feeds_own_text_stays_and_says_why(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    pages = Pages(tmp_path, app, "verge.example says the page is not there (404).")
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter")
        await until_shown(
            pilot, "First begins", "no full text: verge.example says the page is not there (404) · x tries again"
        )
        await go_on(app, pilot, "Second")
        await until(pilot, lambda: pages.asked == [1, 2] and app.main.idle)
        await press(pilot, "escape", "k", "enter")
        await until_shown(pilot, "First begins", "x tries again")
        pages.why = ""
        await press(pilot, "x")
        await until_shown(pilot, "All of story 1.")
        assert pages.asked == [1, 2, 1]
        assert "no full text" not in shown(app)


async def test_a_feed_without_the_switch_is_not_asked(tmp_path: Path) -> None:
    app = a_reader(tmp_path, always=False)
    pages = Pages(tmp_path, app)
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter")
        await until_shown(pilot, "First begins", "x fetches the rest")
        await press(pilot, "X")
        await until_shown(pilot, "All of story 1.")
        assert is_always(tmp_path)
        await press(pilot, "U")
        await until_shown(pilot, "undone: set Verge to its full texts")
        assert not is_always(tmp_path)
        assert pages.asked == [1]


async def test_the_second_full_text_of_a_feed_leads_to_the_offer_once(tmp_path: Path) -> None:
    app = a_reader(tmp_path, always=False)
    Pages(tmp_path, app)
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", "x")
        await until_shown(pilot, "full text, 4 words · x shows the publisher's own")
        await go_on(app, pilot, "Second")
        await press(pilot, "x")
        await until_shown(pilot, "full text, 4 words · X always fetches it in this feed")
        await go_on(app, pilot, "Third")
        await press(pilot, "x")
        await until_shown(pilot, "full text, 4 words · x shows the publisher's own")


async def test_it_is_switched_in_the_sidebar_for_the_feed_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = a_reader(tmp_path, always=False)
    screens = screens_after_messages(app, monkeypatch)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "h")
        await until(pilot, lambda: app.main.feeds.has_focus and app.main.idle)
        app.main.feeds.put_cursor("unread")
        await press(pilot, "X")
        await until_shown(pilot, "go to a feed first")
        app.main.feeds.put_cursor("feed:1")
        await press(pilot, "X")
        on = "stories of Verge get their full text when you read them · U undoes"
        await until(pilot, lambda: any(on in screen for screen in screens))
        assert is_always(tmp_path)
        await press(pilot, "X")
        off = "stories of Verge come as the feed gives them"
        await until(pilot, lambda: any(off in screen for screen in screens))
        assert not is_always(tmp_path)


async def test_the_health_of_a_feed_tells_of_it_and_switches_it(tmp_path: Path) -> None:
    app = a_reader(tmp_path, always=False)
    async with running(app, (120, 40)) as pilot:
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: isinstance(app.screen, HealthScreen))
        await until_shown(pilot, "Feed health")
        assert "full texts" not in shown(app)
        await press(pilot, "x")
        await until_shown(pilot, "full texts are fetched")
        await press(pilot, "U")
        await until(pilot, lambda: "full texts are fetched" not in shown(app))


async def test_of_stories_one_runs_past_only_the_last_is_next(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    pages = Pages(tmp_path, app)
    texts = app.main.full_texts
    async with running(app, (100, 24)) as pilot:
        library = library_of(tmp_path)
        stories = {story.id: story for story in library.stories.rows([1, 2, 3])}
        library.close()
        texts._unasked = StoryId(9)
        for story in stories.values():
            texts._fetch_unasked(story)
        assert pages.asked == []
        texts._unasked = None
        texts._fetch_unasked(stories[StoryId(1)])
        texts._fetch_unasked(stories[StoryId(2)])
        texts._fetch_unasked(stories[StoryId(3)])
        await until(pilot, lambda: pages.asked == [1, 3])
