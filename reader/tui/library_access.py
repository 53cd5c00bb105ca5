"""The library as the interface reaches it: threads that keep the keys from waiting, and one signal of what changed.

How it works: a key's action calls `write`. The writer's thread does the work in the order asked; then `changed` is
published on the interface's thread, and every pane that shows such things reads them anew: the list at once, everything
else in a thread. What another process writes (a refresh, a shell) is noticed by `check_for_changes` and published the
same way.

Must not know panes, nor what is read and written.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from textual.dom import DOMNode
from textual.signal import Signal

from reader.errors import LibraryError
from reader.library import Library
from reader.library.state import RESTORED
from reader.tui.library_thread import LibraryThread

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changed:
    """What may be different now: these `stories` (None: any), the `sidebar`, the `articles` themselves.

    `elsewhere` says that another process wrote it, `restored` that it put a backup in the library's place.
    """

    stories: Collection[int] | None = None
    sidebar: bool = True
    articles: bool = False
    elsewhere: bool = False
    restored: bool = False


ANYTHING = Changed(articles=True)
LISTS = Changed()
"""Rows of the list and of the sidebar, but no article."""
NAMES = Changed(stories=())
"""What stands in the sidebar alone."""
NOTHING = Changed(stories=(), sidebar=False)


def stories_only(ids: Collection[int]) -> Changed:
    """Return that the state of some stories changed, and nothing else."""
    return Changed(ids, sidebar=False)


class LibraryAccess:
    """One library for one interface.

    `here` has the connection of the interface's own thread, for what is read at once. That is, above all, the rows of
    the list in sight: 40 rows of 100,000 stories take 0.3 ms, 0.5 to 0.8 ms where they are scattered over all of them,
    and going through a thread would paint every page twice. A whole list when it is entered, the timeline, the tags and
    their pages, rules, saved searches, and the sidebar's counts where they are wanted at once are read so too.
    """

    def __init__(
        self, library: Library, owner: DOMNode, failed: Callable[[Exception], None], now: Callable[[], int]
    ) -> None:
        def thread() -> LibraryThread:
            return LibraryThread(library.path, owner.call_later, failed)

        self.here = library
        self.changed: Signal[Changed] = Signal(owner, "library changed")
        self.lists, self.counts, self.texts, self.rankings = thread(), thread(), thread(), thread()
        self.writer = thread()
        self._now = now
        self._version = library.data_version()
        self._version_of_others: int | None = None
        self._restored = library.state.get(RESTORED)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read, written or made ready; ranking tags aside."""
        return all(thread.idle for thread in (self.lists, self.counts, self.texts, self.writer))

    def write(
        self,
        work: Callable[[Library, int], T],
        changed: Changed,
        done: Callable[[T], object],
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Write as of now, after all that was asked before; publish `changed`, and hand what came of it to `done`.

        Where it cannot be written, that is told, and then `failed` called.
        """
        now = self._now()

        def written(result: T) -> None:
            if changed != NOTHING:
                self.changed.publish(changed)
            done(result)

        self.writer.do(lambda library: work(library, now), written, failed)

    def read_after_writes(self, work: Callable[[Library], T], done: Callable[[T], None]) -> None:
        """Read what is true once all that was asked to be written is written, and hand it to `done`."""
        self.writer.do(work, done)

    def remember(self, key: str, value: str) -> None:
        """Keep something of the interface's own for the next start, where the library can be written."""

        def keep(library: Library) -> None:
            with suppress(LibraryError):  # nothing of the person's is lost; in a read-only library it would be no news
                library.state.set(key, value)

        self.writer.do(keep, lambda _: None)

    def check_for_changes(self) -> None:
        """Take note of what another process has written; raises LibraryError, also where the file has gone.

        Our own connection counts what the writer wrote too; the writer's does not, so that one is asked.
        """
        self.here.check_in_place()
        version = self.here.data_version()
        if version != self._version:
            self._version = version
            self.writer.ask("version", lambda library: library.data_version(), self._check_version)

    def end(self) -> None:
        """End the threads, when all that was asked to be written is on disk."""
        for thread in (self.lists, self.counts, self.texts, self.rankings, self.writer):
            thread.end()

    def _check_version(self, version: int) -> None:
        if version != self._version_of_others:
            self._version_of_others = version
            before, self._restored = self._restored, self.here.state.get(RESTORED)
            self.changed.publish(Changed(elsewhere=True, restored=self._restored != before))
