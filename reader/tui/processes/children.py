"""Refreshing, adding and fetching, done by child processes: the program itself, called with arguments.

What a person types goes to a child's standard input, as arguments are seen by everybody on the computer. Owns starting,
listening and killing. Must not know the library or any widget.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from reader import THIS_PROGRAM
from reader.errors import ReaderError, SourceError
from reader.log import logger
from reader.model import FeedId, StoryId
from reader.reading.cleaning import clean_line
from reader.reading.masking import shown_address
from reader.tui.processes.child_output import (
    AddedFeed,
    Progress,
    after_event,
    event_of,
    last_line_of,
    number_of,
    read_added,
)

if TYPE_CHECKING:
    from reader.tui.processes.found_feeds import FoundFeed

_log = logger(__name__)
_LONGEST_LINE = 1024 * 1024
_STOP_SECONDS = 1.0


class Children:
    """The child processes of this program, started as `program` says; `end` ends them all.

    What they do for a person is done in the interface: it can be undone there.
    """

    def __init__(self, program: Sequence[str] = (*THIS_PROGRAM, "--origin", "interface")) -> None:
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
            self._kill(process)
        if not progress.finished:
            raise SourceError(last_line_of(errors) or "The refresh ended before it was done.")
        return progress

    async def find(self, source: str) -> "tuple[FoundFeed, ...]":
        """Look for the feeds an address leads to; raises SourceError with what the child said where there is none.

        The child stays, with what it found, until one of that is added or `drop_found` is called.
        """
        self.drop_found()
        process = await self._start("add", "--choose", "-", answering=True)
        self._finder = process
        _tell(process, source)
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            await self._result_of(process, f"{shown_address(source)} leads to nothing.")
        from reader.tui.processes.found_feeds import read_found

        self._found = read_found(line.decode(errors="replace"))
        return self._found

    def drop_found(self) -> None:
        """Forget what was found."""
        if self._finder is not None:
            self._kill(self._finder)
        self._finder, self._found = None, ()

    async def add(self, source: str) -> tuple[AddedFeed, ...]:
        """Add a feed, site, file or folder; raises SourceError with the child's sentence where it cannot be."""
        fallback = f"{shown_address(source)} could not be added."
        finder = self._finder
        if finder is None or finder.stdin is None or source not in {feed.url for feed in self._found}:
            return read_added(*await self._run_verb(fallback, "add", "--json", "-", told=source))
        _tell(finder, source)
        try:
            return read_added(*await self._result_of(finder, fallback))
        finally:
            self.drop_found()

    async def full_text(self, story: StoryId) -> int:
        """Fetch the full text of a story; return its words. Raises SourceError with the child's sentence."""
        output, _ = await self._run_verb("The full text could not be fetched.", "fulltext", "--json", "--", str(story))
        return number_of(event_of(output), "words")

    async def download(self, address: str, story: StoryId, each: Callable[[int, int | None], None]) -> str:
        """Download a file a story leads to, telling `each` how many bytes have come, of how many; return its path.

        Raises SourceError.

        It ends when this is cancelled, and leaves nothing half done.
        """
        process = await self._start("download", "--events", "--linked-from", str(story), "--", address, answering=True)
        try:
            path, errors = await asyncio.gather(_follow_download(process, each), _all_of(process.stderr))
            await process.wait()
        finally:
            await self._stop(process)
        if not path:
            raise SourceError(last_line_of(errors) or "The download ended before it was done.")
        return path

    async def run_with_events(self, each: Callable[[dict[str, Any]], None], *arguments: str) -> None:
        """Run a verb that prints events, telling `each` of each one; raises SourceError with its last words."""
        process = await self._start(*arguments)
        assert process.stdout is not None
        errors = asyncio.create_task(_all_of(process.stderr))
        try:
            async for line in process.stdout:
                each(event_of(line.decode(errors="replace")))
            status = await process.wait()
            said = await errors
        finally:
            errors.cancel()
            self._kill(process)
        if status != 0:
            raise SourceError(last_line_of(said) or "It ended before it was done.")

    async def keep_page(self, address: str, story: StoryId) -> str:
        """Keep the page a story links to as a story; return its title. Raises SourceError with the child's sentence."""
        output, _ = await self._run_verb(
            "The page could not be kept.", "add", "--page", "--linked-from", str(story), "--json", "--", address
        )
        stories = event_of(output).get("stories")
        first = stories[0] if isinstance(stories, list) and stories else {}
        return clean_line(str(first.get("title", ""))) if isinstance(first, dict) else ""

    async def readdress(self, feed: FeedId, address: str) -> str:
        """Give a feed another address, "" for what its site names; return what to say of it. Raises SourceError."""
        fallback = "No other address was found."
        output, _ = await self._run_verb(fallback, "feeds", "address", "--json", str(feed), "-", told=address)
        record = event_of(output)
        return f"{clean_line(str(record.get('title', '')))} has another address now, its stories stay · U undoes"

    async def subscribe_to_starters(self) -> None:
        """Subscribe to the bundled selection of feeds; raises SourceError with the child's sentence where it fails."""
        await self._run_verb("The starter feeds could not be subscribed to.", "import", "--starter", "--json")

    async def _run_verb(self, fallback: str, *arguments: str, told: str | None = None) -> tuple[str, str]:
        """Run a verb, which is `told` a line, and return what it printed and what it warned of.

        Raises SourceError with its last words.
        """
        process = await self._start(*arguments, answering=told is not None)
        if told is not None:
            _tell(process, told)
        return await self._result_of(process, fallback)

    async def _result_of(self, process: asyncio.subprocess.Process, fallback: str) -> tuple[str, str]:
        """Return what a child still prints and warns of; raises SourceError with its last words where it fails."""
        if process.stdin is not None:
            process.stdin.close()
        try:
            output, errors = await asyncio.gather(_all_of(process.stdout), _all_of(process.stderr))
            status = await process.wait()
        finally:
            self._kill(process)
        if status != 0:
            raise SourceError(last_line_of(errors) or fallback)
        return output, errors

    async def end(self) -> None:
        """End every child at once; what they had stored stays."""
        await asyncio.gather(*map(self._stop, list(self._running)))

    async def _start(self, *arguments: str, answering: bool = False) -> asyncio.subprocess.Process:
        """Start a child; `answering`: with a pipe to its standard input."""
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *(*self._program, *arguments),
                stdin=pipe if answering else nothing,
                stdout=pipe,
                stderr=pipe,
                limit=_LONGEST_LINE,
                process_group=0,  # what is typed for a pager, or stops this program, is not for its children
            )
        except OSError as error:
            raise ReaderError(f"A second reader could not be started: {error.strerror}.") from error
        self._running.add(process)
        _log.info("child %d started: %s", process.pid, arguments[0])
        return process

    async def _stop(self, process: asyncio.subprocess.Process) -> None:
        """End a child; one that listens is given the time to clean up."""
        if process.stdin is not None and process.returncode is None:
            process.stdin.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(_STOP_SECONDS):
                    await process.wait()
        self._kill(process)
        await process.wait()

    def _kill(self, process: asyncio.subprocess.Process) -> None:
        if process in self._running:
            status = "killed" if process.returncode is None else f"status {process.returncode}"
            _log.info("child %d ended: %s", process.pid, status)
        self._running.discard(process)
        if process.returncode is None:
            try:
                process.kill()
            except ProcessLookupError:
                return


def _tell(process: asyncio.subprocess.Process, line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n".encode())


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
        event = event_of(line.decode(errors="replace"))
        if event.get("event") == "progress":
            each(number_of(event, "bytes"), number_of(event, "total") or None)
        elif event.get("event") == "done":
            path = str(event.get("path", ""))
    return path


async def _all_of(stream: asyncio.StreamReader | None) -> str:
    return (await stream.read()).decode(errors="replace") if stream is not None else ""
