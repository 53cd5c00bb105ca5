"""A key to its paint: while nothing else happens, and while 500 feeds are refreshed from the interface.

    python tests/benchmarks/bench_keys.py [stories]

The program runs in a pseudo-terminal of 120 × 40. The figure is the time from writing a key to the last byte of the
burst of output that answers it. The feeds (RSS, Atom, RDF, JSON in turn, 20 stories each) come from loopback.
"""

import json
import os
import select
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.made_library import Writer, library_of
from end_to_end.terminal import Terminal

from reader.library import open_library
from reader.model import FeedKind

FEEDS = 500
PAUSE = 0.12
"""Seconds between two keys, as a fast hand leaves them."""
LATENCY = 0.2
"""Seconds the server takes for an answer."""
ROUNDS = 4
GAP = 0.004
"""Seconds of silence that end a burst."""


def latency(terminal: Terminal, key: str) -> float:
    """Return the seconds from pressing `key` to the end of the first burst of output after it."""
    while select.select([terminal._master], [], [], 0)[0]:
        terminal._pump(0)
    began = time.perf_counter()
    terminal.press(key)
    select.select([terminal._master], [], [], 2)
    painted = time.perf_counter()
    while select.select([terminal._master], [], [], GAP)[0]:
        terminal.raw += os.read(terminal._master, 65536)
        painted = time.perf_counter()
    return painted - began


def press_while(terminal: Terminal, going_on: Callable[[int], bool]) -> list[float]:
    """Press j, k, J, K, s and the like in turn while something is going on; return the latencies in seconds."""
    keys = ["j", "j", "j", "k", "j", "s", "j", "k"]
    latencies: list[float] = []
    while going_on(len(latencies)):
        latencies.append(latency(terminal, keys[len(latencies) % len(keys)]))
        rest = time.perf_counter() + PAUSE
        while (left := rest - time.perf_counter()) > 0:
            if select.select([terminal._master], [], [], left)[0]:
                terminal._pump(0)
    return latencies


def say(what: str, latencies: list[float]) -> None:
    """Print the percentiles in milliseconds."""
    ordered = sorted(1000 * one for one in latencies)
    p50, p95 = statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]
    print(f"{what:44} {len(ordered):5} keys   p50 {p50:6.1f}   p95 {p95:6.1f}   worst {ordered[-1]:6.1f}   ms")


def a_feed(writer: Writer, bodies: list[str], number: int, turn: int) -> str:
    """Return a feed of 20 stories, new at every turn, in one of four dialects."""
    stories = [(f"{number}-{turn}-{n}", writer.title(), bodies[(number + n) % len(bodies)]) for n in range(20)]
    if number % 4 == 0:
        items = [{"id": guid, "title": title, "content_html": body} for guid, title, body in stories]
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": f"Json {number}", "items": items})
    if number % 4 == 1:
        entries = "".join(
            f"<entry><id>{guid}</id><title>{title}</title><updated>2026-11-20T10:00:00Z</updated>"
            f"<content type='html'><![CDATA[{body}]]></content></entry>"
            for guid, title, body in stories
        )
        return (
            f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Atom {number}</title><id>{number}</id>{entries}</feed>"
        )
    items_xml = "".join(
        f"<item rdf:about='{guid}'><guid>{guid}</guid><title>{title}</title><link>https://x.example/{guid}</link>"
        f"<description><![CDATA[{body}]]></description></item>"
        for guid, title, body in stories
    )
    if number % 4 == 2:
        return (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
            f"<channel><title>Rdf {number}</title></channel>{items_xml}</rdf:RDF>"
        )
    plain = items_xml.replace("rdf:about", "about")
    return f"<rss version='2.0'><channel><title>Rss {number}</title>{plain}</channel></rss>"


def serve(address: Connection) -> None:
    """Serve the feeds until killed, each new at every request; tell the port through `address`."""
    writer, turns = Writer(7), Counter[int]()
    bodies = [writer.html(200) for _ in range(50)]

    class Feeds(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = int(self.path.rpartition("/")[2])
            turns[number] += 1
            time.sleep(LATENCY)
            content = a_feed(writer, bodies, number, turns[number]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    address.send(server.server_port)
    server.serve_forever()


@contextmanager
def a_server() -> Iterator[str]:
    """Run the server in a process of its own, so that it does not share an interpreter with the clock."""
    here, there = Pipe()
    process = Process(target=serve, args=(there,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.kill()
        process.join()


def subscribe(home: Path, server: str) -> None:
    """Make the library of `home` subscribe to FEEDS feeds of the server instead of those it has."""
    library = open_library(home / "data" / "library.db", "NORMAL")
    with library.transaction():
        for feed in library.feeds.all():
            library.feeds.unsubscribe(feed.id, 1)
        for number in range(FEEDS):
            library.feeds.subscribe(f"{server}/{time.time_ns()}/{number}", FeedKind.WEB, f"Feed {number}", 1)
        library._db.run("UPDATE story SET gone = 0")
    library.close()


def main() -> None:
    """Print the table."""
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    home = library_of(stories, FEEDS)
    with a_server() as server:
        subscribe(home, server)
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"READER_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        with Terminal(120, 40, [sys.executable, "-m", "reader"], environment) as terminal:
            terminal.wait_for("stories")
            terminal.press("2")
            terminal.wait_for("All ·")
            press_while(terminal, lambda pressed: pressed < 20)
            say(f"{stories:,} stories, nothing else happens", press_while(terminal, lambda pressed: pressed < 150))
            during: list[float] = []
            for _ in range(ROUNDS):
                terminal.press("R")
                terminal.wait_for(f"/{FEEDS}")
                during += press_while(terminal, lambda pressed: terminal.shows(f"/{FEEDS}") or pressed < 10)
                terminal.wait_until(lambda: not terminal.shows(f"/{FEEDS}"), "the end of the refresh")
            say(f"while {FEEDS} feeds bring 20 stories each", during)
            print(terminal.lines()[-1].rstrip())


if __name__ == "__main__":
    main()
