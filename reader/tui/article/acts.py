"""What keys do within the article: the outline, finding, links, the publisher's ending, the place one is at.

Acts on the article shown when the key was pressed. Must not know how an article is made or drawn.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from reader.model import Story
from reader.reading.cleaning import clean_line
from reader.reading.trimming.trackers import without_trackers
from reader.tui.article.changes import ArticleChanges
from reader.tui.article.find_bar import FindBar
from reader.tui.article.full_text import FullTexts
from reader.tui.article.handing_on import ArticleOutlets
from reader.tui.article.loader import ArticleLoader
from reader.tui.article.notes import ArticleNotes
from reader.tui.article.page_keeping import PageKeeping
from reader.tui.article.positions import ArticlePlaces
from reader.tui.article.view import ArticleView
from reader.tui.enclosures.acts import DOWNLOAD, PLAY, AttachedFiles
from reader.tui.pictures.acts import ArticlePictures
from reader.tui.status_line import StatusLine

if TYPE_CHECKING:
    from reader.tui.widgets.choice_screen import Choice

OPEN, COPY, MARKDOWN, KEEP = "o", "y", "m", "s"


class ArticleActs:
    """Does what is asked of the article; `open_url` hands an address to the browser."""

    def __init__(
        self,
        article: ArticleView,
        loader: ArticleLoader,
        places: ArticlePlaces,
        status: StatusLine,
        full_texts: FullTexts,
        notes: ArticleNotes,
        changes: ArticleChanges,
        outlets: ArticleOutlets,
        pages: PageKeeping,
        files: AttachedFiles,
        pictures: ArticlePictures,
        open_url: Callable[[str], None],
    ) -> None:
        self.bar = FindBar()
        self.bar.display = False
        self._article = article
        self._loader = loader
        self._places = places
        self._status = status
        self._full_texts = full_texts
        self._notes = notes
        self._changes = changes
        self._outlets = outlets
        self._pages = pages
        self.files = files
        self._with_address: Mapping[str, Callable[[str], None]] = {
            OPEN: open_url,
            KEEP: pages.keep,
            PLAY: files.play,
            DOWNLOAD: files.download,
        }
        self.pictures = pictures

    # The place

    def note_place(self) -> None:
        """Take note of where one is; a story that was read to its end begins anew."""
        story, place = self._article.story, self._article.settled_place
        if story is not None and place is not None:
            self._places.note(story.id, 0.0 if self._article.at_end else place)

    # The note, the full text, the ending

    def note(self) -> None:
        """Write the note on the story."""
        if self._article.story is not None:
            self._notes.open(self._article.app, self._article.story)

    def changes(self) -> None:
        """Show what the publisher changed in the story."""
        if self._article.story is not None:
            self._changes.open(self._article.app, self._article.story)

    def hand_on(self, way: Callable[[ArticleOutlets, Story], None]) -> None:
        """Let the story out of the pane, one way or another."""
        if self._article.story is not None:
            way(self._outlets, self._article.story)

    def full_text(self) -> None:
        """Show the full text of the story, or the publisher's own text again."""
        if self._article.story is not None:
            self._full_texts.toggle(self._article.story)

    def begun(self) -> None:
        """Take note that the story shown is being read."""
        if self._article.story is not None:
            self._full_texts.read(self._article.story)

    def show_files(self) -> None:
        """Show the files attached to the story."""
        if self._article.story is not None:
            self.files.show(self._article.story)

    def toggle_ending(self) -> None:
        """Show what the publisher puts under every story, or fold it."""
        unfolded = self._loader.toggle_ending()
        self._status.say("endings are shown · e folds them" if unfolded else "endings are folded")

    # The outline

    def outline(self) -> None:
        """Show the headings, to jump to one."""
        from reader.tui.widgets.choice_screen import ChoiceScreen

        headings = self._article.page.headings
        if not headings:
            self._status.say("no headings in this story")
            return
        highest = min(heading.level for heading in headings)
        rows = [Content("  " * (heading.level - highest) + clean_line(heading.text, 200)) for heading in headings]
        screen = ChoiceScreen("Outline", rows, [("", "goes there")], at=self._article.heading_at)
        self._article.app.push_screen(screen, self._jump)

    def _jump(self, choice: "Choice | None") -> None:
        if choice is not None:
            self._article.go_to_heading(choice[1])

    # Links

    def links(self) -> None:
        """Show where the links lead, to open or copy one."""
        from reader.tui.widgets.choice_screen import ChoiceScreen

        links = self._article.page.links
        if not links:
            self._status.say("no links in this story")
            return
        width = len(str(len(links)))
        rows = [_link_row(f"{number:>{width}}", text, url) for number, (text, url) in enumerate(links, start=1)]
        acts = [
            *((OPEN, "opens"), (OPEN, "opens"), (COPY, "copies"), (MARKDOWN, "as Markdown")),
            *((KEEP, "keeps as a story"), (PLAY, "plays"), (DOWNLOAD, "downloads")),
        ]
        screen = ChoiceScreen("Links", rows, acts, at=self._article.first_link_in_sight, numbered=True)
        self._article.app.push_screen(screen, lambda choice: self._do_with(links, choice))

    def _do_with(self, links: list[tuple[str, str]], choice: "Choice | None") -> None:
        if choice is None:
            return
        act, row = choice
        text, url = links[row]
        if act in self._with_address:
            self._with_address[act](url)
            return
        bare = without_trackers(url)
        self._copy(f"[{_escaped(text or bare)}]({bare})" if act == MARKDOWN else bare)

    def _copy(self, text: str) -> None:
        self._article.app.copy_to_clipboard(text)
        self._status.say(f"copied {text}")

    # Finding

    @property
    def finding(self) -> bool:
        """Whether something was found that the keys for hits go along."""
        return bool(self._article.finding.words)

    def find(self) -> None:
        """Open the line to find with."""
        self.bar.open()

    def look_for(self, words: str) -> None:
        """Show where words stand."""
        self._article.find(words)
        self.bar.show_count(self._article.finding)

    def step_hit(self, steps: int) -> None:
        """Go to the next hit, or the one before where `steps` is -1."""
        self._article.step_hit(steps)
        self.bar.show_count(self._article.finding)
        finding = self._article.finding
        self._status.say(f"{finding.words}: {finding.at} of {finding.count}" if finding.count else "not found")

    def stop_finding(self) -> bool:
        """Show no hits any more; say whether there was anything to stop."""
        stopped = self.finding or self.bar.display
        self.bar.close()
        self._article.find("")
        return stopped


def _link_row(number: str, text: str, url: str) -> Content:
    words = "" if "://" in text else clean_line(text, 60)
    gap = " " * max(1, 2 - cell_len(words) // 60)
    return Content.assemble(
        (f"{number} ", "$reader-dim"), words, gap if words else "", (clean_line(url, 400), "$primary")
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
