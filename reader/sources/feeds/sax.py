"""A reader of XML that gives its listener text in one piece, where Python's own gives a piece for each reference in it.

Owns how feedparser gets its XML, and is found by it under the name of this module. Must not know what the XML says.
"""

from xml.parsers import expat
from xml.sax.expatreader import ExpatParser

_PIECE = 64 * 1024


class _Reader(ExpatParser):
    def reset(self) -> None:
        super().reset()
        parser: expat.XMLParserType = self._parser  # type: ignore[attr-defined]  # known to typeshed by no name
        parser.buffer_text = True
        parser.buffer_size = _PIECE


def create_parser() -> _Reader:
    """Return a new reader; the name is the one `xml.sax.make_parser` asks modules for."""
    return _Reader()
