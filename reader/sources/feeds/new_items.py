"""Reading of a document only what is new in it.

Between `cutting`, which leaves out what is known, and `parsing`, which reads what is left.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reader.errors import SourceError
from reader.model import ParsedFeed
from reader.sources.feeds.drafts import MOST_STORIES
from reader.sources.feeds.known_items import Cut, cut, name_of, packed

_NOTHING: Mapping[bytes, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sifted:
    """A feed with only those of its stories that are not known from the last time, or have changed since.

    `present` names the guids, by `name_of`, of those that were left out. `items` is what to remember of the document:
    for each item that is not to be read again, the digest of its bytes and the name of its story's guid.
    """

    feed: ParsedFeed
    present: frozenset[bytes] = frozenset()
    items: bytes = b""


def sift(content: bytes, url: str, content_type: str = "", known: Mapping[bytes, bytes] = _NOTHING) -> Sifted:
    """Return what `parse` would, but for the stories of items that are `known`, as `cutting.unpacked` gives them.

    Raises SourceError where `content` is no feed.
    """
    rest = cut(content, content_type, known, MOST_STORIES)
    sifted = _read(rest, url, content_type, known)
    if sifted is None and rest.known:
        sifted = _read(cut(content, content_type, _NOTHING, MOST_STORIES), url, content_type, _NOTHING)
    assert sifted is not None, "a whole document is always read"
    return sifted


def _read(rest: Cut, url: str, content_type: str, known: Mapping[bytes, bytes]) -> Sifted | None:
    """Return what is left of a document; None where its items do not stand for themselves."""
    from reader.sources.feeds.parsing import read

    try:
        reading = read(rest.content, url, content_type)
    except SourceError:
        if rest.known:
            return None
        raise
    if rest.digests is None or reading.guids is None or len(rest.digests) != len(reading.guids):
        return None if rest.known else Sifted(reading.feed)
    present = frozenset(known[digest] for digest in rest.known)
    own = [name_of(guid) if guid else b"" for guid in reading.guids]
    if not present.isdisjoint([*own, *(name_of(story.guid) for story in reading.feed.stories)]):
        return None  # two items with one guid: what becomes of each depends on the other
    times = Counter(own)
    fresh = [(digest, name) for digest, name in zip(rest.digests, own, strict=True) if name and times[name] == 1]
    return Sifted(reading.feed, present, packed([*fresh, *((digest, known[digest]) for digest in rest.known)]))
