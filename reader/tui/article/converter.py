"""Turns the body of a story into a layout, part by part: body -> article -> lines of a width.

Owns the articles made before, and the lines about what is missing. Runs in one thread; must not know widgets.
"""

from collections.abc import Callable, Iterable, Iterator
from threading import Event
from typing import TYPE_CHECKING

from textual.cache import LRUCache

from reader.library import Library
from reader.model import Story, StoryId
from reader.reading.cleaning import clean_line

if TYPE_CHECKING:
    from reader.reading.article import Article
    from reader.reading.layout.page import Layout
    from reader.reading.layout.pictures import PictureOptions

_PAINT_SECONDS = 0.1
"""How long the work on the rest of an article stands back, at the most, while its beginning is painted."""

_REMEMBERED = 30
_NO_TEXT = "*No text came with this story: o opens it in the browser, x fetches it.*"
_MORE = "only the beginning · x fetches the rest"
_MISSING = "no full text: {} · x tries again"


class Converter:
    """Makes articles of bodies; used by one thread only, as the imports behind it are slow and the work is long.

    `before` is told of a story before its first lines are ready.
    """

    def __init__(self, before: Callable[[Library, StoryId], None], now: Callable[[], int]) -> None:
        self._before = before
        self._now = now
        self._articles: LRUCache[tuple[StoryId, bool], tuple[str, Iterable[Article]]] = LRUCache(_REMEMBERED)

    def warm_up(self) -> None:
        """Import what is needed."""
        import reader.reading.article
        import reader.reading.layout.page  # noqa: F401

    def forget(self) -> None:
        """Drop what is remembered."""
        self._articles.clear()

    def lay_out(
        self,
        library: Library,
        story: Story,
        measure: int,
        unfolded: bool,
        original: bool,
        painted: Event | None,
        options: "PictureOptions | None" = None,
    ) -> "Iterator[Layout]":
        """Yield a story in lines of at most `measure` cells, as much as is ready: its full text, or the feed's text.

        Where nobody waits for it to be `painted`, only the whole. Never raises NotFoundError.
        """
        from reader.reading.article import Article
        from reader.reading.layout.page import LayoutBuilder
        from reader.reading.trimming.endings import is_cut_short

        self._before(library, story.id)
        known = self._articles.get((story.id, original))
        base_url, parts = known if known is not None else self._parts(library, story, original)
        page = LayoutBuilder(measure, base_url, unfolded=unfolded, pictures=options)
        done: list[Article] = []
        for part in parts:
            if done and painted is not None:
                yield page.so_far()
                # Both threads run Python: going on at once would make the painting take twice as long.
                painted.wait(_PAINT_SECONDS)
            page.add(part)
            done.append(part)
        if not any(part.markdown.strip() or part.paywall for part in done):
            page.add(Article(_NO_TEXT))
        page.attach(library.stories.enclosures(story.id))
        self._articles[(story.id, original)] = (base_url, done)
        cut_short = bool(story.url) and len(done) == 1 and is_cut_short(done[0].markdown)
        missing = library.full_texts.failure(story.id, self._now())
        hint = _MISSING.format(missing.rstrip(".")) if missing else _MORE if cut_short else ""
        yield page.finished(hint, library.notes.get(story.id))

    def _parts(self, library: Library, story: Story, original: bool) -> "tuple[str, Iterable[Article]]":
        from reader.reading.article import parts_of

        full = None if original else library.full_texts.get(story.id)
        body = library.stories.body(story.id) if full is None else full
        return body.base_url or story.url, parts_of(body, clean_line(story.title))
