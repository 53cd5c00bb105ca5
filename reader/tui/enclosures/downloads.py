"""The download queue: one file at a time, in a child process or by the person's own command.

Owns the order, and the progress of the running one in words. Must not know how a file is fetched.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import ReaderError
from reader.model import StoryId
from reader.reading.enclosures import name_of, size_text
from reader.tui.context import Context

if TYPE_CHECKING:
    from textual.worker import Worker


class Downloads:
    """Downloads by a child process, or by a person's own command run in the folder for downloads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._status = context.status
        self._command = context.config.download_command
        self._waiting: dict[str, StoryId] = {}
        self._now = ""
        self._started: Worker[None] | None = None

    def add(self, url: str, story: StoryId) -> None:
        """Download what a story leads to, after what is being downloaded already."""
        if url == self._now or url in self._waiting:
            self._status.say(f"{name_of(url)} is being downloaded already")
            return
        self._waiting[url] = story
        if self._started is None:
            self._started = self._context.run_in_background(self._work())
        else:
            self._status.say(f"{name_of(url)} comes next · {len(self._waiting):,} waiting")

    def stop(self) -> None:
        """End the download that is under way, and forget those that wait; nothing half done stays."""
        if self._started is None:
            self._status.say("nothing is being downloaded")
            return
        self._waiting = {}
        self._started.cancel()
        self._status.say("download stopped, nothing of it stays")

    async def _work(self) -> None:
        try:
            while self._waiting:
                self._now = next(iter(self._waiting))
                await self._fetch(self._now, self._waiting.pop(self._now))
        finally:
            self._now, self._started = "", None
            self._status.show_progress("", topic="download")

    async def _fetch(self, url: str, story: StoryId) -> None:
        self._show(f"downloading {name_of(url)}")
        try:
            said = await (self._by_command(url) if self._command else self._in_child(url, story))
        except ReaderError as error:
            self._status.alarm(str(error))
        else:
            self._status.say(said)

    async def _in_child(self, url: str, story: StoryId) -> str:
        path = Path(
            await self._context.children.download(
                url, story, lambda done, total: self._show(progress_text(name_of(url), done, total))
            )
        )
        return f"downloaded {path.name} to {_at_home(path.parent)}"

    async def _by_command(self, url: str) -> str:
        from reader.tui.processes.programs import run_with_output, words_of

        words, folder = words_of(self._command), self._context.config.downloads
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ReaderError(f"Nothing can be kept in {folder}: {error.strerror}.") from error
        await run_with_output([*words, url], lambda line: self._show(f"{words[0]}: {line}"), folder)
        return f"{words[0]} has downloaded {name_of(url)}"

    def _show(self, progress: str) -> None:
        more = f" · {len(self._waiting):,} more" if self._waiting else ""
        self._status.show_progress(f"⤓ {progress}{more}", topic="download")


def progress_text(name: str, done: int, total: int | None) -> str:
    """Return how far a download is: "downloading episode.mp3 · 34 of 81 MB"."""
    if not total:
        return f"downloading {name} · {size_text(done)}"
    (size, unit), of_all = size_text(done).split(), size_text(total)
    return f"downloading {name} · {size if of_all.endswith(f' {unit}') else f'{size} {unit}'} of {of_all}"


def _at_home(folder: Path) -> str:
    """Return a folder as a person calls it, its home as "~"."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) and folder != home else str(folder)
