"""Writing the note on the story shown.

Owns that the note goes to the story it was begun on. Must not know how a note is kept, nor how it is shown.
"""

from collections.abc import Callable

from textual.app import App

from reader.library import Library
from reader.model import Story
from reader.tui.library_access import LibraryThread
from reader.tui.status_line import StatusLine


class ArticleNotes:
    """Opens the editor and writes what comes of it; `changed` is told once it is on disk."""

    def __init__(
        self, writer: LibraryThread, now: Callable[[], int], status: StatusLine, changed: Callable[[], None]
    ) -> None:
        self._writer = writer
        self._now = now
        self._status = status
        self._changed = changed

    def open(self, app: App[object], story: Story) -> None:
        """Open the editor with the note on a story."""
        from reader.tui.article.note_screen import NoteScreen

        def show(text: str) -> None:
            app.push_screen(NoteScreen(story.title, text), lambda written: self._write(story, written))

        self._writer.do(lambda library: library.notes.get(story.id), show)

    def _write(self, story: Story, text: str | None) -> None:
        if text is None:
            return
        now = self._now()

        def write(library: Library) -> int:
            changes = library.notes.write(story.id, text, now)
            library.search_index.catch_up()
            return changes

        self._writer.do(write, self._written)

    def _written(self, changes: int) -> None:
        if changes:
            self._changed()
        self._status.say("note kept · U undoes" if changes else "the note is as it was")
