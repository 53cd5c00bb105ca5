"""The main screen: feeds, stories, an article, and the keys that act on them.

The only controller: widgets tell it what a person wants, and it tells its collaborators. Keys that act on a story are
the desk's, keys that lead elsewhere the hall's. What keys do to stories is in triage and story_acts, which view is
shown in browsing, how the list is filled in listing, how articles come in article_loader, how panes stand in panes,
what becomes of subscriptions in subscriptions, how all of it follows the library in upkeep.
"""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from reader.config import Config
from reader.library import Library
from reader.model import Story
from reader.tui.article.acts import ArticleActs
from reader.tui.article.changes import ArticleChanges
from reader.tui.article.full_text import FullTexts
from reader.tui.article.handing_on import ArticleOutlets
from reader.tui.article.loader import ArticleLoader
from reader.tui.article.notes import ArticleNotes
from reader.tui.article.page_keeping import PageKeeping
from reader.tui.article.positions import ArticlePlaces
from reader.tui.article.view import ArticleView
from reader.tui.child_processes import Children
from reader.tui.commands import Where, bindings
from reader.tui.desk import Desk
from reader.tui.enclosures.acts import AttachedFiles
from reader.tui.feeds import rows as sidebar
from reader.tui.feeds.acts import FeedActs
from reader.tui.feeds.background import FIRST_SECONDS, LOOK_SECONDS, Background
from reader.tui.feeds.care import FeedCare
from reader.tui.feeds.counts import read_measure
from reader.tui.feeds.refreshing import Refreshing, Started
from reader.tui.feeds.subscriptions import Subscriptions
from reader.tui.feeds.tree import FeedTree
from reader.tui.hall import Hall
from reader.tui.library_access import LibraryThread
from reader.tui.library_sync import Upkeep
from reader.tui.panes import WIDTHS, Panes
from reader.tui.pictures.acts import ArticlePictures
from reader.tui.pictures.drawings import DrawingCache
from reader.tui.pictures.known import KnownPictures
from reader.tui.rules.offers import RuleOffers
from reader.tui.search.bar import SearchBar
from reader.tui.search.highlights import Lighting
from reader.tui.search.saved import SavedSearches
from reader.tui.search.typing import Searching
from reader.tui.status_line import StatusLine
from reader.tui.stories.acts import StoryActs
from reader.tui.stories.browsing import Browsing
from reader.tui.stories.list import StoryList
from reader.tui.stories.listing import Listing
from reader.tui.stories.selection import Selection
from reader.tui.stories.triage import Triage
from reader.tui.tag_rooms import TagRooms
from reader.tui.tags.bar import TagBar
from reader.tui.tags.entry import Tagging
from reader.tui.tags.prefetch import Foresight
from reader.tui.tags.suggestions import Suggesting
from reader.tui.tags.tagger import Tagger
from reader.tui.widgets.blank_container import blank_lines
from reader.tui.widgets.pane_lines import ArticleFoot, SnippetLine, StoriesHead, TroubleLine
from reader.tui.writing import Writing

WATCH_SECONDS = 0.7
"""How often to look whether another process has written."""

AGES_SECONDS = 60.0
"""How often ages are drawn anew."""

HINTS = (("t", "tag"), ("r", "read+next"), ("s", "star"), ("/", "search"), ("U", "undo"), ("?", "keys"))


class MainScreen(Screen[None], inherit_bindings=False):
    """Three panes, a status line, and a tag bar when one is wanted."""

    BINDINGS = [*bindings(Where.MAIN), Binding("ctrl+c,super+c", "screen.copy_text", "Copy", show=False)]
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = WIDTHS
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """What has the keys: widgets show it themselves, so that the screen need not be painted anew, as Textual would."""

    def __init__(
        self,
        library: Library,
        config: Config,
        now: Callable[[], int],
        children: Children,
        query: str,
        shelf: KnownPictures,
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
        self.search_bar = SearchBar()
        self._lists = LibraryThread(library.path, self.call_later, self.status.tell)
        self._counts = LibraryThread(library.path, self.call_later, self.status.tell)
        self._writer = LibraryThread(library.path, self.call_later, self.status.tell)
        self._texts = LibraryThread(library.path, self.call_later, self.status.tell)
        self._asides = LibraryThread(library.path, self.call_later, self.status.tell)
        self._suggesting = Suggesting(
            *(self._asides, self.stories, self._stories_with, self.set_timer), wanted=config.suggest_in_list
        )
        self.listing = Listing(library, self._lists, self.stories, self._show_head)
        self._upkeep = Upkeep(
            *(library, self._counts, self._writer, self.listing, self.feeds, self.stories, self.article),
            others_wrote=self._others_wrote,
        )
        self._acts = StoryActs(self._writer, now, self.status.say, self._stories_changed)
        feeds_written = Writing(self._writer, now, lambda: self._upkeep.stories_changed(None))
        self._feed_acts = FeedActs(self._writer, feeds_written, self.status.say)
        self._places = ArticlePlaces(self._writer, now, self.set_timer)
        self._loader = ArticleLoader(
            *(self._texts, self.article, self.set_timer, self._story_after, self._places, now),
            album=lambda: shelf.album(self.article.size.height),
        )
        gallery = DrawingCache(self._texts, shelf, self._loader.show_pictures)
        self.article.pictures.paint = partial(gallery.row, ready=self.article.show_drawings)
        self._panes = Panes(self, self.feeds, self.stories, self.article)
        self._selection = Selection(self._marks_changed)
        self._browsing = Browsing(
            *(self.listing, self.feeds, self.stories, self._selection, self._upkeep, self._acts, self.status)
        )
        self._searching = Searching(
            *(self.search_bar, self._browsing, self.listing, self.stories, self._counts),
            counts=lambda: self._upkeep.counts,
            left=self._panes.focus_back,
        )
        searches_written = Writing(self._writer, now, self._upkeep.count)
        self._searches = SavedSearches(self, library, searches_written, self.status.say)
        self._lighting = Lighting(self._texts, self.stories, self.article)
        self._offers = RuleOffers(library, self._lists, self._writer, self.status.say, self._acts.remember)
        self._foresight = Foresight(library, self._asides, self.set_timer)
        self._tagger = Tagger(library, self.tag_bar, self._acts, self.status, self._foresight, self._tagged)
        self._triage = Triage(
            *(self.listing, self.stories, self.article, self._acts, self.status, self._selection),
            show_row=self._browsing.show_row,
            next_unread_feed=lambda steps: next((row for row in self._upkeep.feeds_beside(steps) if row.count), None),
            article_in_sight=lambda: self._panes.article_in_sight,
        )
        self._reading = ArticleActs(
            *(self.article, self._loader, self._places, self.status),
            full_texts=FullTexts(
                *(self._writer, self._loader, self.status, children.full_text, self._begin, self.set_timer, now)
            ),
            notes=ArticleNotes(self._writer, now, self.status, self._loader.make_anew),
            changes=ArticleChanges(self._texts, now, self.status.say),
            outlets=ArticleOutlets(self.article, self._texts, self.status, self._begin),
            pages=PageKeeping(children.keep_page, self.status, self._begin),
            files=AttachedFiles(
                *(self.article, self._texts, self.status, children.download, self._begin, config),
                self._triage.open_in_browser,
            ),
            pictures=ArticlePictures(
                *(self.article, self._loader, shelf, gallery, self.status, children, self._begin, self.set_timer),
                open_url=self._triage.open_in_browser,
            ),
            open_url=self._triage.open_in_browser,
        )
        panes = (self.feeds, self.stories, self.article)
        self.desk = Desk(
            *(panes, self._triage, self._tagger, self._suggesting, self._acts, self._reading, self._feed_acts)
        )
        self._refreshing = Refreshing(children, self.status, self._begin, self._look_again)
        self._background = Background(self._counts, self._refreshing, now) if config.refresh_in_background else None
        care = FeedCare(self._upkeep, self._feed_acts, children, self._refreshing, self._acts, self.status, now)
        subscriptions = Subscriptions(
            *(self, children, self._browsing, self._upkeep, self._refreshing, care, self.status),
            shown=self._show_stories,
        )
        rooms = TagRooms(
            *(library, self._lists, self._writer, self._acts, now),
            changed=self._any_changed,
        )
        self.hall = Hall(
            *(self.desk, self._browsing, subscriptions, self._searches, rooms, self._offers, self.status, now),
            tag_meant=self._tag_meant,
            shown=self._show_stories,
        )

    # Putting together

    def compose(self) -> ComposeResult:
        """Put the panes together, arranged for the width there is from the first moment."""
        self.add_class(Panes.width_class(self.app.size.width))
        yield self.hall
        yield self.status

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blank lines: the hall and the status line leave nothing of the screen free."""
        return blank_lines(self, crop)

    def on_mount(self) -> None:
        """Show the view asked for, or the last one; then start to watch."""
        with self.status.alarms():
            self._upkeep.count_now()
            self._browsing.begin(self._library, self._query)
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
        for thread in (self._lists, self._counts, self._texts, self._asides, self._writer):
            thread.end()

    def on_resize(self) -> None:
        """Arrange the panes for the new size."""
        self._panes.arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Take note of which pane has the keys; the tag bar closes when they go elsewhere."""
        now = self.focused or event.widget  # the keys may have gone on since the event was sent
        if self.tag_bar.is_open and self.tag_bar not in now.ancestors_with_self:
            self.tag_bar.close()
        if self.search_bar.is_open and self.search_bar not in now.ancestors_with_self:
            self.search_bar.close()
        if now is not self.feeds:
            self.status.note("")
        self._panes.note_focus(now)
        self._reading.pictures.look()

    def _begin(self, work: Coroutine[Any, Any, None]) -> Started:
        return self.run_worker(work, group="refresh", exit_on_error=False)

    @property
    def where(self) -> Where:
        """Where one is."""
        places: dict[Widget, Where] = {self.feeds: Where.FEEDS, self.article: Where.ARTICLE}
        return places.get(self._panes.current, Where.STORIES)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read, written or made ready."""
        threads = (self._lists, self._counts, self._writer, self._texts)
        return all(thread.idle for thread in threads) and self._suggesting.idle

    def remember_theme(self, name: str) -> None:
        """Keep the theme for the next start."""
        self._acts.remember("theme", name)

    # Showing

    def _look_again(self) -> None:
        with self.status.alarms():
            self._upkeep.look_again()

    def _stories_changed(self, ids: Iterable[int] | None) -> None:
        if ids is None:
            self._any_changed()
            self._loader.make_anew()  # a step was undone: it may have been a note
        else:
            self._upkeep.stories_changed(ids)

    def _any_changed(self) -> None:
        self._upkeep.stories_changed(None)
        self._suggesting.changed()

    def _others_wrote(self) -> None:
        self._loader.forget()
        self._suggesting.others_wrote()

    def _tagged(self, tagging: Tagging) -> None:
        """Take note of a tagging that is being written."""
        self._offers.look(tagging)
        self._writer.do(lambda _: None, lambda _: self._suggesting.changed())

    def _stories_with(self, ids: Sequence[int]) -> list[Story] | None:
        with self.status.alarms():
            return self._library.stories.rows(ids)
        return None

    def _show_head(self) -> None:
        if self.listing.fresh and not self.stories.ids:
            self._browsing.reload()
            return
        self._searching.show_count()
        view = self.listing.view
        if view is not None:
            self._lighting.show(view.query, self.query_one(SnippetLine))
        trouble = view.trouble if view is not None else ""
        marked = f"{len(self._selection):,} marked · " if self._selection else ""
        self.query_one(StoriesHead).show(marked + self.listing.title, self.listing.pill)
        self.query_one(TroubleLine).show(trouble)

    def _marks_changed(self) -> None:
        self.stories.show_marks(self._selection.ids)
        self._show_head()

    def _show_stories(self) -> None:
        self._panes.go_to(self.stories)

    def _tag_meant(self) -> str:
        """The tag of the sidebar's row, or the first of the story's, "" where there is none."""
        row, story = self.feeds.row, self.stories.story
        at = row.name if row is not None and row.kind is sidebar.RowKind.TAG else ""
        return at or next(iter(story.tags if story else ()), "")

    def _story_after(self) -> Story | None:
        return self.stories.story_at(self.stories.cursor + 1)

    # What the widgets say

    @on(FeedTree.Chosen)
    def _row_chosen(self, event: FeedTree.Chosen) -> None:
        if event.row.kind is not sidebar.RowKind.HEALTH:
            self._browsing.show_row(event.row)

    @on(FeedTree.Entered)
    async def _row_entered(self, event: FeedTree.Entered) -> None:
        if event.row.kind is sidebar.RowKind.HEALTH:
            await self.hall.action_health()
        else:
            self._panes.go_to(self.stories)

    @on(FeedTree.Highlighted)
    def _row_highlighted(self, event: FeedTree.Highlighted) -> None:
        self.status.note(event.row.trouble if self.feeds.has_focus else "")

    @on(FeedTree.FoldChanged)
    def _fold_changed(self, event: FeedTree.FoldChanged) -> None:
        self._acts.remember("folded", self._upkeep.fold(event.row.key))

    @on(FeedTree.EditWanted)
    async def _edit_search(self, event: FeedTree.EditWanted) -> None:
        with self.status.alarms():
            await self._searches.edit(event.search)

    @on(FeedTree.CategoriesWanted)
    def _switch_categories(self) -> None:
        row, story = self.feeds.row, self.stories.story
        if row is not None and self.feeds.at_feed:
            self.hall.switch_categories(row.feeds[0], row.name)
        elif story is not None:
            self.hall.switch_categories(story.feed_id, story.feed_title)

    @on(FeedTree.RemovalWanted)
    def _remove_search(self, event: FeedTree.RemovalWanted) -> None:
        self._searches.remove(event.search)

    @on(FeedTree.MoveWanted)
    def _move_search(self, event: FeedTree.MoveWanted) -> None:
        self._searches.move(event.search, event.steps)

    @on(SearchBar.Typed)
    def _query_typed(self, event: SearchBar.Typed) -> None:
        self._searching.typed(event.text, event.cursor)

    @on(SearchBar.Submitted)
    def _query_submitted(self, event: SearchBar.Submitted) -> None:
        self._searching.submit(event.text)

    @on(SearchBar.Moved)
    def _move_in_what_was_found(self, event: SearchBar.Moved) -> None:
        self._searching.move(event.rows)

    @on(SearchBar.Closed)
    def _leave_search(self) -> None:
        self._searching.leave()

    @on(StoryList.Highlighted)
    def _story_highlighted(self, event: StoryList.Highlighted) -> None:
        self._lighting.quote(event.story, self.query_one(SnippetLine))
        if event.story is None:
            self._loader.show_nothing("Nothing to read here yet.")
        else:
            self._foresight.look(event.story)
            self._tagger.show_categories(event.story.id, self._texts, self.article)
            self._loader.show(event.story)
            if self.article.has_focus:
                self._reading.begun()

    @on(StoryList.Sighted)
    def _stories_sighted(self) -> None:
        self._suggesting.look()

    @on(StoryList.Opened)
    def _story_opened(self, event: StoryList.Opened) -> None:
        self._acts.mark_read(event.story.id)
        self._loader.show_now(event.story)
        self._reading.begun()
        self._panes.go_to(self.article)
        if self.tag_bar.is_open:  # opened by a key that came right behind
            self.tag_bar.take_keys()

    @on(StoryList.AtTop)
    @on(StoriesHead.Clicked)
    def _take_in(self) -> None:
        self._browsing.take_in()

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
        self._reading.pictures.look()

    @on(TagBar.Applied)
    def _tags_applied(self, event: TagBar.Applied) -> None:
        self._close_tag_bar()
        self._tagger.apply(event.tagging)
        self._triage.dealt_with()

    @on(TagBar.Closed)
    def _close_tag_bar(self) -> None:
        self.tag_bar.close()
        self._panes.focus_back()

    @on(TagBar.Resized)
    def _keep_clear_of_the_bar(self) -> None:
        self.stories.keep_clear_from(self.tag_bar.region.y if self.tag_bar.is_open else None)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Refuse keys while something is typed, and those that mean something else in an article."""
        if action == "search" and self.article.has_focus:
            return False
        return not isinstance(self.focused, Input) and bool(super().check_action(action, parameters))

    def action_measure(self, cells: int) -> None:
        """Make the text so many cells wider or narrower."""
        self.article.widen(cells)
        self._acts.remember("article_width", str(self.article.widest))
        shown, wanted = self.article.measure, self.article.widest
        self.status.say(f"text {wanted} wide{'' if shown == wanted else f', {shown} here'}")

    def action_show(self, key: str) -> None:
        """Show one of the smart views."""
        if self._browsing.show_key(key):
            self._panes.go_to(self.stories)

    def action_show_digit(self, digit: int) -> None:
        """Show the stories of the search saved under a digit."""
        row = sidebar.row_of_digit(self._upkeep.counts, digit)
        if row is None:
            self.status.say(f"no search is saved under {digit} · S keeps the one shown")
            return
        self._browsing.show_row(row)
        self._panes.go_to(self.stories)

    async def action_search(self) -> None:
        """Open the search bar."""
        if not self.search_bar.is_mounted:
            await self.query_one("#stories-pane").mount(self.search_bar, before=0)
        self._panes.go_to(self.stories)
        self._searching.open()

    def action_resort(self) -> None:
        """Show the same stories in another order."""
        self._browsing.resort()

    def action_step_feed(self, steps: int) -> None:
        """Show the next feed, or the one before."""
        if self._browsing.step_feed(steps) and self._panes.current is self.article:
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
        if self._selection:
            self._selection.clear()
            return
        view = self.listing.view
        if not self._panes.back() and view is not None and view.is_found and not self._browsing.go_back():
            self.action_show("unread")

    def action_zen(self) -> None:
        """Show the article alone, or everything again."""
        self._panes.toggle_zen()
