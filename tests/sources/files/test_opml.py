"""Subscription lists as people have them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import SourceError
from reader.reading.cleaning import clean_text
from reader.sources.files.opml import Outline, Subscription, read_opml, write_opml


def a_list(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head/><body>{body}</body></opml>'.encode()


def subscriptions(body: str) -> tuple[Subscription, ...]:
    return read_opml(a_list(body)).subscriptions


def the_refusal(content: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_opml(content)
    return str(caught.value)


def test_folders_nest() -> None:
    found = subscriptions("""
        <outline text="Top" type="rss" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"/>
        <outline text="Tech"><outline text="Deep" title="Deep &amp; down">
            <outline text="B" xmlUrl="https://b.example/f"/></outline><outline text="C" xmlUrl="https://c.example/f"></outline>
        </outline><outline text="D" xmlUrl="https://d.example/f"/>""")
    assert found == (
        Subscription("https://a.example/f", "Top", "", "https://a.example/"),
        Subscription("https://b.example/f", "B", "Tech/Deep & down"),
        Subscription("https://c.example/f", "C", "Tech"),
        Subscription("https://d.example/f", "D", ""),
    )


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://a.example/f", "https://a.example/f"),
        (" http://a.example/f\n", "http://a.example/f"),
        ("feed://a.example/f", "http://a.example/f"),
        ("feed:https://a.example/f", "https://a.example/f"),
        ("feed://https://a.example/f", "https://a.example/f"),
        ("itpc://a.example/f", "http://a.example/f"),
        ("a.example/f", "https://a.example/f"),
        ("a.example:8080/f", "https://a.example:8080/f"),
        ("HTTPS://A.example/f?a=1&amp;b=2", "https://A.example/f?a=1&b=2"),
        ("https://a.example/f?a=1&b=2&copy=3", "https://a.example/f?a=1&b=2&copy=3"),
        ("https://a.example/a b", "https://a.example/a%20b"),
    ],
)
def test_addresses_are_normalised(written: str, url: str) -> None:
    assert [
        found.url.replace("HTTPS:", "https:") for found in subscriptions(f'<outline text="x" xmlUrl="{written}"/>')
    ] == [url]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "exec:ls", "filter:x:http://a.example", "-x", "words"]
)
def test_what_is_no_web_address_is_left_out_and_named(address: str) -> None:
    outline = read_opml(
        a_list(f'<outline text="Odd" xmlUrl="{address}"/><outline text="B" xmlUrl="https://b.example/"/>')
    )
    assert [found.title for found in outline.subscriptions] == ["B"]
    assert outline.left_out == (f"Odd: {address} is not a web address.",)


def test_an_address_listed_twice_is_kept_once_and_named() -> None:
    outline = read_opml(
        a_list('<outline text="A" xmlUrl="https://a.example/"/><outline text="B" xmlUrl="https://a.example/"/>')
    )
    assert outline.subscriptions == (Subscription("https://a.example/", "A"),)
    assert outline.left_out == ("B: https://a.example/ is in the list already.",)


@pytest.mark.parametrize(
    "body",
    [
        '<outline text="A" xmlurl="https://a.example/"/>',
        '<OUTLINE TEXT="A" XMLURL="https://a.example/"/>',
        "<outline text='A' xmlUrl='https://a.example/'/>",
        '<outline text="A" xmlUrl="https://a.example/">',
        '<outline text="A" type="rss" url="https://a.example/"/>',
        '<outline text="" title="A" xmlUrl="https://a.example/"/>',
        '<outline text="A" xmlUrl="https://a.example/" text="B"/>',
        '<outline text="A" description="1 > 0" xmlUrl="https://a.example/"/>',
        '<outline\n\ttext = "A"\n xmlUrl = "https://a.example/" />',
        '<!-- <outline text="no" xmlUrl="https://no.example/"/> --><outline text="A" xmlUrl="https://a.example/"/>',
        '<![CDATA[<outline text="no" xmlUrl="https://no.example/"/>]]><outline text="A" xmlUrl="https://a.example/"/>',
        '<outline text="A" xmlUrl="https://a.example/"/></outline></outline>',
        '<ns:outline xmlns:ns="x" text="A" xmlUrl="https://a.example/"/>',
        '&nbsp;<br><outline text="A" xmlUrl="https://a.example/"/>',
        '\x01<outline text="A\x1b" xmlUrl="https://a.example/"/>',
    ],
)
def test_bad_lists_are_read_all_the_same(body: str) -> None:
    assert subscriptions(body) == (Subscription("https://a.example/", "A"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_lists(encoding: str) -> None:
    content = '<opml><body><outline text="Überblick" xmlUrl="https://a.example/"/></body></opml>'.encode(encoding)
    assert read_opml(content).subscriptions[0].title == "Überblick"


def test_a_category_is_the_folder_where_there_is_no_other() -> None:
    assert (
        subscriptions('<outline text="A" xmlUrl="https://a.example/" category="/Tech/News,/x"/>')[0].folder
        == "Tech/News"
    )
    assert subscriptions('<outline text="A" xmlUrl="https://a.example/" category="tech"/>')[0].folder == ""


def test_titles_are_cleaned() -> None:
    found = subscriptions(
        '<outline text="F&#27;]0;x&#7;"><outline text="a&#10;b &#x202e;&amp;#27;" xmlUrl="https://a.example/"/></outline>'
    )
    assert (found[0].title, found[0].folder) == ("a b &#27;", "F]0;x")


def test_a_list_that_breaks_off_gives_what_stands_before_and_says_so() -> None:
    content = a_list('<outline text="A" xmlUrl="https://a.example/"/>\n<outline text="B" xmlUrl="https://b.exam')
    outline = read_opml(content.partition(b"</body>")[0])
    assert [found.title for found in outline.subscriptions] == ["A"]
    assert outline.left_out == ("The list breaks off at line 3; what stands before was read.",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The subscription list is empty."),
        (b" \n", "The subscription list is empty."),
        (b"hello", "The subscription list is broken at line 1: syntax error."),
        (b"<opml>\n<body>\n</bod></opml>", "The subscription list is broken at line 3: mismatched tag."),
        (b"<opml>\n<body>\n<outline", "The subscription list breaks off at line 3, before its first subscription."),
        (b"<html><p/></html>", "The subscription list is not an OPML file: line 1 begins something else."),
        (b"\x89PNG\r\n", "The subscription list is not an OPML file (it is a PNG image)."),
        (b"\0\1\2" * 100, "The subscription list is not an OPML file (it is binary)."),
    ],
)
def test_what_is_no_list_is_said(content: bytes, said: str) -> None:
    assert the_refusal(content) == said


def test_an_empty_list_is_a_list() -> None:
    assert read_opml(a_list("")) == Outline(())


def test_bombs_have_nothing_to_grow_in() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bombs = [
        f'<!DOCTYPE o [<!ENTITY l0 "lol">{laughs}]><opml><body><outline text="&l11;" xmlUrl="https://a.example/"/></body></opml>',
        "<opml><body>" + '<outline text="f">' * 10_000 + '<outline text="A" xmlUrl="https://a.example/"/>',
        "<opml><body>"
        + "".join(f'<outline text="{n}" xmlUrl="https://a.example/{n}"/>' for n in range(20_000))
        + "</body></opml>",
        "<opml><body>" + "<outline " * 50_000,
        "<opml><body>" + '<outline a="' * 50_000,
        "<opml><body>" + "<!--" * 50_000,
        "<opml><body><outline " + 'a="b" ' * 100_000 + "/></body></opml>",
    ]
    for bomb in bombs:
        started = time.process_time()
        try:
            outline = read_opml(bomb.encode())
            assert all(len(found.title) < 600 and len(found.folder) < 5000 for found in outline.subscriptions)
        except SourceError:
            pass
        assert time.process_time() - started < 3


def test_includes_are_never_fetched() -> None:
    assert subscriptions('<outline type="include" text="x" url="http://127.0.0.1:9/x.opml"/>') == ()


def test_what_is_written_is_xml_with_folders_as_outlines() -> None:
    text = write_opml([Subscription("http://a.eu/?a&b", '"A" <', "Tech/Deep")])
    assert (
        text
        == """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>Subscriptions</title>
  </head>
  <body>
    <outline text="Tech" title="Tech">
      <outline text="Deep" title="Deep">
        <outline type="rss" text="&quot;A&quot; &lt;" title="&quot;A&quot; &lt;" xmlUrl="http://a.eu/?a&amp;b" />
      </outline>
    </outline>
  </body>
</opml>
"""
    )


NAMES = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Co", "Cn"], exclude_characters="/"
    ),
    min_size=1,
    max_size=12,
)
CLEAN_NAMES = NAMES.map(lambda name: " ".join(clean_text(name).split())).filter(
    lambda name: name and clean_text(name) == name
)
SUBSCRIPTIONS = st.builds(
    Subscription,
    url=st.integers(0, 10**6).map(lambda number: f"https://example.org/{number}?a=1&lt=2"),
    title=CLEAN_NAMES | st.just(""),
    folder=st.lists(CLEAN_NAMES, max_size=3).map("/".join),
    site_url=st.sampled_from(["", "https://example.org/", "http://example.org/x?y&z"]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(SUBSCRIPTIONS, max_size=8, unique_by=lambda subscription: subscription.url))
def test_what_is_written_is_read_back(wanted: list[Subscription]) -> None:
    outline = read_opml(write_opml(wanted).encode())
    assert sorted(outline.subscriptions, key=repr) == sorted(wanted, key=repr)
    assert outline.left_out == ()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=100), st.integers(0, 200))
def test_any_bytes_give_an_outline_or_a_sentence(junk: bytes, where: int) -> None:
    whole = a_list('<outline text="F"><outline text="A" xmlUrl="https://a.example/"/></outline>')
    for content in (junk, whole[:where] + junk + whole[where:]):
        try:
            outline = read_opml(content)
        except SourceError as error:
            assert str(error) == clean_text(str(error))
            continue
        for found in outline.subscriptions:
            assert all(text == clean_text(text) for text in (found.url, found.title, found.folder, found.site_url))
