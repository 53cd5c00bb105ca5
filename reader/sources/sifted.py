"""What is left of a feed's answer when what is known already is taken out, and what is remembered to do that again.

Must not know how a document is read.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reader.model import ParsedFeed

_SIZE = 16
_READING = b"1"
"""Goes into the digest of an item's bytes: another number, and all items are read anew."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A feed with only those of its stories that are not known from the last time, or have changed since.

    `present` names the guids, by `name_of`, of those that were left out. `items` is what to remember of the document:
    for each item that is not to be read again, `digest_of` its bytes and the name of its story's guid.
    """

    feed: ParsedFeed
    present: frozenset[bytes] = frozenset()
    items: bytes = b""


def digest_of(item: bytes) -> bytes:
    """Return 16 bytes that tell the bytes of an item from others."""
    return hashlib.blake2b(item, digest_size=_SIZE, person=_READING).digest()


def name_of(guid: str) -> bytes:
    """Return 16 bytes that tell a guid from others."""
    return hashlib.blake2b(guid.encode("utf-8", "replace"), digest_size=_SIZE).digest()


def packed(items: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return digests of items, each with the name of its story's guid, as one piece of bytes."""
    return b"".join(digest + name for digest, name in items)


def unpacked(items: bytes) -> Mapping[bytes, bytes]:
    """Return what `packed` packed: the names of guids by the digests of items."""
    starts = range(0, len(items), 2 * _SIZE)
    return {items[at : at + _SIZE]: items[at + _SIZE : at + 2 * _SIZE] for at in starts}
