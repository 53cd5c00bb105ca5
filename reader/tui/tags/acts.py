"""What a person does to tags as things, what it would come to, and what there is to show of them.

Must not know keys or screens.
"""

from collections.abc import Callable, Sequence

from reader.errors import ReaderError
from reader.library import Library
from reader.library.stories import counted
from reader.library.tags import TagPage, tag_name
from reader.model import Tag
from reader.query import parse
from reader.query.words import fold_name
from reader.tui.feeds.rows import quoted
from reader.tui.library_access import LibraryThread
from reader.tui.writing import Writing

Said = Callable[[str, str], None]
"""Told what was done, once it is, and the name of the tag to look at then."""


class TagActs:
    """Looks with `lists`."""

    def __init__(self, library: Library, lists: LibraryThread, writing: Writing, now: Callable[[], int]) -> None:
        self._library = library
        self._lists = lists
        self._writing = writing
        self._now = now

    def all(self) -> Sequence[Tag]:
        """Return the tags, a parent before its children."""
        return self._library.tags.all()

    def page(self, name: str, done: Callable[[TagPage], None]) -> None:
        """Read the page of a tag."""
        now = self._now()
        self._lists.ask("the page of a tag", lambda library: library.tags.page(name, now), done)

    def foretell_rename(self, old: str, new: str) -> str:
        """Return what renaming a tag would come to; raises ReaderError where it cannot be."""
        name = tag_name(new)
        if fold_name(name).startswith(f"{fold_name(old)}/"):
            raise ReaderError(f"The tag {old} cannot be moved under itself.")
        if self._stories(name) and fold_name(name) != fold_name(old):
            return f"{name} exists: the two become one, on {counted(self._stories(old, name))}."
        return f"{counted(self._stories(old))} will have {name}."

    def foretell_merge(self, old: str, into: str) -> str:
        """Return what merging a tag into another would come to; raises ReaderError where it cannot be."""
        name = tag_name(into)
        if fold_name(name) == fold_name(old):
            raise ReaderError("Choose another tag.")
        return f"{counted(self._stories(old, name))} will have {name}, and {old} will be gone."

    def foretell_removal(self, name: str) -> str:
        """Return the question to ask before a tag goes."""
        under = self._library.tags.page(name, self._now()).under
        nested = "" if not under else f", with {under:,} under it," if under > 1 else ", with the one under it,"
        return f"Take {name}{nested} off {counted(self._stories(name))}? U brings it back."

    def rename(self, old: str, new: str, said: Said) -> None:
        """Rename a tag and those nested under it."""

        def work(library: Library, now: int) -> str:
            stories = library.tags.rename(old, new, now)
            return f"{old} is {new} now, on {counted(stories)} · U undoes"

        self._writing.do(work, lambda words: said(words, new))

    def merge(self, old: str, into: str, said: Said) -> None:
        """Give the stories of a tag another one instead."""

        def work(library: Library, now: int) -> str:
            library.tags.merge([old], into, now)
            return f"merged {old} into {into} · U undoes"

        self._writing.do(work, lambda words: said(words, into))

    def remove(self, name: str, said: Said) -> None:
        """Take a tag off every story."""

        def work(library: Library, now: int) -> str:
            return f"took {name} off {counted(library.tags.remove(name, now))} · U undoes"

        self._writing.do(work, lambda words: said(words, ""))

    def _stories(self, *names: str) -> int:
        return self._library.stories.count(parse(" OR ".join(f"tag:{quoted(name)}" for name in names)))
