"""Foreign HTML made safe, and shallow and small enough for the parsers behind it.

Owns which tags and attributes are let through and how deep they may nest. Must not know what becomes of the tags.

How it works. nh3 (ammonia) makes HTML safe by an allow-list, but takes time that grows with the square of the depth
and of the number of attributes; markdownify needs a stack frame or more a level. So one pass of a regular expression
goes before them, in linear time whatever the input. It knows tags only, no tree: it drops those that say nothing
here, renames synonyms, makes plain paragraphs of all kinds of boxes, and counts what stands open; beyond a depth a
tag becomes a line break. A body that is still too large or has too many tags is not converted at all: it is shown as
its plain paragraphs.
"""

import re
from collections import Counter
from collections.abc import Iterator

import nh3

from reader.reading.cleaning import clean_text, unescaped
from reader.reading.escaping import escape

LARGEST_BODY = 2 * 1024 * 1024
"""Characters of HTML above which a body is shown as its plain paragraphs."""

MOST_TAGS = 24_000
"""Tags above which a body is shown as its plain paragraphs: more would take over two seconds to convert."""

MOST_ESCAPES = 100_000
"""Characters that HTML escapes above which a body is shown as its plain paragraphs: nh3 is quadratic in them."""

_DEEPEST = 60
_DEEPEST_CONTAINER = 12
_LONGEST_TAG = 4_000

_TOKEN = re.compile(
    r"<!--(?:.*?-->|.*)|<!\[CDATA\[|\]\]>"
    r"|<(script|style|svg|template)\b(?:.*?</\1\s*>|.*)"
    # A quote counts where a value begins; elsewhere it is a stray (HTML, section 13.2.5.32).
    r"|<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)((?:[^<>\"'=]++|=\s*+(?:\"[^\"]{0,4000}+\"|'[^']{0,4000}+')|[\"'=]){0,60}+)>"
    r"|<(?=[a-zA-Z<\]])",
    re.DOTALL | re.IGNORECASE,
)
_BECOMES_TWO = re.compile(r"</?(?:figcaption|summary|iframe)", re.IGNORECASE)
_ALT = re.compile(r"\balt=\"[^\"<>]{0,1000}\"")
_ALLOWED: dict[str, set[str]] = {
    "a": {"href"},
    "audio": {"src"},
    "code": {"class"},
    "iframe": {"src", "title"},
    "img": {"src", "alt", "width", "height", "data-src", "data-original", "title"},
    "input": {"type", "checked"},
    "ol": {"start"},
    "pre": {"class", "lang"},
    "source": {"src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "video": {"src", "title"},
}
_PLAIN_NAMES = (
    "p h1 h2 h3 h4 h5 h6 br hr ul li dl dt dd blockquote b i s q sub sup table thead tbody tfoot tr caption ruby rt rp"
)
_PARAGRAPH_NAMES = (
    "div section article main header footer aside nav address center form fieldset figure hgroup details legend "
    "dialog option noscript search menu dir"
)
_NOT_NESTING_NAMES = "p li td th tr dt dd thead tbody tfoot br hr img iframe input source rt rp caption"
_PLAIN = frozenset(_PLAIN_NAMES.split())
_PARAGRAPHS = frozenset(_PARAGRAPH_NAMES.split())
_CAPTIONS = {"figcaption": "i", "summary": "b"}
_SYNONYMS = {"strong": "b", "em": "i", "strike": "s", "del": "s", "tt": "code", "kbd": "code", "samp": "code"}
_STYLES = frozenset({"b", "i", "s", "code", "q", "sub", "sup"})
_CONTAINERS = frozenset({"ul", "ol", "blockquote", "table", "dl"})
_NOT_NESTING = frozenset(_NOT_NESTING_NAMES.split())
_CELLS = frozenset({"td", "th"})
_LEAVES_A_BLANK = frozenset({"button", "label", "option"})
_UNSEEN = {"script", "style", "svg", "template", "annotation", "annotation-xml", "title", "head", "select"}

_BLOCK_TAG = re.compile(r"<(/?)(p|h[1-6]|br|hr|ul|ol|li|dl|dt|dd|blockquote|table|tr|td|th|pre|iframe|video)\b[^<>]*>")
_ANY_TAG = re.compile(r"<[^<>]*>")
_OPENINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### ", "li": "- "}


def is_small(html: str) -> bool:
    """Say whether filtered `html` can be made safe and converted in bounded time."""
    return (
        len(html) <= LARGEST_BODY
        and html.count("<") <= MOST_TAGS * 2
        and html.count("&") + html.count(">") + html.count("\u00a0") <= MOST_ESCAPES
    )


def sanitised(html: str) -> str:
    """Return filtered `html` with tags and attributes of the allow-list only and safe addresses, cleaned."""
    return clean_text(
        nh3.clean(
            html.encode("utf-8", "ignore").decode(),  # it raises at a surrogate, which cleaning would drop
            tags={*_ALLOWED, *_PLAIN},
            attributes=_ALLOWED,
            clean_content_tags=_UNSEEN,
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
    )


def plain_paragraphs(html: str) -> str:
    """Return the visible text of filtered `html` as Markdown paragraphs, headings and list items; linear time."""
    paragraphs: list[str] = []
    opening = ""
    pieces = _BLOCK_TAG.split(html)
    for at in range(0, len(pieces), 3):
        text = clean_text(unescaped(_ANY_TAG.sub("", pieces[at])))
        words = " ".join(text.split())
        if words:
            paragraphs.append(opening + escape(words))
        if at + 2 < len(pieces):
            opening = "" if pieces[at + 1] else _OPENINGS.get(pieces[at + 2], "")
    return "\n\n".join(paragraphs)


def is_surely_small(html: str) -> bool:
    """Say at little cost whether `html` will be small once it is filtered; no is no answer."""
    escapes = html.count("&") + html.count("\u00a0") + html.count("<") + 2 * html.count(">")
    tags = html.count("<") + sum(1 for _ in _BECOMES_TWO.finditer(html))
    return len(html) <= LARGEST_BODY // 2 and tags <= MOST_TAGS * 2 and escapes <= MOST_ESCAPES


class TagFilter:
    """Filters the tags of a body (any length) in one pass and counts their depth; what comes out is not safe yet."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._at = 0
        self._depth = 0
        self._containers = 0
        self._open: Counter[str] = Counter()

    def tokens(self) -> Iterator[tuple[str, bool]]:
        """Yield what is left, tags and the texts between them; each with whether it is a tag, or the two one became."""
        for token in _TOKEN.finditer(self._html, self._at):
            start, self._at = self._at, token.start()
            if start < self._at:
                yield self._html[start : self._at], False
            self._at = token.end()
            filtered = self._filtered(token)
            yield filtered, filtered.startswith("<")
        start, self._at = self._at, len(self._html)
        yield self._html[start:], False

    def rest(self) -> str:
        """Return what is left."""
        start, self._at = self._at, len(self._html)
        return _TOKEN.sub(self._filtered, self._html[start:])

    def _filtered(self, token: re.Match[str]) -> str:
        name = token[3]
        if name is None:
            return "&lt;" if token[0] == "<" else ""
        name = name.lower()
        name = _SYNONYMS.get(name, name)
        if name in _PARAGRAPHS:
            return f"<{token[2]}p>"
        if name in _CAPTIONS:
            style = _CAPTIONS[name]
            return f"</{style}></p>" if token[2] else f"<p><{style}>"
        if name in _UNSEEN:
            return f"<{token[2]}{name}>"
        if name not in _PLAIN and name not in _ALLOWED:
            return " " if name in _LEAVES_A_BLANK else ""
        return self._end(name) if token[2] else self._start(name, token[4])

    def _start(self, name: str, attributes: str) -> str:
        if name in _STYLES:
            self._open[name] += 1
            if self._open[name] > 1:
                return ""
        if name not in _NOT_NESTING:
            self._depth += 1
            self._containers += name in _CONTAINERS
            if self._is_too_deep(name):
                return "<br>"
        if name not in _ALLOWED:
            return f"<{name}>"
        if len(attributes) > _LONGEST_TAG:
            alt = _ALT.search(attributes)
            attributes = f" {alt[0]}" if alt else ""
        # What an iframe encloses is text to the parser, tags and all, up to its end: one never closed takes the rest.
        return f"<iframe{attributes}></iframe>" if name == "iframe" else f"<{name}{attributes}>"

    def _end(self, name: str) -> str:
        if name == "iframe":
            return ""
        if name in _NOT_NESTING:
            return f"</{name}> " if name in _CELLS else f"</{name}>"  # outside a table only the blank is left of it
        if name in _STYLES:
            self._open[name] = max(0, self._open[name] - 1)
            if self._open[name]:
                return ""
        dropped = self._is_too_deep(name)
        self._depth = max(0, self._depth - 1)
        self._containers = max(0, self._containers - (name in _CONTAINERS))
        return "<br>" if dropped else f"</{name}>"

    def _is_too_deep(self, name: str) -> bool:
        return self._depth > _DEEPEST or (name in _CONTAINERS and self._containers > _DEEPEST_CONTAINER)
