"""Libraries of any size to measure with, made of words drawn with a fixed seed; and lists of feeds to serve.

Owns what the measured stories look like. Made once a size and kept in the folder for temporary files.
"""

import random
import tempfile
import time
from itertools import accumulate
from pathlib import Path

from reader.library import Library, open_library
from reader.model import Body, BodyFormat, FeedId, FeedKind, ParsedStory

SYLLABLES = ("ka", "lo", "mi", "ten", "ra", "su", "vel", "or", "ni", "pa", "dro", "sha", "im", "bel", "tu", "ger")
TAGS = tuple(f"{area}/{topic}" for area in ("media", "tech", "science") for topic in ("film", "ai", "law", "maps"))
_BATCH = 5_000


class Writer:
    """Draws words, titles and bodies; the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._words = ["".join(self._random.choices(SYLLABLES, k=self._random.randint(1, 4))) for _ in range(20_000)]
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(len(self._words))))

    def words(self, count: int) -> str:
        """Return `count` words, common ones more often."""
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))

    def title(self) -> str:
        """Return the title of a story."""
        return self.words(self._random.randint(4, 11)).capitalize()

    def html(self, count: int) -> str:
        """Return a body of about `count` words in paragraphs with a link and a list."""
        paragraphs = [
            f"<p>{self.words(60)} <a href='https://x.example/{n}'>{self.words(2)}</a>.</p>"
            for n in range(count // 60 + 1)
        ]
        return "".join(paragraphs) + f"<ul><li>{self.words(5)}</li><li>{self.words(5)}</li></ul>"


def library_of(stories: int, feeds: int = 500) -> Path:
    """Return a READER_HOME whose library has `stories` stories in `feeds` feeds, 40 % unread, 3 % tagged."""
    home = Path(tempfile.gettempdir()) / f"reader-benchmark-{stories}-{feeds}-quiet"
    if (home / "made").exists():
        return home
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "config.toml").write_text("refresh_in_background = false\n")  # its feeds are of nowhere
    library = open_library(home / "data" / "library.db", "NORMAL")
    _fill(library, stories, feeds)
    library.optimize()
    library.close()
    (home / "made").touch()
    return home


def _fill(library: Library, stories: int, feeds: int) -> None:
    writer, now = Writer(), int(time.time())
    with library.transaction():
        ids = [
            library.feeds.subscribe(
                f"https://feed{n}.example/", FeedKind.WEB, writer.title()[:24], now, folder=f"Folder {n % 20}"
            )
            for n in range(feeds)
        ]
    for start in range(0, stories, _BATCH):
        with library.transaction():
            for number in range(start, min(start + _BATCH, stories)):
                _add(library, writer, ids[number % feeds], number, now)
    library.search.catch_up()
    with library.transaction():
        library._db.run("UPDATE story SET read = 1 WHERE id % 5 < 3")
        library._db.run("ANALYZE")


def _add(library: Library, writer: Writer, feed: FeedId, number: int, now: int) -> None:
    body = Body(BodyFormat.HTML, writer.html(150))
    parsed = ParsedStory(f"guid:{number}", writer.title(), body=body, url=f"https://x.example/{number}")
    story = library.stories.insert(feed, parsed, now - number * 300, number.to_bytes(16), now)
    if number % 33 == 0:
        library.tags.give(story, [TAGS[number % len(TAGS)]], now)
