"""The beginning of a long body of HTML, cut off before what follows is looked at.

Owns when nothing stands open in tags as they are found, that is, when what follows is understood the same without what
is before it (HTML, section 13.2.6, as far as thinned HTML needs it). Whatever is not plain counts as open.
Must not know what becomes of the parts.
"""

import re

from reader.reading.html.flattening import Thinning
from reader.reading.html.parts import END, FIRST

_FARTHEST = 8 * FIRST
"""Characters within which a beginning must end."""

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)")
_TWO_AT_ONCE = {"<p><i>": ("<p>", "<i>"), "<p><b>": ("<p>", "<b>"), "</i></p>": ("</i>", "</p>")}
_TWO_AT_ONCE["</b></p>"] = ("</b>", "</p>")
_WITHOUT_END = frozenset({"br", "hr", "img", "input", "source", "iframe"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
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


def beginning_of(thinning: Thinning) -> tuple[str, str]:
    """Take from `thinning` its beginning and what was read beyond it; "" for a beginning where none can be cut off.

    A beginning takes a screenful or two; it ends before a paragraph or heading, and enough to judge the end by follows.
    """
    read: list[str] = []
    length = cut = cut_length = 0
    tags = OpenTags()
    for piece, is_tag in thinning.pieces():
        if not cut and length >= FIRST and is_tag and tags.allow_cut_before(piece):
            cut, cut_length = len(read), length
        read.append(piece)
        length += len(piece)
        if cut and length - cut_length >= END:
            return "".join(read[:cut]), "".join(read[cut:])
        if not cut and is_tag:
            tags.take(piece)
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
        found = _TAG.match(tag)
        begins = found is not None and not found[1] and (found[2] == "p" or found[2] in _HEADINGS)
        return begins and not self.lost and self._open in ([], ["p"])

    def take(self, tag: str) -> None:
        """Take the next tag, or the two that stand for one."""
        for each in _TWO_AT_ONCE.get(tag, (tag,)):
            found = _TAG.match(each)
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
