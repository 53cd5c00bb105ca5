"""A key to its paint: while nothing else happens, and while 500 feeds are refreshed from the interface.

    python tests/benchmarks/bench_busy_keys.py [stories]

The feeds (RSS, Atom, RDF, JSON in turn, 20 stories each) come from loopback.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import HEADER, columns, surroundings
from benchmarks.keyboard import press_while
from benchmarks.made_library import Writer, library_of
from end_to_end.terminal import Terminal

from reader.library import open_library
from reader.model import FeedKind

FEEDS = 500
LATENCY = 0.2
"""Seconds the server takes for an answer."""
ROUNDS = 4
KEYS = ["j", "j", "j", "k", "j", "s", "j", "k"]


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
    home = library_of(stories, "busy")
    with a_server() as server:
        subscribe(home, server)
        with Terminal(120, 40, [sys.executable, "-m", "reader"], surroundings(home)) as terminal:
            terminal.wait_for("stories")
            terminal.press("2")
            terminal.wait_for("All ·")
            press_while(terminal, KEYS, lambda pressed: pressed < 20)
            alone = press_while(terminal, KEYS, lambda pressed: pressed < 150)
            print(f"{f'{stories:,} stories, ms':44}{HEADER}")
            print(f"{'nothing else happens':44}{columns(alone)}")
            during: list[float] = []
            for _ in range(ROUNDS):
                terminal.press("R")
                terminal.wait_for(f"/{FEEDS}")
                during += press_while(terminal, KEYS, lambda pressed: terminal.shows(f"/{FEEDS}") or pressed < 10)
                terminal.wait_until(lambda: not terminal.shows(f"/{FEEDS}"), "the end of the refresh")
            print(f"{f'while {FEEDS} feeds bring 20 stories each':44}{columns(during)}")
            print(terminal.lines()[-1].rstrip())


if __name__ == "__main__":
    main()
