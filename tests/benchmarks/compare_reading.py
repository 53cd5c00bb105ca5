"""Feeds read item by item against feedparser reading them whole: how many are equal, and where one is not.

    python tests/benchmarks/compare_reading.py FOLDER …

Takes every .xml, .rss, .rdf and .atom file below the folders, such as feedparser's own test suite. Each is read three
times: as reader does, by feedparser alone, and with every second item known from before. What differs is named.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from reader.errors import SourceError
from reader.model import ParsedFeed
from reader.sources.feeds import feedparser_adapter, parsing
from reader.sources.feeds.entries import Entry
from reader.sources.feeds.known_items import guid_digest, parse_new, unpack_known

KINDS = {".xml", ".rss", ".rdf", ".atom"}
URL = "https://x.example/feed"


@contextmanager
def feedparser_alone() -> Iterator[None]:
    """Have every document read whole by feedparser."""
    with patch.object(parsing, "read_items", return_value=None):
        yield


@contextmanager
def counting_entries() -> Iterator[list[int]]:
    """Note how many entries feedparser is asked for, a number a call."""
    asked: list[int] = []
    ask = feedparser_adapter.ask_feedparser

    def noting(document: bytes, shown: str) -> Entry:
        found = ask(document, shown)
        asked.append(len(found.get("entries", ())))
        return found

    with patch.object(parsing, "ask_feedparser", noting):
        yield asked


def read(content: bytes) -> ParsedFeed | str:
    """Return the feed, or the sentence for why it is none."""
    try:
        return parsing.parse(content, URL)
    except SourceError as error:
        return str(error)


def half_known_is_equal(content: bytes, whole: ParsedFeed) -> bool:
    """Say whether a document of which every second item is known gives the rest of its stories, and its head."""
    items = list(unpack_known(parse_new(content, URL).items).items())
    rest = parse_new(content, URL, known=dict(items[::2]))
    left = [story for story in whole.stories if guid_digest(story.guid) not in rest.present]
    return list(rest.feed.stories) == left and replace(rest.feed, stories=()) == replace(whole, stories=())


def compare(file: Path, sums: Counter[str]) -> None:
    """Compare what one file gives, and add to the sums."""
    content = file.read_bytes()
    with counting_entries() as asked:
        ours = read(content)
    with feedparser_alone():
        theirs = read(content)
    sums["files"] += 1
    if ours != theirs:
        sums["files that differ"] += 1
        print(f"differs: {file}")
    if isinstance(theirs, str) or isinstance(ours, str):
        sums["files that are no feed"] += 1
        return
    entries = len(theirs.stories)
    sums["entries"] += entries
    sums["entries that are equal"] += sum(
        one == other for one, other in zip(ours.stories, theirs.stories, strict=False)
    )
    sums["entries read by feedparser"] += min(entries, asked[-1])
    if half_known_is_equal(content, theirs):
        sums["files equal with half of their items known"] += 1
    else:
        print(f"differs with half of its items known: {file}")


def main() -> None:
    """Print what differs, then the sums."""
    sums: Counter[str] = Counter()
    for folder in sys.argv[1:]:
        for file in sorted(Path(folder).rglob("*")):
            if file.suffix.lower() in KINDS and file.is_file():
                compare(file, sums)
    for name, count in sums.items():
        print(f"{count:7,} {name}")


if __name__ == "__main__":
    main()
