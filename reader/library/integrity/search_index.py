"""The search index compared with the stories, and put right.

How it works. SQLite proves that the index is sound in itself. That it has the words of the stories is proved by letting
SQLite part the same texts into words once more, in a second index in memory, and comparing how many words it finds in
each column: what is indexed anew is therefore always found well, whatever is a word to this SQLite.
"""

from reader.errors import LibraryError
from reader.library.database import Database
from reader.library.integrity.schema_parts import make_search_again
from reader.library.queries.index import SearchIndex
from reader.library.stories import counted

_COLUMNS = "title, author, text, url, category"
_COMPARED = 10_000
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


def index_damage(db: Database) -> str:
    """Return what is wrong with the index in itself, as a sentence; "" where nothing is."""
    try:
        db.run("INSERT INTO search (search) VALUES ('integrity-check')")
    except LibraryError as error:
        if "read-only" not in str(error):  # the check is written as an INSERT, which a read-only file refuses
            return f"The search index is damaged ({error.__cause__})."
    strangers = int(db.value(_STRANGERS))
    if strangers:
        return f"The search index and the texts are out of step: {counted(strangers)} stand in one of them only."
    wrong = _with_other_words(db)
    return f"The search index has other words than {counted(wrong)}." if wrong else ""


def missing_stories(db: Database) -> str:
    """Return how many stories are neither in the index nor noted for it, as a sentence; "" where none is."""
    lost = int(db.value(f"SELECT count(*) FROM ({_MISSING})"))
    return f"{counted(lost)} missing from the search index." if lost else ""


def repair_index(db: Database, index: SearchIndex) -> None:
    """Note stories that are missing as pending; begin an index anew that is damaged in itself."""
    if index_damage(db):
        make_search_again(db)
        index.rebuild()
    else:
        with db.transaction():
            db.run(f"INSERT INTO unindexed (story_id) {_MISSING}")


def _with_other_words(db: Database) -> int:
    """Return how many stories have not as many words by column as the index has of them."""
    step = max(1, int(db.value("SELECT count(*) FROM indexed")) // _COMPARED)
    db.run("DROP TABLE IF EXISTS temp.compared")
    db.run(
        f"CREATE VIRTUAL TABLE temp.compared USING fts5({_COLUMNS}, content = '', detail = none,"
        " tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co So'\")"
    )
    db.run(
        f"INSERT INTO compared (rowid, {_COLUMNS}) SELECT place, {_COLUMNS} FROM searchable"
        " WHERE story_id % :step = 0 ORDER BY place",
        {"step": step},
    )
    sql = (
        "SELECT count(*) FROM temp.compared_docsize AS anew JOIN search_docsize AS held ON held.id = anew.id"
        " WHERE held.sz IS NOT anew.sz"
    )
    wrong = int(db.value(sql))
    db.run("DROP TABLE temp.compared")
    return wrong
