"""The network's edge, against a real server on loopback."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
from made_networks import PUBLIC, HandFetcher, a_world
from tls_server import make_certificate, tls_server
from web_server import Answer, WebServer

from reader.model import Validators
from reader.reading.cleaning import clean_line
from reader.sources.web import Fetched, Fetcher, FetchError, Limits, read_retry_after

NOTHING_KEPT = Validators()
QUICK = Limits(seconds=0.5, connect_seconds=0.5, max_bytes=64 * 1024)
FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    made = HandFetcher(QUICK, "1.2.3")
    yield made
    made.close()


def the_failure(fetcher: Fetcher, url: str, validators: Validators = NOTHING_KEPT) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, validators)
    sentence = str(caught.value)
    assert sentence == clean_line(sentence)
    assert sentence.endswith((".", "network."))
    return caught.value


# What is asked


def test_h17_says_who_it_is_and_what_it_reads(server: WebServer, fetcher: Fetcher) -> None:
    fetcher.fetch(server.answer("/f?a=1", FEED))
    headers = server.requests[0].headers
    assert headers["user-agent"] == "reader/1.2.3 (+https://github.com/reader-tui/reader)"
    assert headers["accept"].startswith("application/atom+xml, application/rss+xml, application/feed+json")
    assert headers["accept-encoding"] == "gzip, deflate"
    assert server.requests[0].path == "/f?a=1"
    assert not {"referer", "cookie", "if-none-match", "if-modified-since", "authorization"} & set(headers)


ODD_VALIDATORS = [
    'W/"a"',
    '"a b"',
    "unquoted",
    '"' + "x" * 2048 + '"',
    '"\xe4\xf6\xfc"',
    "\xc3\xa9-gzip",
    '""',
    "a,b;c=1",
]


@pytest.mark.parametrize("etag", ODD_VALIDATORS)
def test_h1_validators_come_back_byte_for_byte(server: WebServer, fetcher: Fetcher, etag: str) -> None:
    stamp = "Thu, 01 Jan 1970 00:00:00 +0000 (odd)"
    url = server.answer("/f", FEED, headers={"ETag": etag, "Last-Modified": stamp})
    given = fetcher.fetch(url).validators
    fetcher.fetch(url, given)
    asked = server.requests[1].headers
    assert asked["if-none-match"] == etag
    assert asked["if-modified-since"] == stamp


def test_h3_an_answer_without_validators_clears_them(server: WebServer, fetcher: Fetcher) -> None:
    fetched = fetcher.fetch(server.answer("/f", FEED), Validators('"old"', "old"))
    assert fetched.validators == Validators()


def test_h3_not_modified_keeps_what_it_does_not_replace(server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/f", status=304, headers={"ETag": '"new"'})
    fetched = fetcher.fetch(url, Validators('"old"', "yesterday"))
    assert fetched == Fetched(url, validators=Validators('"new"', "yesterday"), unchanged=True)


def test_h7_not_modified_without_having_asked_is_a_failure(server: WebServer, fetcher: Fetcher) -> None:
    assert the_failure(fetcher, server.answer("/f", status=304)).status == 304


def test_h24_a_password_goes_to_its_server_and_into_no_sentence(server: WebServer, fetcher: Fetcher) -> None:
    server.answer("/f", FEED)
    url = server.url("/f").replace("http://", "http://me:se%20cret@")
    assert "me" not in fetcher.fetch(url).url
    assert server.requests[0].headers["authorization"] == "Basic bWU6c2UgY3JldA=="
    server.answer("/f", bytes(QUICK.max_bytes + 1))
    assert "cret" not in str(the_failure(fetcher, url))


def test_h17_cookies_are_neither_kept_nor_sent(server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/f", FEED, headers={"Set-Cookie": "a=b"})
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert "cookie" not in server.requests[1].headers


# What is answered


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("body", [b"", b"x", FEED, b"x" * 60_000])
def test_the_body_arrives_whole(server: WebServer, fetcher: Fetcher, body: bytes, chunked: bool) -> None:
    assert fetcher.fetch(server.answer("/f", body, chunked=chunked)).content == body


def test_a_body_that_ends_with_the_connection_is_whole(server: WebServer, fetcher: Fetcher) -> None:
    assert fetcher.fetch(server.answer("/f", raw=b"HTTP/1.0 200 OK\r\n\r\n" + FEED)).content == FEED


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": (gzip.compress(FEED, mtime=0), "gzip"),
    "x-gzip": (gzip.compress(FEED, mtime=0), "x-gzip"),
    "deflate with a zlib head": (zlib.compress(FEED), "deflate"),
    "raw deflate": (_raw_deflate(FEED), "deflate"),
    "gzip called deflate": (gzip.compress(FEED, mtime=0), "deflate"),
    "plain called gzip": (FEED, "gzip"),
    "plain called deflate": (FEED, "deflate"),
    "gzip called nothing": (gzip.compress(FEED, mtime=0), None),
    "gzip twice": (gzip.compress(gzip.compress(FEED), mtime=0), "gzip, gzip"),
    "gzip in two members": (gzip.compress(FEED[:20], mtime=0) + gzip.compress(FEED[20:], mtime=0), "gzip"),
    "gzip with junk behind": (gzip.compress(FEED, mtime=0) + b"\0\0junk", "gzip"),
    "identity": (FEED, "identity"),
}


@pytest.mark.parametrize("case", PACKED)
@pytest.mark.parametrize("chunked", [False, True])
def test_h18_a_packed_body_is_unpacked_whatever_its_label(
    server: WebServer, fetcher: Fetcher, case: str, chunked: bool
) -> None:
    body, label = PACKED[case]
    url = server.answer("/f", body, headers={"Content-Encoding": label}, chunked=chunked)
    assert fetcher.fetch(url).content == FEED


DAMAGED = {
    "without its end": PACKED["gzip"][0][:-9],
    "its beginning": PACKED["gzip"][0][:12],
    "nonsense": b"\x1f\x8bnonsense",
    "two bytes": b"\x1f\x8b",
}


@pytest.mark.parametrize("case", DAMAGED)
def test_h18_a_damaged_packed_body_is_a_failure(server: WebServer, fetcher: Fetcher, case: str) -> None:
    url = server.answer("/f", DAMAGED[case], headers={"Content-Encoding": "gzip"})
    assert str(the_failure(fetcher, url)) == "127.0.0.1 sent a damaged answer: its compression is broken."


def test_h19_a_tiny_packed_body_cannot_unpack_beyond_the_limit(server: WebServer, fetcher: Fetcher) -> None:
    bomb = gzip.compress(bytes(40 * 1024 * 1024), mtime=0)
    for name, body in {"once": bomb[:60_000], "twice": gzip.compress(bomb, mtime=0)}.items():
        url = server.answer(f"/{name}", body, headers={"Content-Encoding": "gzip"})
        assert "sends more than 65536 bytes" in str(the_failure(fetcher, url))


def test_h19_a_body_over_the_limit_is_not_read_to_its_end(server: WebServer, fetcher: Fetcher) -> None:
    declared = server.answer("/declared", bytes(QUICK.max_bytes + 1))
    undeclared = server.answer("/undeclared", bytes(QUICK.max_bytes + 1), chunked=True)
    for url in (declared, undeclared):
        assert str(the_failure(fetcher, url)).startswith(f"{url} sends more than 65536 bytes; it was not read")


def test_the_sentence_names_the_limit_in_mebibytes(server: WebServer) -> None:
    fetcher = HandFetcher(Limits(seconds=2, max_bytes=2 * 1024 * 1024), "1")
    url = server.answer("/f", bytes(2 * 1024 * 1024 + 1))
    assert "sends more than 2 MiB;" in str(the_failure(fetcher, url))
    fetcher.close()


@pytest.mark.parametrize("chunked", [False, True])
def test_h20_a_body_cut_short_is_a_failure(server: WebServer, fetcher: Fetcher, chunked: bool) -> None:
    url = server.answer("/f", FEED, cut=20, chunked=chunked)
    assert str(the_failure(fetcher, url)) == "127.0.0.1 broke off in the middle of its answer."


def test_one_failure_does_not_spoil_the_next_fetch(server: WebServer, fetcher: Fetcher) -> None:
    the_failure(fetcher, server.answer("/cut", FEED, cut=20))
    assert fetcher.fetch(server.answer("/f", FEED)).content == FEED


def test_tolerates_headers_other_clients_choke_on(server: WebServer, fetcher: Fetcher) -> None:
    cookies = b"".join(b"Set-Cookie: c%d=v\r\n" % number for number in range(60))
    long = b"X-Long: " + b"y" * 20_000 + b"\r\n"
    length = b"Content-Length: %d\r\nContent-Length: %d\r\n" % (len(FEED), len(FEED))
    url = server.answer("/f", raw=b"HTTP/1.1 200 OK\r\n" + cookies + long + length + b"\r\n" + FEED)
    assert fetcher.fetch(url).content == FEED


# Time


@pytest.mark.parametrize("how", ["hang", "trickle", "slow head"])
def test_h19_a_server_that_dawdles_is_cut_at_the_deadline(server: WebServer, fetcher: Fetcher, how: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    answers = {
        "hang": Answer(hang=True),
        "trickle": Answer(raw=head + b"x" * 1000, trickle=0.02),
        "slow head": Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000, trickle=0.02),
    }
    server.then_answer("/f", answers[how])
    started = time.monotonic()
    assert str(the_failure(fetcher, server.url("/f"))) == "127.0.0.1 did not answer within 0.5 seconds."
    assert time.monotonic() - started < 10  # the server goes on for 20


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
def test_h19_a_server_that_falls_silent_is_left_before_the_deadline(server: WebServer, head: bytes) -> None:
    fetcher = HandFetcher(Limits(seconds=0.8, silent_seconds=0.1), "1")
    server.answer("/f", raw=head, delay=30) if not head else server.then_answer("/f", Answer(raw=head, hold=True))
    started = time.monotonic()
    assert str(the_failure(fetcher, server.url("/f"))) == "127.0.0.1 said nothing for 0.2 seconds."
    assert time.monotonic() - started < 20
    fetcher.close()


def test_a_connection_closed_since_the_last_request_is_made_anew_once(server: WebServer, fetcher: Fetcher) -> None:
    asked: list[str] = []
    for said in (Answer(FEED), Answer(raw=b""), Answer(FEED), Answer(raw=b"")):
        server.then_answer("/f", said)
    assert fetcher.fetch(server.url("/f")).content == FEED
    assert fetcher.fetch(server.url("/f"), before_request=asked.append).content == FEED
    assert asked == [server.url("/f")]
    with pytest.raises(FetchError, match="hung up"):
        fetcher.fetch(server.url("/f"), before_request=asked.append)
    assert len(server.requests) == 5 and len(asked) == 2


def test_a_new_connection_that_is_closed_is_not_tried_again(server: WebServer, fetcher: Fetcher) -> None:
    server.answer("/f", raw=b"")
    assert "hung up" in str(the_failure(fetcher, server.url("/f")))
    assert len(server.requests) == 1


def test_h19_the_deadline_covers_all_redirects_together(server: WebServer, fetcher: Fetcher) -> None:
    for number in range(5):
        server.answer(f"/{number}", status=302, headers={"Location": f"/{number + 1}"}, delay=0.2)
    started = time.monotonic()
    assert "did not answer within 0.5 seconds" in str(the_failure(fetcher, server.url("/0")))
    assert time.monotonic() - started < 10


def test_threads_share_one_fetcher(server: WebServer) -> None:
    fetcher = HandFetcher(Limits(seconds=5), "1")
    urls = [server.answer(f"/{number}", b"%d" % number) for number in range(40)]
    found: dict[str, bytes] = {}
    threads = [
        threading.Thread(target=lambda part=part: found.update({url: fetcher.fetch(url).content for url in part}))
        for part in (urls[::4], urls[1::4], urls[2::4], urls[3::4])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {url: b"%d" % number for number, url in enumerate(urls)}
    fetcher.close()


# Redirects


def redirects(server: WebServer, *statuses: int) -> str:
    for number, status in enumerate(statuses):
        target = f"/hop{number + 1}" if number + 1 < len(statuses) else "/end"
        server.answer(f"/hop{number}", status=status, headers={"Location": target})
    server.answer("/end", FEED)
    return server.url("/hop0")


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ((301,), True),
        ((308,), True),
        ((301, 308), True),
        ((301, 301, 301, 301, 301), True),
        ((302,), False),
        ((303,), False),
        ((307,), False),
        ((301, 302), False),
        ((302, 301), False),
    ],
)
def test_h9_a_feed_has_moved_only_if_every_hop_is_permanent(
    server: WebServer, fetcher: Fetcher, statuses: tuple[int, ...], moved: bool
) -> None:
    fetched = fetcher.fetch(redirects(server, *statuses))
    assert fetched.content == FEED
    assert fetched.url == server.url("/end")
    assert fetched.moved_to == (server.url("/end") if moved else "")


def test_h10_six_redirects_are_too_many(server: WebServer, fetcher: Fetcher) -> None:
    url = redirects(server, *[301] * 6)
    assert str(the_failure(fetcher, url)) == "127.0.0.1 redirects more than 5 times."
    assert not server.requests_of("/end")


def test_h10_a_circle_of_redirects_ends(server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/f", status=302, headers={"Location": "/f"})
    assert "redirects more than 5 times" in str(the_failure(fetcher, url))
    assert len(server.requests) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "gopher://a/"])
def test_h10_a_redirect_to_anything_but_the_web_is_refused(server: WebServer, fetcher: Fetcher, target: str) -> None:
    url = server.answer("/f", status=301, headers={"Location": target})
    assert "which is not a web address" in str(the_failure(fetcher, url))


@pytest.mark.parametrize("location", [None, "", "  "])
def test_a_redirect_to_nowhere_is_a_failure(server: WebServer, fetcher: Fetcher, location: str | None) -> None:
    url = server.answer("/f", status=302, headers={"Location": location})
    assert str(the_failure(fetcher, url)) == "127.0.0.1 redirects without saying where (302)."


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("end", "/dir/end"),
        ("../end", "/end"),
        ("?q=1", "/dir/f?q=1"),
        ("/a b", "/a%20b"),
        ("/\xc3\xa9", "/%C3%A9"),
        ("/end#x", "/end"),
    ],
)
def test_relative_and_untidy_locations_are_understood(
    server: WebServer, fetcher: Fetcher, location: str, path: str
) -> None:
    server.answer(path, FEED)
    fetcher.fetch(server.answer("/dir/f", status=302, headers={"Location": location}))
    assert server.requests[-1].path == path


def test_h10_a_password_is_not_taken_along_to_another_host(server: WebServer, fetcher: Fetcher) -> None:
    with WebServer() as other:
        other.answer("/end", FEED)
        server.answer("/same", status=301, headers={"Location": other.url("/end")})
        url = server.answer("/f", status=301, headers={"Location": "/same"}).replace("http://", "http://me:secret@")
        fetched = fetcher.fetch(url)
        assert [("authorization" in request.headers) for request in server.requests] == [True, True]
        assert "authorization" not in other.requests[0].headers
        assert fetched.moved_to == other.url("/end")


def test_a_move_on_the_same_server_keeps_the_password(server: WebServer, fetcher: Fetcher) -> None:
    moved = fetcher.fetch(redirects(server, 301).replace("http://", "http://me:secret@")).moved_to
    assert moved == server.url("/end").replace("http://", "http://me:secret@")


def test_validators_go_along_and_a_moved_feed_may_be_unchanged(server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/f", status=301, headers={"Location": "/new"})
    server.answer("/new", status=304)
    fetched = fetcher.fetch(url, Validators('"a"'))
    assert fetched.unchanged
    assert fetched.moved_to == server.url("/new")


def test_t8_a_public_server_cannot_send_us_into_a_private_network(server: WebServer, fetcher: Fetcher) -> None:
    server.answer("/secret", b"the router's page")
    with WebServer(PUBLIC) as public, a_world():
        url = public.answer("/f", status=302, headers={"Location": server.url("/secret")})
        assert "inside a private network" in str(the_failure(fetcher, url))
        assert not server.requests


def test_a_private_address_a_person_typed_may_redirect_within(server: WebServer, fetcher: Fetcher) -> None:
    with WebServer("127.0.0.2") as other:
        url = server.answer("/f", status=302, headers={"Location": other.answer("/x", FEED)})
        assert fetcher.fetch(url).content == FEED


# What failures are called


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "does not understand the request (400)"),
        (402, "answered 402 Reason"),
        (403, "does not let this program in (403)"),
        (404, "says the page is not there (404)"),
        (410, "says the page is gone for good (410)"),
        (429, "asks to wait (429): too many requests"),
        (500, "has trouble of its own (500)"),
        (503, "is out of service for now (503)"),
        (418, "answered 418 Reason"),
        (204, "answered 204 Reason"),
        (206, "answered 206 Reason"),
        (300, "answered 300 Reason"),
    ],
)
def test_h11_each_refusal_has_its_sentence(server: WebServer, fetcher: Fetcher, status: int, said: str) -> None:
    failure = the_failure(fetcher, server.answer("/f", status=status))
    assert str(failure) == f"127.0.0.1 {said}."
    assert failure.status == status


def test_a_servers_own_words_are_cleaned(server: WebServer, fetcher: Fetcher) -> None:
    url = server.answer("/f", status=499, reason="\x1b]52;c;AAAA\x07bad\x9b31m" + "x" * 500)
    assert str(the_failure(fetcher, url)).startswith("127.0.0.1 answered 499 ]52;c;AAAAbad31mxxx")


def test_a_refused_connection_is_named(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert str(the_failure(fetcher, f"http://127.0.0.1:{port}/")) == "127.0.0.1 refused the connection."


def test_an_unknown_host_is_named(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    said = str(the_failure(fetcher, "https://foo.bar/feed"))
    assert said == "There is no server called foo.bar: check the address, or the network."


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "hung up before it answered"),
        (b"nonsense\r\n\r\n", "sent something that is not an answer a web server gives"),
        (b"HTTP/1.1 banana\r\n\r\n", "sent something that is not an answer a web server gives"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "sends more than 64 KiB of headers"),
    ],
)
def test_what_is_not_http_is_said_so(server: WebServer, fetcher: Fetcher, raw: bytes, said: str) -> None:
    assert f"127.0.0.1 {said}" in str(the_failure(fetcher, server.answer("/f", raw=raw)))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "https:///x",
        "nonsense",
        "http://[::1",
        "http://a:99999/",
        "-o",
    ],
)
def test_what_is_no_web_address_is_said_so(fetcher: Fetcher, url: str) -> None:
    assert "is not a web address" in str(the_failure(fetcher, url))


def test_an_impossible_host_is_a_failure_like_any_other(fetcher: Fetcher) -> None:
    the_failure(fetcher, "http://" + "ä" * 300 + ".example/")
    the_failure(fetcher, "http://" + "a" * 300 + ".example/")


# Being asked to wait


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "99999999999999999999"}, 31 * 24 * 3600),
        ({}, None),
        ({"Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"}, 60),
        ({"Retry-After": "Sunday, 06-Nov-94 08:50:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"}, 60),
        ({"Retry-After": "Sun Nov  6 08:50:37 1994", "Date": "Sun Nov  6 08:49:37 1994"}, 60),
        ({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "Sun, 06 Nov 1994 08:50:37 GMT"}, None),
        ({"Retry-After": "Sun, 06 Nov 2094 08:49:37 GMT", "Date": "Sun, 06 Nov 1994 08:50:37 GMT"}, 31 * 24 * 3600),
    ],
)
def test_h12_the_wait_a_server_asks_for_is_understood(headers: dict[str, str], wait: int | None) -> None:
    assert read_retry_after(headers) == wait


def test_h12_a_wait_until_a_time_is_relative_to_the_clock_without_a_date() -> None:
    wait = read_retry_after({"Retry-After": formatdate(time.time() + 600, usegmt=True)})
    assert wait is not None
    assert 595 <= wait <= 601


@pytest.mark.parametrize(("status", "wait"), [(429, 30), (503, 30), (500, None), (404, None)])
def test_h12_a_wait_travels_with_429_and_503_alone(
    server: WebServer, fetcher: Fetcher, status: int, wait: int | None
) -> None:
    failure = the_failure(fetcher, server.answer("/f", status=status, headers={"Retry-After": "30"}))
    assert failure.retry_after == wait


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def test_h23_a_certificate_nobody_vouches_for_is_refused(certificate: Path, fetcher: Fetcher) -> None:
    with tls_server(certificate) as server:
        url = server.answer("/f", FEED).replace("127.0.0.1", "localhost")
        assert str(the_failure(fetcher, url)) == "localhost has a certificate it signed itself."
        assert not server.requests


def test_h23_a_trusted_certificate_is_accepted_for_its_own_name_alone(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    fetcher = HandFetcher(Limits(seconds=2), "1")
    with tls_server(certificate) as server:
        server.answer("/f", FEED)
        assert fetcher.fetch(server.url("/f").replace("127.0.0.1", "localhost")).content == FEED
        assert str(the_failure(fetcher, server.url("/f"))) == "127.0.0.1 has a certificate made for another address."
    fetcher.close()


def test_a_redirect_that_gives_up_tls_is_followed_but_is_no_move(
    certificate: Path, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    fetcher = HandFetcher(Limits(seconds=2), "1")
    server.answer("/plain", FEED)
    with tls_server(certificate) as secure:
        url = secure.answer("/f", status=301, headers={"Location": server.url("/plain")}).replace(
            "127.0.0.1", "localhost"
        )
        fetched = fetcher.fetch(url.replace("https://", "https://me:secret@"))
    assert fetched.content == FEED
    assert fetched.moved_to == ""
    assert "authorization" not in server.requests[0].headers
    fetcher.close()


def test_a_server_that_does_not_speak_tls_is_named(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_at_once() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1000)

        thread = threading.Thread(target=answer_at_once)
        thread.start()
        said = str(the_failure(fetcher, f"https://127.0.0.1:{listener.getsockname()[1]}/"))
        thread.join()
    assert said == "127.0.0.1 does not speak https there: begin the address with http:// if that is meant."


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "max-age=3600"}, 3600),
        ({"Cache-Control": 'public, Max-Age="120"'}, 120),
        ({"Cache-Control": "s-maxage=9"}, None),
        ({"Cache-Control": "max-age=3600, no-cache"}, 0),
        ({"Cache-Control": "no-store", "Expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, 0),
        ({"Expires": "Sun, 22 Nov 2026 13:00:00 GMT", "Date": "Sun, 22 Nov 2026 12:00:00 GMT"}, 3600),
        ({"Cache-Control": "max-age=5", "Expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, 5),
        ({"Expires": "0", "Date": "Sun, 22 Nov 2026 12:00:00 GMT"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [200, 304])
def test_h13_how_long_an_answer_is_good_for(
    server: WebServer, fetcher: Fetcher, headers: dict[str, str], seconds: int | None, status: int
) -> None:
    url = server.answer("/feed", b"x" if status == 200 else b"", status=status, headers=headers)
    assert fetcher.fetch(url, Validators("x")).max_age == seconds
