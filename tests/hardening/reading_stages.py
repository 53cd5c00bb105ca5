"""Every stage of reading that a stranger's text passes, as a function of one text.

Owns the list; must not know what is tried on them.
"""

from collections.abc import Callable, Mapping

from layouts import lay_out

from reader.model import Body, BodyFormat, Enclosure, FeedId, Story, StoryId
from reader.query.words import WordPositions, fold_name, words_of
from reader.reading.article import Article, article_of, parts_of
from reader.reading.cleaning import clean_line, clean_text, clean_url, is_openable, is_whole_url, visible_text
from reader.reading.enclosures import facts_of, name_of
from reader.reading.escaping import bare_urls, destination, escape, escape_label, escape_with_links, fenced
from reader.reading.html.sanitising import TagFilter, is_small, is_surely_small, plain_paragraphs, sanitised
from reader.reading.layout.bidi import has_right_to_left, is_right_to_left, visual_order
from reader.reading.layout.blocks import blocks_of
from reader.reading.layout.find_in_page import SearchableLines
from reader.reading.layout.inline import Links
from reader.reading.layout.page import LayoutBuilder
from reader.reading.layout.pictures import PictureOptions
from reader.reading.minor_edits import is_noticeable
from reader.reading.oversize import within_limits
from reader.reading.splitting import cut_beginning, split_html, split_markdown
from reader.reading.story_text import as_markdown, as_quote, as_text
from reader.reading.text.plain import parse_body, parse_document
from reader.reading.trimming.endings import (
    is_boilerplate,
    is_cut_short,
    split_paywall,
    start_of_boilerplate,
    start_of_paywall,
)
from reader.reading.trimming.trackers import is_tracking_pixel, without_trackers
from reader.reading.word_diff import paragraphs, word_diff

Stage = Callable[[str], object]

_BASE = "https://x.example/"


def _story(title: str = "A title", url: str = _BASE) -> Story:
    return Story(StoryId(1), FeedId(1), title, title, title, url, 0, 0, 0, read=False, starred=False, tags=(title,))


def _body(format_: BodyFormat, content: str) -> Body:
    return Body(format_, content, _BASE)


def _page(format_: BodyFormat, text: str, width: int) -> object:
    return lay_out(article_of(_body(format_, text), "A title"), width, _BASE)


def _page_with_pictures(text: str) -> object:
    options = PictureOptions(lambda _: (300, 200))
    return lay_out(article_of(_body(BodyFormat.HTML, text), ""), 80, _BASE, pictures=options)


def _found(text: str) -> object:
    searched = SearchableLines(text.split("\n"))
    return [searched.hits(words) for words in ("a", "aa", text[:40], text[: len(text) // 2])]


def _diff(text: str) -> object:
    for format_ in BodyFormat:
        before, after = (paragraphs("A title", _body(format_, each)) for each in (text, _edited(text)))
        word_diff(before, after)
    return None


def _edited(text: str) -> str:
    """Return `text` with a word put in at three places, and its second half moved before the first."""
    half, quarter = len(text) // 2, len(text) // 4
    return f"{text[half:]} new {text[:quarter]} new {text[quarter:half]} new"


def _edit(text: str) -> object:
    return [
        is_noticeable("a", _body(format_, text), "a", _body(format_, _edited(text)))
        for format_ in (BodyFormat.HTML, BodyFormat.TEXT)
    ]


def _part_by_part(text: str) -> object:
    """Lay an article out as the pane does, which shows what there is after each part."""
    page = LayoutBuilder(80, _BASE)
    shown = []
    for part in parts_of(_body(BodyFormat.HTML, text), "A title"):
        page.add(part)
        shown.append(page.so_far())
    return shown[-1], page.finished()


def _below_text(text: str) -> object:
    page = LayoutBuilder(80, _BASE, unfolded=True)
    page.add(Article("a", (text, *text.split("\n")[:10]), within_limits(text)))
    page.attach([Enclosure(text, text), Enclosure(f"{_BASE}{text}", text)])
    return page.finished(text, text)


def _blocks(text: str) -> object:
    return blocks_of(within_limits(text), Links(text[:1000]))


def _ways_text_runs(text: str) -> object:
    return is_right_to_left(text), has_right_to_left(text), visual_order(list(text), right_to_left=True)


def _addresses(text: str) -> object:
    url = clean_url(text)
    Links(_BASE).number(text), Links(text).number("a?b#c")
    return is_openable(url), is_whole_url(url), without_trackers(url), is_tracking_pixel(url), destination(text)


def _endings(text: str) -> object:
    lines = text.split("\n")
    split_paywall(lines), start_of_paywall(lines), start_of_boilerplate(lines)
    return [(is_boilerplate(each), is_cut_short(each)) for each in (text, *lines)]


def _escaped(text: str) -> object:
    list(bare_urls(text))
    return escape(text), escape_with_links(text), escape_label(text), fenced(text, text)


def _split(text: str) -> object:
    return split_html(text), split_markdown(text), split_html(TagFilter(text).rest()), cut_beginning(TagFilter(text))


def _filtered(text: str) -> object:
    html = TagFilter(text).rest()
    return is_surely_small(text), sanitised(html) if is_small(html) else None


def _as_file(text: str) -> object:
    story = _story(text, text)
    return [
        (as_markdown(story, _body(each, text), text), as_text(story, _body(each, text), text)) for each in BodyFormat
    ]


def _words(text: str) -> object:
    positions = WordPositions(text)
    return words_of(text), fold_name(text), positions.words and positions.span(0, len(positions.words) - 1)


STAGES: Mapping[str, Stage] = {
    "cleaning a text": clean_text,
    "cleaning a line": clean_line,
    "cleaning addresses": _addresses,
    "visible text": visible_text,
    "words": _words,
    "escaping": _escaped,
    "endings": _endings,
    "filtering tags": _filtered,
    "plain paragraphs": lambda text: plain_paragraphs(TagFilter(text).rest()),
    "splitting": _split,
    "an article of HTML": lambda text: article_of(_body(BodyFormat.HTML, text), text),
    "an article of Markdown": lambda text: article_of(_body(BodyFormat.MARKDOWN, text), text),
    "an article of text": lambda text: article_of(_body(BodyFormat.TEXT, text), text),
    "a document": parse_document,
    "a document without a title": parse_body,
    "blocks": _blocks,
    "a page of HTML": lambda text: _page(BodyFormat.HTML, text, 80),
    "a page of Markdown": lambda text: _page(BodyFormat.MARKDOWN, text, 80),
    "a page of text": lambda text: _page(BodyFormat.TEXT, text, 80),
    "a narrow page of HTML": lambda text: _page(BodyFormat.HTML, text, 10),
    "a narrow page of Markdown": lambda text: _page(BodyFormat.MARKDOWN, text, 10),
    "a page with pictures": _page_with_pictures,
    "a page part by part": _part_by_part,
    "below the text": _below_text,
    "ways text runs": _ways_text_runs,
    "finding in a page": _found,
    "what an edit changed": _diff,
    "whether an edit is minor": _edit,
    "a quotation": lambda text: as_quote(_story(text, text), text),
    "a file": _as_file,
    "an attached file": lambda text: (name_of(text), facts_of(Enclosure(text, text))),
}
