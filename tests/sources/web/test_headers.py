"""What a server sends around the body: 64 KiB in all, counted while it is read, in as much time as it has bytes."""

import time
from collections.abc import Iterator

import pytest
from made_networks import HandFetcher
from web_server import WebServer

from reader.sources.web import Fetcher, FetchError, Limits

OK = b"HTTP/1.1 200 OK\r\n"
END = b"Content-Length: 2\r\n\r\nok"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MIB = 1024 * 1024


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    made = HandFetcher(Limits(seconds=20, max_bytes=MIB), "1")
    yield made
    made.close()


def failure(server: WebServer, fetcher: Fetcher, raw: bytes) -> str:
    with pytest.raises(FetchError) as refused:
        fetcher.fetch(server.answer("/f", raw=raw))
    return str(refused.value)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"HTTP/1.1 200 " + b"O" * MIB, id="a status line that never ends"),
        pytest.param(OK + b"X: " + b"x" * MIB, id="a header that never ends"),
        pytest.param(OK + b"".join(b"X-%d: %s\r\n" % (n, b"x" * 50_000) for n in range(90)) + END, id="long ones"),
        pytest.param(OK + b"Set-Cookie: a=" + b"x" * 40_000 + b"\r\nSet-Cookie: b=" + b"x" * 40_000, id="cookies"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000, id="continue for ever"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 50_000, id="hints for ever"),
        pytest.param(CHUNKED + b"1;x=" + b"x" * MIB, id="an extension that never ends"),
        pytest.param(CHUNKED + (b"1;x=" + b"x" * 4000 + b"\r\nx\r\n") * 300, id="an extension to each chunk"),
        pytest.param(CHUNKED + b"0\r\n" + b"X: x\r\n" * 100_000, id="trailers for ever"),
        pytest.param(CHUNKED + b"0\r\nX: " + b"x" * MIB, id="a trailer that never ends"),
    ],
)
def test_h19_more_than_64_kib_around_the_body_are_not_read(server: WebServer, fetcher: Fetcher, raw: bytes) -> None:
    assert failure(server, fetcher, raw) == "127.0.0.1 sends more than 64 KiB of headers; they were not read."


def test_h19_more_than_a_hundred_headers_are_not_read(server: WebServer, fetcher: Fetcher) -> None:
    raw = OK + b"Set-Cookie: a=b\r\n" * 2000 + END
    assert failure(server, fetcher, raw) == "127.0.0.1 sends more than a hundred headers; they were not read."


def test_what_servers_do_send_is_read(server: WebServer, fetcher: Fetcher) -> None:
    cookies = b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"x" * 600) for n in range(90))
    assert fetcher.fetch(server.answer("/f", raw=OK + cookies + END)).content == b"ok"
    hints = b"HTTP/1.1 100 Continue\r\n\r\n" + b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 2
    assert fetcher.fetch(server.answer("/f", raw=hints + OK + END)).content == b"ok"
    tiny = CHUNKED + b"1\r\nx\r\n" * 100_000 + b"0\r\nX-Checksum: 7\r\n\r\n"
    assert fetcher.fetch(server.answer("/f", raw=tiny)).content == b"x" * 100_000


HOSTILE = (b"9" * 60_000, b"a " * 30_000, b",;=" * 20_000, b'"' * 60_000, b"<x>;rel=" * 7_500, b"\\" * 60_000)


@pytest.mark.parametrize("name", [b"Expires", b"Cache-Control", b"Link", b"Content-Type", b"ETag", b"Last-Modified"])
def test_a_header_of_60_kib_takes_no_time(server: WebServer, fetcher: Fetcher, name: bytes) -> None:
    began = time.process_time()
    for value in HOSTILE:
        fetcher.fetch(server.answer("/f", raw=OK + name + b": " + value + b"\r\n" + END))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("status", "name"), [(302, b"Location"), (401, b"WWW-Authenticate"), (429, b"Retry-After"), (503, b"Date")]
)
def test_a_refusal_of_60_kib_takes_no_time(server: WebServer, fetcher: Fetcher, status: int, name: bytes) -> None:
    began = time.process_time()
    for value in HOSTILE:
        head = b"HTTP/1.1 %d No\r\nRetry-After: Mon\r\n%s: %s\r\n" % (status, name, value)
        assert len(failure(server, fetcher, head + END)) < 500
    assert time.process_time() - began < 2
