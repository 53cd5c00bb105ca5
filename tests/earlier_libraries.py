"""Libraries as earlier versions of the program left them, one of each schema, with all a person can have done by then.

Made by the migrations of that time and plain SQL, so that a schema still to come is covered by itself.
"""

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import sqlite_utils

from reader.library import schema
from reader.library.database import APPLICATION_ID, Database
from reader.library.migrations import MIGRATIONS
from reader.library.queries.index import define_functions
from reader.library.state import RESTORED

THEN = 1_767_225_600  # 2026-01-01T00:00:00Z
VERSIONS = range(1, len(MIGRATIONS) + 1)
"""Every schema there has been, today's included."""

PERSONS = (
    *("feed", "story", "body", "enclosure", "tag", "story_tag", "journal", "state", "alias", "saved_search", "rule"),
    *("rule_mark", "place", "full_text", "note", "version", "full_text_failure", "declined"),
)
"""The tables with what a person did and what publishers sent; the others are worked out from them."""

_FIRST = """
    INSERT INTO feed (url, kind, title, own_title, folder, added) VALUES
        ('https://a.example/feed', 'web', 'Quanta', 'My Quanta', 'science', {then}),
        ('https://b.example/feed', 'web', 'Left', NULL, '', {then});
    UPDATE fetch SET etag = 'x', checked = {then}, next_check = {then}, failures = 2, trouble = 'gone astray';
    INSERT INTO story (feed_id, guid, title, author, url, published, arrived, digest, read, starred) VALUES
        (1, 'g1', 'A read story', 'Ada', 'https://a.example/1', {then}, {then}, x'01', 1, 0),
        (1, 'g2', 'A starred story', '', '', {then} + 60, {then}, x'02', 0, 1),
        (1, 'g3', 'A tagged story', '', '', {then} + 120, {then}, x'03', 1, 0),
        (1, 'g4', 'An unread story', '', '', {then} + 180, {then}, x'04', 0, 0),
        (2, 'g5', 'A story of a feed that was left', '', '', {then} + 240, {then}, x'05', 0, 0);
    INSERT INTO story (feed_id, guid, title, published, arrived, digest, gone) VALUES
        (1, 'g6', 'A purged story', {then}, {then}, x'06', 1);
    INSERT INTO body (story_id, format, content, categories)
        SELECT id, 'html', '<p>The text of ' || title || ', <b>naïve</b>.</p>', '["World news"]' FROM story
        WHERE gone = 0;
    INSERT INTO enclosure (story_id, position, url, media_type) VALUES (1, 0, 'https://a.example/1.mp3', 'audio/mpeg');
    INSERT INTO tag (name, folded, used) VALUES ('media/AI', 'media/ai', {then}), ('later', 'later', {then});
    INSERT INTO story_tag (story_id, tag_id) VALUES (3, 1), (3, 2), (5, 1);
    UPDATE feed SET removed = {then} WHERE id = 2;
    INSERT INTO state (key, value) VALUES ('theme', 'nord'), ('folded', '["science"]');
"""

_LATER = {
    2: "INSERT INTO alias (feed_id, guid, story_id) VALUES (1, 'other-1', 1)",
    4: "UPDATE feed SET slowness = 7200 WHERE id = 1",
    6: "INSERT INTO saved_search (name, query, digit, position) VALUES ('Film', 'tag:media/ai is:unread', 4, 0)",
    7: "INSERT INTO rule (query, deeds, position) VALUES ('title:kernel', '{{\"add\": [\"linux\"]}}', 0)",
    8: """
        INSERT INTO note (story_id, text, at) VALUES (4, 'Ask Ada about the widdershins proof.', {then});
        INSERT INTO full_text (story_id, content, at) VALUES (4, '<p>The whole story.</p>', {then});
        INSERT INTO place (story_id, place, at) VALUES (4, 2.5, {then});
    """,
    10: "INSERT INTO version (story_id, title, format, content, until) VALUES (1, 'Before', 'html', {text}, {then})",
    11: "UPDATE feed SET full_text = 1 WHERE id = 1",
    12: "INSERT INTO declined (story_id, tag_id) VALUES (4, 2)",
    13: """
        INSERT INTO journal (at, label, changes, state, origin, undone, taken_back) VALUES ({then}, 'read two', '[]',
            'dropped', 'shell', 1, '[]')
    """,
}
"""What a person could do from a schema on."""


def an_earlier_library(file: Path, version: int) -> None:
    """Put a library of that schema at `file`."""
    with closing(Database(file)) as database:
        define_functions(database)
        database.run("PRAGMA journal_mode = WAL")
        following = list(MIGRATIONS)[version:]
        old = sqlite_utils.Database(database.connection, execute_plugins=False)
        schema._migrations().apply(old, stop_before=following[0] if following else None)
        database.run(f"PRAGMA application_id = {APPLICATION_ID}")
        database.run(f"PRAGMA user_version = {version}")
        with database.transaction():
            for statement in _statements(version):
                database.run(statement)
            for label, changes in _steps(version):
                database.run("INSERT INTO journal (at, label, changes) VALUES (?, ?, ?)", (THEN, label, changes))


def _statements(version: int) -> list[str]:
    texts = [_FIRST, *(text for since, text in _LATER.items() if since <= version)]
    text = zlib.compress(b"<p>What it said before.</p>").hex()
    filled = ";".join(texts).format(then=THEN, text=f"x'{text}'")
    return [statement for statement in filled.split(";") if statement.strip()]


def _steps(version: int) -> list[tuple[str, str]]:
    """The journal: what was done to the stories above, as written then; what a rule did was told apart from 7 on."""
    rule = {"rule": 0} if version >= 7 else {}

    def change(what: str, of: str = "") -> str:
        return json.dumps([{"what": what, "ids": [3], "before": 0, "after": 1, "of": of, **rule}])

    return [("tagged 1 story", change("story.tag", "media/AI")), ("marked 1 story read", change("story.read"))]


_BUT_RESTORED = {"state": f" WHERE key != '{RESTORED}'"}


def held_by(file: Path, columns: dict[str, list[str]] | None = None) -> dict[str, list[tuple[object, ...]]]:
    """What a person did and publishers sent, by table; of the columns named alone, where some are.

    That a backup was restored is neither.
    """
    with closing(sqlite3.connect(file)) as connection:
        shown = columns or columns_of(file)
        return {
            table: connection.execute(
                f"SELECT {', '.join(names)} FROM {table}{_BUT_RESTORED.get(table, '')} ORDER BY {', '.join(names)}"
            ).fetchall()
            for table, names in shown.items()
        }


def columns_of(file: Path) -> dict[str, list[str]]:
    """The columns of each table of PERSONS the file has, but for those counted or looked up from others."""
    with closing(sqlite3.connect(file)) as connection:
        columns = {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "has"]
            for table in PERSONS
        }
    return {table: names for table, names in columns.items() if names}
