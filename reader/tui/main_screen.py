"""The main screen: feeds, stories, an article, and the keys that act on them.

The only controller: widgets tell it what a person wants, and it tells its collaborators. What keys do to stories is in
triage and story_acts, what the list shows in listing, how articles come in article_loader, how panes stand in panes,
how all of it follows the library in upkeep.
"""

from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from reader.config import Config
from reader.errors import ReaderError
from reader.library import Library
from reader.model import FeedId, Story
from reader.tui import sidebar
from reader.tui.article_acts import ArticleActs
from reader.tui.article_fulltext import FullTexts
from reader.tui.article_loader import ArticleLoader
from reader.tui.article_notes import ArticleNotes
from reader.tui.article_places import ArticlePlaces
from reader.tui.article_view import ArticleView
from reader.tui.background import FIRST_SECONDS, LOOK_SECONDS, Background
from reader.tui.commands import Where, bindings
from reader.tui.counting import read_measure
from reader.tui.desk import Desk
from reader.tui.feed_care import FeedCare
from reader.tui.feed_tree import FeedTree
from reader.tui.library_thread import LibraryThread
from reader.tui.listing import Listing, View, view_of_query, view_of_row
from reader.tui.pane_lines import ArticleFoot, StoriesHead, TroubleLine
from reader.tui.panes import WIDTHS, Panes
from reader.tui.refresh_child import Added, Children, added_text
from reader.tui.refreshing import Refreshing
from reader.tui.status_line import StatusLine
from reader.tui.story_acts import StoryActs
from reader.tui.story_list import StoryList
from reader.tui.tag_bar import TagBar
from reader.tui.tagger import Tagger
from reader.tui.triage import Triage
from reader.tui.upkeep import Upkeep

WATCH_SECONDS = 0.7
"""How often to look whether another process has written."""

AGES_SECONDS = 60.0
"""How often ages are drawn anew."""

HINTS = (("t", "tag"), ("r", "read+next"), ("s", "star"), ("n", "next unread"), ("U", "undo"), ("?", "keys"))


class MainScreen(Screen[None], inherit_bindings=False):
    """Three panes, a status line, and a tag bar when one is wanted."""

    BINDINGS = [*bindings(Where.MAIN), Binding("ctrl+c,super+c", "screen.copy_text", "Copy", show=False)]
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = WIDTHS

    def __init__(
        self, library: Library, config: Config, now: Callable[[], int], children: Children, query: str
    ) -> None:
        super().__init__()
        self._library = library
        self._query = query
        self._children = children
        self.feeds = FeedTree()
        self.stories = StoryList(self._stories_with, now)
        self.article = ArticleView(read_measure(library, config.article_width))
        self.status = StatusLine(HINTS)
        self.tag_bar = TagBar()
        self._lists = LibraryThread(library.path, self.call_later, self._failed)
        self._writer = LibraryThread(library.path, self.call_later, self._failed)
        self._texts = LibraryThread(library.path, self.call_later, self._failed)
        self.listing = Listing(library, self._lists, self.stories, self._show_head)
        self._upkeep = Upkeep(
            *(library, self._lists, self._writer, self.listing, self.feeds, self.stories, self.article),
            forget_articles=lambda: self._loader.forget(),
        )
        self._acts = StoryActs(self._writer, now, self.status.say, self._stories_changed)
        self._places = ArticlePlaces(self._writer, now, self.set_timer)
        self._loader = ArticleLoader(self._texts, self.article, self.set_timer, self._story_after, self._places)
        self._panes = Panes(self, self.feeds, self.stories, self.article)
        self._tagger = Tagger(library, self.tag_bar, self._acts, self.status)
        self._triage = Triage(
            *(self.listing, self.stories, self.article, self._acts, self.status),
            show_row=self.show_row,
            next_unread_feed=lambda steps: next((row for row in self._upkeep.feeds_beside(steps) if row.count), None),
            article_in_sight=lambda: self._panes.article_in_sight,
        )
        self._reading = ArticleActs(
            *(self.article, self._loader, self._places, self.status),
            full_texts=FullTexts(self._writer, self._loader, self.status, children.full_text, self._begin),
            notes=ArticleNotes(self._writer, now, self.status, self._loader.make_anew),
            open_url=self._triage.open_in_browser,
        )
        panes = (self.feeds, self.stories, self.article)
        self.desk = Desk(panes, self._triage, self._tagger, self._acts, self._reading)
        self._refreshing = Refreshing(children, self.status, self._begin, self._look_again)
        self._background = Background(self._lists, self._refreshing, now) if config.refresh_in_background else None
        self._care = FeedCare(
            *(self._upkeep, self._writer, children, self._refreshing, self._acts, self.status, now),
        )

    # Putting together

    def compose(self) -> ComposeResult:
        """Put the panes together, arranged for the width there is from the first moment."""
        self.add_class(Panes.width_class(self.app.size.width))
        yield self.desk
        yield self.status

    def on_mount(self) -> None:
        """Show the view asked for, or the last one; then start to watch."""
        with self._alarms():
            self._upkeep.count_now()
            self._enter_first()
        self._panes.go_to(self.stories)
        self.call_after_refresh(self._loader.start)
        self.set_interval(WATCH_SECONDS, self._look_again)
        self.set_interval(AGES_SECONDS, self.stories.refresh)
        if self._background is not None:
            self.set_timer(FIRST_SECONDS, self._background.look)
            self.set_interval(LOOK_SECONDS, self._background.look)

    def on_unmount(self) -> None:
        """Let what a person did reach the disk."""
        self._places.write()
        for thread in (self._lists, self._texts, self._writer):
            thread.end()

    def on_resize(self) -> None:
        """Arrange the panes for the new size."""
        self._panes.arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Take note of which pane has the keys; the tag bar closes when they go elsewhere."""
        now = self.focused or event.widget  # the keys may have gone on since the event was sent
        if self.tag_bar.is_open and self.tag_bar not in now.ancestors_with_self:
            self.tag_bar.close()
        if now is not self.feeds:
            self.status.note("")
        self._panes.note_focus(now)

    def _enter_first(self) -> None:
        rows = {row.key: row for row in self.feeds.rows}
        row = rows.get(self._library.state.get("view", "unread"), rows["unread"])
        if not self._query:
            self.feeds.put_cursor(row.key)
        self._enter(view_of_query(self._query) if self._query else view_of_row(row))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self.run_worker(work, group="refresh", exit_on_error=False)

    @property
    def where(self) -> Where:
        """Where one is."""
        places: dict[Widget, Where] = {self.feeds: Where.FEEDS, self.article: Where.ARTICLE}
        return places.get(self._panes.current, Where.STORIES)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read, written or made ready."""
        return all(thread.idle for thread in (self._lists, self._writer, self._texts))

    def remember_theme(self, name: str) -> None:
        """Keep the theme for the next start."""
        self._acts.remember("theme", name)

    # Showing

    def show_row(self, row: sidebar.Row) -> None:
        """Show the stories of a row of the feed tree; those of the row shown already, as they are now."""
        self.feeds.put_cursor(row.key)
        if self.listing.view is not None and self.listing.view.key == row.key:
            self._reload()
            return
        self._enter(view_of_row(row))
        self._acts.remember("view", row.key)

    def _enter(self, view: View) -> None:
        with self._alarms():
            self.listing.enter(view)

    def _reload(self) -> None:
        with self._alarms():
            self.listing.reload()

    def _look_again(self) -> None:
        with self._alarms():
            self._upkeep.look_again()

    def _stories_changed(self, ids: Iterable[int] | None) -> None:
        self._upkeep.stories_changed(ids)
        if ids is None:  # a step was undone: it may have been a note
            self._loader.make_anew()

    def _stories_with(self, ids: Sequence[int]) -> list[Story] | None:
        with self._alarms():
            return self._library.stories.rows(ids)
        return None

    @contextmanager
    def _alarms(self) -> Iterator[None]:
        """Say what the library refuses, and go on with what is on the screen."""
        try:
            yield
        except ReaderError as error:
            self._failed(error)

    def _show_head(self) -> None:
        if self.listing.fresh and not self.stories.ids:
            self._reload()
            return
        trouble = self.listing.view.trouble if self.listing.view is not None else ""
        self.query_one(StoriesHead).show(self.listing.title, self.listing.pill)
        self.query_one(TroubleLine).show(trouble)

    def _failed(self, error: Exception) -> None:
        self.status.alarm(str(error) if isinstance(error, ReaderError) else f"This went wrong: {error!r}")

    def _story_after(self) -> Story | None:
        return self.stories.story_at(self.stories.cursor + 1)

    # What the widgets say

    @on(FeedTree.Chosen)
    def _row_chosen(self, event: FeedTree.Chosen) -> None:
        if event.row.kind is not sidebar.RowKind.HEALTH:
            self.show_row(event.row)

    @on(FeedTree.Entered)
    async def _row_entered(self, event: FeedTree.Entered) -> None:
        if event.row.kind is sidebar.RowKind.HEALTH:
            await self.action_health()
        else:
            self._panes.go_to(self.stories)

    @on(FeedTree.Highlighted)
    def _row_highlighted(self, event: FeedTree.Highlighted) -> None:
        self.status.note(event.row.trouble if self.feeds.has_focus else "")

    @on(FeedTree.FoldChanged)
    def _fold_changed(self, event: FeedTree.FoldChanged) -> None:
        self._acts.remember("folded", self._upkeep.fold(event.row.key))

    @on(StoryList.Highlighted)
    def _story_highlighted(self, event: StoryList.Highlighted) -> None:
        if event.story is None:
            self._loader.show_nothing("Nothing to read here yet.")
        else:
            self._loader.show(event.story)

    @on(StoryList.Opened)
    def _story_opened(self, event: StoryList.Opened) -> None:
        self._acts.mark_read(event.story.id)
        self._loader.show_now(event.story)
        self._panes.go_to(self.article)
        if self.tag_bar.is_open:  # opened by a key that came right behind
            self.tag_bar.take_keys()

    @on(StoryList.AtTop)
    @on(StoriesHead.Clicked)
    def _take_in(self) -> None:
        if self.listing.fresh:
            self._reload()
            self.stories.move_to(0)

    @on(ArticleView.MeasureChanged)
    def _measure_changed(self) -> None:
        self._loader.lay_out_again()

    @on(ArticleView.LinkChosen)
    def _link_chosen(self, event: ArticleView.LinkChosen) -> None:
        self._triage.open_in_browser(event.url)

    @on(ArticleView.Moved)
    def _article_moved(self) -> None:
        words = self.article.story.words if self.article.story is not None and self.article.has_body else None
        self.query_one(ArticleFoot).show(self.article.progress, words)
        self._reading.note_place()

    @on(TagBar.Applied)
    def _tags_applied(self, event: TagBar.Applied) -> None:
        self._close_tag_bar()
        self._tagger.apply(event.tagging)

    @on(TagBar.Closed)
    def _close_tag_bar(self) -> None:
        self.tag_bar.close()
        self._panes.focus_back()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Refuse keys while something is typed."""
        return not isinstance(self.focused, Input) and bool(super().check_action(action, parameters))

    def action_measure(self, cells: int) -> None:
        """Make the text so many cells wider or narrower."""
        self.article.widen(cells)
        self._acts.remember("article_width", str(self.article.widest))
        shown, wanted = self.article.measure, self.article.widest
        self.status.say(f"text {wanted} wide{'' if shown == wanted else f', {shown} here'}")

    def action_show(self, key: str) -> None:
        """Show one of the smart views."""
        row = next((row for row in self.feeds.rows if row.key == key), None)
        if row is not None:
            self.show_row(row)
            self._panes.go_to(self.stories)

    def action_step_feed(self, steps: int) -> None:
        """Show the next feed, or the one before."""
        row = next(iter(self._upkeep.feeds_beside(steps)), None)
        if row is None:
            self.status.say("no feed further down" if steps > 0 else "no feed further up")
            return
        self.show_row(row)
        if self._panes.current is self.article:
            self._panes.go_to(self.stories)

    def action_step_pane(self, steps: int) -> None:
        """Go to the next pane."""
        self._panes.step(steps)

    def action_pane_left(self) -> None:
        """Go to the pane on the left."""
        self._panes.left()

    def action_pane_right(self) -> None:
        """Go to the pane on the right."""
        self._panes.right()

    def action_back(self) -> None:
        """Go one step back; from the stories of a query, to the unread ones."""
        if self.selections:
            self.clear_selection()
            return
        if self._reading.stop_finding():
            return
        if not self._panes.back() and self.listing.view is not None and self.listing.view.key.startswith("query:"):
            self.action_show("unread")

    def action_zen(self) -> None:
        """Show the article alone, or everything again."""
        self._panes.toggle_zen()

    def action_refresh_shown(self) -> None:
        """Refresh the feeds behind the list."""
        view = self.listing.view
        feeds = view.feeds if view is not None else ()
        asked = feeds if len(feeds) == 1 else self._upkeep.checked_among(feeds)
        if feeds and not asked:
            self.status.say("the feeds here are paused, or gone for good")
            return
        self._refreshing.refresh(asked)

    def action_refresh_all(self) -> None:
        """Refresh every feed."""
        self._refreshing.refresh(())

    def action_starters(self) -> None:
        """Subscribe to the bundled selection of feeds."""
        self._refreshing.subscribe_to_starters()

    async def action_add(self) -> None:
        """Ask for a feed, site, file or folder, and add it."""
        from reader.tui.dialogs import AddDialog

        await self.app.push_screen(AddDialog(self._children.add, self._children.find), self._added)

    async def action_health(self) -> None:
        """Show how the feeds are, and what cures those in trouble."""
        await self.app.push_screen(self._care.screen(), self._health_left)

    def _health_left(self, feed: FeedId | None) -> None:
        row = next((row for row in self.feeds.rows if row.key == f"feed:{feed}"), None)
        if row is None:
            self._reload()
        else:
            self.show_row(row)
            self._panes.go_to(self.stories)

    def _added(self, added: tuple[Added, ...] | None) -> None:
        if not added:
            return
        self.status.say(added_text(added))
        with self._alarms():
            self._upkeep.count_now()
        row = next((row for row in self.feeds.rows if row.key == f"feed:{added[0].id}"), None)
        if row is not None:
            self.show_row(row)
