"""The article pane: view, foot and find bar; records the reading position and fetches what reading asks for.

Must not know how an article is made or drawn.
"""

from dataclasses import replace
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from reader.model import StoryId
from reader.tui.article.find_bar import FindBar, FindInput
from reader.tui.article.view import ArticleView
from reader.tui.context import Context
from reader.tui.library_access import Changed
from reader.tui.widgets.times import reading_time


class ArticleFoot(Static):
    """The line below an article: how far it has been read, and how long the rest takes; empty where there is none."""

    _text = ""

    def show(self, share: float, words: int | None) -> None:
        """Show a share from 0 to 1 of an article of so many words; nothing where there is no article."""
        if words is None:
            self._say("")
            return
        left = reading_time(round(words * (1 - share)))
        self._say("the end" if share >= 1 else f"{share:.0%} · {left}".replace("%", " %"))

    def _say(self, text: str) -> None:
        if text != self._text:  # it is told at every key, and mostly the same
            self._text = text
            self.update(Content(text), layout=False)


class ArticlePane(Vertical):
    """The article view with foot and find bar.

    Kept here for the functions of `actions`: `piped_to`, the command a story was piped to last, and `pages_being_kept`,
    the addresses whose pages are being kept as stories.
    """

    def __init__(self, context: Context, view: ArticleView) -> None:
        super().__init__(id="article-pane")
        self.piped_to = ""
        self.pages_being_kept: set[str] = set()
        self.bar = FindBar()
        self.bar.display = False
        self.context = context
        self._view = view

    def compose(self) -> ComposeResult:
        """Put the pane together; the line to find with comes when it is first wanted."""
        yield self._view
        yield ArticleFoot()

    def library_changed(self, changed: Changed) -> None:
        """Show the header as it is now, and the article too where that may be another."""
        shown, story = self._view.story, self.context.story
        if shown is not None and story is not None and shown.id == story.id:
            self._view.show_header(story)
        if changed.elsewhere:
            self.context.main.loader.forget()
        elif changed.articles:
            self.context.main.loader.reload()

    def fetch_categories(self, story_id: StoryId) -> None:
        """Read the publisher's categories of a story in a thread, for the header."""
        self.context.library.texts.ask(
            "the categories",
            lambda library: library.stories.categories(story_id),
            partial(self._show_categories, story_id),
        )

    def _show_categories(self, story_id: StoryId, categories: tuple[str, ...]) -> None:
        page = self._view.page
        if page.story is not None and page.story.id == story_id and categories != page.categories:
            self._view.show_page(replace(page, categories=categories))

    # What is noted while one reads

    def note_reading(self) -> None:
        """Take note that the story shown is being read."""
        if self._view.story is not None:
            self.context.main.full_texts.read(self._view.story)

    @on(ArticleView.Scrolled)
    def _moved(self) -> None:
        view = self._view
        words = view.story.words if view.story is not None and view.has_body else None
        self.query_one(ArticleFoot).show(view.page.progress_at(view.scroll_offset.y + view.size.height), words)
        if view.story is not None and view.has_body and view.page.awaited is None:  # one read to its end begins anew
            self.context.main.positions.note(view.story.id, 0.0 if view.at_end else view.position)
        self.context.main.pictures.fetch_if_wanted()

    @on(ArticleView.MeasureChanged)
    def _measure_changed(self) -> None:
        self.context.main.loader.lay_out_again()

    @on(ArticleView.PictureChosen)
    def _picture_chosen(self, event: ArticleView.PictureChosen) -> None:
        self.context.main.pictures.enlarge(event.index)

    @on(ArticleView.HeightChanged)
    def _height_changed(self) -> None:
        self.context.main.pictures.fit()

    # Finding

    @property
    def is_finding(self) -> bool:
        """Whether something was found that the keys for hits go along."""
        return bool(self._view.finding.words)

    @property
    def is_finding_here(self) -> bool:
        """Whether the keys are in the article, and go along what was found."""
        return self._view.has_focus and self.is_finding

    async def find(self) -> None:
        """Open the line to find with."""
        if not self.bar.is_mounted:
            await self.mount(self.bar, after=self._view)
        self.bar.open()

    def step_hit(self, steps: int) -> None:
        """Go to the next hit, or the one before where `steps` is -1."""
        self._view.step_hit(steps)
        finding = self._view.finding
        self.bar.show_count(finding)
        self.context.status.say(f"{finding.words}: {finding.at} of {finding.count}" if finding.count else "not found")

    def stop_finding(self) -> bool:
        """Show no hits any more; say whether there was anything to stop."""
        stopped = self.is_finding or self.bar.display
        self.bar.close()
        self._view.find("")
        return stopped

    @on(FindInput.Stepped)
    def _hit_stepped(self, event: FindInput.Stepped) -> None:
        self.step_hit(event.steps)

    @on(FindBar.Typed)
    def _words_typed(self, event: FindBar.Typed) -> None:
        self._view.find(event.words)
        self.bar.show_count(self._view.finding)

    @on(FindBar.Accepted)
    def _words_accepted(self) -> None:
        self.bar.close()
        self._view.focus()

    @on(FindInput.Left)
    def _finding_left(self) -> None:
        self.stop_finding()
        self._view.focus()
