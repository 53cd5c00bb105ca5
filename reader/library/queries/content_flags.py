"""What a body contains beside its words (pictures, audio, video, links), as bits of one number: `story.has`.

Judged by the tags and addresses of the body and the types of the attached files. Must not know SQL.
"""

import re
from collections.abc import Iterable

from reader.query.sql import CONTENT_BITS
from reader.query.tree import Contents

_LOOKED = 1

_TAGS = (
    (re.compile(r"<img\b", re.IGNORECASE), Contents.IMAGE),
    (re.compile(r"<audio\b", re.IGNORECASE), Contents.AUDIO),
    (re.compile(r"<video\b|<iframe\b[^<>]*(?:youtu|vimeo|peertube)", re.IGNORECASE), Contents.VIDEO),
    (re.compile(r"<a\b[^<>]*\bhref\s*+=\s*+[\"']?(?:https?:)?/", re.IGNORECASE), Contents.LINK),
)
_PLAIN = (
    (re.compile(r"!\[[^\]]{0,500}+\]\("), Contents.IMAGE),
    (re.compile(r"https?://"), Contents.LINK),
)


def content_flags(body_format: str, content: str, media_types: Iterable[str]) -> int:
    """Return what a body of this format and content and its attached files of these types come to, as bits."""
    marks = _TAGS if body_format == "html" else (*_TAGS, *_PLAIN) if body_format == "markdown" else _PLAIN[1:]
    found = {kind for mark, kind in marks if mark.search(content)}
    families = {media_type.partition("/")[0].lower() for media_type in media_types}
    found.update(kind for kind in (Contents.IMAGE, Contents.AUDIO, Contents.VIDEO) if kind in families)
    return _LOOKED | sum(CONTENT_BITS[kind] for kind in found)
