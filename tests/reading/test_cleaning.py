import random
import re
import sys
import time
import unicodedata
from collections.abc import Sequence
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.reading import characters
from reader.reading.cleaning import clean_line, clean_text, clean_url, is_openable, is_whole_url, visible_text

hostile = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x07\x9b\x9c\u202e\u2066\u200b\u200d\u200c\ufeff\u0301\u0308\r\n\t\x85\u2028\ud800👩é"),
        st.sampled_from(
            "K\u1fef\u212a\u0958\u0344\u0338\ufe0f\u180b\u1820\U000e0100一\uf900\u2adc\u1100\u1161\u11a8🏽\u0f73"
        ),
    ),
    max_size=60,
) | st.builds(lambda mark, times, rest: "a" + mark * times + rest, st.characters(), st.integers(7, 12), st.characters())


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
        ("a\u180eb\u2065c\u206ad\u206fe\U0001d173f\U0001d17ag", "abcdefg"),
        ("a\u034fb\u115fc\u1160d\u3164e\uffa0f\u17b4g\u17b5h", "abcdefgh"),
        ("a\ufff0b\ufff9c\U0001bca0d\U000e0080e\U000e01f0f\U0010fffeg\ufdd0h", "abcdefgh"),
        (
            "a\ufe0fb\U000e0100c\u180bd é\ufe0f ❤\ufe0f\ufe0f\ufe0f 葛\U000e0100\U000e0101",
            "abcd é ❤\ufe0f 葛\U000e0100",
        ),
        ("a\x1b]52;c;x\x1b\\b", "a]52;c;x\\b"),
        ("a\x9b31mb", "a31mb"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("abc\u202edef", "abcdef"),
        ("e" + "\u0301" * 20, "\u00e9" + "\u0301" * 7),
        ("a\u200db", "ab"),
        ("\U000e0041tag", "tag"),
    ],
)
def test_what_is_forbidden_goes_and_the_rest_stays(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


HONEST_MARKS = {
    "Thai": "ที่นี่มีข่าวน้ำท่วม ผู้ใหญ่ เก๊ก",
    "Hebrew with points and accents": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "Vietnamese": "Tiếng Việt đặc biệt ở Huế, người ngoẵng",
    "Arabic with vowels": "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ ٱلرَّحِيمِ",
    "Tibetan, the tallest stack": "ཧྐྵྨླྺྼྻྂ བཀྲ་ཤིས་བདེ་ལེགས",
    "Devanagari": "हिन्दी क्ष्म्य ज्ञान श्री",
    "Bengali with a joiner": "র‍্যাব কর্ম",
    "Sinhala with a joiner": "ශ්‍රී ලංකාව",
    "Malayalam": "മലയാളം ന്‍റെ",
    "Tamil": "தமிழ் க்ஷௌ",
    "Burmese": "မြန်မာ ကျွန်ုပ် လွှဲ့",
    "Khmer": "ភាសាខ្មែរ ស្ត្រី",
    "Old Korean": "\u1112\u119e\u11ab 한글",
    "Mongolian with a selector": "ᠮᠣᠩᠭᠣᠯ ᠠ\u180b",
    "phonetic": "n̪̩̊˞ t͡ʃʷ̥ ɛ̝̃ː",
    "Lakota and Yoruba": "ǧ ọ̀rọ̀ ẹ̀kọ́",
    "old Church Slavonic": "бг҃ъ а҆́ще",
    "emoji": "🧑🏽‍❤️‍🧑🏽 👁️‍🗨️ 🏳️‍🌈 1️⃣ ☝🏽 ‼️ ㊗️ ☎︎ 👨‍👩‍👧‍👦 🇩🇪",
    "ideographs with a variant": "葛󠄀城市 辻󠄀",
    "hieroglyphs": "𓀀𓐰𓁐",
    "private use, an icon font": "\ue0b0 \uf09b",
}


@pytest.mark.parametrize("words", HONEST_MARKS.values(), ids=HONEST_MARKS)
def test_the_marks_of_honest_words_all_stay(words: str) -> None:
    assert clean_line(words) == unicodedata.normalize("NFC", words)


PILES = {
    "Latin": "\u0300",
    "two classes in turn": "\u0316\u0301",
    "Thai": "ี้",
    "Arabic": "َّ",
    "Hebrew": "ְּ",
    "Tibetan": "\u0f90\u0fb2",
    "Cyrillic": "\u0488\u0483",
    "Devanagari": "\u093c\u0941\u0902",
    "spacing": "\u093e\u0903",
    "enclosing": "\u20dd\u20e0",
    "Hangul vowels": "\u1161\u11a8",
    "variation selectors": "\ufe0f\U000e0100",
    "held together by joiners": "\u0301\u200d",
    "beyond U+FFFF": "\U0001d167\U000110b9\U0001e8d0",
    "marks younger than this Python": "\u0897\U000113ce",
    "skin tones": "🏽🏿",
    "marks that come apart": "\u0344\u0f73",
}


@pytest.mark.parametrize("marks", PILES.values(), ids=PILES)
@pytest.mark.parametrize("base", ["a", "é", "क", "", "한", "😀", "\u0958"])
def test_of_piled_marks_eight_stay_whatever_their_script(marks: str, base: str) -> None:
    cleaned = clean_text(base + marks * 40 + "b")
    assert len(cleaned) <= len(base) + 9
    assert clean_text(cleaned) == cleaned


def test_the_time_for_piled_marks_grows_with_their_number_alone() -> None:
    marks = [chr(at) for at in range(sys.maxunicode) if unicodedata.category(chr(at))[0] == "M"]
    pile = "a" + "".join(random.Random(1).choices(marks, k=300_000))
    began = time.process_time()
    assert len(clean_text(pile)) <= 9
    assert time.process_time() - began < 4


def test_the_tables_hold_every_mark_and_every_invisible_character_this_python_knows() -> None:
    marks = re.compile(f"[{characters.MARKS}{characters.MARKS_BEYOND}]")
    hidden = re.compile(f"[{characters.HIDDEN}{characters.HIDDEN_BEYOND}]")
    for at in range(0x80, sys.maxunicode + 1):
        kind = unicodedata.category(chr(at))
        if kind[0] == "M":
            assert marks.match(chr(at)) or hidden.match(chr(at)), hex(at)
        elif kind == "Cf":
            assert marks.match(chr(at)) or hidden.match(chr(at)) or unicodedata.name(chr(at)).startswith(VISIBLE_SIGNS)


VISIBLE_SIGNS = ("ARABIC", "SYRIAC", "KAITHI")
"""What is a format character for Unicode and visible all the same, such as the sign before a number."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ufdd0-\ufdef\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
AFTER_A_BASE = re.compile(
    "(?:^|[\\sa-zé\u0301\u200d])[\ufe00-\ufe0f\u180b-\u180d\u180f\U000e0100-\U000e01ef]", re.MULTILINE
)
BETWEEN_TWO = re.compile("(?:^|[\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?:$|[\x00-\x7f])", re.MULTILINE)


EMPTY_PLANES = [
    at for plane in [*range(4, 14), 15, 16] for at in range(plane * 0x10000 + 0x100, plane * 0x10000 + 0xFF00)
]
"""All but the beginning and the end of planes in which no character is assigned but for private use."""

EVERY_CHARACTER = sorted({*range(sys.maxunicode + 1)} - {*EMPTY_PLANES})
TELLING = [at for at in range(0x3400) if at >= 0x80] + [
    at
    for at in range(0xA000, 0xE1000)
    if unicodedata.category(chr(at)) not in ("Lo", "Cn", "Cs", "Co") or unicodedata.decomposition(chr(at))
]
"""What `clean_text` may treat differently after one character than after another."""


@pytest.mark.parametrize(
    ("around", "characters"),
    [("{}", EVERY_CHARACTER)]
    + [(around, TELLING) for around in ("a{}b", "é{}é", "क{}\u200dक", "e{}\u0301", "😀{}\ufe0f", "\u0301{}{}{}")],
)
def test_of_every_character_of_unicode_what_comes_out_is_allowed(around: str, characters: Sequence[int]) -> None:
    lines = "\n".join(around.replace("{}", chr(at)) for at in characters)
    cleaned = clean_text(lines)
    for char in set(cleaned):
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
        assert ord(char) & 0xFFFE != 0xFFFE
    assert INVISIBLE.findall(cleaned) == []
    assert AFTER_A_BASE.findall(cleaned) == []
    assert BETWEEN_TWO.findall(cleaned) == []
    assert clean_text(cleaned) == cleaned


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


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("one <!-- two", "one <! two"),
        ("one <!-- two --> three <!-- four", "one three <! four"),
        ("one <script>two", "one two"),
        ("<STYLE>one</style > two <style>three", "two three"),
        ("one <!-- <script> --> two </script> three", "one two three"),
    ],
)
def test_what_never_ends_hides_no_words(html: str, words: str) -> None:
    assert visible_text(html).split() == words.split()


def test_a_character_of_an_endless_number_is_unknown() -> None:
    assert visible_text(f"one &#{'9' * 5000}; two") == "one \ufffd two"
