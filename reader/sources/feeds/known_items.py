"""Cuts known items out of a feed's document before it is parsed, so that only what is new costs anything.

How it works: most of what a feed sends was there the last time, and parsing is the dearest part of a refresh. A
regular expression finds where each `<item>` or `<entry>` lies among the bytes, and each such range is hashed,
together with the document's root tag and label. Items whose hash is known from the last time are cut out; the parser
gets all other bytes and so sees a shorter feed. What is remembered of a document is, for each item, its hash and a
hash of its story's guid: the second is needed as stories that were cut out are still present in the feed, and may not
be taken for vanished. Where items depend on one another (two with one guid, items inside items, another charset than
UTF-8) nothing is cut, and the whole document is read.

Must not know what an item says.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reader.errors import SourceError
from reader.model import ParsedFeed
from reader.sources.feeds.raw_story import MOST_STORIES

_SIZE = 16
_VERSION = b"1"
"""Goes into every digest: another number, and all items are read anew."""

_TAG = re.compile(rb"<(?:(/)(?:item|entry)\s*>|(item|entry)(?=[\s>]))")
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b[^<>]*>")
_OTHER_CHARSETS = (b"\x1b", b"~{", b"\0")
_NOTHING: Mapping[bytes, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """A feed with only those of its stories that are not known from the last time, or have changed since.

    `present` has the guids of those that were left out, by `guid_digest`. `items` is what to remember of the document:
    for each item that is not to be read again, the digest of its bytes and that of its story's guid.
    """

    feed: ParsedFeed
    present: frozenset[bytes] = frozenset()
    items: bytes = b""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A document without the items that are known: the bytes left, and the digests of the items in them, in order.

    `known` has the digests of the items left out. `digests` is None where the items cannot be told apart, so that
    nothing may be left out or remembered.
    """

    content: bytes
    digests: tuple[bytes, ...] | None
    known: tuple[bytes, ...] = ()


def parse_new(content: bytes, url: str, content_type: str = "", known: Mapping[bytes, bytes] = _NOTHING) -> FeedUpdate:
    """Return what `parse` would, but for the stories of items that are `known`, as `unpack_known` gives them.

    Raises SourceError where `content` is no feed.
    """
    rest = _cut(content, content_type, known)
    update = _read(rest, url, content_type, known)
    if update is None and rest.known:
        update = _read(_cut(content, content_type, _NOTHING), url, content_type, _NOTHING)
    assert update is not None, "a whole document is always read"
    return update


def guid_digest(guid: str) -> bytes:
    """Return 16 bytes that tell a guid from others."""
    return hashlib.blake2b(guid.encode("utf-8", "replace"), digest_size=_SIZE).digest()


def pack_known(items: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return digests of items, each with the digest of its story's guid, as one piece of bytes."""
    return b"".join(digest + name for digest, name in items)


def unpack_known(items: bytes) -> Mapping[bytes, bytes]:
    """Return what was packed: the digests of guids by the digests of items."""
    starts = range(0, len(items), 2 * _SIZE)
    return {items[at : at + _SIZE]: items[at + _SIZE : at + 2 * _SIZE] for at in starts}


def _read(rest: _Cut, url: str, content_type: str, known: Mapping[bytes, bytes]) -> FeedUpdate | None:
    """Return what is left of a document; None where its items do not stand for themselves."""
    from reader.sources.feeds.parsing import parse_with_guids

    try:
        reading = parse_with_guids(rest.content, url, content_type)
    except SourceError:
        if rest.known:
            return None
        raise
    if rest.digests is None or reading.guids is None or len(rest.digests) != len(reading.guids):
        return None if rest.known else FeedUpdate(reading.feed)
    present = frozenset(known[digest] for digest in rest.known)
    own = [guid_digest(guid) if guid else b"" for guid in reading.guids]
    if not present.isdisjoint([*own, *(guid_digest(story.guid) for story in reading.feed.stories)]):
        return None  # two items with one guid: what becomes of each depends on the other
    times = Counter(own)
    fresh = [(digest, name) for digest, name in zip(rest.digests, own, strict=True) if name and times[name] == 1]
    return FeedUpdate(reading.feed, present, pack_known([*fresh, *((digest, known[digest]) for digest in rest.known)]))


def _cut(content: bytes, label: str, known: Mapping[bytes, bytes]) -> _Cut:
    """Leave out of `content` the items that are `known`, as `unpack_known` gives them.

    `label` is what the server calls the content; an item means the same only under the same label and root element.
    Documents of more than MOST_STORIES items, in other charsets than UTF-8, without a root element or with items inside
    items stay whole.
    """
    ranges = items_in(content)
    root = _ROOT.search(content)
    if ranges is None or len(ranges) > MOST_STORIES or root is None:
        return _Cut(content, None)
    about = hashlib.sha256(_VERSION + label.encode("utf-8", "replace") + content[: root.end()])
    digests = [_digest(about, content, start, end) for start, end in ranges]
    pieces, at = [], 0
    for digest, (start, end) in zip(digests, ranges, strict=True):
        if digest in known:
            pieces.append(content[at:start])
            at = end
    return _Cut(
        b"".join([*pieces, content[at:]]) if pieces else content,
        tuple(digest for digest in digests if digest not in known),
        tuple(digest for digest in digests if digest in known),
    )


def items_in(content: bytes) -> list[tuple[int, int]] | None:
    """Return where the items lie; None where tags of items do not open and close in turn, or it is not UTF-8."""
    if any(sign in content for sign in _OTHER_CHARSETS) or not _is_utf8(content):
        return None
    ranges: list[tuple[int, int]] = []
    start = None
    for tag in _TAG.finditer(content):
        closes = tag[1] is not None
        if closes != (start is not None):
            return None
        if start is None:
            start = tag.start()
        else:
            ranges.append((start, tag.end()))
            start = None
    return ranges if start is None else None


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _digest(about: "hashlib._Hash", content: bytes, start: int, end: int) -> bytes:
    digest = about.copy()
    digest.update(memoryview(content)[start:end])
    return digest.digest()[:_SIZE]
