"""What a person does to saved searches: keeping what is shown under a name, changing, moving and removing one.

Must not know how the searches are shown.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from reader.library import Library
from reader.model import SavedSearch, SearchId
from reader.tui.writing import Writing

if TYPE_CHECKING:
    from reader.tui.search.dialog import Entry


class SavedSearches:
    """Asks and writes; `say` gets a sentence once it is done."""

    def __init__(self, screen: Screen[None], library: Library, writing: Writing, say: Callable[[str], None]) -> None:
        self._screen = screen
        self._library = library
        self._writing = writing
        self._say = say

    async def save(self, name: str, query: str) -> None:
        """Ask under which name and digit to keep `query`, and keep it; `name` is what it may be called."""
        from reader.library.saved_searches import DIGITS
        from reader.tui.search.dialog import Entry, SearchDialog

        taken = {search.digit for search in self._library.saved_searches.all()}
        free = next((digit for digit in DIGITS if digit not in taken), None)
        dialog = SearchDialog("Keep this search", Entry(name, query, free), self._check_new)
        await self._screen.app.push_screen(dialog, self._keep)

    async def edit(self, search_id: SearchId) -> None:
        """Ask for another name, query or digit of a saved search."""
        from reader.tui.search.dialog import Entry, SearchDialog

        search = self._library.saved_searches.get(search_id)
        entry = Entry(search.name, search.query, search.digit)
        check = lambda entry: self._library.saved_searches.check(entry.name, entry.query, but=search_id)  # noqa: E731
        dialog = SearchDialog(f"The search {search.name}", entry, check)
        await self._screen.app.push_screen(dialog, lambda entry: self._change(search, entry))

    def remove(self, search_id: SearchId) -> None:
        """Forget a saved search."""

        def remove(library: Library, now: int) -> str:
            name = library.saved_searches.get(search_id).name
            library.saved_searches.remove(search_id, now)
            return f"removed the search {name} · U undoes"

        self._writing.do(remove, self._say)

    def move(self, search_id: SearchId, steps: int) -> None:
        """Put a saved search so many places further down, or up where `steps` is negative."""

        def move(library: Library, now: int) -> str:
            search = library.saved_searches.get(search_id)
            moved = library.saved_searches.move(search_id, max(1, search.position + steps), now)
            return f"{moved.name} is at place {moved.position} now"

        self._writing.do(move, self._say)

    def _check_new(self, entry: "Entry") -> None:
        self._library.saved_searches.check(entry.name, entry.query)

    def _keep(self, entry: "Entry | None") -> None:
        if entry is None:
            return

        def keep(library: Library, now: int) -> str:
            search = library.saved_searches.save(entry.name, entry.query, entry.digit, now)
            return f"kept as {search.name}{_called(search)} · U undoes"

        self._writing.do(keep, self._say)

    def _change(self, search: SavedSearch, entry: "Entry | None") -> None:
        if entry is None:
            return

        def change(library: Library, now: int) -> str:
            changed = library.saved_searches.edit(search.id, entry.name, entry.query, entry.digit, now)
            return f"the search is {changed.name}{_called(changed)} now · U undoes"

        self._writing.do(change, self._say)


def _called(search: SavedSearch) -> str:
    return f", {search.digit} shows it" if search.digit is not None else ""
