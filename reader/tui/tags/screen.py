"""The screen of the tags: a page for each, and renaming, merging and deleting them.

Must not know the library: what is done to tags is `TagActs`.
"""

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.content import Content
from textual.widgets import OptionList

from reader.library.stories import counted
from reader.library.tag_pages import TagPage
from reader.model import Tag
from reader.reading.cleaning import clean_line
from reader.tui.commands import Where
from reader.tui.tags.acts import TagActs
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.dialogs import NameDialog, SureDialog
from reader.tui.widgets.list_screen import ListScreen, Undo, screen_bindings
from reader.tui.widgets.looks import tag_look

BARS = "▁▂▃▄▅▆▇█"
_NONE = "No tags yet. t puts one on a story."


class TagsScreen(ListScreen[str], inherit_bindings=False):
    """A list of tags, and the page of one; left with the name of the tag whose stories are wanted, or ""."""

    BINDINGS = screen_bindings(Where.TAGS, "q,number_sign")
    HINTS = (("enter", "stories"), ("r", "rename"), ("m", "merge"), ("d", "delete"), ("U", "undo"), ("?", "keys"))
    where = Where.TAGS

    def __init__(self, acts: TagActs, undo: Undo, redo: Undo, at: str = "") -> None:
        self._list = ChoiceList()
        super().__init__(self._list, undo, redo)
        self._acts = acts
        self._at = at
        self._tags: dict[str, Tag] = {}

    def reload(self) -> None:
        """Show the tags there are now, the highlight on the one asked for, else where it was."""
        self._tags = {tag.name: tag for tag in self._acts.all()}
        tags = "1 tag" if len(self._tags) == 1 else f"{len(self._tags):,} tags"
        self.show_heading(f"Tags · {tags}")
        self._list.show([(tag.name, _line(tag)) for tag in self._tags.values()], self._at or None)
        self._at = ""
        self._show_page()

    def _changed(self, words: str, name: str) -> None:
        self._at = name
        self.said(words)

    @property
    def _tag(self) -> Tag | None:
        return self._tags.get(self._list.chosen or "")

    @on(OptionList.OptionHighlighted)
    def _show_page(self) -> None:
        if self._tag is None:
            self.show_account(_NONE)
        else:
            self._acts.page(self._tag.name, self._show)

    def _show(self, page: TagPage) -> None:
        if self.is_attached and self._tag is not None and self._tag.name == page.name:
            self.show_account(page_text(page))

    def action_back(self) -> None:
        """Leave without a tag."""
        self.leave("")

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
                    self._acts.rename(tag.name, name, self._changed)

            foretell = partial(self._acts.foretell_rename, tag.name)
            await self.app.push_screen(NameDialog(f"{tag.name} is to be called", tag.name, foretell), answered)

    async def action_merge(self) -> None:
        """Ask for the tag its stories are to have instead."""
        tag = self._tag
        if tag is not None:

            def answered(name: str | None) -> None:
                if name:
                    self._acts.merge(tag.name, name, self._changed)

            foretell = partial(self._acts.foretell_merge, tag.name)
            await self.app.push_screen(
                NameDialog(f"Stories with {tag.name} are to have instead", "", foretell), answered
            )

    async def action_remove(self) -> None:
        """Ask whether the tag is to go."""
        tag = self._tag
        if tag is not None:

            def answered(wanted: bool | None) -> None:
                if wanted:
                    self._acts.remove(tag.name, self._changed)

            await self.app.push_screen(SureDialog(self._acts.foretell_removal(tag.name)), answered)


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
