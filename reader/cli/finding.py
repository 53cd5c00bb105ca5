"""Showing what feeds an address leads to before anybody subscribes to one."""

import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from reader.cli.output import feed_record, iso, say, say_event, say_json, warn
from reader.cli.session import Session, session
from reader.errors import SourceError
from reader.library.stories import counted
from reader.reading.cleaning import clean_line

if TYPE_CHECKING:
    from reader.refreshing.discovery import Found
    from reader.refreshing.subscribing import Added

_NEWEST = 3


def find_and_show(sources: Sequence[str], as_json: bool) -> None:
    """Print what each of `sources` leads to; exits with 1 where one leads to nothing."""
    with session() as opened:
        found, failed = _found(opened, sources)
    records = [found_record(one) for one in found]
    if as_json:
        say_json({"found": records})
    for record in [] if as_json else records:
        say("\n".join(_lines(record)))
    if failed:
        sys.exit(1)


def find_and_choose(sources: Sequence[str]) -> None:
    """Print what `sources` lead to as one line of JSON, read an address of it from standard input, and add that feed.

    What was found is not fetched again. Where nothing is chosen, nothing is added.
    """
    from reader.refreshing.subscribing import subscribe_to

    with session() as opened:
        found, failed = _found(opened, sources)
        if not found:
            sys.exit(1)
        say_event({"found": [found_record(one) for one in found]})
        address = sys.stdin.readline().strip()
        chosen = next((one for one in found if one.url == address), None)
        if chosen is not None:
            say_added([subscribe_to(opened.library, chosen, opened.config, opened.now())], as_json=True)
    if failed:
        sys.exit(1)


def _found(opened: Session, sources: Sequence[str]) -> tuple[list["Found"], bool]:
    """Return what the sources lead to, and whether one leads to nothing, which is said."""
    from reader.refreshing.discovery import find
    from reader.refreshing.subscribing import web_address

    found: list[Found] = []
    failed = False
    with closing(opened.fetcher()) as fetcher:
        for source in sources:
            try:
                found += find(opened.library, web_address(source.strip()), fetcher, opened.now())
            except SourceError as error:
                failed = True
                warn(f"reader: {clean_line(str(error))}")
    return found, failed


def say_added(added: Sequence["Added"], as_json: bool) -> None:
    """Print what was added, its warnings on standard error."""
    for warning in (warning for one in added for warning in one.warnings):
        warn(f"reader: {clean_line(warning)}")
    if as_json:
        say_json({"feeds": [{**feed_record(one.feed), "new": one.new, "known": one.known} for one in added]})
        return
    for one in added:
        how = "was subscribed to already" if one.known else "added"
        say(f"{one.feed.title} (feed {one.feed.id}) {how}: {counted(one.new)} new.")


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
