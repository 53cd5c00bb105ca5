"""What verbs print: JSON for programs, columns for people and pipes.

Owns the JSON object of each kind of thing, and that foreign text is cleaned once more on the way out.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from reader.library.stories import counted
from reader.model import Feed, SavedSearch, Story, Tag, in_calendar
from reader.reading.cleaning import clean_line, clean_text
from reader.reading.masking import masked_address

_PREVIEWED = 20
"""Stories a preview names one by one."""

JSON_OBJECT = click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
"""The option of a verb that prints one thing."""


def say(text: str) -> None:
    """Print `text`, cleaned, to standard output."""
    click.echo(clean_text(text))


def warn(text: str) -> None:
    """Print `text`, cleaned, to standard error."""
    click.echo(clean_text(text), err=True)


def say_json(value: Any) -> None:
    """Print `value` as JSON on lines of its own."""
    click.echo(clean_text(json.dumps(value, ensure_ascii=False, indent=2)))


def say_result(record: dict[str, Any], sentence: str, as_json: bool) -> None:
    """Print what a verb did: the record as JSON, or else the sentence."""
    if as_json:
        say_json(record)
    else:
        say(sentence)


def say_event(value: dict[str, Any]) -> None:
    """Print one event as one line of JSON, at once."""
    click.echo(clean_text(json.dumps(value, ensure_ascii=False)))
    sys.stdout.flush()


def story_record(story: Story) -> dict[str, Any]:
    """Return the JSON object of a story, as DESIGN section 6 promises it."""
    return {
        "id": story.id,
        "title": story.title,
        "url": story.url,
        "feed": story.feed_title,
        "author": story.author,
        "published": iso(story.published),
        "read": story.read,
        "starred": story.starred,
        "tags": list(story.tags),
    }


def feed_record(feed: Feed, address: Callable[[str], str] = masked_address) -> dict[str, Any]:
    """Return the JSON object of a feed; `address` says how its addresses are shown."""
    return {
        "id": feed.id,
        "title": feed.title,
        "url": address(feed.url),
        "kind": feed.kind.value,
        "folder": feed.folder,
        "site_url": address(feed.site_url),
        "stories": feed.stories,
        "unread": feed.unread,
        "checked": iso(feed.checked),
        "succeeded": iso(feed.succeeded),
        "next_check": iso(feed.next_check or None),
        "next_check_asked": feed.next_check_asked,
        "failures": feed.failures,
        "trouble": feed.trouble,
        "stopped": feed.stopped,
        "missing_since": iso(feed.missing_since),
        "moved_from": address(feed.moved_from),
        "health": feed.health.value,
        "trouble_since": iso(feed.trouble_since),
        "paused": feed.paused,
        "slowness": feed.slowness,
        "full_text": feed.full_text,
    }


def tag_record(tag: Tag) -> dict[str, Any]:
    """Return the JSON object of a tag."""
    return {"name": tag.name, "stories": tag.stories, "unread": tag.unread}


def search_record(search: SavedSearch, unread: int | None) -> dict[str, Any]:
    """Return the JSON object of a saved search; `unread` is None where its query is not understood."""
    return {"name": search.name, "query": search.query, "digit": search.digit, "unread": unread}


def say_preview(changing: Sequence[Story], matching: int, as_json: bool) -> None:
    """Print which stories would change, of how many that are meant: all of them as JSON, else the first few."""
    if as_json:
        say_json({"matching": matching, "changing": [story_record(story) for story in changing]})
        return
    say(f"{counted(len(changing))} would change, of {matching:,} that match.")
    say_columns(((str(story.id), story.feed_title, story.title) for story in changing[:_PREVIEWED]), flexible=2)
    if len(changing) > _PREVIEWED:
        say(f"and {len(changing) - _PREVIEWED:,} more")


def iso(seconds: int | None) -> str | None:
    """Return seconds since the epoch as ISO 8601 in UTC, or None for None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(in_calendar(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def say_columns(rows: Iterable[Sequence[str]], flexible: int) -> None:
    """Print rows: aligned on a terminal, the column `flexible` cut to fit; with tabs between fields in a pipe."""
    cells = [[clean_line(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            click.echo("\t".join(row))
        return
    if not cells:
        return
    import shutil

    from rich.cells import cell_len

    widths = [max(cell_len(row[column]) for row in cells) for column in range(len(cells[0]))]
    room = shutil.get_terminal_size().columns - sum(widths) + widths[flexible] - 2 * (len(widths) - 1)
    widths[flexible] = max(min(widths[flexible], room), 20)
    for row in cells:
        click.echo("  ".join(_fitted(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _fitted(cell: str, width: int) -> str:
    from rich.cells import cell_len, chop_cells

    if cell_len(cell) > width:
        cell = chop_cells(cell, width - 1)[0] + "…"
    return cell + " " * (width - cell_len(cell))
