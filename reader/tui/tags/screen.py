"""The screen of the tags: a page for each, and renaming, merging and deleting them.

Reads them; what is done to them is in `actions`.
"""

from collections.abc import Sequence

from textual import on
from textual.content import Content
from textual.widgets import OptionList

from reader.library.stories import counted
from reader.library.tags import TagPage
from reader.model import Tag
from reader.reading.cleaning import clean_line
from reader.tui.commands import Where
from reader.tui.context import Context
from reader.tui.list_screen import ListScreen, screen_bindings
from reader.tui.widgets.choice_list import ChoiceList
from reader.tui.widgets.looks import tag_look

BARS = "▁▂▃▄▅▆▇█"
_NONE = "No tags yet. t puts one on a story."


class TagsScreen(ListScreen[str], inherit_bindings=False):
    """A list of tags, and the page of one; left with the name of the tag whose stories are wanted, or ""."""

    BINDINGS = screen_bindings(Where.TAGS, "q,number_sign")
    HINTS = ("tags.open", "tags.rename", "tags.merge", "tags.remove", "journal.undo", "app.help")
    where = Where.TAGS

    def __init__(self, context: Context, at: str = "") -> None:
        self._list = ChoiceList()
        super().__init__(context, self._list)
        self._at = at
        self._tags: dict[str, Tag] = {}

    def reload(self) -> None:
        """Show the tags there are now, the highlight on the one asked for, else where it was."""
        self._tags = {tag.name: tag for tag in self.context.library.here.tags.all()}
        tags = "1 tag" if len(self._tags) == 1 else f"{len(self._tags):,} tags"
        self.show_heading(f"Tags · {tags}")
        self._list.show([(tag.name, _line(tag)) for tag in self._tags.values()], self._at or None)
        self._at = ""
        self._show_page()

    def go_to(self, name: str) -> None:
        """Put the highlight on a tag, which may be there only after something was done."""
        self._at = name
        self.reload()

    @property
    def tag(self) -> Tag | None:
        """The tag under the cursor."""
        return self._tags.get(self._list.chosen or "")

    @on(OptionList.OptionHighlighted)
    def _show_page(self) -> None:
        if self.tag is None:
            self.show_details(_NONE)
        else:
            name, now = self.tag.name, self.context.now()
            self.context.library.lists.ask(
                "the page of a tag", lambda library: library.tags.page(name, now), self._show
            )

    def _show(self, page: TagPage) -> None:
        if self.is_attached and self.tag is not None and self.tag.name == page.name:
            self.show_details(page_text(page))

    def action_back(self) -> None:
        """Leave without a tag."""
        self.leave("")


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
