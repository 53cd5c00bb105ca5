"""The feeds found behind an address: read from the output of `reader add --choose`, and shown to choose from.

Must not know how they were found.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.content import Content

from reader.errors import SourceError
from reader.reading.cleaning import clean_line

_WIDEST = 60
"""Characters of a story's title that fit on a line of the dialog."""

_WEB = re.compile(r"(?:https?|feed):|hn:|@[^@]+@|[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that can be subscribed to; `newest` is a day, `titles` are of its newest stories, all cleaned.

    `subscribed` is what it is called where it is there already, else "".
    """

    title: str
    url: str
    stories: int
    newest: str
    titles: tuple[str, ...]
    subscribed: str


def is_web_source(source: str) -> bool:
    """Say whether something to add is to be looked for in the web, and not on this computer."""
    return _WEB.match(source) is not None and not _is_there(source)


def read_found(output: str) -> tuple[FoundFeed, ...]:
    """Return what `reader add --choose` printed; raises SourceError where it said nothing one can read."""
    try:
        found = json.loads(output)["found"]
        return tuple(_found(one) for one in found)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise SourceError("Nothing was found: the answer could not be read.") from None


def found_text(feed: FoundFeed) -> Content:
    """Return a feed as lines: what it is called, how much is in it, where it is, and its newest stories."""
    many = "1 story" if feed.stories == 1 else f"{feed.stories:,} stories"
    facts = [many, f"newest {feed.newest}" if feed.newest else "undated"]
    known = f"subscribed to already as {feed.subscribed}" if feed.subscribed else ""
    lines = [
        Content.styled(feed.title, "bold"),
        Content.styled(" · ".join([*facts, known] if known else facts), "dim"),
        Content.styled(feed.url, "dim"),
        *(Content(f"  {title}") for title in feed.titles),
    ]
    return Content("\n").join(lines)


def _found(one: Mapping[str, Any]) -> FoundFeed:
    return FoundFeed(
        clean_line(str(one["title"]), 200),
        clean_line(str(one["url"]), 2000),
        int(one["stories"]),
        clean_line(str(one["newest"] or ""))[:10],
        tuple(clean_line(str(title), _WIDEST) for title in one["titles"]),
        clean_line(str(one["subscribed"] or ""), 200),
    )


def _is_there(source: str) -> bool:
    try:
        return Path(source).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False
