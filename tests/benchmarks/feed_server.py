"""A server of many feeds in a process of its own: encoded beforehand, so that serving costs next to nothing.

Owns the feeds that refreshes are measured with: RSS and Atom in turn, bodies of 1 to 20 KB of HTML, packed by gzip.
Knows nothing of any reader.
"""

import asyncio
import gzip
import math
import multiprocessing
import pickle
import random
import tempfile
import urllib.request
from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from benchmarks.made_library import Writer

STORIES = 40
CHANGED_FEEDS = 0.35
NEW_STORIES = 0.03
_NEWEST = 1_795_000_000


@dataclass(frozen=True)
class Edition:
    """The bytes of every feed, packed, and the mark its server gives it."""

    bodies: list[bytes]
    etags: list[str]


def editions_of(feeds: int, stories: int = STORIES) -> tuple[Edition, Edition]:
    """Return two editions of `feeds` feeds of so many stories; in the second, 35 % of them have new ones."""
    kept = Path(tempfile.gettempdir()) / f"reader-benchmark-feeds-{feeds}-{stories}.pickle"
    if kept.exists():
        made: tuple[Edition, Edition] = pickle.loads(kept.read_bytes())
        return made
    made = _make_editions(feeds, stories)
    kept.write_bytes(pickle.dumps(made))
    return made


def _make_editions(feeds: int, stories: int) -> tuple[Edition, Edition]:
    writer, chance = Writer(), random.Random(2)
    paragraphs = [f"<p>{writer.words(60)} <a href='https://x.example/{n}'>more</a>.</p>\n" for n in range(20_000)]
    changed = round(feeds * CHANGED_FEEDS)
    fresh = round(feeds * stories * NEW_STORIES)
    first, second = Edition([], []), Edition([], [])
    for feed in range(feeds):
        added = fresh // changed + (feed < fresh % changed) if feed < changed else 0
        items = [_item(feed, number, writer, chance, paragraphs) for number in range(stories + added)]
        _publish(first, feed, items[:stories], 1)
        if added:
            _publish(second, feed, items[added:], 2)
        else:
            second.bodies.append(first.bodies[-1])
            second.etags.append(first.etags[-1])
    return first, second


def _publish(edition: Edition, feed: int, items: list[str], number: int) -> None:
    edition.bodies.append(gzip.compress(_document(feed, items, number).encode(), 6, mtime=0))
    edition.etags.append(f'"{feed}-{number}"')


def _document(feed: int, items: list[str], number: int) -> str:
    inside = "".join(reversed(items))
    if feed % 3 == 2:
        head = f"<title>Feed {feed}</title><id>urn:feed:{feed}</id><updated>2026-11-2{number}T10:00:00Z</updated>"
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}{inside}</feed>'
        )
    head = f"<title>Feed {feed}</title><link>https://f{feed}.example/</link><lastBuildDate>{number}</lastBuildDate>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{head}{inside}</channel></rss>'
    )


def _item(feed: int, number: int, writer: Writer, chance: random.Random, paragraphs: list[str]) -> str:
    size = math.exp(chance.uniform(math.log(1_000), math.log(20_000)))
    body = "".join(chance.choices(paragraphs, k=max(1, round(size / 430))))
    url, moment = f"https://f{feed}.example/{number}", _NEWEST - (100 - number) * 7_000 - feed
    title, author = writer.title(), writer.words(2)
    if feed % 3 == 2:
        stamp = f"2026-11-{number % 20 + 1:02}T08:{feed % 60:02}:00Z"
        return (
            f"<entry><title>{title}</title><id>{url}</id><link href='{url}'/><updated>{stamp}</updated>"
            f"<author><name>{author}</name></author><content type='html'>{escape(body)}</content></entry>\n"
        )
    text = f"<description>{escape(body)}</description>"
    if feed % 3 == 1:
        text = f"<description>{title}</description><content:encoded><![CDATA[{body}]]></content:encoded>"
    return (
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid><dc:creator>{author}</dc:creator>"
        f"<category>news</category><pubDate>{formatdate(moment)}</pubDate>{text}</item>\n"
    )


class FeedServer:
    """The feeds on a port of loopback, each answer `latency` seconds after it was asked for."""

    def __init__(self, feeds: int, stories: int = STORIES, latency: float = 0.0) -> None:
        ours, theirs = multiprocessing.Pipe()
        self._feeds = feeds
        self.stories = feeds * stories
        self._process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(feeds, stories, latency, theirs), daemon=True
        )
        self._process.start()
        self._port: int = ours.recv()

    def __enter__(self) -> "FeedServer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        self._process.join()

    def urls(self) -> list[str]:
        """Return the addresses of all feeds."""
        return [f"http://127.0.0.1:{self._port}/{feed}" for feed in range(self._feeds)]

    def show_edition(self, number: int) -> None:
        """Serve the first (0) or the second (1) edition from now on."""
        urllib.request.urlopen(f"http://127.0.0.1:{self._port}/edition/{number}").read()


class _Answers(asyncio.Protocol):
    editions: tuple[Edition, Edition]
    shown = 0
    latency = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            request, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            answer = self._answer(request.decode("latin-1"))
            asyncio.get_running_loop().call_later(self.latency, self._transport.write, answer)

    def _answer(self, request: str) -> bytes:
        path = request.split(" ", 2)[1]
        if path.startswith("/edition/"):
            _Answers.shown = int(path.rpartition("/")[2])
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        edition, feed = self.editions[self.shown], int(path[1:])
        etag, body = edition.etags[feed], edition.bodies[feed]
        if etag in request:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        head = f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Type: application/xml\r\nContent-Encoding: gzip\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _serve(feeds: int, stories: int, latency: float, started: Connection) -> None:
    _Answers.editions, _Answers.latency = editions_of(feeds, stories), latency

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(_Answers, "127.0.0.1", 0, backlog=1000)
        started.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())
