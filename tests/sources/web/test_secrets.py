"""Passwords and headers of single feeds: where they come from, where they go, and where they are never seen."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from made_networks import PUBLIC, HandFetcher, a_world
from web_server import Answer, Request, WebServer

from reader.config import Config, FeedSettings, Secret
from reader.errors import SourceError
from reader.sources.web import FetchError, Limits
from reader.sources.web.credentials import Credentials
from reader.sources.web.secrets import reveal

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
SHOUT = Secret(command=(sys.executable, "-c", "print('hush')"))
DIGEST = 'Digest realm="feeds", nonce="abc", qop="auth", algorithm=MD5, opaque="x"'


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def fetched(url: str, own: FeedSettings) -> bytes:
    fetcher = HandFetcher(Limits(seconds=5), "1", lambda _: own)
    try:
        return fetcher.fetch(url).content
    finally:
        fetcher.close()


def test_a_secret_comes_from_a_command_the_environment_or_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEED_PASSWORD", "hush")
    ring = SimpleNamespace(get_password=lambda service, user: {("feeds", "me"): "hush"}.get((service, user)))
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert reveal(SHOUT) == reveal(Secret(env="FEED_PASSWORD")) == reveal(Secret(keyring="feeds"), "me") == "hush"


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        (Secret(command=("no-such-program-here",)), "The command no-such-program-here cannot be run: No such file"),
        (Secret(command=(sys.executable, "-c", "print('hush'); exit(3)")), "gave no secret: it ended with status 3."),
        (Secret(command=(sys.executable, "-c", "")), "printed no secret."),
        (Secret(env="NO_SUCH_VARIABLE"), "The variable NO_SUCH_VARIABLE is to hold a secret, but is not set."),
        (Secret(keyring="no-such"), "keyring"),
    ],
)
def test_h24_a_secret_that_cannot_be_had_is_a_sentence_without_it(
    secret: Secret, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if secret.keyring:
        monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SourceError) as caught:
        reveal(secret)
    assert sentence in str(caught.value)
    assert "hush" not in str(caught.value)


def test_h24_name_and_password_of_the_settings_go_to_the_feeds_server_alone(server: WebServer) -> None:
    with WebServer() as other:
        url = server.answer("/f", status=302, headers={"Location": other.answer("/g", FEED)})
        own = FeedSettings(user="me", password=SHOUT, headers={"X-Token": SHOUT, "Accept-Language": "de"})
        assert fetched(url, own) == FEED
        here, there = server.requests[0].headers, other.requests[0].headers
    assert here["authorization"] == "Basic bWU6aHVzaA=="
    assert (here["x-token"], here["accept-language"]) == ("hush", "de")
    assert not {"authorization", "x-token", "accept-language"} & set(there)


def test_h24_a_digest_challenge_is_answered_once(server: WebServer) -> None:
    url = server.answer("/f", status=401, headers={"WWW-Authenticate": DIGEST})
    server.then_answer("/f", Answer(FEED))
    assert fetched(url, FeedSettings(user="me", password=SHOUT)) == FEED
    answer = server.requests[1].headers["authorization"]
    assert answer.startswith('Digest username="me", realm="feeds", nonce="abc", uri="/f"')
    assert "hush" not in answer
    server.answer("/g", status=401, headers={"WWW-Authenticate": DIGEST})
    with pytest.raises(FetchError) as refused:
        fetched(server.url("/g"), FeedSettings(user="me", password=SHOUT))
    assert refused.value.status == 401
    assert len(server.requests_of("/g")) == 2


@pytest.mark.parametrize("challenge", ['Digest realm="r", nonce="n", algorithm=ROT13', "Digest ", "Digest nonsense"])
def test_a_challenge_nobody_understands_is_a_failure(server: WebServer, challenge: str) -> None:
    url = server.answer("/f", status=401, headers={"WWW-Authenticate": challenge})
    with pytest.raises(FetchError, match="401"):
        fetched(url, FeedSettings(user="me", password=SHOUT))


def test_without_a_password_no_challenge_is_taken_up(server: WebServer) -> None:
    url = server.answer("/f", status=401, headers={"WWW-Authenticate": DIGEST})
    with pytest.raises(FetchError, match="asks for a password"):
        fetched(url, FeedSettings())
    assert len(server.requests) == 1


def test_who_is_asked_for_a_password_learns_the_very_section_it_goes_into(server: WebServer) -> None:
    url = server.answer("/f", status=401)
    with pytest.raises(FetchError) as refused:
        fetched(url, FeedSettings())
    host = urlsplit(url).netloc
    assert str(refused.value) == (
        f'127.0.0.1 asks for a password (401). Set user and password under [feeds."{host}"] in config.toml.'
    )
    assert Config(feeds={host: FeedSettings(user="me")}).feed(url).user == "me"


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("https://blog.example/f", "blog.example"),
        ("http://blog.example/f", "http://blog.example"),
        ("http://blog.example:8000/f", "http://blog.example:8000"),
        ("http://nas.local/f", "nas.local"),
    ],
)
def test_the_section_named_is_one_whose_password_would_be_sent(url: str, section: str) -> None:
    with (
        pytest.raises(FetchError, match=re.escape(f'[feeds."{section}"]')),
        Credentials(url, FeedSettings()).blamed(url),
    ):
        raise FetchError("It asks for a password (401).", 401)
    own = FeedSettings(user="me", password=SHOUT, section=section)
    assert "Authorization" in Credentials(url, own).headers(url)


def test_a_password_that_is_wrong_is_called_so_and_not_missing(server: WebServer) -> None:
    url = server.answer("/f", status=401)
    with pytest.raises(FetchError, match=r"\(401\)\. It does not take the user and password it was sent\.$"):
        fetched(url, FeedSettings(user="me", password=SHOUT))


def test_a_secret_that_cannot_be_had_keeps_the_server_from_being_asked(server: WebServer) -> None:
    with pytest.raises(FetchError, match=r"was not asked\. The variable NONE"):
        fetched(server.answer("/f", FEED), FeedSettings(user="me", password=Secret(env="NONE")))
    assert not server.requests


def test_one_feed_may_have_limits_of_its_own(server: WebServer) -> None:
    url = server.answer("/f", FEED + b" " * 2**21)
    assert fetched(url, FeedSettings()).startswith(FEED)
    with pytest.raises(FetchError, match="more than 1 MiB"):
        fetched(url, FeedSettings(fetch_mib=1))
    with pytest.raises(FetchError, match="within 1 seconds"):
        fetched(server.answer("/slow", hang=True), FeedSettings(fetch_seconds=1))


def test_a_proxy_the_environment_names_is_used_but_for_what_it_leaves_out(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WebServer() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url("").replace("//", "//user:w%6Frd@"))
        proxy.answer("http://feeds.example/f", FEED)
        assert fetched("http://feeds.example/f", FeedSettings()) == FEED
        assert proxy.requests[0].headers["proxy-authorization"] == "Basic dXNlcjp3b3Jk"
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert fetched(server.answer("/f", FEED), FeedSettings()) == FEED
        assert len(proxy.requests) == 1


def test_a_proxy_that_cannot_be_used_is_never_gone_around(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://me:hush@127.0.0.1:1")
    with pytest.raises(FetchError) as refused:
        fetched(server.answer("/f", FEED), FeedSettings())
    assert str(refused.value) == (
        "The proxy socks5://***@127.0.0.1:1 is of a kind that cannot be used: only http and https proxies can."
    )
    assert not server.requests


# A secret belongs to a host and a scheme

KEPT_BACK = (
    "What config.toml has for blog.example was not sent, as it would not be encrypted: use the https address, "
    'or call the section [feeds."http://{host}"] if that is meant.'
)
OWN = FeedSettings(section="blog.example", user="me", password=SHOUT, headers={"X-Token": SHOUT, "Accept": "text/xml"})


def in_the_world(server: WebServer, path: str = "/f") -> str:
    return server.url(path).replace(PUBLIC, "blog.example")


def sent(request: Request) -> set[str]:
    return {"authorization", "x-token"} & set(request.headers)


def test_what_is_configured_for_a_host_is_not_sent_in_the_clear_and_that_is_said_where_it_is_missed() -> None:
    with WebServer(PUBLIC) as server, a_world({"blog.example": PUBLIC}):
        server.answer("/f", status=401, headers={"WWW-Authenticate": DIGEST})
        with pytest.raises(FetchError) as refused:
            fetched(in_the_world(server), OWN)
        host = in_the_world(server, "").removeprefix("http://")
        assert str(refused.value).endswith(f"asks for a password (401). {KEPT_BACK.format(host=host)}")
        server.answer("/f", FEED)
        assert fetched(in_the_world(server), OWN) == FEED
        assert [sent(request) for request in server.requests] == [set(), set()]
        assert server.requests[0].headers["accept"] == "text/xml"


def test_a_section_that_names_http_or_a_host_at_home_may_sign_in_without_tls(server: WebServer) -> None:
    with WebServer(PUBLIC) as public, a_world({"blog.example": PUBLIC}):
        public.answer("/f", FEED)
        named = replace(OWN, section=in_the_world(public, ""))
        assert fetched(in_the_world(public), named) == FEED
        assert sent(public.requests[0]) == {"authorization", "x-token"}
    assert fetched(server.answer("/f", FEED), OWN) == FEED
    assert sent(server.requests[0]) == {"authorization", "x-token"}


def test_what_is_typed_in_an_address_goes_to_exactly_that_origin() -> None:
    with WebServer(PUBLIC) as server, a_world({"blog.example": PUBLIC, "other.example": PUBLIC}):
        server.answer("/g", FEED)
        to = server.url("/g").replace(PUBLIC, "other.example")
        server.answer("/f", status=302, headers={"Location": to})
        assert fetched(in_the_world(server).replace("//", "//me:hush@"), FeedSettings()) == FEED
        assert [sent(request) for request in server.requests] == [{"authorization"}, set()]


@pytest.mark.parametrize(
    ("first", "hop", "goes"),
    [
        ("https://blog.example/f", "https://blog.example/g", True),
        ("https://blog.example/f", "http://blog.example/g", False),
        ("https://blog.example/f", "https://blog.example:8443/g", False),
        ("https://blog.example/f", "https://www.blog.example/g", False),
        ("http://blog.example/f", "https://blog.example/f", True),
        ("http://blog.example/f", "http://blog.example/f", False),
        ("http://blog.example:8080/f", "https://blog.example/f", False),
    ],
)
def test_what_is_configured_goes_to_the_same_host_over_https(first: str, hop: str, goes: bool) -> None:
    assert ("Authorization" in Credentials(first, OWN).headers(hop)) is goes


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("https://blog.example/f", "blog.example"),
        ("https://BLOG.example:443/f", "blog.example"),
        ("http://blog.example/f", "http://blog.example"),
        ("https://slow.example/f", "https://slow.example/f"),
        ("https://slow.example/g", ""),
        ("https://evil.example?@blog.example/f", ""),
        ("https://evil.example#@blog.example/f", ""),
        ("https://blog.example@evil.example/f", ""),
        ("https://blog.example:8443/f", ""),
        ("https://[", ""),
    ],
)
def test_settings_are_found_by_the_host_one_connects_to(url: str, section: str) -> None:
    names = ("blog.example", "http://blog.example", "https://slow.example/f")
    assert Config(feeds={name: FeedSettings(section=name) for name in names}).feed(url).section == section
