"""Showing what feeds an address leads to before anybody subscribes to one."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reader.cli.output import iso, say, say_json, warn
from reader.cli.session import session
from reader.errors import SourceError
from reader.library.stories import counted
from reader.reading.cleaning import clean_line

if TYPE_CHECKING:
    from reader.refreshing.finding import Found

_NEWEST = 3


def find_and_show(sources: Sequence[str], as_json: bool) -> None:
    """Print what each of `sources` leads to; exits with 1 where one leads to nothing."""
    from reader.refreshing.finding import find
    from reader.refreshing.subscribing import web_address

    found: list[Found] = []
    failed = False
    with session() as opened:
        fetcher = opened.fetcher()
        for source in sources:
            try:
                found += find(opened.library, web_address(source.strip()), fetcher, opened.now())
            except SourceError as error:
                failed = True
                warn(f"reader: {clean_line(str(error))}")
        fetcher.close()
    records = [found_record(one) for one in found]
    if as_json:
        say_json({"found": records})
    for record in [] if as_json else records:
        say("\n".join(_lines(record)))
    if failed:
        sys.exit(1)


def found_record(found: "Found") -> dict[str, Any]:
    """Return the JSON object of a feed that was found: what it is, and its newest three stories by title."""
    stories = sorted(found.parsed.stories, key=lambda story: -(story.published or 0))
    newest = next((story.published for story in stories if story.published), None)
    return {
        "title": found.parsed.title or found.url,
        "url": found.url,
        "stories": len(stories),
        "newest": None if newest is None else iso(newest),
        "titles": [story.title for story in stories[:_NEWEST]],
        "subscribed": None if found.subscribed is None else found.subscribed.title,
    }


def _lines(record: dict[str, Any]) -> list[str]:
    newest = f", newest {record['newest'][:10]}" if record["newest"] else ""
    known = f" (subscribed to already as {record['subscribed']})" if record["subscribed"] else ""
    head = f"{record['title']}{known}"
    return [
        head,
        f"  {record['url']}",
        f"  {counted(record['stories'])}{newest}",
        *(f"  · {t}" for t in record["titles"]),
    ]
