"""A refresh of 500 feeds × 40 stories from loopback, beside newsboat in the same run where it is installed.

    python tests/benchmarks/bench_refresh.py [feeds] [stories a feed] [milliseconds to an answer]

CPU seconds are those of the whole process and its children, user and system; memory is its peak. Cold: everything is
new; listed is when the last feed is stored, cold ends when all is searchable, which newsboat knows nothing of. Nothing
new: every feed answers 304. 3 % new: in 35 % of the feeds, search index included. newsboat runs with 100 threads; its
cache is ANALYZEd after the first run, and it needs a second one to learn the validators.
"""

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.feed_server import STORIES, FeedServer

from reader.library import open_library
from reader.query import parse
from reader.sources.files.opml import Subscription, write_opml

REPEATED = 3
GOALS = {"listed": 0.8, "nothing new": 0.45, "3 % new": 0.5}


@dataclass(frozen=True)
class Run:
    """What one run of a program used: CPU and wall seconds, and MiB at its peak."""

    cpu: float
    wall: float
    peak: float


def run(argv: list[str], home: Path) -> Run:
    """Run a program to its end; raises where it fails."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"READER_HOME": str(home), "HOME": str(home)}
    began = time.perf_counter()
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{argv} ended with {process.returncode}")
    return Run(used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024)


def reader_runs(server: FeedServer, home: Path) -> dict[str, Run]:
    """Measure reader."""
    program = [sys.executable, "-m", "reader"]
    outline = home / "feeds.opml"
    outline.write_text(write_opml(Subscription(url, f"Feed {n}") for n, url in enumerate(server.urls())))
    run([*program, "import", str(outline)], home)
    listed = run_until_listed([*program, "refresh", "--force", "--events"], home)
    runs = measured(server, [*program, "refresh", "--force"], home, lambda: None, lambda: listed_by_reader(home))
    return {"listed": listed, **runs}


def run_until_listed(argv: list[str], home: Path) -> Run:
    """Run a refresh in a library of its own until all feeds are stored, and let it end."""
    apart = home / "listed"
    shutil.copytree(home / "data", apart / "data")
    began = time.perf_counter()
    environment = {**os.environ, "READER_HOME": str(apart)}
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "feed" and event["done"] == event["feeds"]:
            spent = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            cpu = (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
            listed = Run(cpu, time.perf_counter() - began, 0.0)
    process.wait()
    return listed


def newsboat_runs(server: FeedServer, home: Path) -> dict[str, Run]:
    """Measure newsboat."""
    (home / "urls").write_text("\n".join(server.urls()))
    (home / "config").write_text("reload-threads 100\nsuppress-first-reload yes\nauto-reload no\n")
    cache = home / "cache.db"
    program = ["newsboat", "-u", str(home / "urls"), "-C", str(home / "config"), "-c", str(cache), "-x", "reload"]

    def settle() -> None:
        with sqlite3.connect(cache) as connection:
            connection.execute("ANALYZE")

    return measured(server, program, home, settle, lambda: _count(cache, "SELECT count(*) FROM rss_item"))


def measured(
    server: FeedServer, argv: list[str], home: Path, settle: Callable[[], None], listed: Callable[[], int]
) -> dict[str, Run]:
    """Run the three cases, checking after the first and the last that everything came in."""
    stories = server.stories
    server.show_edition(0)
    runs = {"cold": run(argv, home)}
    expect(listed(), stories, argv)
    settle()
    run(argv, home)
    runs["nothing new"] = middle([run(argv, home) for _ in range(REPEATED)])
    server.show_edition(1)
    runs["3 % new"] = run(argv, home)
    expect(listed(), stories + round(stories * 0.03), argv)
    return runs


def expect(found: int, wanted: int, argv: list[str]) -> None:
    """Stop where a program lists another number of stories than were served."""
    if found != wanted:
        raise SystemExit(f"{argv[0]} lists {found} stories instead of {wanted}")


def listed_by_reader(home: Path) -> int:
    """Return how many stories the library lists, all of them searchable."""
    library = open_library(home / "data" / "library.db")
    try:
        assert not library.search_index.pending()
        return library.stories.count(parse(""))
    finally:
        library.close()


def _count(cache: Path, sql: str) -> int:
    with sqlite3.connect(cache) as connection:
        return int(connection.execute(sql).fetchone()[0])


def middle(runs: list[Run]) -> Run:
    """Return the run whose CPU seconds are the median."""
    return sorted(runs, key=lambda one: one.cpu)[len(runs) // 2]


def start_costs(home: Path) -> tuple[float, float]:
    """Return the CPU seconds of `reader --version` and of `reader refresh` with nothing due: medians of nine."""
    program = [sys.executable, "-m", "reader"]
    pairs = [(run([*program, "--version"], home).cpu, run([*program, "refresh"], home).cpu) for _ in range(9)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def line(name: str, ours: Run, theirs: Run | None) -> str:
    """Return a line of the table."""
    words = f"{name:12} {ours.cpu:9.2f} {ours.wall:8.2f} {ours.peak:7.0f}"
    if theirs is None:
        return words
    ratio = f"{ours.cpu / theirs.cpu:8.2f} {f'≤ {GOALS[name]}' if name in GOALS else ''}"
    return f"{words} {theirs.cpu:13.2f} {theirs.wall:8.2f} {theirs.peak:7.0f} {ratio}"


def main() -> None:
    """Print the table."""
    feeds, stories, latency = [int(one) for one in [*sys.argv[1:], *("500", str(STORIES), "0")[len(sys.argv) - 1 :]]]
    with (
        tempfile.TemporaryDirectory() as ours,
        tempfile.TemporaryDirectory() as theirs,
        FeedServer(feeds, stories, latency / 1000) as server,
    ):
        newsboat = newsboat_runs(server, Path(theirs)) if shutil.which("newsboat") else None
        reader = reader_runs(server, Path(ours))
        version, idle = start_costs(Path(ours))
    beside = f" {'newsboat CPU':>13} {'wall s':>8} {'MiB':>7} {'CPU ×':>8}   goal" if newsboat else ""
    print(f"{stories} stories a feed, answered after {latency} ms")
    print(f"{f'{feeds} feeds':12} {'CPU s':>9} {'wall s':>8} {'MiB':>7}{beside}")
    for name, one in reader.items():
        print(line(name, one, newsboat[name if name != "listed" else "cold"] if newsboat else None))
    print(f"nothing due: {idle:.2f} CPU s, {idle / version:.2f} × reader --version ≤ 1.5")


if __name__ == "__main__":
    main()
