"""Ways for a story out of the pane: copied as a quotation, in the pager, in the editor, piped to a command.

Owns what text goes out: what is shown, the full text where there is one. Must not know how programs are run.
"""

import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from reader.errors import ReaderError
from reader.library import Library
from reader.model import Body, Story
from reader.reading.cleaning import clean_line
from reader.tui.article.view import ArticleView
from reader.tui.library_access import LibraryThread
from reader.tui.status_line import StatusLine


class ArticleOutlets:
    """Hands stories on; `begin` starts work that goes on while keys are pressed."""

    def __init__(
        self,
        article: ArticleView,
        thread: LibraryThread,
        status: StatusLine,
        begin: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._article = article
        self._thread = thread
        self._status = status
        self._begin = begin
        self._piped_to = ""

    def quote(self, story: Story) -> None:
        """Copy what is selected, else the whole story, as a quotation with its source."""
        selected = self._article.screen.get_selected_text()
        self._thread.do(lambda library: quotation(library, story, selected or ""), self._copy)

    def page(self, story: Story) -> None:
        """Show the story in the pager."""
        from reader.tui.programs import pager_of

        self._thread.do(lambda library: plain_text(library, story), partial(self._lend, pager_of))

    def edit(self, story: Story) -> None:
        """Show the story in the editor; what is written there is not kept."""
        from reader.tui.programs import editor_of

        self._thread.do(lambda library: markdown(library, story), partial(self._lend, editor_of))

    def pipe(self, story: Story) -> None:
        """Ask for a command, and let it read the story as Markdown."""
        from reader.tui.programs import words_of
        from reader.tui.widgets.dialogs import NameDialog

        def foretell(command: str) -> str:
            return f"Enter runs {' '.join(words_of(command))} with the story as its input · esc leaves"

        def run(text: str) -> None:
            self._begin(self._pipe(self._piped_to, text))

        def asked(command: str | None) -> None:
            if command:
                self._piped_to = command
                self._thread.do(partial(markdown, story=story), run)

        self._article.app.push_screen(NameDialog("Pipe the story to a command", self._piped_to, foretell), asked)

    async def _pipe(self, command: str, text: str) -> None:
        from reader.tui.programs import pipe, words_of

        self._status.say(f"⟳ {clean_line(command)} …")
        try:
            heard = await pipe(words_of(command), text)
        except ReaderError as error:
            self._status.alarm(str(error))
            return
        self._status.say(f"{clean_line(command)}: {heard or 'done'}")

    def _lend(self, chosen: Callable[[Mapping[str, str]], list[str]], text: str) -> None:
        from reader.tui.programs import lend_terminal

        with self._status.alarms():
            lend_terminal(self._article.app, chosen(os.environ), text)

    def _copy(self, text: str) -> None:
        self._article.app.copy_to_clipboard(text)
        self._status.say(f"copied {len(text.split()):,} words as a quotation")


def quotation(library: Library, story: Story, selected: str) -> str:
    """Return what is selected of a story as a quotation, or the whole story where nothing is."""
    from reader.reading.article import article_of
    from reader.reading.story_text import as_quote

    return as_quote(story, selected.strip() or article_of(_shown(library, story), story.title).markdown)


def plain_text(library: Library, story: Story) -> str:
    """Return a story as plain text."""
    from reader.reading.cleaning import clean_text
    from reader.reading.story_text import as_text

    return clean_text(as_text(story, _shown(library, story), library.notes.get(story.id)))


def markdown(library: Library, story: Story) -> str:
    """Return a story as Markdown."""
    from reader.reading.cleaning import clean_text
    from reader.reading.story_text import as_markdown

    return clean_text(as_markdown(story, _shown(library, story), library.notes.get(story.id)))


def _shown(library: Library, story: Story) -> Body:
    """Return what the pane shows of a story: its full text, where it has one."""
    body, full = library.stories.body(story.id), library.full_texts.get(story.id)
    return body if full is None else replace(full, enclosures=body.enclosures)
