"""Calls feedparser with bytes and no address, so that it neither opens anything nor resolves links.

The only module that knows it. Owns the XML parser it works with, and what it is known to fail on. Feedparser finds
the XML parser by the name of this module. Must not know what a feed's entries are used for.
"""

import re
from xml.parsers import expat
from xml.sax import SAXException
from xml.sax.expatreader import ExpatParser

import feedparser

from reader.errors import SourceError
from reader.sources.feeds.entries import Entry

_PIECE = 64 * 1024
_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SAXException,
    TypeError,
    ValueError,
    re.error,
)
_PLACES = re.compile(
    rb"</?(?:gml|georss|geo):[^<>]*>|\s(?:xml:base|srsName)\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE
)

feedparser.api.PREFERRED_XML_PARSERS = [__name__]


def ask_feedparser(document: bytes, shown: str) -> Entry:
    """Return what feedparser makes of `document`; where it fails, of it without what it is known to fail on, once."""
    for repair in (bytes, _without_places):
        try:
            answer: Entry = feedparser.parse(
                repair(document),
                response_headers={"content-type": "application/xml; charset=utf-8"},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except _FAULTS:
            continue
        return answer
    raise SourceError(f"{shown} is broken in a way that cannot be read.")


def _without_places(document: bytes) -> bytes:
    return _PLACES.sub(b"", document)


class _Reader(ExpatParser):
    """Gives its listener text in one piece, where Python's own reader gives a piece for each reference in it."""

    def reset(self) -> None:
        super().reset()
        parser: expat.XMLParserType = self._parser  # type: ignore[attr-defined]  # known to typeshed by no name
        parser.buffer_text = True
        parser.buffer_size = _PIECE


def create_parser() -> _Reader:
    """Return a new reader; the name is the one `xml.sax.make_parser` asks modules for."""
    return _Reader()
