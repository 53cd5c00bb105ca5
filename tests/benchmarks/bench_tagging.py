"""Tagging in a large library: ranking chips, from key to painted chip, tagging 10,000 stories in one step, and how good
the ranking is.

    python tests/benchmarks/bench_tagging.py [stories]

The times are of a library of 100,000 stories of which 5,000 are tagged; the quality is of a made stream of stories with
known structure: 24 topics with words of their own, each with its tag and a habit of company, in 40 feeds that lean
to two topics each, among words that mean nothing. A story is ranked before it is tagged, as in life.
"""

import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.keyboard import PAUSE, latency
from benchmarks.made_library import SYLLABLES, TAGS, library_of
from end_to_end.terminal import Terminal

from reader.library import Library, open_library
from reader.model import Body, BodyFormat, FeedId, FeedKind, ParsedStory
from reader.query import parse
from reader.tagging.suggestions import suggest

TAGGED = 5_000
PRESSED = 60
BULK = 10_000
RANKED = 300

TOPICS, FEEDS, STREAM, WARM = 24, 40, 1_500, 300
RANKINGS = ("by evidence", "most recent", "most used")
PLACES = (1, 3, 9)


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds `work` takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def p95(times: Sequence[float]) -> float:
    """Return the time that 95 of a hundred do not exceed."""
    return statistics.quantiles(times, n=20)[-1]


def measure_times(stories: int) -> None:
    """Print how long ranking, tagging many and undoing that take."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        shutil.copy(library_of(stories) / "data" / "library.db", path)
        library = open_library(path)
        ids = list(library.stories.ids(parse("")))
        drawn = random.Random(2)
        _tag_up_to(library, drawn)
        asked = drawn.sample(ids, RANKED)
        times = [timed(lambda story=story: suggest(library.evidence.of(story))) for story in asked]  # type: ignore[misc]
        print(f"{stories:,} stories, {library.stories.count(parse('is:tagged')):,} tagged")
        print(
            f"chips ranked: median {statistics.median(times):.1f} ms, p95 {p95(times):.1f} ms, max {max(times):.1f} ms"
        )
        many, now = ids[:BULK], int(time.time())
        print(f"{len(many):,} stories tagged: {timed(lambda: library.tags.apply(many, ['many'], [], now)):,.0f} ms")
        print(f"                 undone: {timed(lambda: library.journal.undo(now)):,.0f} ms")
        print(f"                 redone: {timed(lambda: library.journal.redo(now)):,.0f} ms")
        library.close()


def measure_keys(stories: int) -> None:
    """Print how long the tag bar takes from its key to its paint, with its chips, in a pseudo-terminal."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(library_of(stories), home, dirs_exist_ok=True)
        library = open_library(home / "data" / "library.db")
        _tag_up_to(library, random.Random(2))
        library.close()
        environment = {
            "READER_HOME": folder,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PATH": "/usr/bin:/bin",
        }
        with Terminal(120, 40, [sys.executable, "-m", "reader"], environment) as terminal:
            terminal.wait_for("stories · newest first")
            times = []
            for _ in range(PRESSED + 1):
                time.sleep(3 * PAUSE)
                times.append(latency(terminal, "t") * 1000)
                for key in ("esc", "j"):
                    time.sleep(3 * PAUSE)
                    latency(terminal, key)
        print(f"key to painted chips: median {statistics.median(times[1:]):.1f} ms, p95 {p95(times[1:]):.1f} ms")
        print(f"                      the first time, the bar being made: {times[0]:.1f} ms")


def _tag_up_to(library: Library, drawn: random.Random) -> None:
    missing = TAGGED - library.stories.count(parse("is:tagged"))
    for number, story in enumerate(drawn.sample(list(library.stories.ids(parse("-is:tagged"))), max(0, missing))):
        library.tags.give(story, [TAGS[number % len(TAGS)]], number)


@dataclass(frozen=True)
class MadeStory:
    """A story of the made stream: its feed, title, text, and the tags a person would give it."""

    feed: int
    title: str
    text: str
    tags: tuple[str, ...]


class Stream:
    """Draws stories of known topics."""

    def __init__(self, seed: int = 3) -> None:
        self._random = random.Random(seed)
        self._common = [self._word() for _ in range(3_000)]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(3_000)))
        self._own = [[self._word() for _ in range(60)] for _ in range(TOPICS)]
        self._popularity = list(accumulate(1 / (rank + 2) for rank in range(TOPICS)))

    def stories(self, count: int) -> list[MadeStory]:
        """Return `count` stories."""
        return [self._story() for _ in range(count)]

    def _story(self) -> MadeStory:
        feed = self._random.randrange(FEEDS)
        leaning = (feed % TOPICS, (feed * 7 + 3) % TOPICS)
        at_random = self._random.choices(range(TOPICS), cum_weights=self._popularity)[0]
        topic = self._random.choice(leaning) if self._random.random() < 0.5 else at_random
        title = [*self._random.choices(self._own[topic], k=2), *self._meaningless(5)]
        text = [*self._random.choices(self._own[topic], k=8), *self._meaningless(60)]
        self._random.shuffle(title)
        tags = [f"topic-{topic}"] + ([f"kind-{topic % 5}"] if self._random.random() < 0.3 else [])
        return MadeStory(feed, " ".join(title), " ".join(text), tuple(tags))

    def _meaningless(self, count: int) -> list[str]:
        return self._random.choices(self._common, cum_weights=self._weights, k=count)

    def _word(self) -> str:
        return "".join(self._random.choices(SYLLABLES, k=self._random.randint(2, 4)))


def measure_quality() -> None:
    """Print how often the first tag a person would give is among the first one, three and nine chips."""
    hits = {ranking: dict.fromkeys(PLACES, 0) for ranking in RANKINGS}
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder) / "library.db", "NORMAL")
        feeds = [library.feeds.subscribe(f"https://{n}.example/", FeedKind.WEB, f"Feed {n}", 0) for n in range(FEEDS)]
        for number, made in enumerate(Stream().stories(STREAM)):
            story = _store(library, feeds[made.feed], made, number)
            if number >= WARM:
                _judge(hits, library, story, made)
            library.tags.give(story, made.tags, number)
        library.close()
    asked = STREAM - WARM
    print(f"\nthe true tag among the first chips, {asked:,} stories, {TOPICS + 5} tags")
    print(" " * 14 + "".join(f"   top {place}" for place in PLACES))
    for ranking, found in hits.items():
        print(f"{ranking:14}{''.join(f'{100 * found[place] / asked:7.1f}%' for place in PLACES)}")


def _store(library: Library, feed: FeedId, made: MadeStory, number: int) -> int:
    body = Body(BodyFormat.TEXT, made.text)
    story = library.stories.insert(feed, ParsedStory(str(number), made.title, body=body), number, b"", number)
    library.search.catch_up()
    return story


def _judge(hits: dict[str, dict[int, int]], library: Library, story: int, made: MadeStory) -> None:
    used = library.evidence.of(story).recent
    rankings = {
        "by evidence": [one.tag for one in suggest(library.evidence.of(story))],
        "most recent": [tag.name for tag in used],
        "most used": [tag.name for tag in sorted(used, key=lambda tag: -tag.stories)],
    }
    for ranking, tags in rankings.items():
        for place in PLACES:
            hits[ranking][place] += made.tags[0] in tags[:place]


if __name__ == "__main__":
    measure_times(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    measure_keys(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    measure_quality()
