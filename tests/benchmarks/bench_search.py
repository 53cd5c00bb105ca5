"""A search keystroke to the first 50 stories, as the interface asks for them, beside bare FTS5 on the same file.

    python tests/benchmarks/bench_search.py [stories …]

Each kind of query is asked with different words in three rounds; a figure is the time from the text to 50 rows as the
list shows them. The floor is SQLite alone: the ids of 50 hits in the search index, the newest places first, without
tags, marks or the rows themselves. `count` is the number of all hits, which the interface shows after them.
"""

import random
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import HEADER, columns, percentiles
from benchmarks.made_library import TAGS, library_of, vocabulary

from reader import query
from reader.library import Library, open_library

DIFFERENT = 20
ROUNDS = 3
FIRST = 50
GOALS = {100_000: 50, 1_000_000: 150}
"""Milliseconds the 95th percentile may take at these sizes."""

FLOOR = f"SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT {FIRST}"


@dataclass(frozen=True)
class Case:
    """A kind of query: its texts, and what each comes to for FTS5 alone."""

    name: str
    texts: tuple[str, ...]
    matches: tuple[str, ...]


def cases() -> list[Case]:
    """Return the kinds of queries with words drawn for each, the same in every run."""
    draw, words = random.Random(4), vocabulary()
    common, middling, rare = words[20:200], words[1_000:5_000], words[30_000:]

    def made(name: str, text: Callable[[], str], match: Callable[[str], str]) -> Case:
        texts = tuple(text() for _ in range(DIFFERENT))
        return Case(name, texts, tuple(match(one) for one in texts))

    def start(length: int) -> Callable[[], str]:
        return lambda: draw.choice([word for word in middling if len(word) > length])[:length]

    def pair(some: Sequence[str]) -> Callable[[], str]:
        return lambda: " ".join(draw.sample(some, 2))

    return [
        *(made(f"{n}-letter prefix", start(n), lambda text: f'"{text}" *') for n in (1, 2, 3)),
        made("common word", lambda: draw.choice(common), quoted),
        made("rare word", lambda: draw.choice(rare), quoted),
        made("two common words", pair(common), lambda text: " ".join(map(quoted, text.split()))),
        made("phrase", lambda: quoted(" ".join(draw.sample(words[:30], 2))), lambda text: text),
        made("tag + word", lambda: f"tag:{draw.choice(TAGS)} {draw.choice(common)}", lambda text: quoted(last(text))),
        made("unread + word", lambda: f"is:unread {draw.choice(middling)}", lambda text: quoted(last(text))),
        made("OR", lambda: " OR ".join(draw.sample(middling, 2)), either),
        made("negation", lambda: f"{draw.choice(common)} -{draw.choice(common)}", without),
    ]


def quoted(text: str) -> str:
    return f'"{text}"'


def last(text: str) -> str:
    return text.split()[-1]


def either(text: str) -> str:
    return " OR ".join(map(quoted, text.split(" OR ")))


def without(text: str) -> str:
    wanted, unwanted = text.split(" -")
    return f"{quoted(wanted)} NOT {quoted(unwanted)}"


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def search(library: Library, text: str) -> int:
    """Return how many of the first stories are shown for a text that is being typed."""
    as_typed = getattr(query, "parse_typed", query.parse)
    return len(library.stories.rows(library.stories.first_ids(as_typed(text), FIRST)))


def count(library: Library, text: str) -> int:
    """Return how many stories a text that is being typed finds in all."""
    return library.stories.count(getattr(query, "parse_typed", query.parse)(text))


def table(stories: int) -> None:
    """Print the table of one size."""
    home = library_of(stories)
    library = open_library(home / "data" / "library.db")
    bare = sqlite3.connect(home / "data" / "library.db")
    print(f"{stories:,} stories, ms {HEADER}{'floor p50':>11}{'p95':>9}{'count p95':>11}")
    all_of_them: list[float] = []
    for case in cases():
        ours: list[float] = []
        floor: list[float] = []
        for _ in range(ROUNDS):
            for text, match in zip(case.texts, case.matches, strict=True):
                ours.append(timed(lambda text=text: search(library, text)))  # type: ignore[misc]
                floor.append(timed(lambda match=match: bare.execute(FLOOR, (match,)).fetchall()))  # type: ignore[misc]
        counts = [timed(lambda text=text: count(library, text)) for text in case.texts]  # type: ignore[misc]
        all_of_them += ours
        below = percentiles(floor)
        print(f"{case.name:20}{columns(ours)}{below[0]:11.1f}{below[1]:9.1f}{percentiles(counts)[1]:11.1f}", flush=True)
    goal = f"   goal: p95 ≤ {GOALS[stories]}" if stories in GOALS else ""
    print(f"{'all together':20}{columns(all_of_them)}{goal}\n")
    bare.close()
    library.close()


def main() -> None:
    """Print a table for each size."""
    for stories in [int(argument) for argument in sys.argv[1:]] or [1_000, 100_000]:
        table(stories)


if __name__ == "__main__":
    main()
