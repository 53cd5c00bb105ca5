"""The one gate of every request: what lies in a private network is asked only for a person who typed it."""

import socket
from collections.abc import Iterator

import pytest
from made_networks import PUBLIC, a_world
from web_server import WebServer

from reader.sources.web import Fetcher, FetchError, Limits
from reader.sources.web.connections import thread_limits

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


@pytest.fixture
def inside() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    made = Fetcher(Limits(seconds=5), "1", private_hosts=("nas.example.com",))
    yield made
    made.close()


def named(url: str, name: str) -> str:
    return url.replace("127.0.0.1", name).replace(PUBLIC, name)


def refused(fetcher: Fetcher, url: str, typed: str = "") -> str:
    with pytest.raises(FetchError) as why:
        fetcher.fetch(url, typed=typed)
    return str(why.value)


def test_who_does_not_say_what_was_typed_reaches_the_world_alone(inside: WebServer, fetcher: Fetcher) -> None:
    url = inside.answer("/f", FEED)
    assert refused(fetcher, url) == "127.0.0.1 is inside a private network, where something from outside may not lead."
    with pytest.raises(FetchError, match="inside a private network"):
        fetcher.save(url, lambda *_: None)
    assert inside.most_at_once == 0
    assert fetcher.fetch(url, typed="http://nas/feed").content == FEED


def test_a_public_name_for_a_computer_inside_is_refused_with_the_setting_that_allows_it(
    inside: WebServer, fetcher: Fetcher
) -> None:
    url = inside.answer("/f", FEED)
    with a_world({"pi.example.com": "127.0.0.1", "nas.example.com": "127.0.0.1"}):
        there = named(url, "pi.example.com")
        assert refused(fetcher, there, there) == (
            "pi.example.com is a public name for a computer inside a private network: it was not asked. "
            'If that is meant, write private_hosts = ["pi.example.com"] in config.toml.'
        )
        assert inside.most_at_once == 0
        allowed = named(url, "nas.example.com")
        assert fetcher.fetch(allowed, typed=allowed).content == FEED
        assert "something from outside may not lead" in refused(fetcher, allowed, "https://elsewhere.example/feed")


def test_private_addresses_that_stand_for_public_ones_here_are_public(inside: WebServer) -> None:
    made = Fetcher(Limits(seconds=5), "1", public_networks=("127.0.0.0/30", "fd00::/8"))
    with WebServer("127.0.0.7") as other, a_world({"blog.example": "127.0.0.1", "trap.example": "127.0.0.7"}):
        assert made.fetch(named(inside.answer("/f", FEED), "blog.example")).content == FEED
        inside.answer("/t", status=302, headers={"Location": other.url("/f").replace("127.0.0.7", "trap.example")})
        assert "redirects to trap.example" in refused(made, named(inside.url("/t"), "blog.example"))
        assert other.most_at_once == 0
    made.close()


def test_a_kept_connection_is_judged_anew(inside: WebServer, fetcher: Fetcher) -> None:
    url = inside.answer("/f", FEED)
    assert fetcher.fetch(url, typed=url).content == FEED
    with a_world({"rebound.example": "127.0.0.1"}):
        there = named(url, "rebound.example")
        assert fetcher.fetch(there, typed=url).content == FEED
        assert "private network" in refused(fetcher, there, "https://blog.example/feed")
    assert len(inside.requests) == 2


def test_of_the_addresses_of_a_name_those_inside_are_left_out() -> None:
    with a_world():
        assert thread_limits.admitted(["127.0.0.1", PUBLIC, "fd00::1"]) == [PUBLIC]


@pytest.mark.parametrize("hops", [1, 3])
def test_each_hop_is_judged(inside: WebServer, fetcher: Fetcher, hops: int) -> None:
    with WebServer(PUBLIC) as public, a_world({"blog.example": PUBLIC, "trap.example": "127.0.0.1"}):
        for number in range(hops):
            to = f"/{number + 1}" if number + 1 < hops else named(inside.url("/f"), "trap.example")
            public.answer(f"/{number}", status=302, headers={"Location": to})
        start = named(public.url("/0"), "blog.example")
        assert refused(fetcher, start, start) == (
            "A public server redirects to trap.example, which is inside a private network: this was not followed."
        )
        assert inside.most_at_once == 0


def test_a_name_that_changes_its_address_between_two_hops_is_refused(inside: WebServer, fetcher: Fetcher) -> None:
    looked_up = iter([PUBLIC, "127.0.0.1", "127.0.0.1"])
    with WebServer(PUBLIC) as public, a_world({"rebinding.example": lambda: next(looked_up)}):
        to = named(inside.answer("/g", FEED), "rebinding.example")
        start = public.answer("/f", status=302, headers={"Location": to, "Connection": "close"})
        assert "private network" in refused(fetcher, named(start, "rebinding.example"))
        assert inside.most_at_once == 0


def test_from_a_typed_private_host_a_redirect_stays_inside_but_does_not_come_back_from_the_world(
    inside: WebServer, fetcher: Fetcher
) -> None:
    with WebServer(PUBLIC) as public, a_world():
        inside.answer("/end", FEED)
        url = inside.answer("/f", status=302, headers={"Location": "/end"})
        assert fetcher.fetch(url, typed=url).content == FEED
        out = inside.answer("/out", status=302, headers={"Location": public.url("/back")})
        public.answer("/back", status=302, headers={"Location": inside.url("/end")})
        assert "A public server redirects to 127.0.0.1" in refused(fetcher, out, out)


def test_through_a_proxy_a_private_host_is_refused_by_its_name(
    inside: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", inside.url(""))
    made = Fetcher(Limits(seconds=5), "1")
    inside.answer("http://10.0.0.1/f", FEED)
    inside.answer("http://blog.example/f", status=302, headers={"Location": "http://nas.local/x"})
    assert "private network" in refused(made, "http://10.0.0.1/f")
    assert "redirects to nas.local" in refused(made, "http://blog.example/f", "http://blog.example/f")
    assert made.fetch("http://10.0.0.1/f", typed="http://10.0.0.1/f").content == FEED
    assert [request.path for request in inside.requests] == ["http://blog.example/f", "http://10.0.0.1/f"]
    inside.answer("http://nas.local/out", status=302, headers={"Location": "http://blog.example/f"})
    assert "redirects to nas.local" in refused(made, "http://nas.local/out", "http://nas.local/out")
    made.close()


@pytest.mark.parametrize("host", ["%31%32%37.0.0.1", "ex%61mple.com", "127.0.0.1%00.example.com", "two words.example"])
def test_a_host_that_one_part_of_the_program_reads_otherwise_than_another_is_none(
    inside: WebServer, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", inside.url(""))
    made = Fetcher(Limits(seconds=5), "1")
    assert "is not a name a server can have" in refused(made, f"http://{host}/f")
    assert inside.requests == []
    made.close()


def test_the_deadline_holds_for_all_addresses_of_a_name_together(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []

    def never_connected(address: tuple[str, int], timeout: float, **_: object) -> None:
        tried.append(timeout)
        passed[0] += timeout
        raise TimeoutError

    passed = [0.0]
    monkeypatch.setattr("reader.sources.web.connections.time.monotonic", lambda: passed[0])
    monkeypatch.setattr("urllib3.util.connection.create_connection", never_connected)
    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"8.8.8.{number}", 80)) for number in range(200)]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: addresses)
    made = Fetcher(Limits(seconds=25, connect_seconds=10), "1")
    assert "did not answer within 25 seconds" in refused(made, "http://many.example/f")
    assert tried == [10, 10, 5]
    made.close()
