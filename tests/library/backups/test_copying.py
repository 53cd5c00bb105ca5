"""A copy of a library is whole, sound and in its place at once, or not there at all."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep

from reader.errors import LibraryError
from reader.library.backups import copying
from reader.library.backups.contents import look_into
from reader.library.backups.copying import copy_library


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The file of a library with three stories, one of them starred."""
    filled = a_library(tmp_path)
    ids = keep(filled, a_feed(filled), *(a_story(f"Story {number}") for number in range(3)))
    filled.stories.star(ids[:1], NOW)
    filled.close()
    return filled.path


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_copy_holds_what_was_there_in_one_file_for_its_owner_alone(library: Path, tmp_path: Path) -> None:
    copy_library(library, tmp_path / "copy.db")
    assert (look_into(tmp_path / "copy.db").stories, look_into(tmp_path / "copy.db").problem) == (3, "")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert names(tmp_path) == {"library.db", "copy.db"}


def test_a_copy_has_changes_that_are_not_in_the_librarys_own_file_yet(library: Path, tmp_path: Path) -> None:
    opened = a_library(tmp_path)
    keep(opened, a_feed(opened, "Other"), a_story("Just come"))
    assert library.with_name("library.db-wal").stat().st_size
    copy_library(library, tmp_path / "copy.db")
    opened.close()
    assert look_into(tmp_path / "copy.db").stories == 4


def test_writers_go_on_while_a_copy_is_made_and_it_shows_one_moment(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer commits between any two pages; the copy has none of it, and does not begin anew for it."""
    writer = a_library(tmp_path)
    feed = a_feed(writer, "Busy")
    batches: list[int] = []
    backup = copying._PAGES
    monkeypatch.setattr(copying, "_PAGES", 1)
    opened = sqlite3.Connection.backup

    class Watched(sqlite3.Connection):
        def backup(self, target: sqlite3.Connection, **options: object) -> None:
            def write(*_: int) -> None:
                if len(batches) < 30:
                    keep(writer, feed, a_story(f"Meanwhile {len(batches)}"))
                batches.append(1)

            opened(self, target, pages=1, progress=write)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **{"factory": Watched} | named))
    pages = writer._db.value("PRAGMA page_count")
    copy_library(library, tmp_path / "copy.db")
    monkeypatch.undo()
    assert (writer.tally().stories, backup) == (33, copying._PAGES)
    writer.close()
    assert look_into(tmp_path / "copy.db").stories == 3
    assert len(batches) <= pages + 1


def test_a_copy_never_goes_over_a_file_that_is_there(library: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    (tmp_path / "nowhere.db").symlink_to("gone.db")
    for name in ("letter.txt", "library.db", "nowhere.db"):
        with pytest.raises(LibraryError, match="is there already and was left alone"):
            copy_library(library, tmp_path / name)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_a_damaged_library_makes_no_backup_that_is_damaged_too(library: Path, tmp_path: Path) -> None:
    with library.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    with pytest.raises(LibraryError, match=r"damaged.*No backup was made"):
        copy_library(library, tmp_path / "copy.db")
    assert names(tmp_path) == {"library.db"}


def test_where_nothing_is_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="There is no library"):
        copy_library(tmp_path / "library.db", tmp_path / "copy.db")
    assert names(tmp_path) == set()
    (tmp_path / "library.db").touch()
    with pytest.raises(LibraryError, match="nothing to make a backup of"):
        copy_library(tmp_path / "library.db", tmp_path / "copy.db")
    assert names(tmp_path) == {"library.db"}


def test_a_copy_is_not_begun_where_the_disk_has_no_room_for_it(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = copying.size_of(library) + copying._SPARE - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, free))
    with pytest.raises(LibraryError, match=r"no room for a backup in .*: it needs 1\d MiB, and 1\d MiB are free"):
        copy_library(library, tmp_path / "copy.db")
    assert names(tmp_path) == {"library.db"}


def test_a_folder_that_cannot_be_written_is_named(library: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="could not be written: No such file or directory"):
        copy_library(library, tmp_path / "gone" / "copy.db")
    with pytest.raises(LibraryError, match="could not be written: Not a directory"):
        copy_library(library, library / "copy.db")


LIMITED = """
    import resource, signal, sys
    from pathlib import Path
    from reader.errors import LibraryError
    from reader.library.backups.copying import copy_library
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        copy_library(Path(sys.argv[1]), Path(sys.argv[2]))
    except LibraryError as error:
        print(error)
"""


def test_a_disk_that_fills_up_half_way_leaves_nothing_and_says_so(library: Path, tmp_path: Path) -> None:
    code = "\n".join(line[4:] for line in LIMITED.splitlines())
    command = [sys.executable, "-c", code, str(library), str(tmp_path / "copy.db")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "copy.db could not be written" in said and said.count("\n") == 1
    assert names(tmp_path) == {"library.db"}


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from reader.library.backups import copying
    copying._put_on_disk = lambda path: os.kill(os.getpid(), signal.SIGKILL)
    copying.copy_library(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_what_a_killed_copy_leaves_is_no_backup_and_in_nobodys_way(library: Path, tmp_path: Path) -> None:
    code = "\n".join(line[4:] for line in KILLED.splitlines())
    ended = subprocess.run([sys.executable, "-c", code, library, tmp_path / "copy.db"], env=os.environ, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert names(tmp_path) - {"library.db-wal", "library.db-shm"} == {"library.db", "copy.db.unfinished"}
    copy_library(library, tmp_path / "copy.db")
    assert look_into(tmp_path / "copy.db").stories == 3
    assert names(tmp_path) == {"library.db", "copy.db"}
