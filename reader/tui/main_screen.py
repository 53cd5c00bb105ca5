"""The main screen: the panes, and what a message of one pane means to the others.

What keys do is in the `actions` of each package, the layout of the panes in `panes`. Owns what there is one of for each
window; must not know how anything is drawn, read or written.
"""

from collections.abc import Callable
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from reader.config import Config
from reader.library import Library
from reader.tagging.tag_input import Tagging
from reader.tui.article.full_text import FullTextFetcher
from reader.tui.article.loader import ArticleLoader
from reader.tui.article.pane import ArticlePane
from reader.tui.article.positions import ReadingPositions
from reader.tui.article.view import ArticleView
from reader.tui.commands import Where, bindings, hints
from reader.tui.context import Context
from reader.tui.enclosures.attached_files import AttachedFiles
from reader.tui.feeds.actions import show_health
from reader.tui.feeds.background_refresh import CHECK_SECONDS, FIRST_SECONDS, BackgroundRefresh
from reader.tui.feeds.refresh_runner import RefreshRunner
from reader.tui.feeds.rows import RowKind, view_of
from reader.tui.feeds.sidebar import Sidebar
from reader.tui.feeds.tree import FeedTree
from reader.tui.library_access import LibraryAccess
from reader.tui.panes import WIDTHS, PaneLayout
from reader.tui.pictures.article_pictures import ArticlePictures
from reader.tui.pictures.drawings import DrawingCache
from reader.tui.pictures.known import KnownPictures
from reader.tui.processes.browser import open_in_browser
from reader.tui.processes.children import Children
from reader.tui.rules.offers import RuleOffers
from reader.tui.search.bar import SearchBar
from reader.tui.search.highlights import Highlights
from reader.tui.search.search_as_you_type import SearchAsYouType
from reader.tui.stories.actions import mark_read
from reader.tui.stories.listing import Listing
from reader.tui.stories.navigation import Navigation
from reader.tui.stories.pane import StoriesPane
from reader.tui.stories.pane_lines import StoriesHead
from reader.tui.stories.selection import Selection
from reader.tui.stories.story_list import StoryList
from reader.tui.tags.bar import TagBar
from reader.tui.tags.suggestions import Suggestions
from reader.tui.tags.tagger import Tagger
from reader.tui.widgets.blank_container import BlankContainer, blank_lines
from reader.tui.widgets.status_line import StatusLine

WATCH_SECONDS = 0.7
"""How often to look whether another process has written."""

AGES_SECONDS = 60.0
"""How often ages are drawn anew."""

HINTS = ("story.tag", "story.read", "story.star", "search.open", "journal.undo", "app.help")
"""The commands whose keys the status line shows."""


class MainScreen(Screen[None], inherit_bindings=False):
    """Three panes, a status line, and a tag bar when one is wanted."""

    BINDINGS = [
        *bindings(Where.MAIN, Where.HOUSEKEEPING, Where.STORY),
        Binding("ctrl+c,super+c", "screen.copy_text", "Copy", show=False),
    ]
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
        known: KnownPictures,
    ) -> None:
        super().__init__()
        # In this order: what is made later reads what was made before, by `context.main`.
        self._query = query
        self.status = StatusLine(hints(config.keys, *HINTS))
        self.library = LibraryAccess(library, self, self.status.show_error, now)
        self.context = Context(self, self.library, self.status, children, config, now)
        self.feeds = FeedTree()
        self.stories = StoryList(self.context.rows, now)
        self.article = ArticleView(_read_measure(library, config.article_width))
        self.stories_pane = StoriesPane(self.context, self.stories)
        self.article_pane = ArticlePane(self.context, self.article)
        self.panes = PaneLayout(self, self.feeds, self.stories, self.article)
        self.tag_bar = TagBar()
        self.search_bar = SearchBar()
        self.selection = Selection(self.stories_pane.show_marks)
        self.listing = Listing(self.library, self.stories, self.stories_pane.refresh_head)
        self.sidebar = Sidebar(self.context)
        self.navigation = Navigation(self.context, self.listing)
        self.searching = SearchAsYouType(self.context, self.search_bar)
        self.highlights = Highlights(self.context)
        self.positions = ReadingPositions(self.library, self.set_timer)
        self.loader = ArticleLoader(
            self.library.texts, self.article, self.positions, known, self.navigation.story_below, now
        )
        drawings = DrawingCache(self.library.texts, known, self.loader.show_pictures)
        self.article.pictures.paint = partial(drawings.row, ready=self.article.show_drawings)
        self.pictures = ArticlePictures(self.context, known, drawings)
        self.full_texts = FullTextFetcher(self.context)
        self.attached_files = AttachedFiles(self.context)
        self.tagger = Tagger(self.context, self.tag_bar)
        self.suggestions = Suggestions(self.context, wanted=config.suggest_in_list)
        self.offers = RuleOffers(self.context)
        self.refreshing = RefreshRunner(children, self.status, self.context.run_in_background, self.check_for_changes)
        self.background = (
            BackgroundRefresh(self.library.counts, self.refreshing, now) if config.refresh_in_background else None
        )

    # Putting together

    def compose(self) -> ComposeResult:
        """Put the panes together, arranged for the width there is from the first moment."""
        self.add_class(PaneLayout.width_class(self.app.size.width))
        with BlankContainer(id="panes"):
            yield self.feeds
            with BlankContainer(id="reading"):
                yield self.stories_pane
                yield self.article_pane
        yield self.status

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blank lines: the panes and the status line leave nothing of the screen free."""
        return blank_lines(self, crop)

    def on_mount(self) -> None:
        """Show the view asked for, or the last one; then start to watch."""
        for listener in (self.sidebar, self.stories_pane, self.article_pane, self.suggestions):
            self.library.changed.subscribe(self, listener.library_changed)
        with self.status.errors_shown():
            self.sidebar.count_now()
            self.navigation.show_first_view(self._query)
        self.panes.go_to(self.stories)
        self.call_after_refresh(self.loader.start)
        self.set_interval(WATCH_SECONDS, self.check_for_changes)
        self.set_interval(AGES_SECONDS, self.stories.refresh)
        if self.background is not None:
            self.set_timer(FIRST_SECONDS, self.background.check)
            self.set_interval(CHECK_SECONDS, self.background.check)

    def on_unmount(self) -> None:
        """Let what a person did reach the disk."""
        self.positions.write()
        self.library.end()

    def on_resize(self) -> None:
        """Arrange the panes for the new size."""
        self.panes.arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Take note of which pane has the keys; the tag bar closes when they go elsewhere."""
        now = self.focused or event.widget  # the keys may have gone on since the event was sent
        if self.tag_bar.is_open and self.tag_bar not in now.ancestors_with_self:
            self.tag_bar.close()
        if self.search_bar.is_open and self.search_bar not in now.ancestors_with_self:
            self.search_bar.close()
        if now is not self.feeds:
            self.status.note("")
        self.panes.note_focus(now)
        self.pictures.fetch_if_wanted()

    @property
    def where(self) -> Where:
        """The part of the table of commands that holds where the keys go."""
        parts: dict[Widget, Where] = {self.feeds: Where.FEEDS, self.article: Where.ARTICLE}
        return parts.get(self.panes.current, Where.STORIES)

    @property
    def idle(self) -> bool:
        """Whether nothing is being read, written, suggested or made ready."""
        return self.library.idle and self.suggestions.idle

    def check_for_changes(self) -> None:
        """Show what another process has written."""
        with self.status.errors_shown():
            self.library.check_for_changes()

    # What one package means to another

    def tagged(self, tagging: Tagging) -> None:
        """Take note of a tagging that was written: suggestions are old now, and a rule might have done it."""
        self.offers.check(tagging)
        self.suggestions.forget()

    # What the widgets say

    @on(FeedTree.Chosen)
    def _row_chosen(self, event: FeedTree.Chosen) -> None:
        if event.row.kind is not RowKind.HEALTH:
            with self.status.errors_shown():
                self.navigation.show(view_of(event.row))

    @on(FeedTree.Entered)
    async def _row_entered(self, event: FeedTree.Entered) -> None:
        if event.row.kind is RowKind.HEALTH:
            await show_health(self.context)
        else:
            self.panes.go_to(self.stories)

    @on(FeedTree.Highlighted)
    def _row_highlighted(self, event: FeedTree.Highlighted) -> None:
        self.status.note(event.row.trouble if self.feeds.has_focus else "")

    @on(FeedTree.FoldChanged)
    def _fold_changed(self, event: FeedTree.FoldChanged) -> None:
        self.sidebar.fold(event.row.key)

    @on(SearchBar.Typed)
    def _query_typed(self, event: SearchBar.Typed) -> None:
        self.searching.typed(event.text, event.cursor)

    @on(SearchBar.Submitted)
    def _query_submitted(self, event: SearchBar.Submitted) -> None:
        self.searching.submit(event.text)

    @on(SearchBar.Moved)
    def _move_in_results(self, event: SearchBar.Moved) -> None:
        self.searching.move(event.rows)

    @on(SearchBar.Closed)
    def _leave_search(self) -> None:
        self.searching.leave()

    @on(StoryList.Highlighted)
    def _story_highlighted(self, event: StoryList.Highlighted) -> None:
        self.highlights.show_snippet(event.story, self.stories_pane.snippet)
        if event.story is None:
            self.loader.show_message("Nothing to read here yet.")
        else:
            self.tagger.prepare(event.story)
            self.article_pane.fetch_categories(event.story.id)
            self.loader.show(event.story)
            if self.article.has_focus:
                self.article_pane.note_reading()

    @on(StoryList.VisibleChanged)
    def _visible_stories_changed(self) -> None:
        self.suggestions.schedule()

    @on(StoryList.Opened)
    def _story_opened(self, event: StoryList.Opened) -> None:
        mark_read(self.context, event.story.id)
        self.loader.show_now(event.story)
        self.article_pane.note_reading()
        self.panes.go_to(self.article)
        if self.tag_bar.is_open:  # opened by a key that came right behind
            self.tag_bar.focus_input()

    @on(StoryList.AtTop)
    @on(StoriesHead.Clicked)
    def _show_new(self) -> None:
        self.navigation.show_new()

    @on(ArticleView.LinkChosen)
    def _link_chosen(self, event: ArticleView.LinkChosen) -> None:
        open_in_browser(self.context, event.url)

    @on(TagBar.Applied)
    def _tags_applied(self, event: TagBar.Applied) -> None:
        self._close_tag_bar()
        self.tagger.apply(event.tagging)
        self.selection.clear()

    @on(TagBar.Closed)
    def _close_tag_bar(self) -> None:
        self.tag_bar.close()
        self.panes.focus_back()

    @on(TagBar.Resized)
    def _reserve_room_for_bar(self) -> None:
        self.stories.reserve_below(self.tag_bar.region.y if self.tag_bar.is_open else None)


def _read_measure(library: Library, configured: int) -> int:
    """Return the width of the text chosen in the program, or the one configured."""
    kept = library.state.get("article_width")
    return int(kept) if kept.isdecimal() and 20 <= int(kept) <= 200 else configured
