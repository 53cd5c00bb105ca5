"""HTML as a tree of Beautiful Soup's kind, which markdownify takes, built and searched at little cost.

Owns the building, from what lxml's parser calls, the searching, and which elements are blocks. Beautiful Soup's own
builder and `find_all` take many times as long. Must not know what the tree is for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from bs4.element import NavigableString, PageElement, Tag
from lxml import etree

_BLOCK_NAMES = (
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table thead tbody tfoot tr td th caption hr div body"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
"""The elements that stand on lines of their own."""

NEUTRAL = "div"
"""The name of a block that only keeps what is in it apart; renaming costs less than taking a tag out of the tree."""

Tags = dict[str, list[Tag]]


def tree_of(html: str) -> Tag:
    """Return `html` as a tree, below a root that is no element."""
    parser = etree.HTMLParser(target=_Builder())
    parser.feed(f"<body>{html}</body>")
    root: Tag = parser.close()
    return root


def new_tag(name: str, children: Iterable[PageElement] = (), **attributes: str) -> Tag:
    """Return a tag that stands nowhere yet; the children are taken from where they are."""
    tag = _Tag(name=name, attrs=dict(attributes))
    for child in children:
        tag.append(child)
    return tag


def body_of(root: Tag) -> Tag:
    """Return the body of a document, `root` where there is none."""
    bodies = (body for document in _tags_beneath(root) for body in children_named({"body"}, document))
    return next(bodies, root)


def tags_in(root: Tag) -> list[Tag]:
    """Return the tags below `root` as they follow each other."""
    found: list[Tag] = []
    waiting = _tags_beneath(root)
    while waiting:
        tag = waiting.pop()
        found.append(tag)
        waiting += _tags_beneath(tag)
    return found


def tags_by_name(root: Tag) -> Tags:
    """Return the tags below `root` by their names, as they follow each other."""
    tags: Tags = defaultdict(list)
    for tag in tags_in(root):
        tags[tag.name].append(tag)
    return tags


def named(names: Collection[str], root: Tag) -> list[Tag]:
    """Return the tags below `root` with one of `names`, as they follow each other."""
    return [tag for tag in tags_in(root) if tag.name in names]


def contains(root: Tag, names: Collection[str]) -> bool:
    """Say whether a tag with one of `names` is below `root`."""
    return any(tag.name in names for tag in tags_in(root))


def children_named(names: Collection[str], parent: Tag) -> list[Tag]:
    """Return the children of `parent` with one of `names`."""
    return [child for child in parent.contents if isinstance(child, Tag) and child.name in names]


def nearest(name: str, element: PageElement) -> Tag | None:
    """Return the innermost of the tags around `element` that has this name."""
    around = element.parent
    while around is not None and around.name != name:
        around = around.parent
    return around


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute as one string, "" when it is missing."""
    value = tag.get(name, "")
    return " ".join(value) if isinstance(value, list) else str(value or "")


def number(tag: Tag, name: str, default: int, largest: int) -> int:
    """Return an attribute as a number of at most `largest`; `default` when it is missing or none."""
    text = attribute(tag, name)
    return min(int(text), largest) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _tags_beneath(parent: Tag) -> list[Tag]:
    children = parent.contents
    if len(children) == 1 and not isinstance(children[0], Tag):  # most tags hold nothing but text
        return []
    return [child for child in reversed(children) if isinstance(child, Tag)]


class _Tag(Tag):
    """A tag that finds the place of a child at little cost where the one asked for before stood nearby."""

    _near = 0

    def index(self, element: PageElement) -> int:
        """Return at which place in `contents` a child stands; looked for from the last one outwards."""
        children = self.contents
        near = min(self._near, len(children))
        after, before = near, near - 1
        while after < len(children) or before >= 0:
            if after < len(children) and children[after] is element:
                self._near = after
                return after
            if before >= 0 and children[before] is element:
                self._near = before
                return before
            after, before = after + 1, before - 1
        raise ValueError("no child of this tag")


class _Builder:
    """What lxml's parser calls while it reads."""

    def __init__(self) -> None:
        self._root: Tag = _Tag(name="[document]")
        self._open: Tag = self._root
        self._last: PageElement = self._root
        self._text: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._end_text()
        tag = _Tag(name=name, attrs=attributes)
        self._append(tag)
        if name != "source":  # it has no end, which lxml does not know
            self._open = tag

    def end(self, name: str) -> None:
        self._end_text()
        tag: Tag | None = self._open
        while tag is not None and tag.name != name:
            tag = tag.parent
        self._open = (tag.parent if tag is not None else None) or self._open

    def data(self, text: str) -> None:
        self._text.append(text)

    def close(self) -> Tag:
        self._end_text()
        return self._root

    def _end_text(self) -> None:
        if self._text:
            self._append(NavigableString("".join(self._text)))
            self._text.clear()

    def _append(self, element: PageElement) -> None:
        element.setup(self._open, self._last)
        self._open.contents.append(element)
        self._last = element
