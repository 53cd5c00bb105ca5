"""Libraries of any size to measure with, made of words drawn with a fixed seed; and the texts of feeds to serve.

    python tests/benchmarks/made_library.py 1000000

Owns what the measured stories look like: 50,000 words by Zipf's law, some of them English, most made of syllables;
bodies of about 3 KB of HTML, of 1.2 KB where there are more than 300,000 stories; 500 feeds, or one for 200 stories;
six years; 10 % unread, 3 % tagged with one of 50 tags, 1 % starred. Made once a size and kept in the folder
for temporary files, so that benchmarks share them; making one goes on where it was broken off.
"""

import random
import sys
import tempfile
import time
from array import array
from functools import cache
from itertools import accumulate
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from reader.library import Library, open_library
from reader.library.schema import VERSION
from reader.model import FeedKind

SYLLABLES = (
    *("ka", "lo", "mi", "ten", "ra", "su", "vel", "or", "ni", "pa", "dro", "sha", "im", "bel", "tu", "ger", "an", "co"),
    *("fe", "hy", "jo", "qua", "wi", "xe", "yo", "zu", "est", "ing", "ly", "pre"),
)
COMMON = (
    "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which"
    " one you were all her she there would their we him been has when who will no more if out so up said what its about"
    " than into them can only other time new some could these two may first then do now such like our over man me even"
    " most made after also did many off before must well back through years much where your way"
)
TOPICS = (
    "kernel scheduler compiler browser privacy climate election museum painting orchestra novel cinema animation studio"
    " netflix journal science physics quantum biology protein vaccine galaxy telescope satellite robot camera phone"
    " battery energy solar nuclear court lawyer patent copyright licence market inflation bank budget tax union strike"
    " football chess cooking bread coffee garden bicycle railway airport harbour bridge city village mountain ocean"
)
WORDS = 50_000
TAGS = tuple(
    f"{area}/{topic}"
    for area in ("media", "tech", "science", "law", "home", "work", "art", "play", "world", "later")
    for topic in ("film", "ai", "maps", "craft", "people")
)
NEWEST = "The newest story of all"
"""The title of the newest story, which is unread: when it is on the screen, the list is."""

_DECK = 1 << 20
_BATCH = 5_000
_YEARS = 6 * 365 * 86_400
_UNREAD, _TAGGED, _STARRED = 0.1, 0.03, 0.01


@cache
def vocabulary() -> tuple[str, ...]:
    """Return the words there are, the most common first."""
    draw = random.Random(1)
    made: dict[str, None] = {}
    while len(made) < WORDS:
        made.setdefault("".join(draw.choices(SYLLABLES, k=draw.randint(2, 5))))
    words = [*COMMON.split(), *made]
    for number, topic in enumerate(TOPICS.split()):
        words.insert(150 + number * 97, topic)
    return tuple(dict.fromkeys(words))[:WORDS]


@cache
def _deck() -> list[str]:
    """Return words so that each is among them as often as Zipf's law has it."""
    words = vocabulary()
    bounds = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    share = _DECK / bounds[-1]
    deck: list[str] = []
    for word, bound in zip(words, bounds, strict=True):
        deck += [word] * (round(bound * share) - len(deck))
    return deck


class Writer:
    """Draws words, titles and bodies; the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self._deck = _deck()

    def drawn(self, count: int) -> list[str]:
        """Return `count` words, common ones more often."""
        deck, mask = self._deck, _DECK - 1
        return [deck[number & mask] for number in array("I", self.random.randbytes(4 * count))]

    def words(self, count: int) -> str:
        """Return `count` words as a text."""
        return " ".join(self.drawn(count))

    def title(self) -> str:
        """Return the title of a story."""
        return self.words(self.random.randint(4, 11)).capitalize()

    def html(self, count: int) -> str:
        """Return a body of about `count` words in paragraphs with a link each, and a list."""
        words = self.drawn(count + 72)
        paragraphs = [
            f"<p>{' '.join(words[at + 1 : at + 60])} <a href='https://x.example/{at}'>{words[at]}</a>.</p>"
            for at in range(0, count, 60)
        ]
        return "".join(paragraphs) + f"<ul><li>{' '.join(words[-10:-5])}</li><li>{' '.join(words[-5:])}</li></ul>"


def library_of(stories: int, purpose: str = "shared") -> Path:
    """Return a READER_HOME whose library has `stories` stories; one for each `purpose` that would change it.

    One that was made with an older schema is brought up to date.
    """
    home = Path(tempfile.gettempdir()) / f"reader-benchmark-{stories}-{purpose}"
    made = home / "made"
    if made.exists() and made.read_text() == str(VERSION):
        return home
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "config.toml").write_text("refresh_in_background = false\n")  # its feeds are of nowhere
    library = open_library(home / "data" / "library.db", "NORMAL")
    try:
        _fill(library, stories)
        library.search_index.catch_up()
        _check(library)
        library._db.run("ANALYZE")
        library._db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        library.close()
    made.write_text(str(VERSION))
    return home


def _fill(library: Library, stories: int) -> None:
    library._db.run("PRAGMA cache_size = -400000")
    began = int(library.state.get("benchmark.began") or time.time())
    library.state.set("benchmark.began", str(began))
    feeds = max(500, stories // 200)
    if library.feeds.never_subscribed():
        _subscribe(library, feeds, began)
    done = int(library._db.value("SELECT coalesce(max(id), 0) FROM story"))
    for start in range(done + 1, stories + 1, _BATCH):
        numbers = range(start, min(start + _BATCH, stories + 1))
        _Batch(library, Writer(start), stories, feeds, began).store(numbers)


def _subscribe(library: Library, feeds: int, now: int) -> None:
    writer = Writer()
    with library.transaction():
        for number in range(1, feeds + 1):
            title = f"{writer.title()[:20]} {number}"
            url = f"https://feed{number}.example/"
            library.feeds.subscribe(url, FeedKind.WEB, title, now, folder=f"Folder {number % 20}")
        rows = [(name, name) for name in TAGS]
        library._db.run_many("INSERT INTO tag (name, folded) VALUES (?, ?)", rows)


class _Batch:
    """Stories by their numbers, which are their ids, the oldest first, written at once."""

    def __init__(self, library: Library, writer: Writer, stories: int, feeds: int, now: int) -> None:
        self._db = library._db
        self._library, self._writer, self._stories, self._feeds, self._now = library, writer, stories, feeds, now
        self._length = 330 if stories <= 300_000 else 110

    def store(self, numbers: range) -> None:
        """Draw the stories and write them in one transaction."""
        draw = self._writer.random
        lengths = {number: int(self._length * draw.uniform(0.3, 1.7)) for number in numbers}
        tagged = [(n, draw.randint(1, len(TAGS))) for n in numbers if draw.random() < _TAGGED]
        with self._library.transaction():
            self._db.run_many(
                "INSERT INTO story (id, feed_id, guid, title, author, url, published, claimed, arrived, words, digest,"
                " read, starred) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [self._story(number, lengths[number]) for number in numbers],
            )
            self._db.run_many(
                "INSERT INTO body (story_id, format, content) VALUES (?, 'html', ?)",
                [(number, self._writer.html(lengths[number])) for number in numbers],
            )
            self._db.run_many("INSERT INTO story_tag (story_id, tag_id) VALUES (?, ?)", tagged)

    def _story(self, number: int, words: int) -> tuple[object, ...]:
        draw, newest = self._writer.random, number == self._stories
        published = self._now - _YEARS * (self._stories - number) // self._stories
        return (
            number,
            1 + int(self._feeds * draw.random() ** 2),  # some feeds have many stories, most have few
            f"guid:{number}",
            NEWEST if newest else self._writer.title(),
            f"Author {draw.randrange(2_000)}",
            f"https://x.example/{number}",
            *(published, published, published),
            words,
            number.to_bytes(16),
            int(not newest and draw.random() >= _UNREAD),
            int(draw.random() < _STARRED),
        )


def _check(library: Library) -> None:
    """Stop where the counts that triggers kept are not those from scratch, or something is not searchable."""
    scratch = library._db.run("SELECT count(*), sum(read = 0), sum(starred) FROM story WHERE gone = 0").fetchone()
    tally = library.tally()
    assert (tally.stories, tally.unread, tally.starred) == tuple(scratch)
    tagged = library._db.value("SELECT count(*) FROM story_tag")
    assert library._db.value("SELECT sum(stories) FROM tag") == tagged
    assert not library.search_index.pending()


def main() -> None:
    """Make the libraries of the sizes named."""
    for argument in sys.argv[1:]:
        began = time.perf_counter()
        home = library_of(int(argument))
        size = (home / "data" / "library.db").stat().st_size / 1024**2
        print(f"{int(argument):,} stories: {home}, {size:,.0f} MiB, made in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
