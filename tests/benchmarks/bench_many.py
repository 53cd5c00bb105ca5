"""Nothing new in 500 feeds and in 10,000: what a feed costs, and how much memory a refresh takes.

    python tests/benchmarks/bench_many.py [feeds …]

CPU seconds are those of the whole process, user and system; memory is its peak. Each feed has two stories and answers
304; the figures are the median of three runs after the one that fetches all.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.bench_refresh import expect, listed_by_reader, middle, run
from benchmarks.feed_server import FeedServer

from reader.sources.files.opml import Subscription, write_opml

STORIES = 2
REPEATED = 3


def measure(feeds: int) -> str:
    """Return a line of the table."""
    program = [sys.executable, "-m", "reader"]
    with tempfile.TemporaryDirectory() as folder, FeedServer(feeds, STORIES) as server:
        home = Path(folder)
        outline = home / "feeds.opml"
        outline.write_text(write_opml(Subscription(url, f"Feed {n}") for n, url in enumerate(server.urls())))
        run([*program, "import", str(outline)], home)
        first = run([*program, "refresh", "--force"], home)
        expect(listed_by_reader(home), feeds * STORIES, program)
        one = middle([run([*program, "refresh", "--force"], home) for _ in range(REPEATED)])
    return f"{feeds:7,} {first.cpu:9.2f} {one.cpu:9.2f} {one.wall:8.2f} {1000 * one.cpu / feeds:11.2f} {one.peak:7.0f}"


def main() -> None:
    """Print the table."""
    print(f"{'feeds':>7} {'cold CPU':>9} {'304 CPU':>9} {'wall s':>8} {'ms CPU/feed':>11} {'MiB':>7}", flush=True)
    for feeds in [int(one) for one in sys.argv[1:]] or [500, 10_000]:
        print(measure(feeds), flush=True)


if __name__ == "__main__":
    main()
