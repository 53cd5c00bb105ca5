"""Tags of HTML too long for a parser, taken out before it sees them.

Needed as parsers compare each attribute of a tag with all others of it, in one step that nothing can break off. Must
not know what a page says.
"""

import re

_LONG_TAG = re.compile(r"<[A-Za-z!/?][^<>]{20000,}+")


def without_long_tags(html: str) -> str:
    """Return `html` without the tags of more than 20,000 characters."""
    return _LONG_TAG.sub("", html)
