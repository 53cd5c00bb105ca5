"""Opening the library: new, old, newer, foreign, damaged, locked; and what survives."""

import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import LibraryError
from reader.library import database, open_library
from reader.library.migrations import MIGRATIONS
from reader.library.schema import VERSION
from reader.query import parse


def test_a_new_library_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "library.db"
    open_library(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_newer_library_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    a_library(tmp_path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 7}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match=r"newer reader.*upgrade"):
        open_library(path)
    assert path.read_bytes() == before


def a_library_of_version_1(path: Path) -> None:
    """Make the file as the first schema did, with a feed that has been checked."""
    import sqlite_utils

    from reader.library import schema
    from reader.library.database import APPLICATION_ID

    old = sqlite_utils.Database(path)
    schema._migrations().apply(old, stop_before="m002_politeness")
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute("PRAGMA user_version = 1")
    old.execute("INSERT INTO feed (url, kind, title, added) VALUES ('https://a.example/feed', 'web', 'A', 1)")
    old.execute("UPDATE fetch SET etag = 'x', checked = 5, next_check = 9, failures = 2, trouble = 'gone astray'")
    old.conn.commit()
    old.close()


def test_a_library_of_version_1_becomes_a_current_one_with_all_it_held(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    a_library_of_version_1(path)
    library = open_library(path)
    assert library._db.value("PRAGMA user_version") == VERSION
    (feed,) = library.feeds.all()
    assert (feed.checked, feed.next_check, feed.failures, feed.trouble) == (5, 9, 2, "gone astray")
    assert not feed.next_check_asked
    assert (feed.trouble_since, feed.paused, feed.slowness) == (None, False, 0)
    assert library.checks.state(feed.id).validators.etag == "x"
    assert library.problems() == []
    library.close()
    a_library(tmp_path / "new").close()
    assert schema_of(path) == schema_of(tmp_path / "new" / "library.db")


def schema_of(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    return rows


def test_the_number_of_the_schema_is_that_of_its_migrations() -> None:
    assert len(MIGRATIONS) == VERSION


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(LibraryError, match="another program"):
        open_library(path)


@pytest.mark.parametrize(
    "content", [b"this is no database, it is a letter" * 40, b"SQLite format 3\0" + b"\xff" * 4000]
)
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match=r"library\.db is damaged"):
        open_library(path)
    assert path.read_bytes() == content


def test_a_migration_that_cannot_be_done_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    library._db.run("DROP TABLE _sqlite_migrations")
    library._db.run("PRAGMA user_version = 3")
    library.close()
    before = schema_of(tmp_path / "library.db")
    with pytest.raises(LibraryError, match="already exists"):
        open_library(tmp_path / "library.db")
    assert schema_of(tmp_path / "library.db") == before


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="is a folder"):
        open_library(tmp_path)


def test_a_read_only_library_can_be_read_and_says_why_it_cannot_be_written(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    (story,) = keep(library, a_feed(library), a_story())
    library._db.run("PRAGMA query_only = ON")
    with pytest.raises(LibraryError, match="read-only: nothing was changed"):
        library.stories.mark_read([story], NOW)
    assert library.stories.get(story).title
    library.close()


def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    feed = a_feed(library)
    pages = library._db.value("PRAGMA page_count")
    library._db.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LibraryError, match="full: nothing was changed"), library.transaction():
        for number in range(500):
            library.incoming.insert(feed, a_story(f"Story {number}", content="x" * 5000), NOW, b"", NOW)
    assert library.tally().stories == 0
    assert library.problems() == []
    library.close()


def test_a_failure_inside_a_transaction_takes_all_of_it_back(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    feed = a_feed(library)
    with pytest.raises(RuntimeError), library.transaction():
        library.incoming.insert(feed, a_story(), NOW, b"", NOW)
        raise RuntimeError
    assert library.tally().stories == 0
    library.close()


def test_another_connection_sees_what_is_written_and_that_it_was(tmp_path: Path) -> None:
    one, two = a_library(tmp_path), a_library(tmp_path)
    before = two.data_version()
    keep(one, a_feed(one), a_story())
    assert two.data_version() != before
    assert two.tally().stories == 1
    one.close()
    two.close()


def test_two_processes_may_make_the_library_at_once(tmp_path: Path) -> None:
    code = "import sys, pathlib, reader.library as x; x.open_library(pathlib.Path(sys.argv[1])).close()"
    command = [sys.executable, "-c", code, str(tmp_path / "library.db")]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * 4


def test_a_writer_waits_for_another_and_then_writes(tmp_path: Path) -> None:
    one, two = a_library(tmp_path), open_library(tmp_path / "library.db")
    feed = a_feed(one)
    writing, release = threading.Event(), threading.Event()

    def hold() -> None:
        holder = open_library(tmp_path / "library.db")
        with holder.transaction():
            writing.set()
            release.wait(10)
        holder.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert writing.wait(10)
    assert two.stories.count(parse("")) == 0  # reading waits for nobody
    threading.Timer(0.05, release.set).start()
    keep(one, feed, a_story())
    assert two.tally().stories == 1
    thread.join()
    one.close()
    two.close()


def test_a_writer_that_never_gets_its_turn_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.02)
    one, two = a_library(tmp_path), a_library(tmp_path)
    with one.transaction(), pytest.raises(LibraryError, match="being written by another program"):
        a_feed(two)
    assert one.feeds.all() == []
    one.close()
    two.close()
