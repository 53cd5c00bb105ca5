"""Every bad server at once, and good ones beside them: each failure has its sentence, and the good ones come in.

`python tests/refreshing/test_gauntlet.py` prints what a person is told of each.
"""

import gzip
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from builders import NOW, a_library
from tls_server import make_certificate, tls_server
from web_server import Answer, WebServer

from reader.config import Config
from reader.library import Library
from reader.model import FeedKind, Outcome, OutcomeKind
from reader.refreshing.pipeline import Pipeline
from reader.sources.web import Fetcher, Limits

LIMITS = Limits(seconds=12, connect_seconds=1, max_bytes=30 * 1024 * 1024)
GOOD = 20
CHANGED = "(comes in)"


def a_feed(items: str = "<item><title>One</title></item>") -> bytes:
    return f"<rss version='2.0'><channel><title>A feed</title>{items}</channel></rss>".encode()


FEED = a_feed()


def packed_zeros(size: int) -> bytes:
    """Return so many zero bytes as gzip, packed piece by piece so that they never lie in memory together."""
    piece, packer = bytes(4_000_000), zlib.compressobj(1, wbits=31)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


@cache
def bad_servers() -> dict[str, tuple[Answer, str]]:
    """Return what each bad server answers, and the sentence a person is told of it; made when it is asked for."""
    many = a_feed("".join(f"<item><guid>{n}</guid><title>Story {n}</title></item>" for n in range(10_000)))
    vast = a_feed(f"<item><title>Vast</title><description>{'word ' * 4_000_000}</description></item>")
    deep = packed_zeros(400_000_000)
    return {
        "hangs": (Answer(hang=True), "127.0.0.1 did not answer within 12 seconds."),
        "slow to begin": (Answer(FEED, delay=25), "127.0.0.1 did not answer within 12 seconds."),
        "drips": (Answer(FEED, trickle=0.3), "127.0.0.1 did not answer within 12 seconds."),
        "closes at once": (Answer(raw=b""), "127.0.0.1 hung up before it answered."),
        "speaks no HTTP": (
            Answer(raw=b"220 mail ready\r\n"),
            "127.0.0.1 sent something that is not an answer a web server gives.",
        ),
        "cut short": (Answer(FEED, cut=30), "127.0.0.1 broke off in the middle of its answer."),
        "cut in a chunk": (Answer(FEED, chunked=True, cut=40), "127.0.0.1 broke off in the middle of its answer."),
        "longer than said": (Answer(FEED, headers={"Content-Length": "20"}), "URL breaks off before its first story."),
        "shorter than said": (
            Answer(FEED, headers={"Content-Length": "5000"}, cut=5000),
            "127.0.0.1 broke off in the middle of its answer.",
        ),
        "says it is huge": (
            Answer(FEED, headers={"Content-Length": str(10**12)}),
            "URL sends more than 30 MiB; it was not read (fetch_mib in config.toml sets the limit).",
        ),
        "is huge": (
            Answer(b"<rss>" + b" " * 40_000_000, chunked=True),
            "URL sends more than 30 MiB; it was not read (fetch_mib in config.toml sets the limit).",
        ),
        "gzip bomb": (
            Answer(deep, headers={"Content-Encoding": "gzip"}),
            "URL sends more than 30 MiB; it was not read (fetch_mib in config.toml sets the limit).",
        ),
        "gzip bomb in gzip": (
            Answer(gzip.compress(deep), headers={"Content-Encoding": "gzip"}),
            "URL sends more than 30 MiB; it was not read (fetch_mib in config.toml sets the limit).",
        ),
        "brotli nobody asked for": (
            Answer(b"\x8b\x03\x80abc\x03\xff\xfe\x01" * 9, headers={"Content-Encoding": "br"}),
            "127.0.0.1 sent an answer packed in a way that was not asked for (br).",
        ),
        "damaged gzip": (
            Answer(gzip.compress(FEED)[:-12], headers={"Content-Encoding": "gzip"}),
            "127.0.0.1 sent a damaged answer: its compression is broken.",
        ),
        "gzip that is none": (Answer(FEED, headers={"Content-Encoding": "gzip"}), CHANGED),
        "gzip without a label": (Answer(gzip.compress(FEED)), CHANGED),
        "raw deflate": (Answer(zlib.compress(FEED)[2:-4], headers={"Content-Encoding": "deflate"}), CHANGED),
        "called an image": (Answer(FEED, headers={"Content-Type": "image/png"}), CHANGED),
        "called UTF-16": (Answer(FEED, headers={"Content-Type": "text/xml; charset=utf-16"}), CHANGED),
        "called nonsense": (Answer(FEED, headers={"Content-Type": "text/xml; charset=klingon"}), CHANGED),
        "declared wrongly": (Answer(b"<?xml version='1.0' encoding='utf-16'?>" + FEED), CHANGED),
        "an image called a feed": (
            Answer(b"\x89PNG\r\n\x1a\n" + bytes(99), headers={"Content-Type": "application/rss+xml"}),
            "URL is not a feed (it is a PNG image).",
        ),
        "a page called a feed": (
            Answer(b"<!doctype html><p>Log in", headers={"Content-Type": "application/rss+xml"}),
            "URL is a web page, not a feed.",
        ),
        "nothing at all": (Answer(b""), "URL sent nothing."),
        "blanks": (Answer(b" \n" * 9000), "URL sent nothing."),
        "redirects to itself": (
            Answer(status=302, headers={"Location": "?"}),
            "127.0.0.1 redirects more than 5 times.",
        ),
        "redirects to nowhere": (Answer(status=302), "127.0.0.1 redirects without saying where (302)."),
        "redirects to a file": (
            Answer(status=302, headers={"Location": "file:///etc/passwd"}),
            "127.0.0.1 redirects to file:///etc/passwd, which is not a web address.",
        ),
        "redirects to ftp": (
            Answer(status=301, headers={"Location": "ftp://127.0.0.1/feed"}),
            "127.0.0.1 redirects to ftp://127.0.0.1/feed, which is not a web address.",
        ),
        "redirects to a closed port": (
            Answer(status=302, headers={"Location": "http://localhost:1/feed"}),
            "localhost refused the connection.",
        ),
        "redirects to the good": (Answer(status=302, headers={"Location": "/good/1"}), CHANGED),
        "304 to who asked for all": (Answer(status=304), "127.0.0.1 answered 304 Reason."),
        "204": (Answer(status=204, headers={"Content-Length": None}), "127.0.0.1 answered 204 Reason."),
        "206": (Answer(FEED[:40], status=206), "127.0.0.1 answered 206 Reason."),
        "401": (
            Answer(status=401),
            '127.0.0.1 asks for a password (401). Set user and password under [feeds."HOST"] in config.toml.',
        ),
        "403": (Answer(status=403), "127.0.0.1 does not let this program in (403)."),
        "404": (Answer(status=404), "127.0.0.1 says the page is not there (404)."),
        "410": (
            Answer(status=410),
            "127.0.0.1 says the page is gone for good (410). It is not checked any more;"
            " R on it, or its id after 'reader refresh --feed', tries again.",
        ),
        "429": (Answer(status=429), "127.0.0.1 asks to wait (429): too many requests."),
        "429 for an hour": (
            Answer(status=429, headers={"Retry-After": "3600"}),
            "127.0.0.1 asks to wait (429): too many requests.",
        ),
        "429 until nonsense": (
            Answer(status=429, headers={"Retry-After": "soon\x1b[2J"}),
            "127.0.0.1 asks to wait (429): too many requests.",
        ),
        "500": (Answer(b"<h1>Oops", status=500), "127.0.0.1 has trouble of its own (500)."),
        "502": (Answer(status=502), "127.0.0.1 has trouble of its own (502)."),
        "503 for a while": (
            Answer(status=503, headers={"Retry-After": "120"}),
            "127.0.0.1 is out of service for now (503).",
        ),
        "599 with a curse": (Answer(status=599, reason="\x1b]0;mine\x07 No"), "127.0.0.1 answered 599 ]0;mine No."),
        "endless header": (
            Answer(raw=b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000),
            "127.0.0.1 sends more than 64 KiB of headers; they were not read.",
        ),
        "ten thousand items": (Answer(many), CHANGED),
        "an item of 20 MB": (Answer(vast), CHANGED),
        "entities that grow": (
            Answer(b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + a_feed("<title>&b;</title>")),
            "URL declares XML entities that grow without bound; it was not read.",
        ),
        "a NUL in every word": (Answer(FEED.replace(b"One", b"O\0n\0e")), CHANGED),
    }


SECURE = {
    "a certificate of its own making": "localhost has a certificate it signed itself.",
    "nobody there": "127.0.0.1 refused the connection.",
}


@contextmanager
def secure_servers(folder: Path) -> Iterator[dict[str, str]]:
    with tls_server(make_certificate(folder)) as secure, socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
        closed.close()
        own = secure.answer("/feed", FEED).replace("127.0.0.1", "localhost")
        yield dict(zip(SECURE, (own, f"http://127.0.0.1:{port}/feed"), strict=True))


def subscribe_to(library: Library, url: str, name: str) -> None:
    library.feeds.subscribe(url, FeedKind.WEB, name, NOW)


def run(library: Library, server: WebServer, others: dict[str, str]) -> dict[str, Outcome]:
    """Refresh good and bad feeds together, in the order that is worst; return the outcomes by name."""
    subscribe = partial(subscribe_to, library)
    for n, (name, (answer, _)) in enumerate(bad_servers().items()):
        path = f"/bad/{n}"
        server.then_answer(path, answer)
        if name == "redirects to itself":
            server.then_answer(f"{path}?", answer)
        subscribe(server.url(path), name)
    for name, url in others.items():
        subscribe(url, name)
    for n in range(GOOD):
        subscribe(server.answer(f"/good/{n}", FEED), f"good {n}")
    fetcher = Fetcher(LIMITS, "test")
    try:
        pipeline = Pipeline(library, fetcher, Config(), lambda: NOW)
        outcomes = list(pipeline.refresh(library.feeds.all()))
    finally:
        fetcher.close()
    names = {feed.id: feed.url for feed in library.feeds.all()}
    titles = {server.url(f"/bad/{n}"): name for n, name in enumerate(bad_servers())} | {
        url: name for name, url in others.items()
    }
    return {titles.get(names[one.feed_id], names[one.feed_id]): one for one in outcomes}


def test_h14_every_bad_server_gets_its_sentence_and_the_good_ones_come_in(tmp_path: Path, server: WebServer) -> None:
    library = a_library(tmp_path)
    with secure_servers(tmp_path) as others:
        outcomes = run(library, server, others)
    said = {name: outcome.message or CHANGED for name, outcome in outcomes.items()}
    expected = {
        name: sentence.replace("URL", server.url(f"/bad/{n}")).replace("HOST", urlsplit(server.url("")).netloc)
        for n, (name, (_, sentence)) in enumerate(bad_servers().items())
    }
    assert {name: said[name] for name in bad_servers()} == expected
    assert {name: said[name] for name in SECURE} == SECURE
    assert outcomes["ten thousand items"].new == 1000
    good = [outcomes[server.url(f"/good/{n}")] for n in range(GOOD)]
    assert [(one.kind, one.new) for one in good] == [(OutcomeKind.CHANGED, 1)] * GOOD
    assert library.problems() == []
    library.close()


def test_a_second_round_asks_nobody_who_wants_to_wait(tmp_path: Path, server: WebServer) -> None:
    """What was refused is put off: a refresh right after asks none of them again that said so."""
    library = a_library(tmp_path)
    run(library, server, {})
    before = len(server.requests)
    fetcher = Fetcher(LIMITS, "test")
    due = [feed for feed in library.feeds.all() if feed.next_check <= NOW + 60]
    assert not due
    waiting = [feed for feed in library.feeds.all() if feed.title.startswith(("429", "503"))]
    assert {one.kind for one in Pipeline(library, fetcher, Config(), lambda: NOW + 60).refresh(waiting)} == {
        OutcomeKind.HELD
    }
    assert len(server.requests) == before
    fetcher.close()
    library.close()


if __name__ == "__main__":
    with TemporaryDirectory() as folder, WebServer() as running:
        kept = a_library(Path(folder))
        with secure_servers(Path(folder)) as secured:
            for case, outcome in run(kept, running, secured).items():
                print(f"{case:34} {outcome.kind:10} {outcome.message}")
        kept.close()
