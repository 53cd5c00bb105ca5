"""What a story holds beside its words, as one number on its narrow row: pictures, sound, moving pictures, links.

Judged by the tags and addresses of the body and the types of the attached files. Must not know SQL.
"""

import re
from collections.abc import Iterable

from reader.query.sql import HOLDS
from reader.query.tree import Holding

_LOOKED = 1

_TAGS = (
    (re.compile(r"<img\b", re.IGNORECASE), Holding.IMAGE),
    (re.compile(r"<audio\b", re.IGNORECASE), Holding.AUDIO),
    (re.compile(r"<video\b|<iframe\b[^>]*(?:youtu|vimeo|peertube)", re.IGNORECASE), Holding.VIDEO),
    (re.compile(r"<a\b[^>]*\bhref\s*=\s*[\"']?(?:https?:)?/", re.IGNORECASE), Holding.LINK),
)
_PLAIN = (
    (re.compile(r"!\[[^\]]*\]\("), Holding.IMAGE),
    (re.compile(r"https?://"), Holding.LINK),
)


def held(body_format: str, content: str, media_types: Iterable[str]) -> int:
    """Return what a body of this format and content and its attached files of these types come to, as bits."""
    marks = _TAGS if body_format == "html" else (*_TAGS, *_PLAIN) if body_format == "markdown" else _PLAIN[1:]
    found = {kind for mark, kind in marks if mark.search(content)}
    families = {media_type.partition("/")[0].lower() for media_type in media_types}
    found.update(kind for kind in (Holding.IMAGE, Holding.AUDIO, Holding.VIDEO) if kind in families)
    return _LOOKED | sum(HOLDS[kind] for kind in found)
