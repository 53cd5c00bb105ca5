"""Everything that can be wrong with an open library, in words, and mending what can be mended.

Knows the checks, each of which is a module, and which of them come to something that can be mended in place.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reader.errors import LibraryError
from reader.library.database import Database, complaints
from reader.library.integrity.counts import count_again, wrong_counts
from reader.library.integrity.schema_parts import PARTS, foreign_parts, lacking, make_again
from reader.library.integrity.search_index import index_damage, missing_stories, repair_index
from reader.library.integrity.values import mend_values, strange_values
from reader.library.queries.index import SearchIndex
from reader.library.schema import VERSION
from reader.reading.cleaning import clean_line

_NAMED = 3
"""How many things of a kind are named."""

_OF_INDEXES = re.compile(r"missing from index|wrong # of entries in index|non-unique entry in index")
"""What SQLite says of an index alone: the rows themselves are well."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong, as a sentence, and whether `repair` puts it right."""

    sentence: str
    mendable: bool


def problems(db: Database) -> list[Problem]:
    """Return what is wrong with the file, after reading all of it; empty where all is well."""
    found: list[Problem] = []
    for check, mendable in _CHECKS[:1] if has_foreign_parts(db) else _CHECKS:
        try:
            found.extend(check(db))
        except LibraryError as error:  # what cannot even be asked is wrong too; the first such answer is enough
            if not found:
                found.append(Problem(str(error), mendable))
    if all(problem.mendable for problem in found):
        return found
    return [replace(problem, mendable=False) for problem in found]  # what saves the rest saves these too


def has_foreign_parts(db: Database) -> bool:
    """Say whether somebody else put into the file what runs with anything that is asked of it."""
    try:
        return bool(foreign_parts(db.tuples(PARTS), VERSION))
    except LibraryError:
        return False  # not even that can be asked: whoever asks more is told so


def repair(db: Database, index: SearchIndex) -> int:
    """Put right what can be put right in place; return how many stories are to be indexed anew by that."""
    make_again(db)
    if any(problem.mendable for problem in _pages(db)):
        db.run("REINDEX")
    if strange_values(db):
        index.rebuild()  # words are taken out by what they came from, which is about to change
        mend_values(db)
    count_again(db)
    repair_index(db, index)
    return index.pending()


def _parts(db: Database) -> Iterator[Problem]:
    foreign = [part for part in foreign_parts(db.tuples(PARTS), VERSION) if part.type in ("trigger", "view")]
    if foreign:
        strangers = _first([f"the {part.type} {clean_line(part.name)}" for part in foreign], ", ")
        yield Problem(f"{strangers}: not made by reader; nothing else was looked at, as it may do anything.", True)
    parts = lacking(db)
    for again, what in ((False, "missing or changed, with what was in it"), (True, "missing or changed")):
        names = [f"the {part.type} {part.name}" for part in parts if part.can_be_made_again is again]
        if names:
            yield Problem(f"{_first(names, ', ')}: {what}.", again)


def _pages(db: Database) -> Iterator[Problem]:
    rows = [str(row[0]) for row in db.run("PRAGMA integrity_check") if row[0] != "ok"]
    said = [one for row in rows for one in complaints(row)]
    of_indexes = [one for one in said if _OF_INDEXES.search(one)]
    if of_indexes:
        yield Problem(f"Entries of indexes that are wrong: {len(of_indexes)} ({of_indexes[0]}).", True)
    others = [one for one in said if one not in of_indexes]
    if others:
        yield Problem(f"The file is damaged: {_first(others, '; ')}.", False)


def _first(said: Sequence[str], between: str) -> str:
    """Return the first few of what was found, and how many more there are."""
    more = f" and {len(said) - _NAMED} more" if len(said) > _NAMED else ""
    return f"{between.join(said[:_NAMED])}{more}"


def _references(db: Database) -> Iterator[Problem]:
    orphans = len(db.run("PRAGMA foreign_key_check").fetchall())
    if orphans:
        yield Problem(f"Rows that refer to something that is not there: {orphans}.", False)


def _counts(db: Database) -> Iterator[Problem]:
    said = wrong_counts(db)
    if said:
        yield Problem(said, True)


def _values(db: Database) -> Iterator[Problem]:
    for said in strange_values(db):
        yield Problem(said, True)


def _index(db: Database) -> Iterator[Problem]:
    for said in (index_damage(db), missing_stories(db)):
        if said:
            yield Problem(said, True)


_CHECKS: Sequence[tuple[Callable[[Database], Iterator[Problem]], bool]] = (
    (_parts, False),
    (_pages, False),
    (_references, False),
    (_counts, True),
    (_values, True),
    (_index, True),
)
"""Each check, and whether what it cannot even ask is mendable; the parts come first, as the others may set them off."""
