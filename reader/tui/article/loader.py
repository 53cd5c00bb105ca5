"""Bringing articles to the reading pane: the header at once, the body after a short rest, the next one beforehand.

Owns the debounce, the converting in a thread of its own, and what is remembered of it. Must not know keys or lists.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.timer import Timer

from reader.library import Library
from reader.model import Story, StoryId
from reader.reading.cleaning import clean_line
from reader.tui.article.positions import ArticlePlaces
from reader.tui.article.view import ArticleView
from reader.tui.library_access import LibraryThread

if TYPE_CHECKING:
    from reader.reading.article import Article
    from reader.reading.layout.page import Layout
    from reader.reading.layout.pictures import PictureOptions

REST_SECONDS = 0.06
"""How long the cursor rests on a story before its body is made ready."""

_PAINT_SECONDS = 0.1
"""How long the work on the rest of an article stands back, at the most, while its beginning is painted."""

_REMEMBERED = 30
_NO_TEXT = "*No text came with this story: o opens it in the browser, x fetches it.*"
_MORE = "only the beginning · x fetches the rest"
_MISSING = "no full text: {} · x tries again"


class ArticleLoader:
    """Shows stories in the reading pane.

    `after` is a one-shot timer, `next_story` the story likely to come next, `album` what is known of pictures.
    """

    def __init__(
        self,
        thread: LibraryThread,
        article: ArticleView,
        after: Callable[[float, Callable[[], None]], Timer],
        next_story: Callable[[], Story | None],
        places: ArticlePlaces,
        now: Callable[[], int],
        album: "Callable[[], PictureOptions | None]",
    ) -> None:
        self._album = album
        self._thread = thread
        self._article = article
        self._after = after
        self._next_story = next_story
        self._places = places
        self._resting: Timer | None = None
        self._painted = Event()
        self._started = False
        self._unfolded = False
        self._own: set[StoryId] = set()
        self._converter = Converter(places.read, now)
        self._layouts: LRUCache[tuple[StoryId, int], Layout] = LRUCache(_REMEMBERED)

    def start(self) -> None:
        """Begin to make bodies ready; until then, so as not to delay the first paint, only headers are shown."""
        self._started = True
        self._thread.ask("warm up", lambda _: self._converter.warm_up(), lambda _: None)
        if self._article.story is not None:
            self._load()

    def show(self, story: Story) -> None:
        """Show a story; where its body is not at hand, after a short rest."""
        self._stop_resting()
        if not self._show_remembered(story):
            self._article.show_header(story)
            self._resting = self._after(REST_SECONDS, self._load) if self._started else None

    def show_now(self, story: Story) -> None:
        """Show a story without a rest."""
        self._stop_resting()
        if not self._show_remembered(story):
            self._article.show_header(story)
            self._load()

    def show_nothing(self, why: str) -> None:
        """Show no story."""
        self._stop_resting()
        self._article.show_nothing(why)

    def lay_out_again(self) -> None:
        """Show the same story at another measure."""
        story = self._article.story
        if self._started and story is not None and self._resting is None and not self._show_remembered(story):
            self._load()

    def toggle_ending(self) -> bool:
        """Unfold what publishers put under every story, or fold it; say whether it is unfolded now."""
        self._unfolded = not self._unfolded
        self._layouts.clear()
        self.lay_out_again()
        return self._unfolded

    def toggle_own(self, story_id: StoryId) -> bool:
        """Show the publisher's own text of a story in place of its full text, or the other way round; say which."""
        self._own ^= {story_id}
        self._layouts.clear()
        self.lay_out_again()
        return story_id in self._own

    def shows_own(self, story_id: StoryId) -> bool:
        """Say whether the publisher's own text of a story is shown where there is a full text too."""
        return story_id in self._own

    def show_pictures(self) -> None:
        """Show the same story with the pictures that have come; all of it at once, so that nothing jumps."""
        self._layouts.clear()
        if self._started and self._resting is None:
            self._load(partly=not self._article.is_whole)

    def show_full(self, story_id: StoryId) -> None:
        """Show the full text of a story that was just fetched."""
        self._own.discard(story_id)
        self.make_anew()

    def make_anew(self) -> None:
        """Make the story that is shown anew: something that belongs to it has changed."""
        self.forget()
        self.lay_out_again()

    def forget(self) -> None:
        """Make articles anew when they are next shown: a publisher may have changed them."""
        self._layouts.clear()
        self._thread.ask("forget", lambda _: self._converter.forget(), lambda _: None)

    def _load(self, partly: bool = True) -> None:
        self._resting = None
        story, measure = self._article.story, self._article.measure
        if story is None:
            return
        self._painted.set()
        painted = self._painted = Event()

        def each(layout: "Layout") -> None:
            if layout.whole or partly:
                self._article.show_body(story.id, layout, self._places.of(story.id))
            if layout.whole:
                self._layouts[(story.id, measure)] = layout
            self._article.call_after_refresh(self._prefetch if layout.whole else painted.set)

        self._thread.drop("the next article")
        self._thread.stream("the article", self._work(story, measure, painted), each)

    def _prefetch(self) -> None:
        story, measure = self._next_story(), self._article.measure
        if story is None or (story.id, measure) in self._layouts:
            return

        def each(layout: "Layout") -> None:
            if layout.whole:
                self._layouts[(story.id, measure)] = layout

        self._thread.stream("the next article", self._work(story, measure, None), each)

    def _work(self, story: Story, measure: int, painted: Event | None) -> "Callable[[Library], Iterator[Layout]]":
        own, unfolded, album = story.id in self._own, self._unfolded, self._album()
        lay_out = partial(self._converter.lay_out, story=story, measure=measure, unfolded=unfolded, own=own)
        return partial(lay_out, painted=painted, album=album)

    def _show_remembered(self, story: Story) -> bool:
        layout = self._layouts.get((story.id, self._article.measure))
        if layout is None:
            return False
        self._article.show_story(story, layout, self._places.of(story.id))
        self._article.call_after_refresh(self._prefetch)
        return True

    def _stop_resting(self) -> None:
        self._painted.set()
        if self._resting is not None:
            self._resting.stop()
            self._resting = None


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
        own: bool,
        painted: Event | None,
        album: "PictureOptions | None" = None,
    ) -> "Iterator[Layout]":
        """Yield a story in lines of at most `measure` cells, as much as is ready: its full text, or the feed's `own`.

        Where nobody waits for it to be `painted`, only the whole. Never raises NotFoundError.
        """
        from reader.reading.article import Article
        from reader.reading.layout.page import LayoutBuilder
        from reader.reading.trimming.endings import is_cut_short

        self._before(library, story.id)
        known = self._articles.get((story.id, own))
        base_url, parts = known if known is not None else self._parts(library, story, own)
        page = LayoutBuilder(measure, base_url, unfolded=unfolded, pictures=album)
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
        self._articles[(story.id, own)] = (base_url, done)
        cut_short = bool(story.url) and len(done) == 1 and is_cut_short(done[0].markdown)
        missing = library.full_texts.failure(story.id, self._now())
        hint = _MISSING.format(missing.rstrip(".")) if missing else _MORE if cut_short else ""
        yield page.finished(hint, library.notes.get(story.id))

    def _parts(self, library: Library, story: Story, own: bool) -> "tuple[str, Iterable[Article]]":
        from reader.reading.article import parts_of

        full = None if own else library.full_texts.get(story.id)
        body = library.stories.body(story.id) if full is None else full
        return body.base_url or story.url, parts_of(body, clean_line(story.title))
