"""Only what is new in a document is read, and what is read without feedparser equals what feedparser gives."""

from dataclasses import replace

import pytest
from feed_texts import PREFIXES, URL, atom, rss
from feedparser.mixin import _FeedParserMixin
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import SourceError
from reader.model import ParsedFeed
from reader.sources.feeds import fast_path, parsing
from reader.sources.feeds.known_items import FeedUpdate, guid_digest, parse_new, unpack_known


def update(text: str | bytes, before: FeedUpdate | None = None, label: str = "text/xml") -> FeedUpdate:
    content = text.encode() if isinstance(text, str) else text
    return parse_new(content, URL, label, unpack_known(before.items) if before else {})


def by_feedparser(text: str) -> ParsedFeed:
    """Return what the whole document gives when feedparser is asked for all of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "read_items", lambda _: None)
        return parsing.parse(text.encode(), URL)


def titles(feed: FeedUpdate) -> list[str]:
    return [story.title for story in feed.feed.stories]


def an_item(name: str, more: str = "") -> str:
    return f"<title>{name}</title><guid>urn:{name}</guid>{more}"


def test_what_is_known_is_left_out_and_named() -> None:
    first = update(rss(an_item("A"), an_item("B")))
    again = update(rss(an_item("C"), an_item("A"), an_item("B")), first)
    assert titles(again) == ["C"]
    assert again.present == {guid_digest("urn:A"), guid_digest("urn:B")}
    assert len(unpack_known(again.items)) == 3


def test_an_item_that_changed_by_one_byte_is_read_again() -> None:
    first = update(rss(an_item("A"), an_item("B")))
    assert titles(update(rss(an_item("A"), an_item("B", "<author>x</author>")), first)) == ["B"]


def test_where_all_is_known_the_head_is_still_read() -> None:
    first = update(rss(an_item("A")))
    again = update(rss(an_item("A"), head="<title>Renamed</title><ttl>90</ttl>"), first)
    assert (again.feed.title, again.feed.rest, titles(again)) == ("Renamed", 5400, [])
    assert again.items == first.items


@pytest.mark.parametrize("label", ["text/xml; charset=koi8-r", "text/xml"])
def test_under_another_label_or_root_an_item_is_another(label: str) -> None:
    first = update(rss(an_item("A")))
    other = rss(an_item("A")).replace("<rss ", '<rss xmlns:x="urn:x" ') if label == "text/xml" else rss(an_item("A"))
    assert titles(update(other, first, label)) == ["A"]


def test_two_items_with_one_guid_are_always_read_together() -> None:
    one, other = an_item("A", "<link>https://a.example/1</link>"), an_item("A", "<link>https://a.example/2</link>")
    first = update(rss(one))
    both = update(rss(one, other), first)
    assert [story.guid for story in both.feed.stories] == ["urn:A", "urn:A|https://a.example/2"]
    assert update(rss(one, other), both).feed == both.feed


def test_items_without_a_guid_are_read_each_time() -> None:
    nameless = "<title>N</title><link>https://a.example/n</link>"
    first = update(rss(nameless, an_item("A")))
    assert titles(update(rss(nameless, an_item("A"), an_item("B")), first)) == ["N", "B"]


@pytest.mark.parametrize(
    "text",
    [
        rss(an_item("A", "<description><![CDATA[<item><guid>urn:B</guid></item>]]></description>"), an_item("B")),
        rss(an_item("A")).replace("<item>", "<item><item>").replace("</item>", "</item></item>"),
        rss(an_item("A")) + "<!-- <item>x</item> -->",
        rss(an_item("A")).replace("</item>", "</item><unclosed>"),
        rss(an_item("Ä")).encode("latin-1"),
        rss(an_item("A")).encode("utf-16"),
        rss(*(an_item(f"A{n}") for n in range(1001))),
    ],
    ids=[
        "item in an item's text",
        "item in an item",
        "item in a comment",
        "ill-formed",
        "latin-1",
        "utf-16",
        "1,001 items",
    ],
)
def test_nothing_is_remembered_where_items_cannot_be_told_apart(text: str | bytes) -> None:
    assert update(text).items == b""


def test_a_document_that_breaks_where_something_was_left_out_is_read_as_a_whole() -> None:
    first = update(rss(an_item("A"), an_item("B")))
    torn = rss(an_item("A"), an_item("B"), an_item("C")).replace("</channel></rss>", "")
    assert titles(update(torn, first)) == ["A", "B", "C"]


def test_every_namespace_feedparser_knows_is_told_from_foreign_ones() -> None:
    known = [uri.lower() for uri in _FeedParserMixin.namespaces if uri]
    assert [uri for uri in known if fast_path._is_foreign(uri)] == []
    assert fast_path._is_foreign("https://podcastindex.org/namespace/1.0")


SPACES = f'{PREFIXES} xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:x="https://x.example/ns"'
TEXTS = st.sampled_from(
    [
        *("", "A", "Ä é", "A &amp; B", "&lt;b&gt;C&lt;/b&gt;", "AT&amp;amp;T", "<![CDATA[<p>D</p>]]>", "  E\n f "),
        *("Ã©", "\x91q\x92", "https://a.example/1", "http:///b", "/rel?a=1&amp;b=2", "me@a.example (Me)", "a, b,c"),
        *("Fri, 13 Nov 2026 12:30:00 GMT", "2026-11-20T08:02:00Z", "yesterday", "<i>inside</i>", "62:03", "7"),
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        *("", "", "", ' type="html"', ' type="text"', ' type="xhtml"', ' isPermaLink="false"', ' xml:lang="de"'),
        *(' rel="enclosure" href="https://a.example/s.mp3" type="audio/MPEG" length="9"', ' rel="self" href="/s"'),
        *(' href="https://a.example/h"', ' url="https://a.example/u" type="image/png"', ' term="t" label="l"'),
        *(' xmlns="com-wordpress:feed-additions:1"', ' xmlns="http://www.w3.org/1999/xhtml"'),
        *(
            ' domain="d"',
            ' mode="escaped"',
            ' src="/x"',
            ' uri="y" url=""',
            ' href=""',
            ' xml:base="/b"',
            ' url="https://a.example/m" duration="8"',
        ),
    ]
)
NAMES = st.sampled_from(
    [
        *("title", "link", "guid", "id", "description", "author", "category", "pubDate", "enclosure", "comments"),
        *("source", "summary", "content", "published", "updated", "created", "rights", "image", "dc:creator"),
        *("dc:date", "dc:subject", "dc:title", "dc:description", "dc:rights", "content:encoded", "itunes:author"),
        *("itunes:summary", "itunes:subtitle", "itunes:keywords", "itunes:duration", "itunes:image", "media:content"),
        *("media:title", "media:description", "media:thumbnail", "media:group", "media:keywords", "atom:link"),
        *(
            "atom:author",
            "atom:updated",
            "slash:comments",
            "x:y",
            "x:title",
            "post-id",
            "contributor",
            "name",
            "email",
            "uri",
        ),
        *("dcterms:modified", "dcterms:issued", "georss:point", "div", "Title"),
    ]
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> str:
    name, attributes = draw(NAMES), draw(ATTRIBUTES)
    inside = draw(TEXTS)
    if depth < 2 and draw(st.integers(0, 5)) == 0:
        inside += "".join(draw(st.lists(elements(depth + 1), max_size=3)))
    return f"<{name}{attributes}>{inside}</{name}>"


def documents(items: list[str], head: str, is_atom: bool) -> str:
    wrapped = (atom if is_atom else rss)(*items, head=head)
    spaces = f'{SPACES} xmlns:georss="http://www.georss.org/georss"'
    if is_atom:
        return wrapped.replace(' xmlns:media="http://search.yahoo.com/mrss/"', f" {spaces}", 1)
    return wrapped.replace(PREFIXES, spaces, 1)


@given(
    st.lists(st.lists(elements(), max_size=8).map("".join), max_size=4),
    st.lists(elements(), max_size=3).map("".join),
    st.booleans(),
    st.sets(st.integers(0, 3)),
)
def test_whatever_the_items_hold_the_feed_is_feedparsers(
    items: list[str], head: str, is_atom: bool, left_out: set[int]
) -> None:
    text = documents(items, head, is_atom)
    try:
        whole = by_feedparser(text)
    except SourceError:
        return
    read = update(text)
    assert read.feed == whole
    known = {digest: name for n, (digest, name) in enumerate(unpack_known(read.items).items()) if n in left_out}
    rest = parse_new(text.encode(), URL, "text/xml", known)
    assert [story for story in whole.stories if guid_digest(story.guid) not in rest.present] == list(rest.feed.stories)
    assert replace(rest.feed, stories=()) == replace(whole, stories=())
