"""Whether the file is sound and the search index in step with the stories, and mending the index.

Must not know how the index is filled or asked.
"""

import sqlite3

from reader.library.database import Database
from reader.library.queries.index import SearchIndex
from reader.library.stories import counted
from reader.query.words import words_of

_COLUMNS = ("title", "author", "text", "url", "category")
_COMPARED = 20_000
"""How many stories are compared with the index word for word, evenly picked; the others are only counted."""

_MISSING = (
    "SELECT story_id FROM body WHERE story_id NOT IN (SELECT story_id FROM indexed)"
    " AND story_id NOT IN (SELECT story_id FROM unindexed)"
)
_STRANGERS = (
    "SELECT (SELECT count(*) FROM search_docsize WHERE id NOT IN (SELECT place FROM indexed))"
    " + (SELECT count(*) FROM indexed WHERE place NOT IN (SELECT id FROM search_docsize))"
    " + (SELECT count(*) FROM indexed WHERE story_id NOT IN (SELECT story_id FROM body))"
)


def problems(db: Database) -> list[str]:
    """Return what is wrong with the file, in words, after reading all of it; empty where all is well."""
    found = [str(row[0]) for row in db.run("PRAGMA integrity_check") if row[0] != "ok"]
    orphans = len(db.run("PRAGMA foreign_key_check").fetchall())
    if orphans:
        found.append(f"{orphans} rows refer to something that is not there.")
    return [*found, *filter(None, (_index_damage(db), _missing(db)))]


def repair(db: Database, index: SearchIndex) -> int:
    """Put right what is wrong with the search index; return how many stories are to be indexed anew by that.

    Stories that are missing are noted as pending; an index that is damaged in itself is begun anew.
    """
    if _index_damage(db):
        index.rebuild()
    else:
        with db.transaction():
            db.run(f"INSERT INTO unindexed (story_id) {_MISSING}")
    return index.pending()


def _index_damage(db: Database) -> str:
    """Return what is wrong with the index in itself, as a sentence; "" where nothing is."""
    try:
        db.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    except sqlite3.Error as error:
        if "readonly" not in str(error):  # the check is written as an INSERT, which a read-only file refuses
            return f"The search index is damaged ({error})."
    strangers = int(db.value(_STRANGERS))
    if strangers:
        return f"The search index and the texts are out of step: {counted(strangers)} stand in one of them only."
    wrong = _with_other_words(db)
    return f"The search index has other words than {counted(wrong)}." if wrong else ""


def _missing(db: Database) -> str:
    """Return how many stories are neither in the index nor noted for it, as a sentence; "" where none is."""
    lost = int(db.value(f"SELECT count(*) FROM ({_MISSING})"))
    return f"{counted(lost)} missing from the search index." if lost else ""


def _with_other_words(db: Database) -> int:
    """Return how many stories have not as many words by column as the index has of them."""
    step = max(1, int(db.value("SELECT count(*) FROM indexed")) // _COMPARED)
    rows = db.run(
        "SELECT searchable.*, sizes.sz FROM searchable JOIN search_docsize AS sizes ON sizes.id = searchable.place"
        " WHERE searchable.story_id % :step = 0",
        {"step": step},
    )
    return sum(_sizes(row["sz"]) != [len(words_of(row[column])) for column in _COLUMNS] for row in rows)


def _sizes(packed: bytes) -> list[int]:
    """Return the numbers of words by column as FTS5 keeps them: seven bits a byte, the highest first."""
    sizes, number = [], 0
    for byte in packed:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            sizes.append(number)
            number = 0
    return sizes
