"""The tags as things: a page for each, and renaming, merging and deleting them.

Tells what a person wants to tag_acts, and shows what comes of it. Must not know the library.
"""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static

from reader.library.stories import counted
from reader.library.tags import TagPage
from reader.model import Tag
from reader.reading.cleaning import clean_line
from reader.tui.commands import Where, bindings, bindings_of
from reader.tui.status_line import StatusLine
from reader.tui.tags.acts import TagActs
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.dialogs import NameDialog, SureDialog
from reader.tui.widgets.tag_colours import tag_look

HINTS = (("enter", "stories"), ("r", "rename"), ("m", "merge"), ("d", "delete"), ("U", "undo"), ("?", "keys"))
BARS = "▁▂▃▄▅▆▇█"
_NONE = "No tags yet. t puts one on a story."

Turning = Callable[[Callable[[str], None]], None]


class TagsScreen(Screen[str], inherit_bindings=False):
    """A list of tags, the page of one, a status line; left with the name of the tag whose stories are wanted, or ""."""

    CSS_PATH = "../screens.tcss"
    BINDINGS = [
        *bindings(Where.TAGS),
        *bindings_of("journal.undo", "journal.redo", "pane.back"),
        Binding("q,number_sign", "back", show=False, priority=True),
    ]
    AUTO_FOCUS = "ChoiceList"

    def __init__(self, acts: TagActs, undo: Turning, redo: Turning, at: str = "") -> None:
        super().__init__()
        self._acts = acts
        self._undo = undo
        self._redo = redo
        self._at = at
        self._tags: dict[str, Tag] = {}
        self._list = ChoiceList()
        self._status = StatusLine(HINTS)

    @property
    def where(self) -> Where:
        """Where one is."""
        return Where.TAGS

    def compose(self) -> ComposeResult:
        """Put the screen together."""
        yield Static(classes="screen-head", markup=False)
        yield self._list
        yield Static(classes="screen-account", markup=False)
        yield self._status

    def on_mount(self) -> None:
        """Show the tags, the highlight on the one asked for."""
        self._reload(self._at)

    def _said(self, words: str, name: str = "") -> None:
        if self.is_attached:
            self._reload(name)
            self._status.say(words)

    def _reload(self, name: str = "") -> None:
        self._tags = {tag.name: tag for tag in self._acts.all()}
        tags = "1 tag" if len(self._tags) == 1 else f"{len(self._tags):,} tags"
        self.query_one(".screen-head", Static).update(Content(f"Tags · {tags}"))
        self._list.show([(tag.name, _line(tag)) for tag in self._tags.values()], name or None)
        self._show_page()

    @property
    def _tag(self) -> Tag | None:
        return self._tags.get(self._list.chosen or "")

    @on(OptionList.OptionHighlighted)
    def _show_page(self) -> None:
        account = self.query_one(".screen-account", Static)
        if self._tag is None:
            account.update(Content(_NONE))
            return
        self._acts.page(self._tag.name, self._show)

    def _show(self, page: TagPage) -> None:
        if self.is_attached and self._tag is not None and self._tag.name == page.name:
            self.query_one(".screen-account", Static).update(Content(page_text(page)))

    def action_back(self) -> None:
        """Leave, once."""
        if self.is_current:
            self.dismiss("")

    def action_open(self) -> None:
        """Show the stories of the tag."""
        if self._tag is not None:
            self.dismiss(self._tag.name)

    async def action_rename(self) -> None:
        """Ask what the tag is to be called."""
        tag = self._tag
        if tag is not None:

            def answered(name: str | None) -> None:
                if name:
                    self._acts.rename(tag.name, name, self._said)

            foretell: Callable[[str], str] = lambda name: self._acts.foretell_rename(tag.name, name)  # noqa: E731
            await self.app.push_screen(NameDialog(f"{tag.name} is to be called", tag.name, foretell), answered)

    async def action_merge(self) -> None:
        """Ask for the tag its stories are to have instead."""
        tag = self._tag
        if tag is not None:

            def answered(name: str | None) -> None:
                if name:
                    self._acts.merge(tag.name, name, self._said)

            foretell: Callable[[str], str] = lambda name: self._acts.foretell_merge(tag.name, name)  # noqa: E731
            await self.app.push_screen(
                NameDialog(f"Stories with {tag.name} are to have instead", "", foretell), answered
            )

    async def action_remove(self) -> None:
        """Ask whether the tag is to go."""
        tag = self._tag
        if tag is not None:

            def answered(wanted: bool | None) -> None:
                if wanted:
                    self._acts.remove(tag.name, self._said)

            await self.app.push_screen(SureDialog(self._acts.foretell_removal(tag.name)), answered)

    def action_undo(self) -> None:
        """Undo the last step."""
        self._undo(self._said)

    def action_redo(self) -> None:
        """Redo the last step undone."""
        self._redo(self._said)


def page_text(page: TagPage) -> str:
    """Return what is to be said of a tag."""
    lines = [f"{clean_line(page.name)} · {counted(page.stories)}, {page.unread:,} unread"]
    lines += [f"{sparkline(page.weeks)}  the last {len(page.weeks)} weeks"] if any(page.weeks) else []
    lines += [f"from {_listed(page.feeds)}"] if page.feeds else []
    lines += [f"with {_listed(page.beside)}"] if page.beside else []
    return "\n".join(lines)


def sparkline(counts: Sequence[int]) -> str:
    """Return counts as bars, the tallest for the most; the lowest bar stands for none."""
    most = max(counts, default=0)
    return "".join(BARS[-(-count * (len(BARS) - 1) // most) if most else 0] for count in counts)


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{clean_line(name)} {count:,}" for name, count in counts)


def _line(tag: Tag) -> Content:
    name = clean_line(tag.name)
    lead = "  " * name.count("/")
    unread = f"{tag.unread:,} unread" if tag.unread else ""
    return Content.assemble(
        lead,
        ("● ", f"${tag_look(tag.name).colour}"),
        f"{name.rsplit('/', 1)[-1]:<24} ",
        (f"{tag.stories:>7,}  {unread}", "$reader-dim"),
    )
