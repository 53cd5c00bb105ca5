"""The firewall for foreign text: control characters, invisible characters and unsafe addresses are removed here.

Every string that came from outside passes here on the way in, and again on the way out. Must not know what the text
is for.

How it works. A terminal obeys control characters, and some invisible characters change the order of what is seen or
hide a part of it. Feeds are foreign, so whatever is not plain visible text goes: C0 and C1 controls, ESC, marks and
overrides of direction, zero-width characters, surrogates, noncharacters, tag characters. A joiner stays between two
letters that can be joined, and of marks piled on one letter eight. Most text is clean, which `str.isprintable` tells
at once. Cleaning twice is the same as cleaning once, so nobody need know whether a string was cleaned before.
Addresses are percent-encoded here and judged by scheme: only http, https and mailto are ever opened.
"""

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

_FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 but tab, newline and return; DEL; C1
    "\u00ad\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff"  # invisible: soft hyphen, marks of direction, zero-width
    "\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"  # bidi overrides and isolates, interlinear annotation
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # lone surrogates, noncharacters
    "\U000e0000-\U000e007f"  # tag characters
    "]"
)
_NONCHARACTERS = re.compile("[" + "".join(chr(p * 0x10000 + n) for p in range(1, 17) for n in (0xFFFE, 0xFFFF)) + "]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\u0085]")
_JOINERS = re.compile("[\u200c\u200d]")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED_MARKS = re.compile(f"({_MARK}{{8}}){_MARK}+")
_TAGS = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[a-zA-Z/!?][^<>]*>", re.DOTALL | re.IGNORECASE)
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
    noncharacters are dropped, of combining marks piled on one character eight stay, all line ends become a newline.
    """
    if not text.replace("\n", "").replace("\t", "").isprintable():  # nothing that is dropped or joins is printable
        text = _without_unprintable(text)
    return text if text.isascii() else _PILED_MARKS.sub(r"\1", unicodedata.normalize("NFC", text))


def clean_line(text: str, limit: int = 500) -> str:
    """Return `text` cleaned as by `clean_text`, on one line, of at most `limit` characters; idempotent."""
    line = " ".join(clean_text(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


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


def visible_text(html: str) -> str:
    """Return the words of `html` with the tags gone, cleaned, for counting and searching (never for showing)."""
    from html import unescape

    return clean_text(unescape(_TAGS.sub(" ", html)))


def _without_unprintable(text: str) -> str:
    text = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text
    text = _NONCHARACTERS.sub("", text)
    return _without_stray_joiners(text) if _JOINERS.search(text) else text


def _without_stray_joiners(text: str) -> str:
    """Keep a zero-width joiner only between two visible characters that can be joined."""
    kept: list[str] = []
    for at, char in enumerate(text):
        if char in "\u200c\u200d":
            before = kept[-1] if kept else " "
            after = text[at + 1] if at + 1 < len(text) else " "
            if not (_joins(before) and _joins(after)):
                continue
        kept.append(char)
    return "".join(kept)


def _joins(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMS" and not char.isascii()
