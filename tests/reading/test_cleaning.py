import unicodedata
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.reading.cleaning import clean_line, clean_text, clean_url, is_openable, is_whole_url, visible_text

hostile = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x07\x9b\x9c\u202e\u2066\u200b\u200d\u200c\ufeff\u0301\u0308\r\n\t\x85\u2028\ud800👩é"),
    ),
    max_size=60,
)


@given(hostile)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_line(clean_line(text, 10), 10) == clean_line(text, 10)


@given(hostile)
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    for char in clean_text(text):
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
        assert char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\u061c\ufeff\u00ad"
        assert not 0xE0000 <= ord(char) <= 0xE007F


@given(hostile, st.integers(1, 40))
def test_a_line_is_one_line_of_bounded_length(text: str, limit: int) -> None:
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert line == line.strip()
    assert not any(char in line for char in "\n\r\t")


@pytest.mark.parametrize(
    "title",
    [
        "[pdf] [/b] The paper",
        "[@click=app.quit]x[/]",
        "AT&T <b>bold</b> \\o/",
        "1 < 2 & 3 > 2",
        "日本語のニュース",
        "نص عربي",
        "Ünïcödé — “quoted” …",
        "👩\u200d👩\u200d👧\u200d👦 family",
        "می\u200cخواهم",
    ],
)
def test_an_honest_title_stays_as_it_is(title: str) -> None:
    assert clean_line(title) == title


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b]52;c;x\x1b\\b", "a]52;c;x\\b"),
        ("a\x9b31mb", "a31mb"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("abc\u202edef", "abcdef"),
        ("e" + "\u0301" * 20, "\u00e9" + "\u0301" * 8),
        ("a\u200db", "ab"),
        ("\U000e0041tag", "tag"),
    ],
)
def test_what_is_forbidden_goes_and_the_rest_stays(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "smb://host/x",
        "--help",
        "-oProxyCommand=x",
        "http://",
        "http:///x",
        "//example.org/x",
        "/rel",
        "mailto:",
        "",
    ],
)
def test_what_must_not_be_opened_is_not_openable_however_it_is_cleaned(url: str) -> None:
    assert not is_openable(clean_url(url))


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        (" https://example.org/\n x", "https://example.org/%20x"),
        ("https://example.org/a%20b?q=1&r=[2]#f", "https://example.org/a%20b?q=1&r=[2]#f"),
        ("mailto:ann@example.org", "mailto:ann@example.org"),
    ],
)
def test_an_address_is_encoded_once_and_openable(url: str, cleaned: str) -> None:
    assert clean_url(url) == cleaned
    assert is_openable(cleaned)


@given(st.text(max_size=60))
def test_cleaning_an_address_twice_changes_nothing(url: str) -> None:
    assert clean_url(clean_url(url)) == clean_url(url)


def test_visible_text_leaves_tags_scripts_and_escapes_behind() -> None:
    html = "<p>One &amp; <b>two</b></p><script>three()</script><!-- four -->&#27;[31mfive"
    assert visible_text(html).split() == ["One", "&", "two", "[31mfive"]


@given(
    st.from_regex(r"https?://[A-Za-z0-9.:-]{1,12}(/[ -~]{0,20})?(\?[ -~]{0,9})?(#[ -~]{0,9})?", fullmatch=True),
    st.sampled_from(["https://b.example/c/d?e#f", "http://b.example", "HTTPS://b.example/;x", ""]),
)
def test_a_whole_url_is_the_same_wherever_it_stands(url: str, base: str) -> None:
    if is_whole_url(url):
        assert clean_url(urljoin(base, clean_url(url))) == url and is_openable(url)


def test_most_addresses_are_whole() -> None:
    assert is_whole_url("https://x.example/2026/11/a-story.html?utm_source=rss&x=1#top")
    assert not any(map(is_whole_url, ("/a", "HTTP://x.example", "https://x.example/a;", "https://x.example:8/", "")))
