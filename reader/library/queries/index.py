"""The search index: the words of every story, in an FTS5 table apart from stories and bodies.

How it works. Triggers note new and changed bodies in `unindexed`; they are indexed later, in short transactions, so
that storing a story never waits for it. The index holds words only, no text; to take words out, SQLite must be told
them again, so a trigger reads them from the view `searchable` before what they come from changes. A row's number in the
index is its place in time: the second the story was published, or a free one soon after (`indexed` says which story
stands where). Thus FTS5 yields the newest matches first without a sort, and the few that stand later than their second
are put right by `time_order`, which needs to know the farthest there is: the remembered reach.
"""

import json
import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from reader.library.database import Database
from reader.library.queries.content_flags import content_flags
from reader.library.queries.time_order import REACH
from reader.library.state import RememberedState
from reader.model import BodyFormat
from reader.query import spelling, words
from reader.query.fts import address_words, category_words
from reader.query.highlighting import excerpt, terms
from reader.query.tree import Query
from reader.reading.cleaning import clean_line, visible_text
from reader.reading.masking import shown_address

BATCH = 50
GAP_SECONDS = 0.003
"""How long the file is left to others between two batches: a person's mark must not wait for the whole index."""

_WORDING = "search.wording"
_COLUMNS = "title, author, text, url, category"

_MERGE_FROM = 2_000
"""So many stories indexed at once, the index is merged after."""

_MERGE_PAGES = 100
_COUNTED = 1_000
"""How many stories with a word are counted to tell how common it is."""

_RECENT = 10_000
"""Among how many of the newest stories authors are looked for."""

_SEARCHED_CHARACTERS = 200_000


def define_functions(database: Database) -> None:
    """Give the connection the functions that statements, and the view `searchable`, are made with."""
    database.define("folded", _without_faults(words.fold_text))
    database.define("plain", _without_faults(plain_text))
    database.define("address_words", _without_faults(address_words))
    database.define("category_words", _without_faults(category_words))
    database.define("shown_address", _without_faults(shown_address))


def _without_faults(function: Callable[..., str]) -> Callable[..., str]:
    """Return `function`, made to give no words where it fails: no story is to keep the others from being found."""

    def words_or_none(*arguments: Any) -> str:
        try:
            return function(*arguments)
        except Exception:
            _log_fault()
            return ""

    return words_or_none


def _log_fault() -> None:
    """Log what went wrong. Only here is logging imported: most verbs do without."""
    from reader.log import logger

    logger(__name__).exception("the words of a story cannot be told")


def plain_text(body_format: str, content: str) -> str:
    """Return the words of a body, without markup where it has any."""
    return visible_text(content) if body_format == BodyFormat.HTML else content


class SearchIndex:
    """The full-text index over titles, authors, texts, addresses and categories."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._state = RememberedState(database)

    def pending(self) -> int:
        """Return how many stories are not searchable yet."""
        return int(self._db.value("SELECT count(*) FROM unindexed"))

    def catch_up(self) -> int:
        """Index what is pending, in batches of their own transaction; return how many stories that were.

        An index made with another folding of words is begun anew.
        """
        if int(self._state.get(_WORDING, "0")) != words.VERSION:
            self.rebuild()
        total = 0
        while indexed := self._index_batch():
            total += indexed
            time.sleep(GAP_SECONDS)
        if total >= _MERGE_FROM:
            self._merge()
        return total

    def snippet(self, story_id: int, query: Query) -> str:
        """Return a line of the story's text around the first words `query` looks for, "" where it has none of them."""
        row = self._db.run("SELECT format, content FROM body WHERE story_id = :id", {"id": story_id}).fetchone()
        if row is None:
            return ""
        text = plain_text(row["format"], row["content"])[:_SEARCHED_CHARACTERS]
        return clean_line(excerpt(text, terms(query.tree)))

    def nearest(self, word: str) -> str | None:
        """Return the commonest word of the stories that is one edit away from `word`; None where there is none."""
        counted = [(self._frequency(variant), variant) for variant in spelling.variants("".join(words.words_of(word)))]
        count, variant = max(counted, default=(0, ""), key=lambda pair: pair[0])
        return variant if count else None

    def respelt(self, query: Query) -> Query | None:
        """Return `query` with the words no story has spelt as some do; None where nothing better is known."""
        better = query
        for word in spelling.single_words(query):
            near = None if self._frequency(word) else self.nearest(word)
            if near is not None:
                better = spelling.respelt(better, word, near)
        return None if better == query else better

    def authors(self, begun: str, limit: int) -> list[str]:
        """Return authors of the newest stories in whose names `begun` stands, the busiest first."""
        sql = (
            "SELECT author FROM (SELECT story.author FROM story INDEXED BY story_by_time WHERE story.gone = 0"
            f" ORDER BY story.published DESC, story.id DESC LIMIT {_RECENT}) WHERE author != ''"
            " GROUP BY author ORDER BY count(*) DESC, author"
        )
        wanted = words.fold_text(begun)
        found = (author for (author,) in self._db.tuples(sql) if wanted in words.fold_text(author))
        return list(islice(found, limit))

    def rebuild(self) -> None:
        """Empty the index and note every story as pending, in one step."""
        with self._db.transaction():
            self._db.run("INSERT INTO search (search) VALUES ('delete-all')")
            self._db.run("DELETE FROM indexed")
            self._db.run("INSERT INTO unindexed (story_id) SELECT story_id FROM body WHERE true ON CONFLICT DO NOTHING")
            self._state.set(_WORDING, str(words.VERSION))
            self._state.set(REACH, "0")

    def _frequency(self, word: str) -> int:
        """Return how many stories have a word, without counting on and on."""
        sql = f"SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH :word LIMIT {_COUNTED})"
        return int(self._db.value(sql, {"word": f'"{word}"'}))

    def _merge(self) -> None:
        """Merge the many segments of the index into one, a little at a time: it answers sooner."""
        merge = "INSERT INTO search (search, rank) VALUES ('merge', :pages)"
        self._db.run(merge, {"pages": -_MERGE_PAGES})
        while self._db.changes_of(merge, {"pages": _MERGE_PAGES}) > 1:
            time.sleep(GAP_SECONDS)

    def _index_batch(self) -> int:
        with self._db.transaction():
            rows = self._db.run(
                "SELECT story.id, story.published FROM unindexed JOIN story ON story.id = unindexed.story_id"
                " JOIN body ON body.story_id = story.id ORDER BY unindexed.story_id DESC LIMIT :batch",
                {"batch": BATCH},
            ).fetchall()
            batch = {"ids": json.dumps([row["id"] for row in rows])}
            self._give_places((row["id"], row["published"]) for row in rows)
            self._db.run(
                f"INSERT INTO search (rowid, {_COLUMNS}) SELECT place, {_COLUMNS} FROM searchable"
                " WHERE story_id IN (SELECT value FROM json_each(:ids)) ORDER BY place",
                batch,
            )
            self._note_contents(batch)
            self._db.run("DELETE FROM unindexed WHERE story_id IN (SELECT value FROM json_each(:ids))", batch)
        return len(rows)

    def _give_places(self, stories: Iterable[tuple[int, int]]) -> None:
        """Give each story a place in time that is free: its own second, or one of the next where that is taken."""
        for story_id, published in stories:
            place, reach = max(published, 0), 1
            while self._db.value("SELECT 1 FROM indexed WHERE place = :place", {"place": place}):
                reach *= 2
                place = max(published, 0) + (story_id * 2_654_435_761 >> 8) % reach
            self._db.run("INSERT INTO indexed (place, story_id) VALUES (:place, :id)", {"place": place, "id": story_id})
            if place - published > int(self._state.get(REACH, "0")):
                self._state.set(REACH, str(place - published))

    def _note_contents(self, batch: dict[str, str]) -> None:
        """Write down what the bodies of a batch contain where nobody has looked yet."""
        rows = self._db.run(
            "SELECT story.id, body.format, body.content,"
            " (SELECT json_group_array(media_type) FROM enclosure WHERE enclosure.story_id = story.id) AS types"
            " FROM story JOIN body ON body.story_id = story.id"
            " WHERE story.has = 0 AND story.id IN (SELECT value FROM json_each(:ids))",
            batch,
        ).fetchall()
        flags = [(content_flags(row["format"], row["content"], json.loads(row["types"])), row["id"]) for row in rows]
        self._db.run_many("UPDATE story SET has = ? WHERE id = ?", flags)
