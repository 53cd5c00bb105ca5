"""Refreshing and adding, done by a child process: the program itself, called with arguments.

Owns starting, listening and killing. The child's words are foreign text and are cleaned here. Must not know the
library or any widget.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from reader.errors import ReaderError, SourceError
from reader.log import logger
from reader.model import FeedId, StoryId
from reader.reading.cleaning import clean_line

if TYPE_CHECKING:
    from reader.tui.feeds.found_feeds import FoundFeed

_log = logger(__name__)
_LONGEST_LINE = 1024 * 1024
_PATIENCE = 1.0

Kind = Literal["start", "feed", "done"]


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
class Added:
    """A feed that was added."""

    id: FeedId
    title: str
    new: int
    warnings: tuple[str, ...] = ()


def added_text(added: Sequence[Added]) -> str:
    """Return what the status line says of what was added, the first warning with it."""
    names = ", ".join(feed.title for feed in added)
    warnings = [warning for feed in added for warning in feed.warnings]
    more = f" (and {len(warnings) - 1:,} more)" if len(warnings) > 1 else ""
    new = sum(feed.new for feed in added)
    stories = "1 story" if new == 1 else f"{new:,} stories"
    return f"added {names} · {stories}{f' · {warnings[0]}{more}' if warnings else ''}"


def after_event(progress: Progress, line: str) -> Progress:
    """Return the progress after one line of events; a line that is none changes nothing."""
    event = _event(line)
    match event.get("event"):
        case "start":
            return replace(progress, feeds=_number(event, "feeds"))
        case "feed":
            return _after_feed(progress, event)
        case "done":
            offline = clean_line(str(event.get("message", ""))) if event.get("offline") else ""
            return replace(progress, new=_number(event, "new"), done=progress.feeds, finished=True, offline=offline)
        case _:
            return progress


def read_added(output: str, errors: str = "") -> tuple[Added, ...]:
    """Return what `reader add --json` said it added, its warnings with the first feed.

    Raises SourceError where it said nothing one can read.
    """
    feeds = _event(output).get("feeds")
    if not isinstance(feeds, list):
        raise SourceError("Nothing was added: the answer could not be read.")
    added = [
        Added(FeedId(_number(feed, "id")), clean_line(str(feed.get("title", ""))), _number(feed, "new"))
        for feed in feeds
        if isinstance(feed, dict)
    ]
    return tuple(replace(feed, warnings=() if number else _lines(errors)) for number, feed in enumerate(added))


class Children:
    """The child processes of this program, started as `program` says; `end` ends them all."""

    def __init__(self, program: Sequence[str] = (sys.executable, "-m", "reader")) -> None:
        self._program = tuple(program)
        self._running: set[asyncio.subprocess.Process] = set()
        self._finder: asyncio.subprocess.Process | None = None
        self._found: tuple[FoundFeed, ...] = ()

    async def refresh(self, arguments: Sequence[str], each: Callable[[Progress], None]) -> Progress:
        """Refresh, telling `each` how far it has come; raises SourceError with its last words where it failed."""
        process = await self._start("refresh", "--events", *arguments)
        try:
            progress, errors = await asyncio.gather(_follow(process, each), _all_of(process.stderr))
            await process.wait()
        finally:
            self._forget(process)
        if not progress.finished:
            raise SourceError(_last_line(errors) or "The refresh ended before it was done.")
        return progress

    async def find(self, source: str) -> "tuple[FoundFeed, ...]":
        """Look for the feeds an address leads to; raises SourceError with what the child said where there is none.

        The child stays, with what it found, until one of that is added or `drop_found` is called.
        """
        self.drop_found()
        process = await self._start("add", "--choose", "--", source, answering=True)
        self._finder = process
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            await self._rest_said(process, f"{clean_line(source)} leads to nothing.")
        from reader.tui.feeds.found_feeds import read_found

        self._found = read_found(line.decode(errors="replace"))
        return self._found

    def drop_found(self) -> None:
        """Forget what was found."""
        if self._finder is not None:
            self._forget(self._finder)
        self._finder, self._found = None, ()

    async def add(self, source: str) -> tuple[Added, ...]:
        """Add a feed, site, file or folder; raises SourceError with the child's sentence where it cannot be."""
        otherwise = f"{clean_line(source)} could not be added."
        finder = self._finder
        if finder is None or finder.stdin is None or source not in {feed.url for feed in self._found}:
            return read_added(*await self._said(otherwise, "add", "--json", "--", source))
        finder.stdin.write(f"{source}\n".encode())
        finder.stdin.close()
        try:
            return read_added(*await self._rest_said(finder, otherwise))
        finally:
            self.drop_found()

    async def full_text(self, story: StoryId) -> int:
        """Fetch the full text of a story; return its words. Raises SourceError with the child's sentence."""
        output, _ = await self._said("The full text could not be fetched.", "fulltext", "--json", "--", str(story))
        return _number(_event(output), "words")

    async def download(self, address: str, each: Callable[[int, int | None], None]) -> str:
        """Download a file, telling `each` how many bytes have come, of how many; return its path. Raises SourceError.

        It ends when this is cancelled, and leaves nothing half done.
        """
        process = await self._start("download", "--events", "--", address, answering=True)
        try:
            path, errors = await asyncio.gather(_follow_download(process, each), _all_of(process.stderr))
            await process.wait()
        finally:
            await self._let_go(process)
        if not path:
            raise SourceError(_last_line(errors) or "The download ended before it was done.")
        return path

    async def events(self, each: Callable[[dict[str, Any]], None], *arguments: str) -> None:
        """Run a verb that prints events, telling `each` of each one; raises SourceError with its last words."""
        process = await self._start(*arguments)
        assert process.stdout is not None
        errors = asyncio.create_task(_all_of(process.stderr))
        try:
            async for line in process.stdout:
                each(_event(line.decode(errors="replace")))
            status = await process.wait()
            said = await errors
        finally:
            errors.cancel()
            self._forget(process)
        if status != 0:
            raise SourceError(_last_line(said) or "It ended before it was done.")

    async def keep_page(self, address: str) -> str:
        """Keep the page at an address as a story; return its title. Raises SourceError with the child's sentence."""
        output, _ = await self._said("The page could not be kept.", "add", "--page", "--json", "--", address)
        stories = _event(output).get("stories")
        first = stories[0] if isinstance(stories, list) and stories else {}
        return clean_line(str(first.get("title", ""))) if isinstance(first, dict) else ""

    async def readdress(self, feed: FeedId, address: str) -> str:
        """Give a feed another address, "" for what its site names; return what to say of it. Raises SourceError."""
        otherwise = "No other address was found."
        output, _ = await self._said(otherwise, "feeds", "address", "--json", "--", str(feed), address)
        record = _event(output)
        return f"{clean_line(str(record.get('title', '')))} has another address now, its stories stay · U undoes"

    async def subscribe_to_starters(self) -> None:
        """Subscribe to the bundled selection of feeds; raises SourceError with the child's sentence where it fails."""
        await self._said("The starter feeds could not be subscribed to.", "import", "--starter", "--json")

    async def _said(self, otherwise: str, *arguments: str) -> tuple[str, str]:
        """Run a verb and return what it printed and what it warned of; raises SourceError with its last words."""
        return await self._rest_said(await self._start(*arguments), otherwise)

    async def _rest_said(self, process: asyncio.subprocess.Process, otherwise: str) -> tuple[str, str]:
        """Return what a child still prints and warns of; raises SourceError with its last words where it fails."""
        try:
            output, errors = await asyncio.gather(_all_of(process.stdout), _all_of(process.stderr))
            status = await process.wait()
        finally:
            self._forget(process)
        if status != 0:
            raise SourceError(_last_line(errors) or otherwise)
        return output, errors

    async def end(self) -> None:
        """End every child at once; what they had stored stays."""
        await asyncio.gather(*map(self._let_go, list(self._running)))

    async def _start(self, *arguments: str, answering: bool = False) -> asyncio.subprocess.Process:
        """Start a child, which can be told something where it is `answering`."""
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *(*self._program, *arguments),
                stdin=pipe if answering else nothing,
                stdout=pipe,
                stderr=pipe,
                limit=_LONGEST_LINE,
            )
        except OSError as error:
            raise ReaderError(f"A second reader could not be started: {error.strerror}.") from error
        self._running.add(process)
        _log.info("child %d started: %s", process.pid, arguments[0])
        return process

    async def _let_go(self, process: asyncio.subprocess.Process) -> None:
        """End a child; one that listens is given the time to clean up."""
        if process.stdin is not None and process.returncode is None:
            process.stdin.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await process.wait()
        self._forget(process)
        await process.wait()

    def _forget(self, process: asyncio.subprocess.Process) -> None:
        if process in self._running:
            status = "killed" if process.returncode is None else f"status {process.returncode}"
            _log.info("child %d ended: %s", process.pid, status)
        self._running.discard(process)
        if process.returncode is None:
            try:
                process.kill()
            except ProcessLookupError:
                return


async def _follow(process: asyncio.subprocess.Process, each: Callable[[Progress], None]) -> Progress:
    assert process.stdout is not None
    progress = Progress()
    async for line in process.stdout:
        progress = after_event(progress, line.decode(errors="replace"))
        each(progress)
    return progress


async def _follow_download(process: asyncio.subprocess.Process, each: Callable[[int, int | None], None]) -> str:
    """Return where the file is that was downloaded, "" where it is not."""
    assert process.stdout is not None
    path = ""
    async for line in process.stdout:
        event = _event(line.decode(errors="replace"))
        if event.get("event") == "progress":
            each(_number(event, "bytes"), _number(event, "total") or None)
        elif event.get("event") == "done":
            path = str(event.get("path", ""))
    return path


async def _all_of(stream: asyncio.StreamReader | None) -> str:
    return (await stream.read()).decode(errors="replace") if stream is not None else ""


def _after_feed(progress: Progress, event: dict[str, Any]) -> Progress:
    title = clean_line(str(event.get("title", "")))
    said = ((title, clean_line(str(event.get("message", "")))),)
    return replace(
        progress,
        feeds=_number(event, "feeds") or progress.feeds,
        done=_number(event, "done") or progress.done + 1,
        new=progress.new + _number(event, "new"),
        failed=progress.failed + (said if event.get("outcome") == "failed" else ()),
        held=progress.held + (said if event.get("outcome") == "held" else ()),
        last=title,
    )


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _number(event: dict[str, Any], key: str) -> int:
    value = event.get(key)
    return value if isinstance(value, int) else 0


def _lines(text: str) -> tuple[str, ...]:
    lines = (clean_line(line) for line in text.splitlines() if line.strip())
    return tuple(line.removeprefix("reader: ").removeprefix("Error: ") for line in lines)


def _last_line(text: str) -> str:
    return next(reversed(_lines(text)), "")
