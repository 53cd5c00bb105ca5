"""Saved searches: queries a person keeps under a name, in an order of their own, some called by a digit.

Each change is one step of the journal. Names are compared with case and Unicode form aside. Must not know where
the searches are shown or which keys lead here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reader.errors import NotFoundError, QueryError, ReaderError
from reader.library.database import Database
from reader.library.journal.changes import Change
from reader.library.journal.journal import Journal
from reader.library.stories import Stories
from reader.model import SavedSearch, SearchId
from reader.query import Query, parse
from reader.query.tree import And, Everything
from reader.query.words import fold_name
from reader.reading.cleaning import clean_line

DIGITS = range(4, 10)
"""The digits that may call a saved search; the ones before are taken by unread, all and starred."""

_LONGEST_NAME = 60
_LONGEST_QUERY = 4000


@dataclass(frozen=True, slots=True)
class NewSearch:
    """What is to be saved: a name, a query, and a digit if one is wanted."""

    name: str
    query: str
    digit: int | None = None


class SavedSearches:
    """The saved searches in their order."""

    def __init__(self, database: Database, journal: Journal, stories: Stories) -> None:
        self._db = database
        self._journal = journal
        self._stories = stories

    def all(self) -> list[SavedSearch]:
        """Return the saved searches in their order."""
        rows = self._db.run(
            "SELECT id, name, query, digit FROM saved_search WHERE removed IS NULL ORDER BY position, id"
        )
        return [
            SavedSearch(SearchId(row["id"]), row["name"], row["query"], row["digit"], place)
            for place, row in enumerate(rows, 1)
        ]

    def get(self, search_id: int) -> SavedSearch:
        """Return one saved search; raises NotFoundError."""
        found = next((search for search in self.all() if search.id == search_id), None)
        if found is None:
            raise NotFoundError(f"There is no saved search {search_id}; 'reader searches' lists them.")
        return found

    def named(self, name: str) -> SavedSearch:
        """Return the saved search with this name; raises NotFoundError."""
        found = self._by_name(name)
        if found is None:
            raise NotFoundError(f"There is no saved search “{clean_line(name)}”; 'reader searches' lists them.")
        return found

    def unread(self) -> dict[SearchId, int]:
        """Return how many unread stories each search finds; costs a query each.

        A search whose query is not understood (any more) is left out.
        """
        counts: dict[SearchId, int] = {}
        for search in self.all():
            try:
                counts[search.id] = self._stories.count(_unread_of(parse(search.query)))
            except QueryError:
                continue
        return counts

    def check(self, name: str, query: str, except_id: SearchId | None = None) -> None:
        """Raise ReaderError or QueryError where such a search cannot be kept, or `except_id` cannot become it."""
        cleaned = search_name(name)
        self._refuse_taken(cleaned, None if except_id is None else self.get(except_id))
        _query_text(query)

    def save(self, name: str, query: str, digit: int | None, now: int) -> SavedSearch:
        """Keep a query under a name at the end of the list; a digit is taken from the search that has it.

        Raises ReaderError where the name is taken or cannot be one, QueryError where the query is not well formed.
        """
        with self._db.transaction():
            new = self._checked(NewSearch(name, query, digit))
            creation = self._creation(new, now)
            freeing = self._freeing(new.digit)
            self._journal.perform(f"saved the search {new.name}", [*freeing, creation], now)
            return self.get(creation.ids[0])

    def save_list(self, searches: Sequence[NewSearch], now: int) -> list[SavedSearch]:
        """Keep the queries of a list whose names are not taken, in one step, and return them.

        A digit that another search has stays with it. Raises as `save` does, and keeps none then.
        """
        with self._db.transaction():
            names = {fold_name(search.name) for search in self.all()}
            digits: set[int | None] = {search.digit for search in self.all()}
            creations = []
            for new in searches:
                name = search_name(new.name)
                if fold_name(name) not in names:
                    kept = replace(new, name=name, digit=None if new.digit in digits else new.digit)
                    creations.append(self._creation(self._checked(kept), now))
                    names.add(fold_name(name))
                    digits.add(kept.digit)
            self._journal.perform(f"saved {_counted(len(creations))} of a list", creations, now)
            return [self.get(creation.ids[0]) for creation in creations]

    def rename(self, search_id: int, name: str, now: int) -> SavedSearch:
        """Give a saved search another name. Raises NotFoundError, ReaderError where the name is taken."""
        with self._db.transaction():
            search = self.get(search_id)
            new = search_name(name)
            self._refuse_taken(new, taken_by=search)
            change = Change("saved_search.name", (search.id,), search.name, new)
            self._journal.perform(f"renamed the search {search.name} to {new}", [change], now)
            return self.get(search_id)

    def change(self, search_id: int, query: str, now: int) -> SavedSearch:
        """Give a saved search another query. Raises NotFoundError, QueryError."""
        with self._db.transaction():
            search = self.get(search_id)
            change = Change("saved_search.query", (search.id,), search.query, _query_text(query))
            self._journal.perform(f"changed the search {search.name}", [change], now)
            return self.get(search_id)

    def edit(self, search_id: int, name: str, query: str, digit: int | None, now: int) -> SavedSearch:
        """Give a saved search another name, query and digit, in one step. Raises as `save` does, and NotFoundError."""
        _check_digit(digit)
        with self._db.transaction():
            search = self.get(search_id)
            self.check(name, query, except_id=search.id)
            changes = [
                *(self._freeing(digit) if digit != search.digit else []),
                Change("saved_search.name", (search.id,), search.name, search_name(name)),
                Change("saved_search.query", (search.id,), search.query, _query_text(query)),
                Change("saved_search.digit", (search.id,), search.digit, digit),
            ]
            self._journal.perform(f"changed the search {search.name}", changes, now)
            return self.get(search_id)

    def give_digit(self, search_id: int, digit: int | None, now: int) -> SavedSearch:
        """Let a digit call a saved search, taken from the one that has it; None for no digit.

        Raises NotFoundError, ReaderError where it is no digit from 4 to 9.
        """
        _check_digit(digit)
        with self._db.transaction():
            search = self.get(search_id)
            freeing = self._freeing(digit) if digit != search.digit else []
            change = Change("saved_search.digit", (search.id,), search.digit, digit)
            label = f"put the search {search.name} on {digit or 'no digit'}"
            self._journal.perform(label, [*freeing, change], now)
            return self.get(search_id)

    def move(self, search_id: int, position: int, now: int) -> SavedSearch:
        """Put a saved search at `position` in the list, from 1; beyond the end is the end. Raises NotFoundError."""
        with self._db.transaction():
            search = self.get(search_id)
            others = [other.id for other in self.all() if other.id != search_id]
            order = [*others[: max(position, 1) - 1], search.id, *others[max(position, 1) - 1 :]]
            label = f"moved the search {search.name} to place {order.index(search.id) + 1}"
            self._journal.perform(label, self._reordering(order), now)
            return self.get(search_id)

    def remove(self, search_id: int, now: int) -> None:
        """Forget a saved search; the stories it finds stay. Raises NotFoundError."""
        with self._db.transaction():
            search = self.get(search_id)
            change = Change("saved_search.removed", (search.id,), None, now)
            self._journal.perform(f"removed the search {search.name}", [change], now)

    def _by_name(self, name: str) -> SavedSearch | None:
        wanted = fold_name(clean_line(name))
        return next((search for search in self.all() if fold_name(search.name) == wanted), None)

    def _refuse_taken(self, name: str, taken_by: SavedSearch | None = None) -> None:
        other = self._by_name(name)
        if other is not None and (taken_by is None or other.id != taken_by.id):
            raise ReaderError(f"There is a saved search “{other.name}” already; choose another name.")

    def _checked(self, new: NewSearch) -> NewSearch:
        """Return `wish` with name and query cleaned; raises ReaderError or QueryError where it cannot be saved."""
        name = search_name(new.name)
        self._refuse_taken(name)
        _check_digit(new.digit)
        return NewSearch(name, _query_text(new.query), new.digit)

    def _creation(self, new: NewSearch, now: int) -> Change:
        """Make a row for the search, out of sight, and return the change that brings it in."""
        cursor = self._db.run(
            "INSERT INTO saved_search (name, query, digit, position, removed) VALUES (:name, :query, :digit,"
            " (SELECT coalesce(max(position), 0) + 1 FROM saved_search), :now)",
            {"name": new.name, "query": new.query, "digit": new.digit, "now": now},
        )
        return Change("saved_search.removed", (cursor.lastrowid or 0,), now, None)

    def _freeing(self, digit: int | None) -> list[Change]:
        return [
            Change("saved_search.digit", (search.id,), search.digit, None)
            for search in self.all()
            if digit is not None and search.digit == digit
        ]

    def _reordering(self, order: Sequence[SearchId]) -> list[Change]:
        rows = self._db.run("SELECT id, position FROM saved_search WHERE removed IS NULL").fetchall()
        before = {row["id"]: row["position"] for row in rows}
        places = sorted(before.values())
        return [
            Change("saved_search.position", (search_id,), before[search_id], place)
            for search_id, place in zip(order, places, strict=True)
        ]


def search_name(typed: str) -> str:
    """Return the name of a saved search as typed, cleaned; raises ReaderError where it cannot be one."""
    name = clean_line(typed)
    if not name:
        raise ReaderError("A saved search needs a name.")
    if len(name) > _LONGEST_NAME:
        raise ReaderError(
            f"A saved search's name may have {_LONGEST_NAME} characters at the most: “{name[:20]}…” has {len(name)}."
        )
    return name


def _query_text(typed: str) -> str:
    """Return the text of a query as it is kept; raises QueryError where it is not well formed."""
    text = clean_line(typed, len(typed))
    if len(text) > _LONGEST_QUERY:
        raise ReaderError(f"A query may have {_LONGEST_QUERY:,} characters at the most; this one has {len(text):,}.")
    parse(text)
    return text


def _check_digit(digit: int | None) -> None:
    if digit is not None and digit not in DIGITS:
        raise ReaderError(f"A saved search may stand on the digits 4 to 9, not on {digit}.")


def _unread_of(query: Query) -> Query:
    unread = parse("is:unread").tree
    return Query(unread if isinstance(query.tree, Everything) else And((query.tree, unread)))


def _counted(searches: int) -> str:
    return "1 search" if searches == 1 else f"{searches} searches"
