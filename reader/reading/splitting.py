"""Splitting long HTML and Markdown into parts, so that the beginning is shown before the rest is converted.

Owns where a text may be cut: between paragraphs that stand in nothing. Must not know what becomes of the parts.

How it works. The first screenful of an article is wanted at once, the rest while it is being read. So a long text is
cut into parts, each converted and laid out by itself: a short first one, longer ones after it, and a last one large
enough for the end to be judged as a whole. A part begins with a paragraph or heading that stands in no list,
quotation or table; then it means the same without what is before it.

Markdown and safe HTML are whole when they are cut. Of a long foreign body not even that is waited for: its beginning
is cut off while its tags are filtered. Foreign tags need not match, so OpenTags follows what a parser would hold open
(HTML, section 13.2.6, as far as filtered HTML needs it). What is not plain counts as open, and where that goes on for
too long the body is converted as a whole.
"""

import re
from collections.abc import Iterator

from reader.reading.html.sanitising import TagFilter

FIRST_PART = 2_500
"""Characters of the first part, at the least: a screenful."""

NEXT_PART = 24_000
"""Characters of every further part but the last, which may be longer by as much as the end needs."""

LAST_PART = 4_000
"""Characters of the last part, at the least: the end is judged as a whole."""

_SAFE_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)(?:[^\"<>]++|\"[^\"]*\")*+>")
_WITHOUT_END = frozenset({"br", "hr", "img", "input", "source", "iframe"})
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
_AT_LINE_START = re.compile(r"#{1,6} |[^\W\d_]|[*_\[\"'“‘(`]")
_NOT_A_PARAGRAPH = re.compile(r"[*_-](?:[ \t]|$)|`{3}")

_FARTHEST = 8 * FIRST_PART
"""Characters within which a beginning must end."""

_TAG_NAME = re.compile(r"<(/?)([a-z][a-z0-9-]*)")
_TWO_AT_ONCE = {"<p><i>": ("<p>", "<i>"), "<p><b>": ("<p>", "<b>"), "</i></p>": ("</i>", "</p>")}
_TWO_AT_ONCE["</b></p>"] = ("</b>", "</p>")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPHS = _HEADINGS | {"p"}
_LISTS = frozenset({"ul", "ol", "dl"})
_ENDS_ITEM = {"li": frozenset({"li"}), "dt": frozenset({"dt", "dd"}), "dd": frozenset({"dt", "dd"})}
_END_A_PARAGRAPH = _HEADINGS | _LISTS | {"p", "hr", "li", "dt", "dd", "blockquote", "pre", "table"}
_ITEMS = frozenset({"li", "dt", "dd"})
_IN_TABLES = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
_ENDED_BY_OTHERS = {
    **dict.fromkeys(("ul", "ol", "dl", "blockquote", "table", *_HEADINGS, *_ITEMS, *_IN_TABLES), _ITEMS | {"p"}),
    "table": _ITEMS | _IN_TABLES | {"p"},
}
"""What may stand open within a tag that ends: it ends too, and leaves no trace."""
_OTHERS = frozenset({"p", "pre", "a", "b", "i", "s", "code", "q", "sub", "sup", "ruby", "rt", "rp", "audio", "video"})
_KNOWN = _OTHERS | _ENDED_BY_OTHERS.keys()


def cut_beginning(tag_filter: TagFilter) -> tuple[str, str]:
    """Take from `tag_filter` its beginning and what was read beyond it; "" for a beginning where none can be cut off.

    A beginning takes a screenful or two; it ends before a paragraph or heading, and enough to judge the end by follows.
    """
    read: list[str] = []
    length = cut = cut_length = 0
    tags = OpenTags()
    for token, is_tag in tag_filter.tokens():
        if not cut and length >= FIRST_PART and is_tag and tags.allow_cut_before(token):
            cut, cut_length = len(read), length
        read.append(token)
        length += len(token)
        if cut and length - cut_length >= LAST_PART:
            return "".join(read[:cut]), "".join(read[cut:])
        if not cut and is_tag:
            tags.take(token)
        if not cut and (tags.lost or length > _FARTHEST):
            break
    return "", "".join(read)


class OpenTags:
    """The tags that stand open, one after the other being taken; `lost` where that cannot be known any more."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self.lost = False

    def allow_cut_before(self, tag: str) -> bool:
        """Say whether nothing stands open but what `tag`, a paragraph's or heading's, ends."""
        found = _TAG_NAME.match(tag)
        begins = found is not None and not found[1] and found[2] in _PARAGRAPHS
        return begins and not self.lost and self._open in ([], ["p"])

    def take(self, tag: str) -> None:
        """Take the next tag, or the two that stand for one."""
        for each in _TWO_AT_ONCE.get(tag, (tag,)):
            found = _TAG_NAME.match(each)
            if found and not self.lost:
                self._take_end(found[2]) if found[1] else self._take_start(found[2])

    def _take_start(self, name: str) -> None:
        if name in _END_A_PARAGRAPH:
            self._end_paragraph()
        if name in _ITEMS:
            self._end_item(_ENDS_ITEM[name])
        if name in _WITHOUT_END:
            return
        misplaced = name in _IN_TABLES and "table" not in self._open
        if misplaced or name not in _KNOWN or (name == "a" and "a" in self._open):
            self.lost = True
        self._open.append(name)

    def _take_end(self, name: str) -> None:
        if name in _WITHOUT_END or name not in self._open:
            self.lost = self.lost or name not in _KNOWN | _WITHOUT_END
            return
        leaves_no_trace = _ENDED_BY_OTHERS.get(name, frozenset())
        while self._open[-1] != name:
            self.lost = self.lost or self._open[-1] not in leaves_no_trace
            self._open.pop()
        self._open.pop()

    def _end_paragraph(self) -> None:
        if "p" in self._open:
            self.lost = self.lost or self._open[-1] != "p"
            self._open.pop()

    def _end_item(self, like: frozenset[str]) -> None:
        if self._open and self._open[-1] in like:
            self._open.pop()
        elif self._open and self._open[-1] not in _LISTS:
            self.lost = True


def split_html(html: str) -> list[str]:
    """Return safe `html` in parts that begin with a paragraph or heading; in one where it is short."""
    return _cut(html, _cuts_in_html(html)) if len(html) > FIRST_PART + LAST_PART else [html]


def split_markdown(markdown: str) -> list[str]:
    """Return `markdown` in parts that begin with a paragraph or heading; in one where it is short or refers about."""
    if len(markdown) <= FIRST_PART + LAST_PART or _DEFINITION.search(markdown):
        return [markdown]
    return _cut(markdown, _cuts_in_markdown(markdown))


def _cut(text: str, places: Iterator[int]) -> list[str]:
    """Cut `text` at some of `places`; the end stays with what is before it, as it is judged as a whole."""
    cuts = [0]
    for place in places:
        if len(text) - place < LAST_PART:
            break
        if place - cuts[-1] >= (NEXT_PART if len(cuts) > 1 else FIRST_PART):
            cuts.append(place)
    return [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _cuts_in_html(html: str) -> Iterator[int]:
    depth = 0
    for tag in _SAFE_TAG.finditer(html):
        name = tag[2]
        if name in _WITHOUT_END:
            continue
        if tag[1]:
            depth = max(0, depth - 1)
            continue
        if depth == 0 and name in _PARAGRAPHS:
            yield tag.start()
        depth += 1


def _cuts_in_markdown(markdown: str) -> Iterator[int]:
    fence = ""
    blank = False
    at = 0
    for line in markdown.split("\n"):
        found = _FENCE.match(line)
        if found and (not fence or (found[1].startswith(fence) and not line[found.end() :].strip())):
            fence = "" if fence else found[1]
        elif blank and not fence and _AT_LINE_START.match(line) and not _NOT_A_PARAGRAPH.match(line):
            yield at
        blank = not line.strip()
        at += len(line) + 1
