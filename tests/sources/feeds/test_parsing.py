"""Feeds of every dialect, as publishers write them."""

import json
import os
import subprocess
import sys

import pytest
from feed_texts import URL, assert_clean, atom, only_story, read, rss, the_refusal
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import SourceError
from reader.model import BodyFormat, Enclosure, ParsedFeed
from reader.reading.cleaning import clean_text
from reader.sources.feeds.parsing import parse

# Dialects

DIALECTS = {
    "RSS 0.91": """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
        "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Example</title>
        <link>https://example.org/</link><description>d</description><language>en</language>
        <image><title>Logo</title><url>https://example.org/i.png</url><link>https://example.org/img</link></image>
        <item><title>First</title><link>https://example.org/1</link><description>Hello</description></item>
        <textinput><title>Search</title><name>q</name><link>https://example.org/q</link></textinput></channel></rss>""",
    "RSS 0.92": """<rss version="0.92"><channel><title>Example</title><link>https://example.org/</link><item>
        <title>First</title><link>https://example.org/1</link><description>Hello</description>
        <source url="https://other.example/rss">Other</source></item></channel></rss>""",
    "RSS 0.90": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Example</title><link>https://example.org/</link>
        </channel><item><title>First</title><link>https://example.org/1</link><description>Hello</description></item>
        </rdf:RDF>""",
    "RSS 1.0": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/rss"><title>Example</title>
        <link>https://example.org/</link><items><rdf:Seq><rdf:li resource="https://example.org/1"/></rdf:Seq></items>
        </channel><item rdf:about="https://example.org/1"><title>First</title><link>https://example.org/1</link>
        <description>Hello</description><dc:date>2020-01-02T03:04:05Z</dc:date></item></rdf:RDF>""",
    "RSS 2.0": rss("<title>First</title><link>https://example.org/1</link><description>Hello</description>"),
    "Atom 0.3": """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Example</title>
        <link rel="alternate" type="text/html" href="https://example.org/"/><entry><title>First</title>
        <link rel="alternate" type="text/html" href="https://example.org/1"/><id>https://example.org/1</id>
        <issued>2020-01-02T03:04:05Z</issued><content type="text/html" mode="escaped">Hello</content></entry></feed>""",
    "Atom 1.0": atom(
        '<title>First</title><link href="https://example.org/1"/><id>https://example.org/1</id><summary>Hello</summary>',
        head='<title>Example</title><link href="https://example.org/"/>',
    ),
    "JSON Feed 1.0": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1",
            "title": "Example",
            "home_page_url": "https://example.org/",
            "items": [{"id": "1", "url": "https://example.org/1", "title": "First", "content_text": "Hello"}],
        }
    ),
    "prefixed Atom": """<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"><atom:title>Example</atom:title>
        <atom:link href="https://example.org/"/><atom:entry><atom:title>First</atom:title>
        <atom:link href="https://example.org/1"/><atom:id>1</atom:id><atom:summary>Hello</atom:summary>
        </atom:entry></atom:feed>""",
    "upper-case RSS": """<RSS VERSION="2.0"><CHANNEL><TITLE>Example</TITLE><LINK>https://example.org/</LINK><ITEM>
        <TITLE>First</TITLE><LINK>https://example.org/1</LINK><DESCRIPTION>Hello</DESCRIPTION></ITEM></CHANNEL></RSS>""",
    "unclosed RSS": """<rss version="2.0"><channel><title>Example</title><link>https://example.org/</link><item>
        <title>First</title><link>https://example.org/1</link><description>Hello</description></item>""",
    "a PHP warning before RSS": "<br />\n<b>Warning</b>: session_start() in <b>/srv/x.php</b><br />\n"
    + rss("<title>First</title><link>https://example.org/1</link><description>Hello</description>"),
    "HTML after RSS": rss("<title>First</title><link>https://example.org/1</link><description>Hello</description>")
    + "<!-- cached --><script>x</script>",
    "blank lines and a mark before RSS": "\ufeff\n\n  "
    + rss("<title>First</title><link>https://example.org/1</link><description>Hello</description>"),
    "undeclared prefixes": """<rss version="2.0"><channel><title>Example</title><link>https://example.org/</link>
        <item><title>First</title><link>https://example.org/1</link><description>Hello</description>
        <foo:bar>x</foo:bar></item></channel></rss>""",
    "a bare ampersand": """<rss version="2.0"><channel><title>Example</title><link>https://example.org/</link><item>
        <title>First</title><link>https://example.org/1</link><description>Hello</description>
        <comments>https://example.org/?a=1&b=2</comments></item></channel></rss>""",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_p13_every_dialect_gives_the_same_story(dialect: str) -> None:
    feed = read(DIALECTS[dialect])
    assert feed.title == "Example"
    assert feed.site_url == "https://example.org/"
    assert [(story.title, story.url) for story in feed.stories] == [("First", "https://example.org/1")]
    assert feed.stories[0].body.content == "Hello"
    assert_clean(feed)


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss()) == ParsedFeed("Example", "https://example.org/")
    assert read(atom()).stories == ()


# Identity


def test_i1_the_guid_is_kept_as_it_is_apart_from_blanks_around_it() -> None:
    for guid in ("HTTP://Example.ORG/A?b#c", "tag:example.org,2020:1", "12 34", "urn:uuid:X"):
        assert only_story(rss(f'<guid isPermaLink="false"> {guid}\n</guid><title>x</title>')).guid == guid


def test_a_bare_number_as_guid_does_not_take_on_the_feeds_address() -> None:
    story = only_story(rss("<guid>123</guid><title>x</title>"))
    assert (story.guid, story.url) == ("123", "")


def test_i1_without_a_guid_the_link_stands_in_as_it_was_sent() -> None:
    assert only_story(rss("<title>x</title><link>/a?b=1&amp;c=2</link>")).guid == "/a?b=1&c=2"


def test_i1_without_guid_and_link_the_text_stands_in() -> None:
    first, again, other = (
        only_story(rss(f"<title>x</title><description>{text}</description>")).guid for text in ("a", "a", "b")
    )
    assert first == again != other


def test_i1_the_date_has_no_part_in_identity() -> None:
    items = [f"<title>x</title><pubDate>{day} Jan 2020 00:00:00 GMT</pubDate>" for day in (1, 2)]
    assert only_story(rss(items[0])).guid == only_story(rss(items[1])).guid


def test_i2_a_repeated_guid_with_another_link_is_another_story_and_with_the_same_link_is_not() -> None:
    one = "<guid>g</guid><title>One</title><link>https://example.org/1</link>"
    two = "<guid>g</guid><title>Two</title><link>https://example.org/2</link>"
    stories = read(rss(one, two, one, two)).stories
    assert [story.guid for story in stories] == ["g", "g|https://example.org/2"]
    assert [story.title for story in stories] == ["One", "Two"]


def test_a_link_shared_by_stories_without_guids_does_not_merge_them() -> None:
    items = [f"<title>{name}</title><link>https://example.org/</link>" for name in ("One", "Two")]
    guids = [story.guid for story in read(rss(*items)).stories]
    assert len(guids) == 2
    assert [story.guid for story in read(rss("<title>Zero</title><link>https://example.org/</link>", *items)).stories][
        1:
    ] == guids


def test_a_very_long_guid_is_kept_apart_from_others_that_begin_alike() -> None:
    items = [f'<guid isPermaLink="false">{"x" * 5000}{end}</guid><title>t</title>' for end in "ab"]
    guids = {story.guid for story in read(rss(*items)).stories}
    assert len(guids) == 2
    assert max(map(len, guids)) < 100


# Titles


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("Plain", "Plain"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("1 &lt; 2", "1 < 2"),
        ("&lt;b&gt;", "<b>"),
        ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"),
        ("H&lt;sub&gt;2&lt;/sub&gt;O", "H2O"),
        ("<![CDATA[Caf&eacute; &amp; bar]]>", "Café & bar"),
        ("<![CDATA[<em>x</em> y]]>", "x y"),
        ("Caf&eacute;", "Café"),
        ("It&#8217;s", "It’s"),
        ("It&#146;s", "It’s"),
        ("  two\n lines\t", "two lines"),
        ("[WIP] x [/b] [@click=app.quit]y", "[WIP] x [/b] [@click=app.quit]y"),
        ("C++ vector&lt;int&gt; and &amp;", "C++ vector<int> and &"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_p6_rss_titles_are_shown_as_meant(markup: str, title: str) -> None:
    assert only_story(rss(f"<guid>1</guid><title>{markup}</title>")).title == title


@pytest.mark.parametrize(
    ("element", "title"),
    [
        ("<title>a &lt;b&gt; &amp;amp; c</title>", "a <b> &amp; c"),
        ('<title type="text">a &amp;amp; b</title>', "a &amp; b"),
        ('<title type="html">a &amp;amp; &lt;i&gt;b&lt;/i&gt;</title>', "a & b"),
        ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>c</b> &lt; d</div></title>', "a c < d"),
    ],
)
def test_p6_atom_titles_follow_their_declared_type(element: str, title: str) -> None:
    assert only_story(atom(f"<id>1</id>{element}")).title == title


def test_p6_a_story_without_a_title_is_named_by_its_first_words() -> None:
    words = "<p>I have &amp;lt;3 for " + "many words " * 20 + "</p>"
    story = only_story(rss(f"<guid>1</guid><description><![CDATA[{words.replace('&amp;lt;', '&lt;')}]]></description>"))
    assert story.title == "I have <3 for many words many words many words many words many words many words…"
    assert len(story.title) <= 81


def test_a_story_without_title_and_text_is_named_by_its_link_or_not_at_all() -> None:
    assert only_story(rss("<link>https://example.org/2020/caf%C3%A9/</link>")).title == "2020/café"
    assert only_story(rss("<guid>1</guid>")).title == "(untitled)"


def test_p14_titles_of_other_vocabularies_do_not_override() -> None:
    others = "<media:title>M</media:title><itunes:title>I</itunes:title><source url='u'>S</source>"
    image = "<image><title>Img</title></image>"
    assert only_story(rss(f"<guid>1</guid><title>Own</title>{others}{image}")).title == "Own"
    group = "<media:group><media:title>M</media:title></media:group>"
    assert only_story(atom(f"<id>1</id><title>Own</title>{group}")).title == "Own"
    assert read(rss(head="<title>Own</title><image><title>Img</title></image>")).title == "Own"


# Authors, links, dates


@pytest.mark.parametrize(
    ("elements", "author"),
    [
        ("<dc:creator>Ann</dc:creator>", "Ann"),
        ("<dc:creator>Ann</dc:creator><dc:creator>Bob</dc:creator>", "Ann, Bob"),
        ("<author>ann@example.org (Ann)</author>", "Ann"),
        ("<author>Ann</author>", "Ann"),
        ("<itunes:author>Ann</itunes:author>", "Ann"),
        ("", ""),
    ],
)
def test_authors_of_rss(elements: str, author: str) -> None:
    assert only_story(rss(f"<guid>1</guid>{elements}")).author == author


def test_authors_of_atom_come_from_the_entry_else_from_the_feed() -> None:
    head = "<title>x</title><author><name>Feed</name></author>"
    entries = ("<id>1</id><author><name>A</name></author><author><name>B</name></author>", "<id>2</id>")
    assert [story.author for story in read(atom(*entries, head=head)).stories] == ["A, B", "Feed"]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" \n https://example.org/a \n", "https://example.org/a"),
        ("a/b", "https://example.org/blog/a/b"),
        ("../c", "https://example.org/c"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://example.org/a b?c=d|e", "https://example.org/a%20b?c=d%7Ce"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("javascript:alert(1)", ""),
        ("java&#10;script:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("-oProxyCommand=x", ""),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://[::1", ""),
    ],
)
def test_p8_only_openable_links_are_kept_resolved(link: str, url: str) -> None:
    assert only_story(rss(f"<guid isPermaLink='false'>1</guid><title>x</title><link>{link}</link>")).url == url


def test_an_atom_entry_gives_its_alternate_link() -> None:
    links = '<link rel="self" href="/self"/><link href="/own"/><link rel="replies" href="/replies"/>'
    assert only_story(atom(f"<id>1</id>{links}")).url == "https://example.org/own"


def test_p8_xml_base_resolves_links_and_bodies() -> None:
    text = atom(
        '<id>1</id><link href="post"/><content type="html" xml:base="img/">x</content>',
        attributes='xml:base="https://base.example/dir/"',
    )
    story = only_story(text)
    assert story.url == "https://base.example/dir/post"
    assert story.body.base_url == "https://base.example/dir/img/"


def test_a_body_is_relative_to_its_story_else_the_site_else_the_feed() -> None:
    assert only_story(rss("<link>https://example.org/p</link>")).body.base_url == "https://example.org/p"
    assert only_story(rss("<guid isPermaLink='false'>1</guid>")).body.base_url == "https://example.org/"
    assert only_story(rss("<guid isPermaLink='false'>1</guid>", head="")).body.base_url == URL


@pytest.mark.parametrize(
    ("elements", "published"),
    [
        ("<pubDate>Thu, 02 Jan 2020 03:04:05 CEST</pubDate>", 1577927045),
        ("<dc:date>2020-01-02T03:04:05Z</dc:date>", 1577934245),
        ("<dcterms:created>2020-01-02T03:04:05Z</dcterms:created>", 1577934245),
        ("<pubDate>1577934245</pubDate>", 1577934245),
        ("<pubDate>2. Januar 2020</pubDate>", 1577923200),
        ("<pubDate>soon</pubDate><dc:date>2020-01-02T03:04:05Z</dc:date>", 1577934245),
        ("<pubDate>soon</pubDate>", None),
        ("<pubDate></pubDate>", None),
        ("", None),
    ],
)
def test_p9_dates_come_from_the_raw_text(elements: str, published: int | None) -> None:
    assert only_story(rss(f"<guid>1</guid>{elements}")).published == published


def test_p11_published_comes_before_updated() -> None:
    dates = "<updated>2021-01-01T00:00:00Z</updated><published>2020-01-01T00:00:00Z</published>"
    assert only_story(atom(f"<id>1</id>{dates}")).published == 1577836800
    assert only_story(atom("<id>1</id><updated>2021-01-01T00:00:00Z</updated>")).published == 1609459200


# Bodies


def body_of(text: str) -> tuple[BodyFormat, str]:
    body = only_story(text).body
    return body.format, body.content


def test_p7_the_full_text_comes_before_the_summary() -> None:
    item = (
        "<guid>1</guid><description>short</description><content:encoded><![CDATA[<p>The whole</p>]]></content:encoded>"
    )
    assert body_of(rss(item)) == (BodyFormat.HTML, "<p>The whole</p>")


def test_p7_a_summary_longer_than_the_content_is_kept_beside_it() -> None:
    item = "<guid>1</guid><content:encoded>&lt;img src='x'&gt;</content:encoded>"
    item += "<description>A &lt;b&gt;long&lt;/b&gt; text about it</description>"
    form, content = body_of(rss(item))
    assert form == BodyFormat.HTML
    assert "<img src='x'>" in content
    assert "A <b>long</b> text about it" in content


def test_text_with_lines_and_no_markup_is_text() -> None:
    assert body_of(rss("<guid>1</guid><description>one\n\ntwo &amp;amp; three</description>")) == (
        BodyFormat.TEXT,
        "one\n\ntwo & three",
    )


@pytest.mark.parametrize(
    ("content", "form", "text"),
    [
        ("<content>a &lt;b&gt;</content>", BodyFormat.TEXT, "a <b>"),
        ('<content type="html">a &lt;b&gt;c&lt;/b&gt;</content>', BodyFormat.HTML, "a <b>c</b>"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>c</b> &lt;d</div></content>',
            BodyFormat.HTML,
            "a <b>c</b> &lt;d",
        ),
        ('<content type="text/markdown"># a</content>', BodyFormat.MARKDOWN, "# a"),
        ('<content type="image/png" src="https://example.org/i.png"/>', BodyFormat.TEXT, ""),
        ('<content type="application/octet-stream">iVBORw0KGgo=</content><summary>s</summary>', BodyFormat.TEXT, "s"),
    ],
)
def test_atom_content_follows_its_type(content: str, form: BodyFormat, text: str) -> None:
    assert body_of(atom(f"<id>1</id>{content}")) == (form, text)


def test_bodies_keep_their_markup_unresolved_and_unsanitised() -> None:
    markup = '<p onclick="x"><a href="rel">r</a><script>s</script></p>'
    assert body_of(rss(f"<guid>1</guid><description><![CDATA[{markup}]]></description>")) == (BodyFormat.HTML, markup)


def test_a_video_feed_gives_its_description_and_its_file() -> None:
    group = """<media:group><media:title>m</media:title><media:content url="https://v.example/1" type="video/mp4"/>
        <media:description>Line one\nLine two</media:description></media:group>"""
    story = only_story(atom(f'<id>1</id><title>t</title><link href="https://v.example/w"/>{group}'))
    assert story.body.content == "Line one\nLine two"
    assert story.body.enclosures == (Enclosure("https://v.example/1", "video/mp4"),)
    assert story.url == "https://v.example/w"


def test_p15_a_podcast_episode() -> None:
    item = """<guid>e1</guid><title>Episode</title><itunes:title>Other</itunes:title>
        <itunes:summary>sum</itunes:summary><itunes:duration>01:02:03</itunes:duration>
        <enclosure url="https://p.example/e.mp3" length="123" type="Audio/MPEG"/>
        <enclosure url="https://p.example/e.mp3" length="x" type="audio/mpeg"/>
        <media:content url="https://p.example/e.mp3" fileSize="5"/><enclosure url="javascript:x" type="audio/mpeg"/>"""
    story = only_story(rss(item))
    assert story.title == "Episode"
    assert story.body.content == "sum"
    assert story.body.enclosures == (Enclosure("https://p.example/e.mp3", "audio/mpeg", 123, 3723),)
    assert story.url == "https://p.example/e.mp3"


@pytest.mark.parametrize("length", ["", "-1", "1e9", "many", "9" * 400, "１２"])
def test_a_senseless_length_is_unknown(length: str) -> None:
    story = only_story(rss(f'<guid>1</guid><enclosure url="https://p.example/e" length="{length}"/>'))
    assert story.body.enclosures[0].length is None


def test_categories_are_cleaned_and_told_once() -> None:
    item = "<guid>1</guid><category> a  b </category><category>a b</category><category/>"
    item += "<dc:subject>R&amp;amp;D</dc:subject>"
    assert only_story(rss(item)).categories == ("a b", "R&D")
    assert only_story(atom('<id>1</id><category term="x" label="X"/><category label="Y"/>')).categories == ("x", "Y")


# Limits


def test_p5_a_thousand_stories_are_read_and_the_rest_is_told() -> None:
    feed = read(rss(*(f"<guid>{number}</guid><title>t</title>" for number in range(1200))))
    assert len(feed.stories) == 1000
    assert feed.stories[0].guid == "0"
    assert feed.warnings == ("Only the first 1000 of 1200 stories were read.",)


def test_p5_a_body_and_its_attachments_are_limited() -> None:
    enclosures = "".join(f'<enclosure url="https://p.example/{number}"/>' for number in range(80))
    story = only_story(rss(f"<guid>1</guid><description>{'word ' * 600_000}</description>{enclosures}"))
    assert len(story.body.content) == 2 * 1024 * 1024
    assert len(story.body.enclosures) == 50


# Not a feed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "sent nothing."),
        (b" \r\n\t", "sent nothing."),
        (b"\xef\xbb\xbf\n", "sent nothing."),
        (b"<!DOCTYPE html><html><head><link rel='alternate' href='/f'></head></html>", "is a web page, not a feed."),
        (b"<html><body>Login</body></html>", "is a web page, not a feed."),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='z'></html>", "is a web page, not a feed."),
        (b"<!-- x --><HTML>", "is a web page, not a feed."),
        (b"<p>Just a moment...</p>", "is a web page, not a feed."),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not a feed (it is a PNG image)."),
        (b"\xff\xd8\xff\xe0", "is not a feed (it is a JPEG image)."),
        (b"%PDF-1.7", "is not a feed (it is a PDF document)."),
        (b"PK\x03\x04", "is not a feed (it is a ZIP archive)."),
        (b"RIFF\0\0\0\0WEBPVP8", "is not a feed (it is a WebP image)."),
        (b"\1\2\0\3\4\xff\xfe\0" * 50, "is not a feed (it is binary)."),
        (b"User-agent: *", "is not a feed."),
        (b"<opml version='1.0'><body/></opml>", "is a subscription list (OPML), not a feed; import it instead."),
        (b"<urlset xmlns='x'><url/></urlset>", "is not a feed."),
        (b'{"a": 1}', "is JSON, but not a JSON Feed."),
        (b"{nonsense", "is broken JSON: line 1, column 2."),
        (b"[1, 2]", "is JSON, but not a JSON Feed."),
    ],
)
def test_what_is_no_feed_is_called_what_it_is(content: bytes, said: str) -> None:
    assert the_refusal(content) == f"{URL} {said}"


def test_h24_no_password_reaches_a_sentence() -> None:
    said = the_refusal(b"", "https://me:secret@example.org/f?token=abc&x=1")
    assert said == "https://example.org/f sent nothing."


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "text/plain", "application/octet-stream", "image/png", "nonsense"]
)
def test_h21_the_label_is_only_a_hint(content_type: str) -> None:
    assert read(rss("<guid>1</guid>"), content_type).title == "Example"


# Characters

GREETING = "Grüße, мир"
ENCODED = {
    "utf-8 undeclared": ("", "utf-8", ""),
    "utf-8 called latin-1": ("iso-8859-1", "utf-8", ""),
    "utf-8 called ascii by its server": ("", "utf-8", "text/xml; charset=us-ascii"),
    "utf-16": ("utf-16", "utf-16", ""),
    "utf-16-le without a mark": ("utf-16", "utf-16-le", ""),
    "utf-16-be without a mark": ("", "utf-16-be", ""),
    "utf-32": ("", "utf-32", ""),
    "gb2312": ("gb2312", "gb18030", ""),
    "koi8-r by its server": ("", "koi8-r", "text/xml; charset=koi8-r"),
    "windows-1251": ("windows-1251", "cp1251", ""),
    "the server's word before the document's": ("utf-8", "cp1251", "text/xml; charset=windows-1251"),
}


@pytest.mark.parametrize("case", ENCODED)
def test_h22_the_encoding_is_found(case: str) -> None:
    declared, real, content_type = ENCODED[case]
    greeting = GREETING if real not in ("koi8-r", "cp1251") else "Привет, мир"
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    text = rss(f"<guid>1</guid><title>{greeting}</title>").replace('<?xml version="1.0"?>', declaration)
    assert parse(text.encode(real), URL, content_type).stories[0].title == greeting


def test_h22_windows_1252_is_the_last_resort_and_shift_jis_is_declared() -> None:
    assert only_story(rss("<guid>1</guid><title>“é”</title>").encode("cp1252")).title == "“é”"
    japanese = rss("<guid>1</guid><title>日本語①</title>").replace('"1.0"?', '"1.0" encoding="Shift_JIS"?', 1)
    assert only_story(japanese.encode("cp932")).title == "日本語①"


def test_h22_torn_characters_do_not_spoil_the_rest() -> None:
    content = rss("<guid>1</guid><title>Grüße überall über?</title>").encode().replace(b"?</title>", b"\xff</title>")
    feed = read(content)
    assert feed.stories[0].title == "Grüße überall über\ufffd"
    assert feed.warnings == ("Some characters could not be read and are shown as \ufffd.",)


def test_a_nonsensical_declaration_is_ignored() -> None:
    for name in ("rot13", "hex", "unicode_escape", "utf-7", "nonsense", "undefined", "idna"):
        text = rss("<guid>1</guid><title>é</title>").replace('"1.0"?', f'"1.0" encoding="{name}"?', 1)
        assert only_story(text.encode("cp1252")).title == "é"


def test_entities_of_html_do_not_make_a_feed_ill_formed() -> None:
    item = "<guid>1</guid><title>a&nbsp;b &mdash; c</title><description>x &amp;nbsp; &lt;b&gt;y&lt;/b&gt;</description>"
    story = only_story(rss(item))
    assert story.title == "a b — c"
    assert story.body.content == "x &nbsp; <b>y</b>"


def test_short_declared_entities_stand_for_their_text() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY me "Ann O\'Neil"> <!ENTITY nb "&#160;"> <!ENTITY p "C:\\d">]>'
    text = rss("<guid>1</guid><title>&me;&nb;&p;</title>").replace("<rss", doctype + "<rss", 1)
    assert only_story(text).title == "Ann O'Neil C:\\d"


# Sameness

SAMPLES = [text.encode() for text in DIALECTS.values()]


def test_p16_the_same_bytes_give_the_same_feed_in_any_zone_locale_and_hash_seed() -> None:
    program = (
        "import sys; from reader.sources.feeds.parsing import parse; "
        "print(repr(parse(sys.stdin.buffer.read(), 'https://example.org/f')).encode('ascii', 'backslashreplace'))"
    )
    text = rss(
        "<title>é</title><pubDate>Thu, 02 Jan 2020 03:04:05</pubDate><category>b</category><category>a</category>",
        "<description>no id</description>",
    ).encode()
    answers = set()
    for zone, locale, seed in (("Asia/Kathmandu", "C", "1"), ("UTC", "C.UTF-8", "2")):
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", program], input=text, env=environment, capture_output=True, check=True
        )
        answers.add(done.stdout)
    assert len(answers) == 1


# Anything at all

JUNK = [
    *[b"&#xD800;", b"&#x110000;", b"&#99999999999;", b"&#27;", b"\0", b"\x1b[31m", b"<", b">", b"&", b'"', b"\xff"],
    *[
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"<?",
        b"</item>",
        b"\xed\xa0\x80",
        b"<!ENTITY p 'C:\\d'>",
        b"<enclosure url=''/>",
    ],
    *[b"<a xml:base='http://[::1'>", b"<link href='http://[x'/>", b"<georss:point>x</georss:point>"],
]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_feed_or_a_sentence(content: bytes) -> None:
    try:
        assert_clean(parse(content, URL))
    except SourceError as error:
        assert str(error) == clean_text(str(error))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_p3_any_damage_to_a_feed_gives_a_feed_or_a_sentence(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        junk = data.draw(st.sampled_from(JUNK) | st.binary(max_size=8))
        content = content[:at] + junk + content[at + data.draw(st.integers(0, 10)) :]
    try:
        assert_clean(parse(content, URL))
    except SourceError as error:
        assert str(error) == clean_text(str(error))


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("<ttl>90</ttl>", 5400),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>whenever</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_h13_a_feed_says_how_long_to_rest(head: str, rest: int | None) -> None:
    text = rss("<title>A</title>", head=f"<title>T</title>{head}")
    spaced = text.replace("<rss ", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" ')
    assert read(spaced).rest == rest
