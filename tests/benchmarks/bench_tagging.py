"""Tagging in a large library: ranking chips, from key to painted chip, tagging 10,000 stories in one step, how good
the ranking is, and how often a tag is right that the list suggests unasked.

    python tests/benchmarks/bench_tagging.py [stories]

The times are of a library of 100,000 stories of which 5,000 are tagged; the quality is of a made stream of stories with
known structure: 24 topics with words of their own, each with its tag and a habit of company, in 40 feeds that lean
to two topics each, among words that mean nothing. A story is ranked before it is tagged, as in life. What the list
suggests is judged for four readers of that stream, who read all of it: one tags every story, one only those of six
topics, one forgets one in seven of these, one tags every other story by the toss of a coin, which nobody can foresee.
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
from reader.tagging.confidence import confident
from reader.tagging.suggestions import suggest

TAGGED = 5_000
PRESSED = 60
BULK = 10_000
RANKED = 300

TOPICS, FEEDS, STREAM, WARM = 24, 40, 1_500, 300
RANKINGS = ("by history", "most recent", "most used")
PLACES = (1, 3, 9)
SCREEN = 40
SIX = frozenset(f"topic-{number}" for number in (0, 3, 7, 8, 11, 20))


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
        times = [timed(lambda story=story: suggest(library.tag_history.for_tagging(story))) for story in asked]  # type: ignore[misc]
        print(f"{stories:,} stories, {library.stories.count(parse('is:tagged')):,} tagged")
        print(
            f"chips ranked: median {statistics.median(times):.1f} ms, p95 {p95(times):.1f} ms, max {max(times):.1f} ms"
        )
        _measure_suggesting(library)
        many, now = ids[:BULK], int(time.time())
        print(f"{len(many):,} stories tagged: {timed(lambda: library.tags.apply(many, ['many'], [], now)):,.0f} ms")
        print(f"                 undone: {timed(lambda: library.journal.undo(now)):,.0f} ms")
        print(f"                 redone: {timed(lambda: library.journal.redo(now)):,.0f} ms")
        library.close()


def _measure_suggesting(library: Library) -> None:
    screen = library.stories.first_ids(parse("is:unread -is:tagged"), SCREEN)
    times = [timed(lambda story=story: _suggested(library, story)) for story in screen]  # type: ignore[misc]
    print(
        f"suggested in the list: a story median {statistics.median(times):.1f} ms, p95 {p95(times):.1f} ms,"
        f" a screen of {SCREEN} {sum(times):,.0f} ms"
    )


def _suggested(library: Library, story: int) -> tuple[str, ...]:
    history = library.tag_history.for_suggesting(story)
    return () if history is None else confident(history)


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
        library.tags.import_from_document(story, [TAGS[number % len(TAGS)]], number)


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
            library.tags.import_from_document(story, made.tags, number)
        library.close()
    asked = STREAM - WARM
    print(f"\nthe true tag among the first chips, {asked:,} stories, {TOPICS + 5} tags")
    print(" " * 14 + "".join(f"   top {place}" for place in PLACES))
    for ranking, found in hits.items():
        print(f"{ranking:14}{''.join(f'{100 * found[place] / asked:7.1f}%' for place in PLACES)}")


def measure_confidence() -> None:
    """Print how often what the list suggests is right, and on how many stories it does, for four readers."""
    drawn = random.Random(5)
    readers: dict[str, Callable[[MadeStory], bool]] = {
        "tags every story": lambda _: True,
        "tags six topics of 24": lambda made: made.tags[0] in SIX,
        "and forgets one in seven": lambda made: made.tags[0] in SIX and drawn.random() > 1 / 7,
        "tosses a coin": lambda _: drawn.random() < 0.5,
    }
    print(f"\ntags suggested in the list, {STREAM - WARM:,} unread stories{'':12}shown   right   of those to be tagged")
    for name, tags_it in readers.items():
        shown, right, with_one, to_tag = _judge_suggestions(tags_it)
        share = 100 * with_one / max(1, to_tag)
        print(f"{name:40}{'':15}{shown:5}{100 * right / max(1, shown):7.1f}%{share:16.1f}%")


def _judge_suggestions(tags_it: Callable[[MadeStory], bool]) -> tuple[int, int, int, int]:
    """Return how many tags are suggested, how many of them rightly, on how many stories, and how many get a tag."""
    shown = right = with_one = to_tag = 0
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder) / "library.db", "NORMAL")
        feeds = [library.feeds.subscribe(f"https://{n}.example/", FeedKind.WEB, f"Feed {n}", 0) for n in range(FEEDS)]
        for number, made in enumerate(Stream().stories(STREAM)):
            story, tags = _store(library, feeds[made.feed], made, number), made.tags if tags_it(made) else ()
            if number >= WARM:
                library.tag_history.forget()
                suggested = _suggested(library, story)
                shown, right = shown + len(suggested), right + len(set(suggested) & set(tags))
                with_one, to_tag = with_one + bool(suggested), to_tag + bool(tags)
            library.tags.import_from_document(story, tags, number)
            library.stories.mark_read([story], number)
        library.close()
    return shown, right, with_one, to_tag


def _store(library: Library, feed: FeedId, made: MadeStory, number: int) -> int:
    body = Body(BodyFormat.TEXT, made.text)
    story = library.incoming.insert(feed, ParsedStory(str(number), made.title, body=body), number, b"", number)
    library.search_index.catch_up()
    return story


def _judge(hits: dict[str, dict[int, int]], library: Library, story: int, made: MadeStory) -> None:
    used = library.tag_history.for_tagging(story).recent
    rankings = {
        "by history": [one.tag for one in suggest(library.tag_history.for_tagging(story))],
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
    measure_confidence()
