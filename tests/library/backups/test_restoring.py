"""A backup is put back whole or not at all, what was there is kept, and who has the library open sees it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import LibraryError
from reader.library import Library, database, open_library
from reader.library.backups import restoring
from reader.library.backups.collection import ASKED, Backup, add_backup, back_up, folder_beside
from reader.library.backups.contents import look_into
from reader.library.backups.restoring import restore
from reader.library.refresh_state.lease import Holder, this_process
from reader.library.schema import VERSION
from reader.query import parse


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An open library with three stories."""
    opened = a_library(tmp_path)
    keep(opened, a_feed(opened), *(a_story(f"Story {number}") for number in range(3)))
    return opened


def a_backup_before_more_came(library: Library) -> Path:
    """Make a backup of three stories; after it, a fourth comes and the first is tagged."""
    backup = back_up(library.path, ASKED, NOW).file
    keep(library, library.feeds.all()[0].id, a_story("After"))
    library.tags.apply(list(library.stories.ids(parse("title:0"))), ["after"], [], NOW)
    return backup


def damage(file: Path) -> bytes:
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 8192)
    return file.read_bytes()


def test_who_has_the_library_open_sees_what_was_restored(library: Library, tmp_path: Path) -> None:
    backup = a_backup_before_more_came(library)
    other = a_library(tmp_path)
    before = library.data_version()
    restored = restore(backup, library.path, NOW)
    assert library.data_version() != before
    for opened in (library, other):
        assert (opened.tally().stories, opened.tags.all(), opened.problems()) == (3, [], [])
    assert library._db.value("PRAGMA journal_mode") == "wal"
    assert keep(other, other.feeds.all()[0].id, a_story("Later")) and library.tally().stories == 4
    assert restored.kept is not None and look_into(restored.kept).stories == 4
    restore(restored.kept, library.path, NOW + 1)
    assert [story.title for story in library.stories.rows(list(library.stories.ids(parse("tag:after"))))] == ["Story 0"]
    other.close()
    library.close()


def test_a_reader_in_the_middle_of_a_question_is_not_disturbed(library: Library, tmp_path: Path) -> None:
    backup = a_backup_before_more_came(library)
    other = a_library(tmp_path)
    with_answers = other._db.rows("SELECT title FROM story ORDER BY id")
    assert next(with_answers)[0] == "Story 0"
    restore(backup, library.path, NOW)
    assert [row[0] for row in with_answers] == ["Story 1", "Story 2", "After"]
    assert other.tally().stories == 3
    other.close()
    library.close()


def test_a_writer_is_waited_for_and_one_that_never_ends_is_named(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = a_backup_before_more_came(library)
    monkeypatch.setattr(restoring, "BUSY_SECONDS", 0.05)
    with library.transaction(), pytest.raises(LibraryError, match="being written by another program"):
        restore(backup, library.path, NOW)
    assert library.tally().stories == 4
    library.close()


def test_during_a_refresh_nothing_is_restored(library: Library) -> None:
    backup = a_backup_before_more_came(library)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        library.lease.acquire(Holder(other.pid, this_process().host), NOW)
        with pytest.raises(LibraryError, match=rf"Feeds are being refreshed \(process {other.pid}"):
            restore(backup, library.path, NOW)
        other.kill()
    assert library.tally().stories == 4
    library.close()


def test_a_lost_library_comes_back(library: Library) -> None:
    backup = back_up(library.path, ASKED, NOW).file
    library.close()
    library.path.unlink()
    assert restore(backup, library.path, NOW).kept is None
    again = open_library(library.path)
    assert (again.tally().stories, again.problems(), library.path.stat().st_mode & 0o777) == (3, [], 0o600)
    again.close()


@pytest.mark.parametrize(
    "spoil",
    [damage, lambda file: file.write_bytes(b""), lambda file: file.write_bytes(b"a letter" * 999)],
    ids=["damaged", "empty", "no library"],
)
def test_a_library_that_is_none_any_more_is_put_aside_whole(library: Library, spoil: Callable[[Path], object]) -> None:
    backup = back_up(library.path, ASKED, NOW).file
    library.close()
    spoil(library.path)
    ill = library.path.read_bytes()
    restored = restore(backup, library.path, NOW)
    assert restored.damaged and restored.kept is not None
    assert (restored.kept.name, restored.kept.read_bytes()) == ("library-damaged-2026-11-22T120000Z.db", ill)
    again = open_library(library.path)
    assert (again.tally().stories, again.problems()) == (3, [])
    again.close()
    assert {file.name for file in library.path.parent.iterdir()} == {"library.db", restored.kept.name, "backups"}


def test_newest_changes_beside_a_damaged_library_go_aside_with_it(library: Library, tmp_path: Path) -> None:
    """They must not be taken for those of the library that takes its place."""
    backup = a_backup_before_more_came(library)
    lost = tmp_path / "crashed"
    lost.mkdir()
    for name in ("library.db", "library.db-wal"):
        shutil.copyfile(tmp_path / name, lost / name)
    library.close()
    changes = (lost / "library.db-wal").read_bytes()
    damage(lost / "library.db")
    (lost / "library.db").write_bytes(b"x" * 9999)
    restored = restore(backup, lost / "library.db", NOW)
    assert restored.kept is not None
    assert restored.kept.with_name(restored.kept.name + "-wal").read_bytes() == changes
    again = open_library(lost / "library.db")
    assert (again.tally().stories, again.problems()) == (3, [])
    again.close()


def test_newest_changes_of_a_library_that_is_gone_are_not_taken_for_those_of_the_restored_one(library: Library) -> None:
    backup = a_backup_before_more_came(library)
    changes = library.path.with_name("library.db-wal").read_bytes()
    library.close()
    library.path.unlink()
    library.path.with_name("library.db-wal").write_bytes(changes)
    assert restore(backup, library.path, NOW).kept is None
    assert library.path.with_name("library-damaged-2026-11-22T120000Z.db-wal").read_bytes() == changes
    again = open_library(library.path)
    assert (again.tally().stories, again.problems()) == (3, [])
    again.close()


def test_a_library_behind_a_link_is_replaced_where_it_is(library: Library, tmp_path: Path) -> None:
    backup = back_up(library.path, ASKED, NOW).file
    library.close()
    elsewhere = tmp_path / "disk"
    elsewhere.mkdir()
    library.path.rename(elsewhere / "real.db")
    library.path.symlink_to(elsewhere / "real.db")
    damage(library.path)
    assert restore(backup, library.path, NOW).kept == elsewhere / "real-damaged-2026-11-22T120000Z.db"
    assert library.path.is_symlink() and look_into(library.path).stories == 3


OPEN = "import sys, sqlite3; sqlite3.connect(sys.argv[1]).execute('SELECT 1 FROM feed').fetchall(); print(); input()"


def test_a_damaged_library_that_is_open_elsewhere_is_left_where_it_is(library: Library) -> None:
    """The other program would remove the newest changes of what took its place, as those of its own."""
    backup = back_up(library.path, ASKED, NOW).file
    library.close()
    command = [sys.executable, "-c", OPEN, str(library.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline()
        ill = damage(library.path)
        with pytest.raises(LibraryError, match="is damaged and open in another program: nothing was changed"):
            restore(backup, library.path, NOW)
        other.kill()
    assert library.path.read_bytes() == ill
    assert restore(backup, library.path, NOW).damaged


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda file: file.unlink(), "not there"),
        (lambda file: file.write_bytes(b""), "not a library of reader"),
        (lambda file: file.write_bytes(b"dear" * 999), "damaged: file is not a database"),
        (damage, "damaged: .*Page 2"),
        (lambda file: os.truncate(file, 60_000), "damaged: "),
        (lambda file: make_newer(file), rf"a newer reader made it \(schema {VERSION + 1}, this one knows {VERSION}\)"),
    ],
    ids=["missing", "empty", "letter", "damaged", "cut", "newer"],
)
def test_what_cannot_be_restored_is_said_and_changes_nothing(
    library: Library, spoil: Callable[[Path], object], sentence: str
) -> None:
    backup = back_up(library.path, ASKED, NOW).file
    spoil(backup)
    with pytest.raises(LibraryError, match=sentence):
        restore(backup, library.path, NOW)
    assert library.tally().stories == 3
    library.close()
    names = {file.name for file in folder_beside(library.path).iterdir()} - {backup.name}
    assert names <= {".lock"}


def make_newer(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()


def test_the_library_itself_is_no_backup(library: Library) -> None:
    with pytest.raises(LibraryError, match="is the library itself"):
        restore(library.path, library.path, NOW)
    library.close()


def test_a_library_of_a_newer_reader_is_kept_and_its_older_backup_comes_back(library: Library) -> None:
    """The way back after an upgrade that went wrong: the older program restores what it made before."""
    backup = back_up(library.path, ASKED, NOW).file
    library.close()
    make_newer(library.path)
    with pytest.raises(LibraryError, match="newer reader"):
        open_library(library.path)
    restored = restore(backup, library.path, NOW)
    assert restored.kept is not None and look_into(restored.kept).schema == VERSION + 1
    open_library(library.path).close()


def test_a_disk_that_fills_up_while_restoring_leaves_what_was_there(library: Library) -> None:
    backup = a_backup_before_more_came(library)
    library.close()
    with sqlite3.connect(library.path) as shorter:
        pages = shorter.execute("PRAGMA page_count").fetchone()[0]
    shorter.close()
    connect = database.Database._connect

    def narrow(self: database.Database) -> sqlite3.Connection:
        connection = connect(self)
        if self.path == library.path:
            connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with pytest.MonkeyPatch.context() as full:
        full.setattr(database.Database, "_connect", narrow)
        bigger = folder_beside(library.path) / "bigger.db"
        shutil.copyfile(backup, bigger)
        with sqlite3.connect(bigger) as connection:
            connection.execute("CREATE TABLE filler (x)")
            connection.executemany("INSERT INTO filler VALUES (?)", [("x" * 4000,)] * 300)
        connection.close()
        with pytest.raises(LibraryError):
            restore(bigger, library.path, NOW)
    again = open_library(library.path)
    assert (again.tally().stories, again.problems()) == (4, [])
    again.close()


KILLED = """
    import os, signal, sqlite3, sys, time
    from pathlib import Path
    from reader.library.backups import restoring
    how, backup, library = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    if how == "pages":
        backed_up = sqlite3.Connection.backup
        class Fatal(sqlite3.Connection):
            def backup(self, target, **options):
                if str(library) == target.execute("PRAGMA database_list").fetchone()[2]:
                    options |= {"pages": 20, "progress": die}
                backed_up(self, target, **options)
        connect = sqlite3.connect
        sqlite3.connect = lambda *given, **named: connect(*given, **{"factory": Fatal} | named)
    elif how == "aside":
        Path.replace = die
    restoring.restore(backup, library, int(sys.argv[4]))
"""


@pytest.mark.parametrize("how", ["pages", "aside"])
def test_a_restoring_that_is_killed_leaves_what_was_there_and_can_be_begun_again(library: Library, how: str) -> None:
    backup = a_backup_before_more_came(library)
    library.close()
    ill = damage(library.path) if how == "aside" else b""
    code = "\n".join(line[4:] for line in KILLED.splitlines())
    ended = subprocess.run([sys.executable, "-c", code, how, backup, library.path, str(NOW)], check=False)
    assert ended.returncode == -9
    if how == "aside":
        assert library.path.read_bytes() == ill
    else:
        opened = open_library(library.path)
        assert (opened.tally().stories, opened.problems()) == (4, [])
        opened.close()
    restore(backup, library.path, NOW)  # in the same second
    opened = open_library(library.path)
    assert (opened.tally().stories, opened.problems()) == (3, [])
    opened.close()
    assert not list(library.path.parent.rglob("*.unfinished*"))


@pytest.mark.parametrize("size", [1024, 8192])
def test_a_backup_in_pages_of_another_size_is_restored_too(library: Library, size: int) -> None:
    backup = a_backup_before_more_came(library)
    with sqlite3.connect(backup, isolation_level=None) as connection:
        connection.execute(f"PRAGMA page_size = {size}")
        connection.execute("VACUUM")
    connection.close()
    restore(backup, library.path, NOW)
    assert (library.tally().stories, library.problems()) == (3, [])
    assert not [*folder_beside(library.path).glob("*.unfinished*")]


def test_a_refresh_that_begins_while_a_backup_is_made_is_not_restored_under(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = a_backup_before_more_came(library)

    def refreshing_meanwhile(*arguments: object) -> Backup:
        made = add_backup(*arguments)  # type: ignore[arg-type]
        library.lease.acquire(Holder(1, this_process().host), NOW)
        return made

    monkeypatch.setattr(restoring, "add_backup", refreshing_meanwhile)
    with pytest.raises(LibraryError, match="Feeds are being refreshed"):
        restore(backup, library.path, NOW)
    assert library.tally().stories == 4
