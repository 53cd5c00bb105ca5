"""The firewall for foreign text: control characters, invisible characters and unsafe addresses are removed here.

Every string that came from outside passes here on the way in, and again on the way out. Must not know what the text
is for.

How it works. A terminal obeys control characters, and some invisible characters change the order of what is seen or
hide a part of it. Feeds are foreign, so whatever is not plain visible text goes: C0 and C1 controls, ESC, marks and
overrides of direction, zero-width characters, surrogates, noncharacters, tag characters (all in `characters`). A joiner
stays between two letters that can be joined, a variation selector after what has variants, and of marks piled on one
letter eight. Most text is clean, which `str.isprintable` tells at once. Cleaning twice is the same as cleaning once, so
nobody need know whether a string was cleaned before. Addresses are percent-encoded here and judged by scheme: only
http, https and mailto are ever opened.
"""

import re
import unicodedata
from functools import cache
from urllib.parse import quote, urlsplit, urlunsplit

from reader.reading import characters as of

_FORBIDDEN = f"[{of.CONTROLS}{of.HIDDEN}{of.NO_CHARACTERS}]"
_FORBIDDEN_BEYOND = f"[{of.HIDDEN_BEYOND}{of.NO_CHARACTERS_BEYOND}]"
_BEYOND = f"[{of.BEYOND}]"
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\u0085]")
_MARKED = f"[{of.MARKS}{of.BLANK_LETTERS}{of.BEYOND}]"
_BLANK_LETTERS = f"[{of.BLANK_LETTERS}]"
_JOINERS = f"[{of.JOINERS}]+"
_SELECTORS = f"{of.SELECTORS}{of.IDEOGRAPH_SELECTORS}{of.MONGOLIAN_SELECTORS}"
_DELICATE = f"[{of.BLANK_LETTERS}{of.JOINERS}{_SELECTORS}]"
_STRAY_SELECTORS = (
    f"[{_SELECTORS}](?<![{of.SELECTABLE}][{of.SELECTORS}])(?<![{of.IDEOGRAPHS}][{of.IDEOGRAPH_SELECTORS}])"
    f"(?<![{of.MONGOLIAN}][{of.MONGOLIAN_SELECTORS}])"
)
_MOST_MARKS = 8
"""So many has the tallest stack that is written, a Tibetan one."""

_PERHAPS_PILED = f"[{of.MARKS}{of.BEYOND}]{{{_MOST_MARKS + 1},}}"
_PILE = f"[{of.MARKS}{of.MARKS_BEYOND}]{{{_MOST_MARKS + 1},}}"
_TAGS = re.compile(r"<(?:!--.*?-->|((?i:script|style))\b.*?</(?i:\1)\s*+>|[a-zA-Z/!?][^<>]*>)", re.DOTALL)
_NO_WORDS = re.compile(r"<(?:!--|(?i:script|style)\b)")
_ALL_TO_LAST_END = {
    re.compile("<!--"): re.compile(".*-->", re.DOTALL),
    re.compile(r"<(?i:script)\b"): re.compile(r".*</(?i:script)\s*+>", re.DOTALL),
    re.compile(r"<(?i:style)\b"): re.compile(r".*</(?i:style)\s*+>", re.DOTALL),
}
"""What begins a stretch without words, and all up to the last place where such a stretch may end."""

_ENDLESS_REFERENCE = re.compile(r"&#[0-9]{1000,};?")
_OPENABLE = frozenset({"http", "https", "mailto"})
_UNSAFE_IN_URLS = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029]")
_IN_URLS = r"[A-Za-z0-9/%:@!$&'()*+,;=~._-]"
_PLAIN_URL = re.compile(rf"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/{_IN_URLS}*)?(?:\?{_IN_URLS}+)?(?:#{_IN_URLS}+)?")
"""What is clean as it stands; most addresses are."""

_WHOLE_URL = re.compile(
    rf"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9/%@!$&'()*+,=~._-]*)?(?:\?{_IN_URLS}+)?(?:#{_IN_URLS}+)?"
)
"""What is the same address wherever it stands."""


def clean_text(text: str) -> str:
    """Return `text` (any length, many lines) in NFC with nothing left that could steer a terminal; idempotent.

    Control characters but tab and newline, invisible and direction-changing characters, surrogates and
    noncharacters are dropped, of marks piled on one character eight stay, all line ends become a newline. Its time
    grows with the length of `text` alone.
    """
    if not text.replace("\n", "").replace("\t", "").isprintable():  # most of what is dropped is not printable
        text = _without_forbidden(_LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text
    if not _pattern(_MARKED).search(text):
        return unicodedata.normalize("NFC", text)
    text = without_piles(_without_strays(text) if _pattern(_DELICATE).search(text) else text)
    composed = unicodedata.normalize("NFC", text)
    return text if text == composed else without_piles(composed)


def without_piles(text: str) -> str:
    """Return `text` with at most eight marks on any character: before `unicodedata` sees it, whose time grows with
    the square of a pile, and after it took characters apart."""
    return _pattern(_PERHAPS_PILED).sub(lambda run: _pattern(_PILE).sub(_first_marks, run[0]), text)


def clean_line(text: str, limit: int = 500) -> str:
    """Return `text` cleaned as by `clean_text`, on one line, of at most `limit` characters; idempotent."""
    line = " ".join(clean_text(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip(" \u200c\u200d") + "…"


def clean_url(url: str) -> str:
    """Return `url` without blanks and control characters, percent-encoded where it must be; "" when hopeless.

    The scheme is not judged here: see `is_openable`.
    """
    if _PLAIN_URL.fullmatch(url):
        return url
    url = _UNSAFE_IN_URLS.sub("", clean_text(url).strip().replace(" ", "%20"))
    if url.startswith("-"):
        return ""
    try:
        parts = urlsplit(url)
        return urlunsplit(
            parts._replace(
                path=quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
                query=quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]"),
                fragment=quote(parts.fragment, safe="/%:@!$&'()*+,;=~-._?[]"),
            )
        )
    except ValueError:
        return ""


def is_openable(url: str) -> bool:
    """Say whether `url` may be handed to a browser: http, https and mailto only, with a host where one belongs."""
    if not url or url != clean_url(url):
        return False
    parts = urlsplit(url)
    if parts.scheme.lower() not in _OPENABLE:
        return False
    return bool(parts.path) if parts.scheme.lower() == "mailto" else bool(parts.hostname)


def is_whole_url(url: str) -> bool:
    """Say at little cost whether `url` is openable as it stands, whatever it is resolved against; no is no answer."""
    return _WHOLE_URL.fullmatch(url) is not None


def unescaped(text: str) -> str:
    """Return `text` with the references of HTML replaced by what they stand for, endless numbers by U+FFFD."""
    from html import unescape

    return unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))


def visible_text(html: str) -> str:
    """Return the words of `html` with the tags gone, cleaned, for counting and searching (never for showing)."""
    return clean_text(unescaped(_TAGS.sub(" ", _with_ends(html))))


def _with_ends(html: str) -> str:
    """Return `html` with each comment, script and style sheet that never ends begun as a plain tag.

    Looking for its end from each of many in vain takes time that grows with the square of their number.
    """
    if not _NO_WORDS.search(html):
        return html
    for begin, all_to_last_end in _ALL_TO_LAST_END.items():
        if begin.search(html):
            found = all_to_last_end.match(html)
            at = found.end() if found else 0
            html = html[:at] + begin.sub("<!", html[at:])
    return html


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern made when it is first needed, as the long ones here take a millisecond each."""
    return re.compile(text)


def _without_forbidden(text: str) -> str:
    text = _pattern(_FORBIDDEN).sub("", text)
    return _pattern(_FORBIDDEN_BEYOND).sub("", text) if _pattern(_BEYOND).search(text) else text


def _first_marks(pile: re.Match[str]) -> str:
    """Return what stays of a pile: never a joiner at its end, which would have nothing to join."""
    return pile[0][:_MOST_MARKS].rstrip("\u200c\u200d")


def _without_strays(text: str) -> str:
    """Return `text` without blank letters, and with selectors and joiners only where they have an effect."""
    text = _pattern(_STRAY_SELECTORS).sub("", _pattern(_BLANK_LETTERS).sub("", text))
    return _pattern(_JOINERS).sub(_joiner, text)


def _joiner(run: re.Match[str]) -> str:
    """Return what stays of a run of joiners: its last, where it stands between two characters that can be joined."""
    before, after = run.string[max(0, run.start() - 1) : run.start()], run.string[run.end() : run.end() + 1]
    return run[0][-1] if _joins(before) and _joins(after) else ""


def _joins(char: str) -> bool:
    """Say whether a joiner beside `char` ("" where the text ends) has an effect."""
    char = unicodedata.normalize("NFC", char)[:1]
    return char != "" and unicodedata.category(char)[0] in "LMS" and not char.isascii()
