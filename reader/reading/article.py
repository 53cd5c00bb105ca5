"""A story's body made an article: Markdown, with the paywall's notice and the publisher's ending told apart.

Owns the conversion and its promise never to fail: what cannot be converted becomes its visible text. HTML goes the
way told in reader.reading.html, plain text is parsed, Markdown stays nearly as it is. Must not know how wide the page
is or what it looks like.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reader.model import Body, BodyFormat
from reader.reading.cleaning import clean_line, clean_text
from reader.reading.html.converting import markdown_of
from reader.reading.html.ending_blocks import take_boilerplate, take_paywall
from reader.reading.html.sanitising import TagFilter, is_small, is_surely_small, plain_paragraphs, sanitised
from reader.reading.html.tidying import tidy
from reader.reading.html.trees import tree_of
from reader.reading.oversize import in_plain_paragraphs, is_broken_up, within_limits
from reader.reading.splitting import cut_beginning, split_html, split_markdown
from reader.reading.text.plain import parse_body, parse_document
from reader.reading.trimming.endings import split_paywall

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]++(.*)")
_DESTINATION = re.compile(r"\]\((?:<[^<>]*+>|[^()\s]*+)\)")
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Article:
    """A body made readable.

    `markdown` is CommonMark with GFM's tables and strikethrough, without raw HTML; `paywall` are the lines of a
    paywall's notice, shown apart from it; `boilerplate` is Markdown too, what the publisher puts under every story.
    """

    markdown: str
    paywall: tuple[str, ...] = ()
    boilerplate: str = ""


def article_of(body: Body, title: str) -> Article:
    """Return `body` as an article, without a first heading or line that only repeats `title`; never raises."""
    parts = list(parts_of(body, title))
    markdown = "\n\n".join(part.markdown.strip("\n") for part in parts if part.markdown.strip())
    paywall = tuple(line for part in parts for line in part.paywall)
    return Article(markdown, paywall, "".join(part.boilerplate for part in parts))


def parts_of(body: Body, title: str) -> Iterator[Article]:
    """Yield `body` as an article in parts, one where it is short, each made when it is asked for; never raises."""
    for at, part in enumerate(_MAKERS[body.format](body.content, title)):
        markdown = clean_text(part.markdown)
        paywall = tuple(map(clean_line, part.paywall))
        yield Article(markdown if at else _without_title(markdown, title), paywall, clean_text(part.boilerplate))


def _from_text(content: str, title: str) -> Iterator[Article]:
    if is_broken_up(content):
        yield from _cut(in_plain_paragraphs(clean_text(content)))
        return
    document = parse_document(content)
    # A title that was cut short still stands whole at the beginning of the text.
    if document.title and not document.title.endswith("…") and not _same_words(document.title, title):
        document = parse_body(content)
    yield from _cut(document.markdown, document.paywall)


def _from_markdown(content: str, _: str) -> Iterator[Article]:
    lines, paywall = split_paywall(clean_text(content).split("\n"))
    markdown = "\n".join(lines)
    yield from _cut(markdown.rstrip() if paywall else markdown, paywall)


def _from_html(content: str, _: str) -> Iterator[Article]:
    tag_filter = TagFilter(content)
    beginning, read = cut_beginning(tag_filter) if is_surely_small(content) else ("", "")
    if beginning:
        yield _converted(sanitised(beginning), ends=False)
    html = read + tag_filter.rest()
    if is_small(html):
        html = sanitised(html)
    if not is_small(html):
        yield from _cut(plain_paragraphs(html))
        return
    *parts, end = split_html(html)
    for part in parts:
        yield _converted(part, ends=False)
    yield _converted(end, ends=True)


def _converted(html: str, *, ends: bool) -> Article:
    try:
        root = tree_of(html)
        tidy(root)
        boilerplate = markdown_of(take_boilerplate(root)).strip() if ends else ""
        paywall = take_paywall(root) if ends else ()
        return Article(within_limits(markdown_of(root)), paywall, within_limits(boilerplate))
    except (RecursionError, ValueError):
        return Article(plain_paragraphs(html))


def _cut(markdown: str, paywall: tuple[str, ...] = ()) -> Iterator[Article]:
    *parts, end = split_markdown(within_limits(markdown))
    yield from map(Article, parts)
    yield Article(end, paywall)


_MAKERS = {
    BodyFormat.HTML: _from_html,
    BodyFormat.MARKDOWN: _from_markdown,
    BodyFormat.TEXT: _from_text,
}


def _without_title(markdown: str, title: str) -> str:
    first, _, rest = markdown.lstrip("\n").partition("\n")
    heading = _HEADING.fullmatch(first)
    if not heading and rest.strip() and not rest.startswith("\n"):
        return markdown
    return rest.lstrip("\n") if _same_words(_without_hashes(heading[1]) if heading else first, title) else markdown


def _without_hashes(heading: str) -> str:
    """Return the text of a heading without what may close it (CommonMark, section 4.2)."""
    return heading.rstrip(" \t").rstrip("#").rstrip(" \t")


def _same_words(one: str, other: str) -> bool:
    words = _words(one)
    return bool(words) and words == _words(other)


def _words(markdown: str) -> str:
    return _NOT_A_WORD.sub(" ", _DESTINATION.sub("", markdown)).strip().casefold()
