"""Feeds made to steer a terminal, fill the memory, or take for ever."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Never

import pytest
from feed_texts import URL, assert_clean, every_string, read, rss, the_refusal
from web_server import WebServer

from reader.errors import SourceError
from reader.sources.feeds import bad_items, parsing
from reader.sources.feeds.known_items import parse_new
from reader.sources.feeds.parsing import parse
from reader.sources.web.feed_links import find_feeds, find_links

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "billion laughs": f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]>' + rss("<title>&l11;</title>").partition("?>")[2],
    "quadratic": f'<!DOCTYPE r [<!ENTITY a "{"A" * 60_000}">]>'
    + rss(f"<title>{'&a;' * 60_000}</title>").partition("?>")[2],
    "many small": f'<!DOCTYPE r [<!ENTITY a "{"A" * 1000}">]>'
    + rss(f"<title>{'&a;' * 60_000}</title>").partition("?>")[2],
    "parameter entities": '<!DOCTYPE r [<!ENTITY % a "x"><!ENTITY % b "%a;%a;">%b;]>' + rss().partition("?>")[2],
    "single quotes": f"<!DOCTYPE r [<!ENTITY l0 'lol'>{LAUGHS}]>" + rss("<title>&l11;</title>").partition("?>")[2],
    "behind a comment": f'<!-- <a> --><?pi x?><!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]>'
    + rss("&l11;").partition("?>")[2],
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_t10_growing_entities_are_refused(bomb: str, encoding: str) -> None:
    started = time.process_time()
    said = the_refusal(BOMBS[bomb].encode(encoding))
    assert said == f"{URL} declares XML entities that grow without bound; it was not read."
    assert time.process_time() - started < 2


def test_a_bomb_after_the_root_is_not_expanded() -> None:
    text = rss("<title>&l11;</title>").replace("<channel>", f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]><channel>')
    started = time.process_time()
    assert all(len(text) < 5000 for text in every_string(read(text)))
    assert time.process_time() - started < 2


def test_a_bomb_takes_little_memory() -> None:
    program = (
        "import resource, sys; from reader.errors import SourceError; from reader.sources.feeds.parsing import parse\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: parse(sys.stdin.buffer.read(), 'u')\n"
        "except SourceError: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    bomb = BOMBS["billion laughs"].encode()
    done = subprocess.run([sys.executable, "-c", program], input=bomb, capture_output=True, check=True)
    assert int(done.stdout) < 150 * 1024


def test_t9_an_external_entity_is_never_read() -> None:
    for system in ("file:///etc/passwd", "http://127.0.0.1:9/x"):
        text = rss("<guid>1</guid><title>a &x; b</title>").replace(
            "<rss", f'<!DOCTYPE r [<!ENTITY x SYSTEM "{system}">]><rss', 1
        )
        assert read(text).stories[0].title in ("a &x; b", "a b")


SLOW = {
    "attributes": rss("<x " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>"),
    "items": rss() .replace("</channel>", "<item><title>x</title></item>" * 100_000 + "</channel>"),
    "items without ends": rss().replace("</channel>", "<item><title>x</title>" * 100_000),
    "comments without ends": rss().replace("</channel>", "<!--" * 20_000),
    "sections without ends": rss().replace("</channel>", "<item><title><![CDATA[" * 20_000),
    "depth": rss("<a>" * 50_000 + "</a>" * 50_000),
    "depth without ends": rss("<a>" * 50_000),
    "open brackets": rss("<" * 100_000),
    "ampersands": rss("<title>" + "&" * 100_000),
    "references": rss("<title>" + "&#" * 100_000),
    "open tags": rss("<title>" + "<a " * 50_000),
    "open quotes": rss("<title>" + '<a b="' * 30_000),
    "blanks": rss("<title>&lt;p" + " " * 200_000 + "</title>"),
    "prolog": "<!--" * 100_000,
    "doctype": "<!DOCTYPE " + "[" * 100_000,
    "deep json": '{"version":"https://jsonfeed.org/version/1","items":' + "[" * 500_000,
}  # fmt: skip


@pytest.mark.parametrize("case", SLOW)
def test_t13_nothing_takes_long(case: str) -> None:
    started = time.process_time()
    with suppress(SourceError):
        assert_clean(parse(SLOW[case].encode(), URL))
    assert time.process_time() - started < 5


def _never_done(_: object) -> Never:
    while True:
        pass


def test_p1_a_document_a_parser_cannot_get_done_with_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_SECONDS", 0.3)
    monkeypatch.setattr(parsing, "kind_of", _never_done)
    monkeypatch.setattr(bad_items, "_SECONDS_AN_ITEM", 0.1)
    started = time.process_time()
    assert the_refusal(rss("<title>One</title>")) == (
        f"{URL} takes too long to make sense of (more than 0.3 seconds of computing); it was not read."
    )
    assert time.process_time() - started < 3
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_p1_what_asks_for_more_memory_than_it_may_fails_and_nothing_else_does() -> None:
    """In a process of its own: what fails there must not fail here."""
    code = (
        "from reader.sources.resource_limits import memory_limit\n"
        "from reader.sources.feeds.parsing import parse\n"
        "feed = b'<rss version=\"2.0\"><channel><title>A</title></channel></rss>'\n"
        "with memory_limit(256 * 2**20):\n"
        "    try:\n"
        "        parse(feed + b' ' * 2**27, 'https://x.example/')\n"
        "    except MemoryError:\n"
        "        print(parse(feed, 'https://x.example/').title)\n"
        "print(len(bytearray(2**29)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["A", str(2**29)]


def test_t13_a_hostile_page_is_searched_at_once() -> None:
    started = time.process_time()
    for text in ("<!--" * 100_000, "<a " * 100_000, "<link " * 50_000, '<link rel="alternate" ' * 20_000):
        assert find_feeds(text.encode(), URL) == find_links(text.encode(), URL) == ()
    parse_new(b"<rss " * 100_000 + b"<rss version='2.0'><channel><title>t</title></channel></rss>", URL)
    assert time.process_time() - started < 5


def test_p5_a_tag_crowded_with_attributes_is_named() -> None:
    assert the_refusal(SLOW["attributes"]) == f"{URL} has a tag with more than 500 attributes; it was not read."
    many = " ".join(f'a{n}="1"' for n in range(400))
    assert read(rss(f"<guid>1</guid><x {many}/>")).stories
    assert read(rss(f"<guid>1</guid><description>{'a = b ' * 1000}</description>")).stories


def test_fifty_megabytes_are_survived_and_cut() -> None:
    text = (
        "<guid>1</guid><title>"
        + "t" * 5_000_000
        + "</title><description>"
        + "word &lt;p&gt; " * 3_500_000
        + "</description>"
    )
    feed = read(rss(text))
    assert len(feed.stories[0].title) == 500
    assert len(feed.stories[0].body.content) <= 2 * 1024 * 1024


PAYLOADS = [
    "\x1b]52;c;QQ==\x07",
    "&#27;]0;owned&#7;",
    "&#x1b;[31m",
    "&#155;31m",
    "\u009b31m",
    "a\x00b&#0;c",
    "&#xD800;&#xDFFF;",
    "&#xFFFE;&#x1FFFF;",
    "&#x110000;&#99999999999999999999;",
    "\u202egnp.exe\u2066",
    "\ufeff\u200b\u00ad\u2060",
    "\U000e0041",
    "a" + "\u0301" * 50,
    "line\u2028break\u2029\x85x\x0b\x0c",
    "&amp;#27;[2J&amp;#155;x",
    "&amp;#xD800;",
    "<![CDATA[&#27;]52;c;QQ==\x07]]>",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
]
SPOTS = [
    "<guid isPermaLink='false'>{}</guid>",
    "<guid>g</guid><title>{}</title>",
    "<guid>g</guid><author>{}</author>",
    "<guid>g</guid><dc:creator>{}</dc:creator>",
    "<guid>g</guid><link>https://example.org/{}</link>",
    "<guid>g</guid><description>{}</description>",
    "<guid>g</guid><content:encoded>{}</content:encoded>",
    "<guid>g</guid><category>{}</category>",
    "<link>{}</link>",
    "<pubDate>{}</pubDate>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_p4_nothing_that_steers_a_terminal_comes_out(payload: str) -> None:
    for spot in SPOTS:
        assert_clean(read(rss(spot.format(payload))))
        assert_clean(read(rss(spot.format(payload)).encode("utf-8", "replace") + b"<broken"))
    assert_clean(
        read(rss("<guid>g</guid>", head=f"<title>{payload}</title><link>https://example.org/{payload}</link>"))
    )
    plain = payload.replace("<![CDATA[", "").replace("]]>", "")
    if "\x00" not in plain:
        entry = f'<guid>g</guid><enclosure url="https://example.org/{plain}" type="{plain}" length="{plain}"/>'
        assert_clean(read(rss(entry)))


@pytest.mark.parametrize(
    "item",
    [
        "<title>&#xD800;</title>",
        "<title>&#x110000;</title>",
        "<title>&#99999999999;</title>",
        "<georss:point xmlns:georss='http://www.georss.org/georss'>1 2 x</georss:point>",
        "<gml:Point xmlns:gml='http://www.opengis.net/gml' srsName='EPSG:x'><gml:pos>1</gml:pos></gml:Point>",
        "<link>http://[</link>",
        "<enclosure/>",
        "<media:content/>",
        "<a xml:base='http://[::1'><link>x</link></a>",
    ],
)
def test_p2_what_makes_parsers_raise_is_read(item: str) -> None:
    feed = read(rss(f"<guid>1</guid>{item}"))
    assert_clean(feed)
    assert len(feed.stories) == 1


def test_h25_bytes_that_name_a_file_or_an_address_are_never_opened(tmp_path: Path) -> None:
    canary = tmp_path / "canary.xml"
    canary.write_text("<rss version='2.0'><channel><title>Canary</title></channel></rss>")
    with WebServer() as server:
        address = server.answer("/feed", canary.read_bytes())
        for name in (str(canary), canary.as_uri(), address, f"feed:{address}"):
            with pytest.raises(SourceError, match="is not a feed"):
                parse(name.encode(), "https://x.example/")
        assert server.requests == []
