"""The reading pane, on a stage of its own."""

from layouts import lay_out
from textual.selection import SELECT_ALL
from tui.stage import ESCAPES, HOSTILE, a_row, on_stage, press, shown, until

from reader.model import StoryId
from reader.reading.article import Article
from reader.reading.layout.page import Layout
from reader.tui.article.header import header_lines
from reader.tui.article.view import ArticleView

MARKDOWN = (
    "# One\n\nSome *text* with a [link](https://example.org/page) in it.\n\n"
    + "\n\n".join(f"Paragraph {number}, which goes on." for number in range(30))
    + "\n\n## Two\n\nThe last words."
)


def an_article(width: int = 76) -> Layout:
    return lay_out(Article(MARKDOWN), width, "https://example.org/")


async def test_the_header_comes_first_and_the_body_when_it_is_ready() -> None:
    view = ArticleView(60)
    story = a_row(1, "A proof", author="Jo", tags=("maths",), words=460)
    async with on_stage(view) as (host, pilot):
        view.show_header(story)
        await pilot.pause()
        assert "A proof" in shown(host)
        assert "Verge · Jo · 22 Nov 2026 · 2 min · ● maths" in shown(host)
        assert not view.has_body
        view.show_body(story.id, an_article(60))
        await pilot.pause()
        assert "Some text with a link" in shown(host)


async def test_the_text_stands_in_the_middle_at_its_measure() -> None:
    view = ArticleView(40)
    async with on_stage(view, (80, 10)) as (host, pilot):
        view.show_header(a_row(1, "A proof"))
        await pilot.pause()
        assert shown(host).splitlines()[0].startswith(" " * 19 + "A proof")
        assert view.measure == 40


async def test_a_body_that_comes_too_late_is_not_shown() -> None:
    view = ArticleView(60)
    async with on_stage(view) as (host, pilot):
        view.show_header(a_row(1, "First"))
        view.show_header(a_row(2, "Second"))
        view.show_body(StoryId(1), an_article())
        await pilot.pause()
        assert not view.has_body
        assert "Second" in shown(host)


def progress(view: ArticleView) -> float:
    """Return how much of the article is above the lower edge of the view."""
    return view.page.progress_at(view.scroll_offset.y + view.size.height)


async def test_keys_scroll_and_progress_follows() -> None:
    view = ArticleView(60)
    story = a_row(1)
    async with on_stage(view) as (host, pilot):
        view.show_header(story)
        view.show_body(story.id, an_article(60))
        await press(pilot, "j", "j", "k")
        assert view.scroll_offset.y == 1
        await press(pilot, "pagedown")
        assert not view.at_end
        await press(pilot, "G")
        assert view.at_end
        assert progress(view) == 1
        await press(pilot, "g")
        assert view.scroll_offset.y == 0
        assert host.of(ArticleView.Scrolled)


async def test_headings_are_reached_one_after_the_other() -> None:
    view = ArticleView(60)
    story = a_row(1)
    async with on_stage(view, (80, 8)) as (host, pilot):
        view.show_header(story)
        view.show_body(story.id, an_article(60))
        await pilot.pause()
        assert view.step_heading(1)
        await pilot.pause()
        assert "One" in shown(host).splitlines()[0]
        assert view.step_heading(1)
        await pilot.pause()
        assert view.step_heading(-1)
        assert not view.step_heading(-1)


async def test_a_click_on_a_link_tells_its_address_found_by_its_number() -> None:
    view = ArticleView(60)
    story = a_row(1)
    async with on_stage(view, (80, 20)) as (host, pilot):
        view.show_header(story)
        view.show_body(story.id, an_article(60))
        await pilot.pause()
        lines = shown(host).splitlines()
        y = next(y for y, line in enumerate(lines) if "with a link" in line)
        await pilot.click(ArticleView, offset=(lines[y].index("link") + 1, y))
        assert [message.url for message in host.of(ArticleView.LinkChosen)] == ["https://example.org/page"]
        view.action_link(0)
        view.action_link(99)
        await pilot.pause()
        assert len(host.of(ArticleView.LinkChosen)) == 1


async def test_text_can_be_selected_with_the_mouse() -> None:
    view = ArticleView(60)
    story = a_row(1, "A proof that needed forty years")
    async with on_stage(view, (80, 20)) as (host, pilot):
        view.show_header(story)
        view.show_body(story.id, an_article(60))
        await pilot.pause()
        x = shown(host).splitlines()[0].index("proof")
        await pilot.mouse_down(ArticleView, offset=(x, 0))
        await pilot.hover(ArticleView, offset=(x + 4, 0))
        await pilot.mouse_up(ArticleView, offset=(x + 4, 0))
        assert (host.screen.get_selected_text() or "").startswith("proo")


async def test_all_text_can_be_selected() -> None:
    view = ArticleView(60)
    story = a_row(1, "A proof")
    async with on_stage(view, (80, 20)) as (_, pilot):
        view.show_header(story)
        view.show_body(story.id, an_article(60))
        await pilot.pause()
        selected = view.get_selection(SELECT_ALL)
        assert selected is not None
        assert selected[0].startswith("A proof\n")
        assert "The last words." in selected[0]


async def test_the_measure_changes_with_the_width_and_by_hand() -> None:
    view = ArticleView(80)
    async with on_stage(view, (120, 20)) as (host, pilot):
        view.show_header(a_row(1))
        await pilot.pause()
        assert view.measure == 80
        view.widen(-4)
        assert view.measure == 76
        await pilot.resize_terminal(40, 20)
        await pilot.pause()
        assert view.measure == 35
        for _ in range(40):
            view.widen(-4)
        assert view.widest == 40
        assert [message.measure for message in host.of(ArticleView.MeasureChanged)][-1] == 35


async def test_laying_out_anew_keeps_the_place() -> None:
    view = ArticleView(60)
    story = a_row(1)
    async with on_stage(view, (80, 10)) as (_, pilot):
        view.show_header(story)
        view.show_body(story.id, an_article(60))
        await press(pilot, "pagedown", "pagedown", "pagedown")
        before = progress(view)
        view.show_body(story.id, an_article(30))
        await pilot.pause()
        assert abs(progress(view) - before) < 0.2


async def test_no_story_is_a_sentence() -> None:
    view = ArticleView(60)
    async with on_stage(view) as (host, pilot):
        view.show_message("Nothing to read here yet.")
        await press(pilot, "j", "G", "g", "pagedown")
        assert "Nothing to read here yet." in shown(host)


async def test_hostile_text_is_text() -> None:
    view = ArticleView(60)
    story = a_row(1, HOSTILE, feed_title=HOSTILE, author=HOSTILE, tags=(HOSTILE,))
    async with on_stage(view) as (host, pilot):
        view.show_header(story)
        view.show_body(story.id, lay_out(Article(HOSTILE), 60, ""))
        await pilot.pause()
        text = shown(host)
        assert "[/b] [@click=app.quit]x[/]" in text
        assert not any(escape in text for escape in ESCAPES)


async def test_every_size_can_be_drawn() -> None:
    view = ArticleView(80)
    story = a_row(1, "日本語の記事" * 9, tags=("ai", "media/film"))
    async with on_stage(view) as (_, pilot):
        view.show_header(story)
        for width in (1, 2, 3, 5, 8, 13, 40, 200):
            await pilot.resize_terminal(width, 4)
            view.show_body(story.id, lay_out(Article(MARKDOWN), max(1, view.measure), ""))
            await pilot.pause()


def test_a_header_never_exceeds_its_width() -> None:
    story = a_row(1, "A rather long title " * 4, author="Somebody with a name " * 3, tags=("ai", "x" * 50))
    for width in (10, 20, 40, 80):
        for line in header_lines(story, width):
            assert sum(len(run.text) for run in line) <= width


def a_long_layout(lines: int, width: int = 60) -> Layout:
    return lay_out(Article("\n\n".join(f"Paragraph {number}." for number in range(lines // 2))), width, "")


async def test_turning_from_story_to_story_does_not_lay_out_the_screen() -> None:
    view = ArticleView(60)
    async with on_stage(view) as (host, pilot):
        view.show_story(a_row(1, "First"), a_long_layout(200))
        await until(pilot, lambda: view.show_vertical_scrollbar and view.vertical_scrollbar.size)
        await pilot.pause()
        laid_out: list[object] = []
        host.screen.screen_layout_refresh_signal.subscribe(host, laid_out.append)
        for number in range(2, 6):
            view.show_story(a_row(number, f"Story {number}"), a_long_layout(100 * number))
            await pilot.pause()
            assert f"Story {number}" in shown(host)
            assert view.vertical_scrollbar.window_virtual_size == view.virtual_size.height
        assert laid_out == []


async def test_a_page_that_became_shorter_is_not_left_beyond_its_end() -> None:
    view = ArticleView(60)
    story = a_row(1)
    async with on_stage(view) as (host, pilot):
        view.show_story(story, a_long_layout(400))
        await pilot.pause()
        view.action_move_last()
        view.show_body(story.id, a_long_layout(100))
        await pilot.pause()
        assert view.scroll_offset.y == view.max_scroll_y
        assert "Paragraph 49." in shown(host)
        view.show_body(story.id, a_long_layout(400))
        view.action_move_last()
        await pilot.pause()
        assert "Paragraph 199." in shown(host)
