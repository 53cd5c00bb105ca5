"""The panes together, and the keys that act on the story under the cursor wherever among them one is.

Hands every key on to triage, story_acts, tagger or article_acts; must not know how panes stand.
"""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from reader.model import FeedId
from reader.tui.article.acts import ArticleActs
from reader.tui.article.find_bar import FindBar, FindInput
from reader.tui.article.foot import ArticleFoot
from reader.tui.article.handing_on import ArticleOutlets
from reader.tui.article.view import ArticleView
from reader.tui.commands import Where, bindings
from reader.tui.feeds.acts import FeedActs
from reader.tui.feeds.rows import RowKind
from reader.tui.feeds.tree import FeedTree
from reader.tui.stories.acts import StoryActs
from reader.tui.stories.list import StoryList
from reader.tui.stories.pane_lines import SnippetLine, StoriesHead, TroubleLine
from reader.tui.stories.triage import Triage
from reader.tui.tags.suggestions import Suggesting
from reader.tui.tags.tagger import Tagger
from reader.tui.widgets.blank_container import BlankContainer


class Desk(BlankContainer):
    """Feeds, stories and an article, each with its thin lines."""

    BINDINGS = bindings(Where.STORY)

    def __init__(
        self,
        panes: tuple[FeedTree, StoryList, ArticleView],
        triage: Triage,
        tagger: Tagger,
        suggesting: Suggesting,
        acts: StoryActs,
        reading: ArticleActs,
        feed_acts: FeedActs,
    ) -> None:
        super().__init__()
        self._feeds, self._stories, self._article = panes
        self._triage = triage
        self._tagger = tagger
        self._suggesting = suggesting
        self._acts = acts
        self._reading = reading
        self._feed_acts = feed_acts

    def compose(self) -> ComposeResult:
        """Put the panes together."""
        yield self._feeds
        with BlankContainer(id="reading"):
            with BlankContainer(id="stories-pane", classes="-focused"):  # where the keys go at first
                yield StoriesHead()
                yield TroubleLine()
                yield SnippetLine()
                yield self._stories
            with Vertical(id="article-pane"):
                yield self._article
                yield ArticleFoot()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Refuse keys while something is typed, and those that mean something else on a row of the feed tree."""
        if self._feeds.has_focus and (
            action in ("ending", "changes")
            or (action == "scroll_on" and self._feeds.can_fold)
            or (action == "category" and self._feeds.at_feed)
        ):
            return False
        return not isinstance(self.screen.focused, Input) and bool(super().check_action(action, parameters))

    @property
    def is_finding(self) -> bool:
        """Whether keys go along what was found in the article."""
        return self._article.has_focus and self._reading.finding

    def action_read(self) -> None:
        """Mark the story read and go to the next."""
        self._triage.read()

    def action_unread_again(self) -> None:
        """Mark the story unread."""
        self._triage.unread()

    def action_star(self) -> None:
        """Star the story, or take its star away."""
        self._triage.star()

    async def action_tag(self) -> None:
        """Open the tag bar for putting tags on the story."""
        if ids := self._triage.meant:
            await self._tagger.tag(ids)

    async def action_untag(self) -> None:
        """Open the tag bar for taking tags off the story."""
        if ids := self._triage.meant:
            await self._tagger.untag(ids)

    async def action_category(self) -> None:
        """Make one of the publisher's categories a tag of the story."""
        if self._triage.story is not None:
            await self._tagger.tag_by_category(self._triage.story.id)

    def action_repeat(self) -> None:
        """Tag as the last time, and go on."""
        ids = self._triage.meant
        if ids and self._tagger.repeat(ids):
            self._triage.go_on()

    def action_accept(self) -> None:
        """Put the suggested tags on the story, and stay: it is still to be read."""
        if ids := self._triage.meant:
            self._tagger.accept(self._suggesting.of(ids))
            self._triage.dealt_with()

    def action_select(self) -> None:
        """Mark the story, or take its mark away."""
        self._triage.mark()

    def action_select_range(self) -> None:
        """Mark the stories from the last mark to here."""
        self._triage.mark_up_to()

    def action_select_all(self) -> None:
        """Mark every story in the list, or none."""
        self._triage.mark_all()

    def action_browse(self) -> None:
        """Open the story in the browser."""
        self._triage.browse()

    def action_copy_link(self) -> None:
        """Copy the story's link."""
        self._triage.copy_link()

    def action_scroll_on(self) -> None:
        """Scroll on; at the end go to the next unread story."""
        if not self._article.at_end:
            self._reading.begun()
        self._triage.scroll_on()

    def action_unread(self, steps: int) -> None:
        """Go to the next unread story, or the one before where `steps` is -1; while finding, to the next hit."""
        if steps > 0 and self._article.has_focus and self._reading.finding:
            self._reading.step_hit(steps)
            return
        self._triage.go_to_unread(steps)

    def action_heading(self, steps: int) -> None:
        """Scroll to the next heading, or the one before where `steps` is -1."""
        self._triage.go_to_heading(steps)

    def action_outline(self) -> None:
        """Show the headings, to jump to one."""
        self._reading.outline()

    def action_links(self) -> None:
        """Show where the links lead."""
        self._reading.links()

    def action_files(self) -> None:
        """Show the files attached to the story."""
        self._reading.show_files()

    def action_stop_playing(self) -> None:
        """End what plays."""
        self._reading.files.stop_playing()

    def action_stop_downloading(self) -> None:
        """End the download that is under way."""
        self._reading.files.stop_downloading()

    def action_changes(self) -> None:
        """Show what the publisher changed."""
        self._reading.changes()

    def action_quote(self) -> None:
        """Copy the story, or what is selected of it, as a quotation."""
        self._reading.hand_on(ArticleOutlets.quote)

    def action_pager(self) -> None:
        """Show the story in the pager."""
        self._reading.hand_on(ArticleOutlets.page)

    def action_editor(self) -> None:
        """Show the story in the editor."""
        self._reading.hand_on(ArticleOutlets.edit)

    def action_pipe(self) -> None:
        """Pipe the story to a command."""
        self._reading.hand_on(ArticleOutlets.pipe)

    def action_note(self) -> None:
        """Write a note on the story."""
        self._reading.note()

    def action_full_text(self) -> None:
        """Show the full text, or the publisher's own again."""
        self._reading.full_text()

    def action_always_full_text(self) -> None:
        """Always fetch the full text in the feed one is at, that of the story or of the sidebar's row; or no more."""
        self._feed_acts.toggle_full_text(self._feed_meant)
        self._reading.begun()

    @property
    def _feed_meant(self) -> FeedId | None:
        row, story = self._feeds.row, self._triage.story
        if self._feeds.has_focus:
            return row.feeds[0] if row is not None and row.kind is RowKind.FEED else None
        return story.feed_id if story is not None else None

    def action_pictures(self) -> None:
        """Fetch the pictures of the story, or show one large."""
        self._reading.pictures.show()

    @on(ArticleView.PictureChosen)
    def _picture_chosen(self, event: ArticleView.PictureChosen) -> None:
        self._reading.pictures.enlarge(event.index)

    @on(ArticleView.HeightChanged)
    def _height_changed(self) -> None:
        self._reading.pictures.fit()

    def action_ending(self) -> None:
        """Show what the publisher puts under every story, or fold it."""
        self._reading.toggle_ending()

    @on(ArticleView.FindAsked)
    async def _find_asked(self) -> None:
        if not self._reading.bar.is_mounted:
            await self.query_one("#article-pane").mount(self._reading.bar, after=self._article)
        self._reading.find()

    @on(ArticleView.HitAsked)
    def _hit_asked(self, event: ArticleView.HitAsked) -> None:
        self._reading.step_hit(event.steps)

    @on(FindInput.Stepped)
    def _hit_stepped(self, event: FindInput.Stepped) -> None:
        self._reading.step_hit(event.steps)

    @on(FindBar.Typed)
    def _words_typed(self, event: FindBar.Typed) -> None:
        self._reading.look_for(event.words)

    @on(FindBar.Accepted)
    def _words_accepted(self) -> None:
        self._reading.bar.close()
        self._article.focus()

    @on(FindInput.Left)
    def _finding_left(self) -> None:
        self._reading.stop_finding()
        self._article.focus()

    def action_read_all(self) -> None:
        """Mark every story in the list read."""
        self._triage.read_all()

    def action_undo(self) -> None:
        """Undo the last step."""
        self._acts.undo()

    def action_redo(self) -> None:
        """Redo the last step undone."""
        self._acts.redo()
