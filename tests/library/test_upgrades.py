"""A library of every earlier schema opens with all it held, after a backup; what stops that leaves the old one."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from builders import NOW, a_library
from earlier_libraries import PERSONS, VERSIONS, an_earlier_library, columns_of, held_by

from reader.errors import LibraryError
from reader.library import Library, database, open_library, schema
from reader.library.backups.collection import backups_in, folder_beside
from reader.library.backups.contents import look_into
from reader.library.backups.restoring import restore
from reader.library.schema import VERSION
from reader.query import parse

OLD = range(1, VERSION)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


def schema_of(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def tables_of(file: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def titles(library: Library, query: str) -> list[str]:
    return [story.title for story in library.stories.rows(list(library.stories.ids(parse(query))))]


def test_the_tables_with_what_a_person_did_are_all_that_are_not_worked_out(file: Path) -> None:
    """A table that comes later is named here, or in PERSONS: then every earlier library is looked at for it."""
    a_library(file.parent).close()
    worked_out = {"fetch", "tally", "host", "lease", "document", "indexed", "unindexed", "_sqlite_migrations"}
    known = worked_out | set(PERSONS)
    with closing(sqlite3.connect(file)) as connection:
        found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in found if not name.startswith(("search", "sqlite_"))} == known


@pytest.mark.parametrize("version", VERSIONS)
def test_everything_is_there_after_an_upgrade(file: Path, version: int) -> None:
    an_earlier_library(file, version)
    columns, before = columns_of(file), held_by(file)
    library = open_library(file)
    assert held_by(file, columns) == before
    library.search_index.catch_up()
    assert library.problems() == []
    assert library._db.run("PRAGMA foreign_key_check").fetchall() == []
    assert titles(library, "is:starred") == ["A starred story"]
    assert titles(library, "tag:media") == ["A story of a feed that was left", "A tagged story"]
    assert titles(library, "is:unread tag:none") == ["An unread story", "A starred story"]
    assert titles(library, "text naive read category:world") == ["A read story"]
    assert library.feeds.all()[0].title == "My Quanta"
    assert [step.label for step in library.journal.steps(9)] == ["marked 1 story read", "tagged 1 story"]
    assert (library.tally().stories, library.state.texts("folded")) == (5, ["science"])
    if version >= 6:
        assert [search.name for search in library.saved_searches.all()] == ["Film"]
    if version >= 8:
        assert library.notes.get(library.stories.get(4).id) and titles(library, "widdershins") == ["An unread story"]
    library.close()
    a_library(file.parent / "new").close()
    assert tables_of(file) == tables_of(file.parent / "new" / "library.db")


@pytest.mark.parametrize("version", OLD)
def test_what_was_done_before_an_upgrade_can_be_undone_after_it(file: Path, version: int) -> None:
    an_earlier_library(file, version)
    library = open_library(file)
    assert [library.journal.undo(NOW).label for _ in range(2)] == ["marked 1 story read", "tagged 1 story"]  # type: ignore[union-attr]
    assert titles(library, "is:unread tag:later") == ["A tagged story"]
    assert titles(library, "title:tagged tag:media") == []
    library.journal.redo(NOW)
    library.journal.redo(NOW)
    library.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_from_before_an_upgrade_is_there_and_leads_back(file: Path, version: int) -> None:
    an_earlier_library(file, version)
    before = held_by(file)
    open_library(file).close()
    backups = backups_in(folder_beside(file))
    if version == VERSION:
        assert backups == []
        return
    (backup,) = backups
    assert backup.why == f"before-schema-{VERSION}"
    assert (look_into(backup.file).schema, look_into(backup.file).problem) == (version, "")
    assert held_by(backup.file) == before
    library = open_library(file)
    library.stories.mark_read(list(library.stories.ids(parse("is:unread"))), NOW)
    restore(backup.file, file, NOW)
    assert titles(library, "is:unread tag:none") == [
        "An unread story",
        "A starred story",
    ]  # in the open one, of today's schema
    library.close()
    assert held_by(file, columns_of(backup.file)) == before
    assert not list(file.parent.rglob("*.unfinished*"))


def test_backups_from_before_two_upgrades_are_kept(file: Path) -> None:
    folder_beside(file).mkdir()
    for day, version in enumerate((5, 7, 9), start=1):
        an_earlier_library(
            folder_beside(file) / f"library-2026-01-0{day}T000000Z-before-schema-{version}.db", version - 1
        )
    an_earlier_library(file, 9)
    open_library(file).close()
    assert [backup.why for backup in backups_in(folder_beside(file))] == [f"before-schema-{VERSION}", "before-schema-9"]


def failing_at(step: int) -> Callable[[Sequence[str]], Callable[[object], None]]:
    """What stands in for the making of a migration, and fails at so many statements from the first."""
    left = [step]

    def executing(statements: Sequence[str]) -> Callable[[object], None]:
        def execute(db: object) -> None:
            for statement in statements:
                if not left[0]:
                    raise sqlite3.OperationalError("disk I/O error")
                left[0] -= 1
                db.execute(statement)  # type: ignore[attr-defined]

        return execute

    return executing


@pytest.mark.parametrize(("version", "stride"), [(1, 7), (VERSION // 2, 5), (VERSION - 1, 1)])
def test_an_upgrade_that_fails_at_any_statement_leaves_the_old_library(
    file: Path, version: int, stride: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_earlier_library(file, version)
    before, tables = held_by(file), tables_of(file)
    for step in range(0, 500, stride):
        with monkeypatch.context() as failing:
            failing.setattr(schema, "_executing", failing_at(step))
            try:
                open_library(file).close()
            except LibraryError:
                assert (held_by(file), tables_of(file), schema_of(file)) == (before, tables, version)
                assert backups_in(folder_beside(file)) == []
            else:
                break
    assert step > 0 and schema_of(file) == VERSION


KILLED = """
    import os, signal, sqlite3, sys
    from pathlib import Path
    from reader.library import open_library, schema
    from reader.library.backups import collection, copying
    from reader.library.database import Database
    when, file = sys.argv[1], Path(sys.argv[2])
    die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    if when == "backup":
        copying._put_on_disk = die
    elif when == "statements":
        left = iter(range(20))
        executing = schema._executing
        counted = lambda statements: [one for one in statements if next(left, None) is not None or die()]
        schema._executing = lambda statements: executing(counted(statements))
    elif when == "commit":
        run = Database.run
        Database.run = lambda self, sql, *rest: die() if sql == "COMMIT" else run(self, sql, *rest)
    open_library(file)
    die()
"""


@pytest.mark.parametrize("when", ["backup", "statements", "commit", "after"])
def test_an_upgrade_that_is_killed_leaves_the_old_library_or_the_new_one(file: Path, when: str) -> None:
    an_earlier_library(file, 3)
    columns, before = columns_of(file), held_by(file)
    code = "\n".join(line[4:] for line in KILLED.splitlines())
    ended = subprocess.run([sys.executable, "-c", code, when, str(file)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert schema_of(file) == (VERSION if when == "after" else 3)
    assert held_by(file, columns) == before
    library = open_library(file)
    assert library.problems() == []
    library.close()
    assert held_by(file, columns) == before
    assert all(not look_into(backup.file).problem for backup in backups_in(folder_beside(file)))
    assert not list(file.parent.rglob("*.unfinished*"))


def test_two_programs_that_open_an_old_library_at_once_upgrade_it_once(file: Path) -> None:
    an_earlier_library(file, 2)
    columns, before = columns_of(file), held_by(file)
    code = "import sys, pathlib, reader.library as x; x.open_library(pathlib.Path(sys.argv[1])).close()"
    command = [sys.executable, "-c", code, str(file)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate()[1] for process in processes] == [""] * 4
    assert (schema_of(file), held_by(file, columns)) == (VERSION, before)
    assert len(backups_in(folder_beside(file))) == 1


def refused(file: Path, sentence: str) -> None:
    """Check that the library is not upgraded, is as it was, and nothing lies beside it."""
    before, names = file.read_bytes(), {path.name for path in file.parent.iterdir()}
    with pytest.raises(LibraryError, match=sentence) as caught:
        open_library(file)
    assert "\n" not in str(caught.value)
    assert file.read_bytes() == before
    assert {path.name for path in file.parent.iterdir()} - {"backups"} == names - {"backups"}
    assert not folder_beside(file).is_dir() or [path.name for path in folder_beside(file).iterdir()] in ([], [".lock"])


def test_without_room_for_a_backup_a_library_is_not_upgraded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_earlier_library(file, 5)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 9))
        refused(
            file, r"no room for a backup .* Make room .* must be changed for this version; nothing was, without one"
        )
    open_library(file).close()


def test_without_a_folder_for_backups_a_library_is_not_upgraded(file: Path) -> None:
    an_earlier_library(file, 5)
    folder_beside(file).write_text("in the way")
    refused(file, "for backups cannot be written: File exists")
    folder_beside(file).unlink()
    open_library(file).close()


def test_a_disk_that_fills_up_during_an_upgrade_leaves_the_old_library(file: Path) -> None:
    an_earlier_library(file, 5)
    with closing(sqlite3.connect(file)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connect = database.Database._connect

    def narrow(self: database.Database) -> sqlite3.Connection:
        connection = connect(self)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with pytest.MonkeyPatch.context() as full:
        full.setattr(database.Database, "_connect", narrow)
        with pytest.raises(LibraryError, match=r"The disk that holds .* is full: nothing was changed"):
            open_library(file)
    assert schema_of(file) == 5
    assert backups_in(folder_beside(file)) == []
    open_library(file).close()


def test_a_read_only_library_of_an_earlier_schema_is_named_and_left_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_earlier_library(file, 5)
    with monkeypatch.context() as forbidden:
        forbidden.setattr(os, "access", lambda *_: False)
        refused(file, "is read-only: nothing was changed")
    open_library(file).close()
