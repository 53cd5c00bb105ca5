"""What keys do within the article: finding, the outline, links, the ending, the place kept."""

from contextlib import closing
from pathlib import Path

import pytest
from builders import NOW, a_feed
from shapes import ARTICLES
from textual.pilot import Pilot
from tui.stage import ESCAPES, HOSTILE, an_app, library_of, places_in, press, put, running, shown, until, until_shown

from reader.errors import LibraryError, SourceError
from reader.library.notes import Notes
from reader.model import Body, BodyFormat, StoryId
from reader.tui.app import ReaderApp
from reader.tui.article.note_screen import NoteArea, NoteScreen
from reader.tui.widgets.choice_screen import ChoiceRows, ChoiceScreen

LONG = (
    "<p>It begins with a fox. See <a href='https://one.example/a?utm_source=feed&id=7'>the first [link]</a>.</p>"
    + "".join(
        f"<h2>Part {number}</h2>"
        + "".join(f"<p>Paragraph {number}.{n} goes on about the fo&#x0301;x and other animals.</p>" for n in range(8))
        for number in range(1, 6)
    )
    + "<p>And <a href='https://two.example/b'>the second</a>.</p>"
    + "<p>The post <a href='https://news.example/x'>It</a> appeared first on <a href='https://news.example'>News</a>.</p>"
)


def a_reader(folder: Path, content: str = LONG) -> ReaderApp:
    places_in(folder).data.mkdir(parents=True, exist_ok=True)
    library = library_of(folder)
    if not library.feeds.all():
        feed = a_feed(library, "Verge")
        put(library, feed, "A long story", 1, content)
        put(library, feed, "A short story", 2, "<p>Short.</p>")
    library.close()
    return an_app(folder, "feed:verge")


async def open_story(app: ReaderApp, pilot: Pilot[None]) -> None:
    await press(pilot, "enter")
    await until(pilot, lambda: app.main.article.is_whole and app.main.article.has_focus)


def at_heading(app: ReaderApp) -> int:
    """Return which heading one is under in the article, counted from 0."""
    return app.main.article.page.heading_at(app.main.article.scroll_offset.y)


async def test_words_are_found_while_typing_and_keys_go_along_the_hits(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "slash", *"fox")
        finding = app.main.article.finding
        await until(pilot, lambda: finding.count == 41)
        assert finding.at == 1
        await press(pilot, "enter", "n", "n")
        await until(pilot, lambda: finding.at == 3)
        await press(pilot, "N")
        await until(pilot, lambda: finding.at == 2)
        assert app.main.article.story is not None
        assert app.main.article.story.title == "A long story"
        await press(pilot, "escape")
        await until(pilot, lambda: not finding.words)
        assert app.main.article.has_focus


async def test_a_hit_out_of_sight_comes_into_sight(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "slash", *"the second")
        await until_shown(pilot, "1/1", "And the second")
        await press(pilot, *"zebra")
        await until_shown(pilot, "not found")


async def test_the_slash_of_the_article_is_the_articles_alone(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "slash")
        assert not app.main.article_pane.bar.display


async def test_the_outline_leads_to_a_heading(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "i")
        await until_shown(pilot, "Outline", "Part 5")
        await press(pilot, "j", "j", "enter")
        await until(pilot, lambda: "Part 3" in shown(app).splitlines()[0] or at_heading(app) == 2)
        assert app.main.article.has_focus


async def test_a_story_without_headings_says_so(tmp_path: Path) -> None:
    app = a_reader(tmp_path, "<p>Nothing here.</p>")
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "i")
        await until_shown(pilot, "no headings in this story")
        await press(pilot, "f")
        await until_shown(pilot, "no links in this story")


async def test_links_are_shown_and_opened_by_number(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    opened: list[str] = []
    app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "f")
        await until_shown(pilot, "https://one.example/a?utm_source=feed&id=7", "https://two.example/b")
        await press(pilot, "2", "enter")
        await until(pilot, lambda: opened == ["https://two.example/b"])


async def test_a_copied_link_has_no_trackers(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "f", "y")
        await until(pilot, lambda: app.clipboard == "https://one.example/a?id=7")
        await press(pilot, "f", "m")
        await until(pilot, lambda: app.clipboard == "[the first \\[link\\]](https://one.example/a?id=7)")
        await press(pilot, "f", "escape")
        await until(pilot, lambda: not isinstance(app.screen, ChoiceScreen))


async def test_the_page_behind_a_link_is_kept_as_a_story(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    kept: list[str] = []

    async def keep(url: str, story: StoryId) -> str:
        kept.append(url)
        if "two" in url:
            raise SourceError("No article was found on the page.")
        return "The first"

    app.main.context.children.keep_page = keep  # type: ignore[assignment, method-assign]
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "f", "s")
        await until_shown(pilot, "kept The first, tagged later")
        await press(pilot, "f", "2", "s")
        await until_shown(pilot, "No article was found on the page.")
        assert kept == ["https://one.example/a?utm_source=feed&id=7", "https://two.example/b"]


async def test_digits_pick_rows_of_two_digits_too(tmp_path: Path) -> None:
    app = a_reader(tmp_path, ARTICLES["links"])
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "f", "1", "2")
        await until(pilot, lambda: app.screen.query_one(ChoiceRows).highlighted == 11)
        await press(pilot, "7")
        await until(pilot, lambda: app.screen.query_one(ChoiceRows).highlighted == 6)


async def test_the_ending_is_folded_until_it_is_asked_for(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "G")
        await until_shown(pilot, "publisher's ending · e shows it")
        assert "appeared first" not in shown(app)
        await press(pilot, "e")
        await until(pilot, lambda: app.main.idle)
        await press(pilot, "G")
        await until_shown(pilot, "appeared first on News")


async def test_the_place_is_kept_across_restarts_and_widths(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "right_square_bracket", "right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: at_heading(app) == 2)
        place = app.main.article.position
        assert place > 10
    again = a_reader(tmp_path)
    async with running(again, (60, 24)) as pilot:
        await open_story(again, pilot)
        await until(pilot, lambda: abs(again.main.article.position - place) < 1)
        assert at_heading(again) == 2


async def test_coming_back_to_a_story_one_is_where_one_was(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 40)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "pagedown")
        place = app.main.article.position
        assert place > 0
        await press(pilot, "escape", "j")
        await until_shown(pilot, "Short.")
        await press(pilot, "k")
        await until(pilot, lambda: app.main.article.is_whole and app.main.article.position == place)


async def test_a_story_read_to_its_end_begins_anew(tmp_path: Path) -> None:
    app = a_reader(tmp_path)
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "pagedown", "G")
        await until(pilot, lambda: app.main.article.at_end)
    library = library_of(tmp_path)
    assert all(library.stories.position(story.id) == 0 for story in library.stories.rows([1, 2]))
    library.close()


async def test_a_teaser_offers_its_rest_and_shows_it_once_fetched(tmp_path: Path) -> None:
    app = a_reader(tmp_path, "<p>It begins […]</p>")

    async def full_text(story: StoryId) -> int:
        library = library_of(tmp_path)
        library.full_texts.keep(story, Body(BodyFormat.HTML, "<p>It begins, goes on, and ends.</p>"), NOW)
        library.close()
        return 6

    app.main.context.children.full_text = full_text  # type: ignore[method-assign]
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await until_shown(pilot, "only the beginning · x fetches the rest")
        await press(pilot, "x")
        await until_shown(pilot, "It begins, goes on, and ends.")
        assert "only the beginning" not in shown(app)
        await press(pilot, "x")
        await until_shown(pilot, "It begins […]", "the publisher's own text")
        await press(pilot, "x")
        await until_shown(pilot, "It begins, goes on, and ends.")


async def test_why_there_is_no_full_text_is_said(tmp_path: Path) -> None:
    app = a_reader(tmp_path)

    async def full_text(_: StoryId) -> int:
        raise SourceError("The page is not there (404).")

    app.main.context.children.full_text = full_text  # type: ignore[assignment, method-assign]
    async with running(app, (100, 24)) as pilot:
        await open_story(app, pilot)
        await press(pilot, "x")
        await until_shown(pilot, "The page is not there (404).", "It begins with a fox")


async def test_a_note_is_written_shown_and_undone(tmp_path: Path) -> None:
    app = a_reader(tmp_path, "<p>All of it.</p>")
    async with running(app, (100, 40)) as pilot:
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await press(pilot, *"quit? no", "enter", *"two", "escape")
        await until_shown(pilot, "✎ your note", "quit? no", "  two", "note kept · U undoes")
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await press(pilot, *"x", "ctrl+x")
        await until(pilot, lambda: app.screen is app.main)
        await press(pilot, "U")
        await until(pilot, lambda: "your note" not in shown(app))


async def test_a_note_that_cannot_be_kept_is_shown_again_as_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = a_reader(tmp_path, "<p>All of it.</p>")

    def refuse(*_: object) -> int:
        raise LibraryError("The disk is full.")

    async with running(app, (100, 40)) as pilot:
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        with monkeypatch.context() as full:
            full.setattr(Notes, "write", refuse)
            await press(pilot, *"thought", "escape")
            await until_shown(pilot, "The disk is full.", "thought")
        assert app.screen.query_one(NoteArea).text == "thought"
        await press(pilot, "escape")
        await until_shown(pilot, "✎ your note", "thought", "note kept · U undoes")


async def test_what_is_pasted_into_a_note_cannot_steer_the_terminal(tmp_path: Path) -> None:
    app = a_reader(tmp_path, "<p>All of it.</p>")
    async with running(app, (100, 40)) as pilot:
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        app.screen.query_one(NoteArea).insert(HOSTILE)
        await pilot.pause()
        assert not any(escape in shown(app) for escape in ESCAPES)
        await press(pilot, "escape")
        await until_shown(pilot, "your note")


@pytest.mark.parametrize("how", ["ctrl+q", "a signal"])
async def test_a_note_being_written_is_kept_when_the_program_is_left(tmp_path: Path, how: str) -> None:
    app = an_app(tmp_path)
    async with running(app) as pilot:
        story = app.main.article.story
        assert story is not None
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await press(pilot, "h", "i")
        if how == "ctrl+q":
            await pilot.press("ctrl+q")
        else:
            app.leave(143)
    with closing(library_of(tmp_path)) as library:
        assert library.notes.get(story.id) == "hi"
