"""The page of one story: where headings and links stand, and what stays in sight when more of it comes."""

from dataclasses import replace

from layouts import lay_out
from tui.stage import a_row

from reader.model import StoryId
from reader.reading.article import Article
from reader.reading.layout.page import Layout, LayoutBuilder
from reader.tui.article.page import ArticlePage

STORY = a_row(1, "A proof")
MARKDOWN = "\n\n".join(
    f"## Part {number}\n\n[Link {number}](https://x.example/{number}) and words." for number in (1, 2, 3)
)


def a_layout(width: int = 40) -> Layout:
    return lay_out(Article(MARKDOWN), width)


def a_page(width: int = 40) -> ArticlePage:
    page, _ = ArticlePage(STORY, measure=width).with_body(STORY, a_layout(width), 0, 0.0)
    return page


def test_without_a_story_there_are_no_lines() -> None:
    assert ArticlePage().lines == ()
    assert ArticlePage(STORY, measure=40).texts[0] == "A proof"


def test_headings_are_found_from_any_line() -> None:
    page = a_page()
    assert page.heading_at(0) == 0
    second = page.heading_from(page.above, 1)
    assert second is not None
    assert page.texts[second] == "Part 2"
    assert page.heading_at(second) == 1
    assert page.heading_from(second, -1) == page.above
    assert page.heading_from(len(page.lines), 1) is None


def test_links_are_told_with_their_words_and_found_among_lines() -> None:
    page = a_page()
    assert page.links[1] == ("Link 2", "https://x.example/2")
    second = page.heading_from(page.above, 1)
    assert second is not None
    assert page.first_link(range(second, second + 5)) == 1
    assert page.first_link(range(1)) == 0


def test_a_place_is_scrolled_to_as_soon_as_it_is_laid_out() -> None:
    whole = a_layout()
    beginning = replace(whole, lines=whole.lines[:2], starts=whole.starts[:1], whole=False)
    page, line = ArticlePage(STORY, measure=40).with_body(STORY, beginning, 0, 3.0)
    assert (page.awaited, line) == (3.0, None)
    page, line = page.with_body(STORY, whole, 0, 0.0)
    assert (page.awaited, line) == (None, page.above + whole.starts[3])


def test_another_width_keeps_the_place() -> None:
    page = a_page()
    top = page.above + a_layout().starts[4]
    narrow, line = page.with_body(STORY, a_layout(15), top, 0.0)
    assert line == narrow.above + a_layout(15).starts[4]


def test_more_of_the_same_body_moves_nothing() -> None:
    page = LayoutBuilder(40)
    page.add(Article("One."))
    shown, _ = ArticlePage(STORY, measure=40).with_body(STORY, page.so_far(), 0, 0.0)
    page.add(Article("Two."))
    more, line = shown.with_body(STORY, page.finished(), shown.above + 1, 0.0)
    assert line is None
    assert len(more.lines) > len(shown.lines)
    assert more.story is not None and more.story.id == StoryId(1)
