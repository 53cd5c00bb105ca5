"""Commands of search: opening the search bar; keeping, changing, moving and removing a saved search."""

from typing import TYPE_CHECKING

from reader.library import Library
from reader.model import SavedSearch, SearchId
from reader.tui.context import Context
from reader.tui.library_access import NAMES

if TYPE_CHECKING:
    from reader.tui.search.dialog import SavedSearchDraft


async def open_bar(context: Context) -> None:
    """Open the search bar."""
    main = context.main
    if not main.search_bar.is_mounted:
        await main.query_one("#stories-pane").mount(main.search_bar, before=0)
    main.panes.go_to(main.stories)
    main.searching.open()


async def save(context: Context) -> None:
    """Ask under which name and digit to keep the query that is shown, and keep it."""
    from reader.library.saved_searches import DIGITS
    from reader.tui.search.dialog import SavedSearchDialog, SavedSearchDraft

    view, searches = context.main.listing.view, context.library.here.saved_searches
    if view is None:
        return

    def write(draft: "SavedSearchDraft | None") -> None:
        if draft is not None:
            context.write(
                lambda library, now: _saved(library.saved_searches.save(draft.name, draft.query, draft.digit, now)),
                NAMES,
            )

    taken = {search.digit for search in searches.all()}
    free = next((digit for digit in DIGITS if digit not in taken), None)
    draft = SavedSearchDraft("" if view.is_search else view.title, view.text, free)
    dialog = SavedSearchDialog("Keep this search", draft, lambda draft: searches.check(draft.name, draft.query))
    await context.app.push_screen(dialog, write)


async def edit(context: Context) -> None:
    """Ask for another name, query or digit of the saved search under the cursor of the sidebar."""
    from reader.tui.search.dialog import SavedSearchDialog, SavedSearchDraft

    search_id, searches = _search_at_cursor(context), context.library.here.saved_searches
    if search_id is None:
        return

    def write(draft: "SavedSearchDraft | None") -> None:
        if draft is not None:
            context.write(
                lambda library, now: _edited(
                    library.saved_searches.edit(search_id, draft.name, draft.query, draft.digit, now)
                ),
                NAMES,
            )

    search = searches.get(search_id)
    draft = SavedSearchDraft(search.name, search.query, search.digit)
    dialog = SavedSearchDialog(
        f"The search {search.name}", draft, lambda draft: searches.check(draft.name, draft.query, except_id=search_id)
    )
    await context.app.push_screen(dialog, write)


def remove(context: Context) -> None:
    """Forget the saved search under the cursor of the sidebar."""
    search_id = _search_at_cursor(context)

    def work(library: Library, now: int) -> str:
        assert search_id is not None
        name = library.saved_searches.get(search_id).name
        library.saved_searches.remove(search_id, now)
        return f"removed the search {name} · U undoes"

    if search_id is not None:
        context.write(work, NAMES)


def move(context: Context, steps: int) -> None:
    """Put the saved search under the cursor of the sidebar so many places further down, or up where negative."""
    search_id = _search_at_cursor(context)

    def work(library: Library, now: int) -> str:
        assert search_id is not None
        search = library.saved_searches.get(search_id)
        moved = library.saved_searches.move(search_id, max(1, search.position + steps), now)
        return f"{moved.name} is at place {moved.position} now"

    if search_id is not None:
        context.write(work, NAMES)


def _search_at_cursor(context: Context) -> SearchId | None:
    row = context.main.feeds.row
    return None if row is None else row.search


def _saved(search: SavedSearch) -> str:
    return f"kept as {search.name}{_called(search)} · U undoes"


def _edited(search: SavedSearch) -> str:
    return f"the search is {search.name}{_called(search)} now · U undoes"


def _called(search: SavedSearch) -> str:
    return f", {search.digit} shows it" if search.digit is not None else ""
