"""Finds the items of a document that no parser gets done with, by reading each alone, so that the rest can be read.

Needed where reading the whole fails: by a fault, or as it takes too long. Must not know how an item is read.
"""

import time
from collections.abc import Callable, Container

from reader.errors import SourceError
from reader.sources.containment import contained_within
from reader.sources.feeds.known_items import items_in

_SECONDS_AN_ITEM = 1.0


def without_bad_items(content: bytes, read: Callable[[bytes], object], seconds: float) -> tuple[bytes, tuple[str, ...]]:
    """Return a document without the items that `read` fails on, and a sentence for each of these.

    None are found where the items cannot be told apart, where it is not they that are to blame, or where looking takes
    more than so many seconds of CPU time.
    """
    ranges = items_in(content) or []
    end = time.process_time() + seconds
    if not ranges or _failure(_with_items(content, ranges, ()), read, "The head"):
        return content, ()
    good, sentences = set(), []
    for number, one in enumerate(ranges, 1):
        if time.process_time() > end:
            return content, ()
        if sentence := _failure(_with_items(content, ranges, [one]), read, f"Story {number}"):
            sentences.append(sentence)
        else:
            good.add(one)
    return (_with_items(content, ranges, good), tuple(sentences)) if good else (content, ())


def _failure(document: bytes, read: Callable[[bytes], object], name: str) -> str:
    """Return why a document cannot be read, "" where it can."""
    try:
        with contained_within(name, _SECONDS_AN_ITEM):
            read(document)
    except SourceError as error:
        return str(error)
    return ""


def _with_items(content: bytes, ranges: list[tuple[int, int]], kept: Container[tuple[int, int]]) -> bytes:
    """Return a document with only some of its items."""
    pieces, at = [], 0
    for start, end in ranges:
        pieces.append(content[at:start])
        if (start, end) in kept:
            pieces.append(content[start:end])
        at = end
    return b"".join([*pieces, content[at:]])
