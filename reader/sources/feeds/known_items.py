"""What is known of a document, left out before anybody reads it.

Owns where the items of a document lie among its bytes as they came, and how they are told from others. An item whose
very bytes are known need not be decoded, parsed or converted again. Must not know what an item says.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_SIZE = 16
_READING = b"1"
"""Goes into every digest: another number, and all items are read anew."""

_TAG = re.compile(rb"<(?:(/)(?:item|entry)\s*>|(item|entry)(?=[\s>]))")
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b[^<>]*>")
_OTHER_CHARSETS = (b"\x1b", b"~{", b"\0")


@dataclass(frozen=True, slots=True)
class Cut:
    """A document without the items that are known: the bytes left, and the digests of the items in them, in order.

    `known` has the digests of the items left out. `digests` is None where the items cannot be told apart, so that
    nothing may be left out or remembered.
    """

    content: bytes
    digests: tuple[bytes, ...] | None
    known: tuple[bytes, ...] = ()


def cut(content: bytes, label: str, known: Mapping[bytes, bytes], most: int) -> Cut:
    """Leave out of `content` the items that are `known`, as `unpacked` gives them.

    `label` is what the server calls the content; an item means the same only under the same label and root element.
    Documents of more than `most` items, in other charsets than UTF-8, without a root element or with items inside
    items stay whole.
    """
    ranges = _items_in(content)
    root = _ROOT.search(content)
    if ranges is None or len(ranges) > most or root is None:
        return Cut(content, None)
    about = hashlib.sha256(_READING + label.encode("utf-8", "replace") + content[: root.end()])
    digests = [_digest(about, content, start, end) for start, end in ranges]
    pieces, at = [], 0
    for digest, (start, end) in zip(digests, ranges, strict=True):
        if digest in known:
            pieces.append(content[at:start])
            at = end
    return Cut(
        b"".join([*pieces, content[at:]]) if pieces else content,
        tuple(digest for digest in digests if digest not in known),
        tuple(digest for digest in digests if digest in known),
    )


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


def _items_in(content: bytes) -> list[tuple[int, int]] | None:
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
