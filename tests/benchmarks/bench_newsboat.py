"""newsboat beside reader on the same stories: start to the list, and a search for a word.

    python tests/benchmarks/bench_newsboat.py [stories …]

newsboat reads the stories from a cache of its own, which is filled directly from the library. Its search is from Enter
to its list of results, as it has no search while typing; reader's is from the text to the rows of its first 50 results.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.bench_search import search, timed
from benchmarks.bench_start import Start, cpu_of, median, resident_of, start
from benchmarks.made_library import NEWEST, library_of
from end_to_end.terminal import DEADLINE, Terminal

from reader.library import open_library

RUNS = 3
WORDS = ("time", "netflix", "ocean")
COPY = """
    INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags, deleted)
    SELECT guid, story.title, author, story.url, feed.url, published, content, 1 - read,
           CASE starred WHEN 1 THEN 's' END, 0
    FROM theirs.story AS story JOIN theirs.feed AS feed ON feed.id = feed_id JOIN theirs.body ON story_id = story.id
"""


def newsboat_of(home: Path) -> list[str]:
    """Return the call of newsboat on the stories of the library in `home`."""
    folder = home / "newsboat"
    call = ["env", f"HOME={folder}", "newsboat"]
    call += [part for flag, name in (("-u", "urls"), ("-C", "config"), ("-c", "cache.db")) for part in (flag, name)]
    call = [str(folder / part) if part in ("urls", "config", "cache.db") else part for part in call]
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        library = open_library(home / "data" / "library.db")
        (folder / "urls").write_text("\n".join(feed.url for feed in library.feeds.all()))
        library.close()
        (folder / "config").write_text("auto-reload no\n")
        subprocess.run([*call, "-x", "print-unread"], stdout=subprocess.DEVNULL, check=True)  # makes the tables
        fill(folder / "cache.db", home / "data" / "library.db")
        (folder / "made").touch()
    return call


def fill(cache: Path, library: Path) -> None:
    """Copy feeds and stories from the library into newsboat's cache."""
    connection = sqlite3.connect(cache)
    connection.execute("ATTACH ? AS theirs", (str(library),))
    connection.execute("DELETE FROM rss_feed")
    connection.execute("INSERT INTO rss_feed (rssurl, url, title) SELECT url, url, title FROM theirs.feed")
    connection.execute(COPY)
    connection.commit()
    connection.execute("ANALYZE main")
    connection.close()


def newsboat_search(call: list[str], word: str) -> Start:
    """Search for a word in newsboat; return how long its results took, and what it used up to then."""
    environment = {**os.environ, "TERM": "xterm-256color"}
    with Terminal(120, 40, call, environment) as terminal:
        wait_for(terminal, b"Your feeds")
        before = cpu_of(terminal.process.pid)
        terminal.type(f"/{word}")
        terminal.raw.clear()
        began = time.perf_counter()
        terminal.type("\r")
        wait_for(terminal, b"Search result")
        wall = time.perf_counter() - began
        return Start(wall, cpu_of(terminal.process.pid) - before, resident_of(terminal.process.pid))


def wait_for(terminal: Terminal, mark: bytes) -> None:
    """Take in output until `mark` is in it, without an emulator, which would take time of its own."""
    end = time.perf_counter() + DEADLINE
    while mark not in terminal.raw and time.perf_counter() < end:
        terminal.raw += os.read(terminal._master, 65536)
    assert mark in terminal.raw, mark


def table(stories: int) -> None:
    """Print the table of one size."""
    home = library_of(stories)
    call = newsboat_of(home)
    print(f"{f'{stories:,} stories':36}{'seconds':>9}{'CPU s':>8}{'MiB':>7}")
    starts = {
        "newsboat, start": (call, "Your feeds"),
        "reader, start": ([sys.executable, "-m", "reader"], NEWEST),
    }
    for name, (argv, mark) in starts.items():
        line(name, median([start(argv, mark, home) for _ in range(RUNS + 1)][1:]))
    library = open_library(home / "data" / "library.db")
    for word in WORDS:
        line(f"newsboat, search for {word}", median([newsboat_search(call, word) for _ in range(RUNS)]))
        wall = sorted(timed(lambda word=word: search(library, word)) for _ in range(RUNS))[RUNS // 2]  # type: ignore[misc]
        print(f"{f'reader, search for {word}':36}{wall:9.3f}", flush=True)
    library.close()
    print()


def line(name: str, one: Start) -> None:
    """Print a line of the table."""
    print(f"{name:36}{one.wall:9.3f}{one.cpu:8.2f}{one.resident:7.0f}", flush=True)


def main() -> None:
    """Print a table for each size."""
    if shutil.which("newsboat") is None:
        raise SystemExit("newsboat is not installed here: apt-get install newsboat")
    for stories in [int(argument) for argument in sys.argv[1:]] or [1_000, 100_000]:
        table(stories)


if __name__ == "__main__":
    main()
