"""Shows stories in the reading pane: the header at once, the body as soon as it is laid out by a thread.

Owns when a body is asked for, and the layouts kept of stories shown before. Must not know keys or lists.

How it works: the first lines of an article are laid out and painted before the rest is, and the rest waits until they
are painted, as both threads run Python. A layout is kept by story and measure, so that going back is instant; once an
article is painted, the one that is likely next is laid out too. While the cursor runs over stories nothing is asked for
until it rests. An answer for a story no longer shown is dropped by the view.
"""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.timer import Timer

from reader.library import Library
from reader.model import Story, StoryId
from reader.tui.article.converter import Converter
from reader.tui.article.positions import ReadingPositions
from reader.tui.article.view import ArticleView
from reader.tui.library_thread import LibraryThread

if TYPE_CHECKING:
    from reader.reading.layout.page import Layout
    from reader.tui.pictures.known import KnownPictures

REST_SECONDS = 0.06
"""How long the cursor rests on a story before its body is made ready."""

_REMEMBERED = 30


class ArticleLoader:
    """Shows stories in the reading pane; `next_story` returns the story likely to come next."""

    def __init__(
        self,
        thread: LibraryThread,
        article: ArticleView,
        positions: ReadingPositions,
        known: "KnownPictures",
        next_story: Callable[[], Story | None],
        now: Callable[[], int],
    ) -> None:
        self._thread = thread
        self._article = article
        self._next_story = next_story
        self._positions = positions
        self._known = known
        self._resting: Timer | None = None
        self._painted = Event()
        self._started = False
        self._unfolded = False
        self._originals: set[StoryId] = set()
        self._converter = Converter(positions.read, now)
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
            self._resting = self._article.set_timer(REST_SECONDS, self._load) if self._started else None

    def show_now(self, story: Story) -> None:
        """Show a story without a rest."""
        self._stop_resting()
        if not self._show_remembered(story):
            self._article.show_header(story)
            self._load()

    def show_message(self, why: str) -> None:
        """Show no story."""
        self._stop_resting()
        self._article.show_message(why)

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

    def toggle_original(self, story_id: StoryId) -> bool:
        """Show the publisher's own text of a story in place of its full text, or the other way round; say which."""
        self._originals ^= {story_id}
        self._layouts.clear()
        self.lay_out_again()
        return story_id in self._originals

    def shows_original(self, story_id: StoryId) -> bool:
        """Say whether the publisher's own text of a story is shown where there is a full text too."""
        return story_id in self._originals

    def show_pictures(self) -> None:
        """Show the same story with the pictures that have come; all of it at once, so that nothing jumps."""
        self._layouts.clear()
        if self._started and self._resting is None:
            self._load(partly=not self._article.is_whole)

    def show_full(self, story_id: StoryId) -> None:
        """Show the full text of a story that was just fetched."""
        self._originals.discard(story_id)
        self.reload()

    def reload(self) -> None:
        """Make the article shown again from the library: something that belongs to it has changed."""
        self.forget()
        self.lay_out_again()

    def forget(self) -> None:
        """Drop all articles and layouts: a publisher may have changed them."""
        self._layouts.clear()
        self._thread.do(lambda _: self._converter.forget(), lambda _: None)  # in its turn, before what is asked now

    def _load(self, partly: bool = True) -> None:
        self._resting = None
        story, measure = self._article.story, self._article.measure
        if story is None:
            return
        self._painted.set()
        painted = self._painted = Event()

        def each(layout: "Layout") -> None:
            if layout.whole or partly:
                self._article.show_body(story.id, layout, self._positions.of(story.id))
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
        return partial(
            self._converter.lay_out,
            story=story,
            measure=measure,
            unfolded=self._unfolded,
            original=story.id in self._originals,
            painted=painted,
            options=self._known.options_for(self._article.size.height),
        )

    def _show_remembered(self, story: Story) -> bool:
        layout = self._layouts.get((story.id, self._article.measure))
        if layout is None:
            return False
        self._article.show_story(story, layout, self._positions.of(story.id))
        self._article.call_after_refresh(self._prefetch)
        return True

    def _stop_resting(self) -> None:
        self._painted.set()
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
