"""What the publisher changed in the story shown: reads its versions, and compares two that follow each other.

Must not know how differences look, nor which changes are worth a version.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from textual.app import App

from reader.library import Library
from reader.model import Story
from reader.tui.library_access import LibraryThread

if TYPE_CHECKING:
    from reader.library.versions import Version
    from reader.tui.article.changes_screen import Changed


class ArticleChanges:
    """Shows what changed; `say` tells a person where there is nothing to show."""

    def __init__(self, thread: LibraryThread, now: Callable[[], int], say: Callable[[str], None]) -> None:
        self._thread = thread
        self._now = now
        self._say = say

    def open(self, app: App[object], story: Story) -> None:
        """Show the last change of a story, and those before it on demand."""
        from reader.tui.article.changes_screen import ChangesScreen

        def show(changes: "list[Changed]") -> None:
            if changes:
                app.push_screen(ChangesScreen(story.title, changes, self._now()))
            else:
                self._say("its publisher changed nothing since it came")

        self._thread.ask("changes", lambda library: changes_of(library, story.id), show)


def changes_of(library: Library, story_id: int) -> "list[Changed]":
    """Return what each change of a story was, the first one first."""
    versions = library.versions.all(story_id)
    return [_between(before, after) for before, after in pairwise(versions)]


def _between(before: "Version", after: "Version") -> "Changed":
    from reader.reading.word_diff import paragraphs, word_diff
    from reader.tui.article.changes_screen import Changed

    titles = ("", "") if before.title == after.title else (before.title, after.title)
    found = word_diff(paragraphs(titles[0], before.body), paragraphs(titles[1], after.body))
    return Changed(after.since, tuple(found))
