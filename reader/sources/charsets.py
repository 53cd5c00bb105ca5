"""Bytes decoded to text, whatever charset the sender claims.

Owns the order in which byte-order marks, declarations and guesses are believed. Must not know what the text is.
"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = (
    (re.compile(rb"[\t\n\r\x20-\x7e]\0\0\0[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[\t\n\r\x20-\x7e]\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[\t\n\r\x20-\x7e]\0[\t\n\r\x20-\x7e]\0"), "utf-16-le"),
    (re.compile(rb"\0[\t\n\r\x20-\x7e]\0[\t\n\r\x20-\x7e]"), "utf-16-be"),
)
_HTTP_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?\s*+([\w.:+-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*+<\?xml[^<>]*?\bencoding\s*+=\s*+[\"']\s*+([\w.:+-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\b[^<>]*?\bcharset\s*+=\s*+[\"']?\s*+([\w.:+-]+)", re.IGNORECASE)
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_NOT_FOR_TEXT = frozenset(
    {"utf-7", "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
)
_SEVEN_BIT = ("iso2022", "hz")


def decode(content: bytes, content_type: str = "") -> str:
    """Return the text of `content`; a byte that cannot be read becomes U+FFFD, nothing is ever refused.

    A byte-order mark decides, then valid UTF-8, then the charset of `content_type`, then the document's own
    declaration; the rest is taken as windows-1252 (WHATWG Encoding, with UTF-8 believed before any declaration).
    """
    for mark, charset in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(charset, "replace")
    for pattern, charset in _UNMARKED:
        if pattern.match(content):
            return content.decode(charset, "replace")
    declared = _declared(content, content_type)
    if b"\x1b" in content or b"~{" in content:
        for charset in declared:
            if charset.startswith(_SEVEN_BIT):
                return content.decode(charset, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(content, declared)


def _decode_legacy(content: bytes, declared: list[str]) -> str:
    for charset in declared:
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    if _is_damaged_utf8(content):
        return content.decode("utf-8", "replace")
    return content.decode("cp1252", "replace")


def _is_damaged_utf8(content: bytes) -> bool:
    """Say whether most of what is not ASCII is UTF-8 all the same, as in a document with a few damaged characters."""
    text = content.decode("utf-8", "replace")
    torn = text.count("\ufffd")
    whole = len(text) - torn - len(content.translate(None, bytes(range(128, 256))))
    return whole > torn


def _declared(content: bytes, content_type: str) -> list[str]:
    head = content[:4096]
    names = [match[1] for match in [_HTTP_CHARSET.search(content_type)] if match]
    names += [match[1].decode("ascii") for match in [_XML_CHARSET.search(head), _META_CHARSET.search(head)] if match]
    charsets = (_known(name) for name in names)
    return [charset for charset in charsets if charset]


def _known(name: str) -> str:
    """Return Python's name of the charset called `name`, or of the wider one browsers read in its place; "" if none."""
    try:
        charset = codecs.lookup(name.lower().removeprefix("x-")).name
        b"a".decode(charset, "ignore")
    except (LookupError, UnicodeError):
        return ""
    return "" if charset in _NOT_FOR_TEXT else _WIDER.get(charset, charset)
