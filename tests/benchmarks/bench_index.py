"""What the search index costs: its size and its building, a story, and what a refresh pays for it.

    python tests/benchmarks/bench_index.py [stories]

The index is built over so many new stories of 3 KB; then a refresh brings 600 more, of which 100 are revised: what
storing them costs, and what making them searchable costs. The library is made for this and thrown away.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.made_library import Writer

from reader.library import Library, open_library
from reader.model import Body, BodyFormat, FeedId, FeedKind, ParsedStory, StoryId

WORDS = 330
NEW, REVISED = 600, 100
DIGEST = bytes(16)


def bring(library: Library, feed: FeedId, stories: Sequence[ParsedStory]) -> list[StoryId]:
    """Store new stories as a refresh does, 20 in a transaction."""
    ids: list[StoryId] = []
    for at in range(0, len(stories), 20):
        with library.transaction():
            now = int(time.time()) - at
            ids += [library.incoming.insert(feed, story, now, DIGEST, now) for story in stories[at : at + 20]]
    return ids


def a_story(writer: Writer) -> ParsedStory:
    body = Body(BodyFormat.HTML, writer.html(WORDS))
    return ParsedStory(f"guid:{writer.random.random()}", writer.title(), "An Author", "https://x.example/a", body=body)


def revise(library: Library, ids: Sequence[StoryId], stories: Sequence[ParsedStory]) -> None:
    """Store what publishers changed, 20 in a transaction."""
    for at in range(0, len(ids), 20):
        with library.transaction():
            for story_id, story in zip(ids[at : at + 20], stories[at : at + 20], strict=True):
                library.incoming.revise(story_id, story, DIGEST, 1)


def size(library: Library) -> int:
    """Return the bytes of the file that are in use."""
    pages, free, page = (library._db.value(f"PRAGMA {name}") for name in ("page_count", "freelist_count", "page_size"))
    return int((pages - free) * page)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    writer = Writer(9)
    first, new, changed = ([a_story(writer) for _ in range(many)] for many in (count, NEW, REVISED))
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder) / "library.db", "NORMAL")
        feed = library.feeds.subscribe("https://x.example/", FeedKind.WEB, "X", 1)
        ids = bring(library, feed, first)
        bare, began, spent = size(library), time.perf_counter(), time.process_time()
        library.search_index.catch_up()
        built, cpu, indexed = time.perf_counter() - began, time.process_time() - spent, size(library)
        began = time.process_time()
        bring(library, feed, new)
        revise(library, writer.random.sample(ids, REVISED), changed)
        stored, began = time.process_time() - began, time.process_time()
        library.search_index.catch_up()
        searchable = time.process_time() - began
        library.close()
    print(
        f"{count:,} stories of 3 KB: {bare / count:,.0f} bytes each without the index, {indexed / count:,.0f} with it"
    )
    print(f"building: {1000 * cpu / count:.2f} CPU ms a story, {1000 * built / count:.2f} ms on the clock")
    print(
        f"a refresh with {NEW} new and {REVISED} revised: storing {stored:.2f} CPU s, indexing {searchable:.2f} CPU s"
    )


if __name__ == "__main__":
    main()
