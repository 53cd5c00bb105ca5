"""Parses what child processes print: refresh progress, feeds added, errors.

What they print is foreign text and is cleaned here. Must not know how a child is started.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from reader.errors import SourceError
from reader.model import FeedId
from reader.reading.cleaning import clean_line


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a refresh has come: feeds done of all, stories new so far, the feeds that failed or were held, and why.

    `offline` is the sentence for there being no network, where there seems to be none.
    """

    feeds: int = 0
    done: int = 0
    new: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    offline: str = ""
    last: str = ""
    finished: bool = False

    @property
    def text(self) -> str:
        """What the status line says of it."""
        new = f" · {self.new:,} new ↑" if self.new else ""
        if not self.finished:
            return f"⟳ {self.done}/{self.feeds}{new}" if self.feeds else f"⟳ …{new}"
        if self.offline:
            return self.offline
        feeds = "1 feed" if self.feeds == 1 else f"{self.feeds:,} feeds"
        return f"refreshed {feeds} · {self.new:,} new{self._failures}{self._holds}"

    @property
    def _failures(self) -> str:
        if not self.failed:
            return ""
        title, reason = self.failed[0]
        return f" · {title}: {reason}" if len(self.failed) == 1 else f" · {len(self.failed)} failed, marked !"

    @property
    def _holds(self) -> str:
        if not self.held:
            return ""
        title, reason = self.held[0]
        return f" · {title}: {reason}" if len(self.held) == 1 else f" · {len(self.held)} held back: {reason}"


@dataclass(frozen=True, slots=True)
class AddedFeed:
    """A feed that was added."""

    id: FeedId
    title: str
    new: int
    warnings: tuple[str, ...] = ()


def added_text(added: Sequence[AddedFeed]) -> str:
    """Return what the status line says of what was added, the first warning with it."""
    names = ", ".join(feed.title for feed in added)
    warnings = [warning for feed in added for warning in feed.warnings]
    more = f" (and {len(warnings) - 1:,} more)" if len(warnings) > 1 else ""
    new = sum(feed.new for feed in added)
    stories = "1 story" if new == 1 else f"{new:,} stories"
    return f"added {names} · {stories}{f' · {warnings[0]}{more}' if warnings else ''}"


def after_event(progress: Progress, line: str) -> Progress:
    """Return the progress after one line of events; a line that is none changes nothing."""
    event = event_of(line)
    match event.get("event"):
        case "start":
            return replace(progress, feeds=number_of(event, "feeds"))
        case "feed":
            return _after_feed(progress, event)
        case "done":
            offline = clean_line(str(event.get("message", ""))) if event.get("offline") else ""
            return replace(progress, new=number_of(event, "new"), done=progress.feeds, finished=True, offline=offline)
        case _:
            return progress


def read_added(output: str, errors: str = "") -> tuple[AddedFeed, ...]:
    """Return what `reader add --json` said it added, its warnings with the first feed.

    Raises SourceError where it said nothing one can read.
    """
    feeds = event_of(output).get("feeds")
    if not isinstance(feeds, list):
        raise SourceError("Nothing was added: the answer could not be read.")
    added = [
        AddedFeed(FeedId(number_of(feed, "id")), clean_line(str(feed.get("title", ""))), number_of(feed, "new"))
        for feed in feeds
        if isinstance(feed, dict)
    ]
    return tuple(replace(feed, warnings=() if number else lines_of(errors)) for number, feed in enumerate(added))


def _after_feed(progress: Progress, event: dict[str, Any]) -> Progress:
    title = clean_line(str(event.get("title", "")))
    said = ((title, clean_line(str(event.get("message", "")))),)
    return replace(
        progress,
        feeds=number_of(event, "feeds") or progress.feeds,
        done=number_of(event, "done") or progress.done + 1,
        new=progress.new + number_of(event, "new"),
        failed=progress.failed + (said if event.get("outcome") == "failed" else ()),
        held=progress.held + (said if event.get("outcome") == "held" else ()),
        last=title,
    )


def event_of(line: str) -> dict[str, Any]:
    """Return a line of JSON as an object; an empty one where it is none."""
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def number_of(event: dict[str, Any], key: str) -> int:
    """Return a whole number of an event, 0 where it has none."""
    value = event.get(key)
    return value if isinstance(value, int) else 0


def lines_of(text: str) -> tuple[str, ...]:
    """Return what was said, cleaned, without the name of the program before it."""
    lines = (clean_line(line) for line in text.splitlines() if line.strip())
    return tuple(line.removeprefix("reader: ").removeprefix("Error: ") for line in lines)


def last_line_of(text: str) -> str:
    """Return the last thing that was said, "" where that is nothing."""
    return next(reversed(lines_of(text)), "")
