"""The fast path: the items of a document read by expat instead of feedparser, wherever both give the same.

How it works: feedparser takes some 1,600 µs an entry, expat 30. One pass of expat over the document notes at which
byte each item begins and ends, and lets `fast_item` gather what it says. An item in which everything is usual is
finished with that; an item that holds anything else is left to feedparser, which gets the document without the
finished items (see `parsing`). Feedparser carries some state from one element to the next, so that an item does not
always stand for itself: a document in which that could matter (foreign namespaces under familiar prefixes, a second
summary in the head, a base for links, nested items) is not read here at all. Nothing may differ from feedparser's
answer; tests compare the two over generated documents, and `tests/benchmarks/compare_reading.py` over real ones.

Owns the walk through a document's elements. Must not know what is done with an item.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from reader.sources.feeds.fast_item import FOREIGN, FastItem

_PIECE = 64 * 1024
_XML = "http://www.w3.org/xml/1998/namespace"
_BASE = f"{_XML} base"
_NAMESPACES = {
    "": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://search.yahoo.com/mrss": "media:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}
_PREFIXES = frozenset(_NAMESPACES.values())
_IGNORED = frozenset(
    {
        "http://purl.org/rss/1.0/modules/slash/",
        "http://purl.org/rss/1.0/modules/syndication/",
        "http://purl.org/rss/1.0/modules/threading/",
        "http://wellformedweb.org/commentapi/",
        "http://prismstandard.org/namespaces/1.2/basic/",
    }
)
"""Namespaces feedparser knows, without doing anything with what is in them."""

_IGNORED_TAGS = frozenset({"com-wordpress:feed-additions:1 post-id"})
_DEFAULTS = frozenset({"http://www.w3.org/1999/xhtml", "com-wordpress:feed-additions:1"})
"""Namespaces that items give to all in some element of theirs."""

_KNOWN_HOST = re.compile(
    r"//(?:[\w-]+\.)*(?:purl\.org|w3\.org|xmlns\.com|userland\.com|harvard\.edu|netscape\.com|example\.com|webns\.net"
    r"|tangent\.org|resource\.org|creativecommons\.org|theinfo\.org|rssnamespace\.org|freshmeat\.net|opengis\.net"
    r"|georss\.org|postneo\.com|itunes\.com|yahoo\.com|madskills\.com|prismstandard\.org|xmlsoap\.org"
    r"|benhammersley\.com|pocketsoap\.com|wellformedweb\.org|podlove\.org)(?:/|$)"
)
"""Where the namespaces live that feedparser knows, and some that it does not."""

_RESERVED_PREFIXES = frozenset(
    {
        *("admin", "atom", "author", "cc", "content", "created", "creativecommons", "dc", "dcterms", "feedburner"),
        *("geo", "georss", "gml", "itunes", "links", "media", "psc", "published", "rdf", "rss", "summary", "sy"),
        *("tags", "title", "updated", "xhtml"),
    }
)
"""Prefixes that would give a foreign element a name which means something to feedparser."""

_ROOTS = {"rss": 3, "http://www.w3.org/2005/Atom feed": 2, "http://www.w3.org/1999/02/22-rdf-syntax-ns# RDF": 2}
"""Roots a document may have, and how deep its items lie under each."""

_AFFECTS_NEXT = frozenset({"body", "content", "encoded", "fullitem"})
"""Elements outside of items that change what feedparser reads in the next; so does a title among the items."""

_SUMMARIES = frozenset({"abstract", "description", "summary"})
_HEAD_TEXTS = frozenset(
    {"abstract", "copyright", "description", "info", "rights", "subtitle", "summary", "tagline", "title"}
)
"""Elements outside of items that must hold text alone, or else feedparser misreads what follows."""

_MISLEADING = frozenset({"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"})


@dataclass(frozen=True, slots=True)
class Item:
    """Where an item lies among the bytes of its document, and what it says, or None where feedparser must be asked."""

    start: int
    end: int
    entry: Mapping[str, Any] | None


class _NeedsFeedparserError(Exception):
    """The document is built in a way that its items cannot be read apart from it."""


def read_items(document: bytes) -> list[Item] | None:
    """Return the items of a document in UTF-8, in order; None where it is ill-formed, or items depend on one another.

    An item's entry has feedparser's keys and values: those `entries` makes use of.
    """
    walk = _Walk()
    try:
        return walk.items_of(document)
    except (expat.ExpatError, _NeedsFeedparserError):
        return None


class _Walk:
    """One walk through a document."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._item: FastItem | None = None
        self._start = 0
        self._depth = 0
        self._items_at = 0
        self._text_at = 0
        self._summarised = False
        self._is_atom = False
        self._reads = True
        self._names: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.buffer_size = _PIECE
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close

    def items_of(self, document: bytes) -> list[Item]:
        """Return the items; raises ExpatError or _NeedsFeedparserError."""
        self._document = document
        self._parser.Parse(document, True)
        return self._items

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        prefix, uri = prefix or "", (uri or "").lower()
        if not prefix and uri in _DEFAULTS:
            return
        known_twice = self._prefixes.setdefault(prefix, uri) != uri
        nameless = _is_foreign(uri) and (not prefix or prefix.lower() in _RESERVED_PREFIXES)
        crossed = f"{prefix}:" in _PREFIXES and _NAMESPACES.get(uri) != f"{prefix}:"
        if known_twice or nameless or crossed or (uri in _MISLEADING and self._is_atom):
            raise _NeedsFeedparserError

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if attributes:
            attributes = _plain(attributes)
            if "base" in attributes or _BASE in attributes:
                self._note_base()
        if self._item is not None:
            self._item.start(self._names.get(tag) or self._named(tag), attributes)
        elif self._depth == 1:
            self._begin(tag)
        elif (name := tag.rpartition(" ")[2].lower()) in ("item", "entry"):
            self._open_item()
        else:
            self._open_outside(name)

    def _note_base(self) -> None:
        """Leave items to feedparser where links have a base; one of a single item it carries into the next."""
        if self._item is not None:
            raise _NeedsFeedparserError
        self._reads = False

    def _begin(self, root: str) -> None:
        self._items_at = _ROOTS.get(root, 0)
        self._is_atom = root.endswith("feed")
        self._reads = self._reads and not root.endswith("RDF")
        if not self._items_at or (self._is_atom and not _MISLEADING.isdisjoint(self._prefixes.values())):
            raise _NeedsFeedparserError

    def _open_outside(self, name: str) -> None:
        """Refuse what changes how feedparser reads the items after it."""
        is_late_title = name == "title" and self._items and self._depth == self._items_at
        is_second_summary = name in _SUMMARIES and self._summarised
        if name in _AFFECTS_NEXT or is_late_title or is_second_summary or self._text_at:
            raise _NeedsFeedparserError
        self._summarised = self._summarised or name == "summary"
        if name in _HEAD_TEXTS:
            self._text_at = self._depth

    def _open_item(self) -> None:
        if self._depth != self._items_at:
            raise _NeedsFeedparserError
        self._start = self._parser.CurrentByteIndex
        if not self._document.startswith((b"<item", b"<entry"), self._start):
            raise _NeedsFeedparserError  # a prefix, or capitals
        self._item = FastItem(self._is_atom)
        self._item.needs_feedparser = not self._reads
        self._parser.CharacterDataHandler = self._item.text

    def _close(self, tag: str) -> None:
        item = self._item
        if item is not None:
            if self._depth == self._items_at:
                self._close_item(item)
            else:
                item.end(self._names.get(tag) or self._named(tag))
        elif self._depth == self._text_at:
            self._text_at = 0
        self._depth -= 1

    def _close_item(self, item: FastItem) -> None:
        self._parser.CharacterDataHandler = None
        self._item = None
        item.finish()
        if item.affects_next:
            raise _NeedsFeedparserError
        at = self._parser.CurrentByteIndex
        if not self._document.startswith(b"</", at):
            raise _NeedsFeedparserError  # an empty tag, whose end is not as easily found
        end = self._document.find(b">", at) + 1
        self._items.append(Item(self._start, end, None if item.needs_feedparser else item.entry))

    def _named(self, tag: str) -> str:
        uri, _, local = tag.rpartition(" ")
        uri = uri.lower()
        prefix = _NAMESPACES.get(uri)
        if prefix is not None:
            name = prefix + local.lower()
        elif uri in _IGNORED or tag in _IGNORED_TAGS or (uri not in _DEFAULTS and _is_foreign(uri)):
            name = FOREIGN
        else:
            name = tag  # a name no usual element has
        self._names[tag] = name
        return name


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes under names in lower case."""
    return {name.lower(): value for name, value in attributes.items()}


@lru_cache(maxsize=256)
def _is_foreign(uri: str) -> bool:
    """Say whether a namespace, in lower case, means nothing to feedparser."""
    return uri not in _NAMESPACES and uri != _XML and not _KNOWN_HOST.search(uri) and "echo" not in uri
