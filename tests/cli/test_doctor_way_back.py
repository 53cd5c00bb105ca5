"""What doctor says of a library that is damaged, gone, or cannot be written, and the way back from it."""

import os
import resource
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_line import CommandLine

from reader.library import open_library
from reader.library.database import Database, Parameters, failure


def library_of(reader: CommandLine) -> Path:
    return Path(reader.home) / "data" / "library.db"


@pytest.fixture
def used(reader: CommandLine) -> CommandLine:
    """A command line whose library holds the seeds, a tag, a star and a note."""
    reader("tag", "1", "2", "--add", "media/ai")
    reader("mark", "starred", "1")
    library = open_library(library_of(reader))
    library.notes.write(2, "to be read again", 1)
    library.close()
    return reader


def without_its_beginning(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(bytes(4096) + content[4096:])


def test_doctor_says_what_can_still_be_read_and_what_to_do(used: CommandLine) -> None:
    without_its_beginning(library_of(used))
    said = used("doctor")
    assert said.status == 1
    assert "feeds 2, stories 11, tags on stories 2, notes 1; 'reader doctor --rescue'" in said.out
    assert "no backup is here; 'reader restore FILE' takes one from elsewhere" in said.out


def test_a_rescue_makes_a_new_file_and_leaves_the_old_one_alone(used: CommandLine) -> None:
    file = library_of(used)
    without_its_beginning(file)
    damaged = file.read_bytes()
    said = used("doctor", "--rescue")
    assert said.status == 0, said.err
    assert file.read_bytes() == damaged
    (new,) = file.parent.glob("library-rescued-*.db")
    assert said.out.splitlines()[-1] == f"reader restore {new}"
    assert {"stories: 11", "tags on stories: 2", "stars: 1", "notes: 1"} <= set(said.out.splitlines())
    assert new.stat().st_mode & 0o077 == 0
    file.unlink()
    new.rename(file)
    assert [story["id"] for story in used("list", "tag:media/ai", "--json").json] == [1, 2]
    assert used("doctor").status == 0


def test_a_second_rescue_writes_over_nothing(used: CommandLine) -> None:
    first = used("doctor", "--rescue", "--json").json
    second = used("doctor", "--rescue", "--json").json
    assert first["file"] != second["file"]
    assert Path(first["file"]).exists() and Path(second["file"]).exists()
    assert first["kinds"] == second["kinds"]


def test_where_nothing_can_be_rescued_that_is_said_and_nothing_is_left_behind(used: CommandLine) -> None:
    file = library_of(used)
    file.write_bytes(b"a letter to nobody\n" * 999)
    said = used("doctor", "--rescue")
    assert (said.status, "Nothing of a library can be read" in said.err) == (1, True)
    assert [path.name for path in file.parent.iterdir()] == ["library.db"]


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda file: file.write_bytes(b""), lambda file: shutil.rmtree(file.parent)]
)
@pytest.mark.parametrize("verb", [["list"], ["doctor"], ["add", "https://a.example/"], ["refresh", "--force"]])
def test_a_library_that_has_vanished_is_not_begun_anew_in_silence(
    used: CommandLine, harm: Callable[[Path], None], verb: list[str]
) -> None:
    harm(library_of(used))
    said = used(*verb)
    assert said.status == 1
    assert "nothing was begun anew" in said.out + said.err and "'reader restore'" in said.out + said.err
    assert not library_of(used).exists() or not library_of(used).stat().st_size


def test_a_library_is_begun_anew_where_that_is_wanted(used: CommandLine) -> None:
    library_of(used).unlink()
    (used.home / "state" / "library-was-made").unlink()
    assert len(used("list", "--json").json) == 11


def test_a_first_start_says_nothing_of_that(reader: CommandLine) -> None:
    said = reader("list")
    assert (said.status, said.err) == (0, "")


def test_permissions_that_let_others_in_are_put_right_and_that_is_said(used: CommandLine) -> None:
    file = library_of(used)
    file.chmod(0o644)
    file.parent.chmod(0o777)
    said = used("doctor")
    assert (said.status, stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (
        0,
        0o600,
        0o700,
    )
    assert f"folders: {file.parent} could be written to by anybody (mode 0777)" in said.out


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Let files grow no further in this process, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_without_room_is_found(used: CommandLine) -> None:
    with files_no_larger_than(700_000):
        said = used("doctor")
    assert said.status == 1
    assert "There is no room in" in said.out


def test_a_disk_that_is_nearly_full_is_found(used: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    said = used("doctor")
    assert said.status == 1
    assert "has 0 MiB left: make room soon" in said.out


def test_a_log_that_grew_is_found(used: CommandLine) -> None:
    reading = open_library(library_of(used))  # or else SQLite would clear it away
    reading.state.set("theme", "ours")
    with library_of(used).with_name("library.db-wal").open("r+b") as log:
        log.truncate(100 * 1024 * 1024)
    said = used("doctor")
    reading.close()
    assert "library.db-wal has grown to 100 MiB" in said.out


def test_a_refresh_that_was_killed_is_told_and_is_no_fault(used: CommandLine) -> None:
    library = open_library(library_of(used))
    library._db.run("INSERT INTO lease (pid, host, beat) VALUES (4194304, 'elsewhere', 5)")
    library.close()
    said = used("doctor")
    assert said.status == 0
    assert "the last one was ended before it was done" in said.out


def test_many_damaged_pages_are_told_in_one_line_and_what_the_library_counts_is_left_out(
    used: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = "\n".join(f"Page {number}: btreeInitPage() returns error code 11" for number in range(9, 0, -1))
    run = Database.run

    def check(db: Database, sql: str, parameters: Parameters = ()) -> object:
        damage = sql == "PRAGMA integrity_check"
        return [(f"*** in database main ***\n{pages}",)] if damage else run(db, sql, parameters)

    monkeypatch.setattr(Database, "run", check)
    said = used("doctor")
    (integrity,) = [line for line in said.out.splitlines() if "integrity" in line]
    assert "The file is damaged: Page 9: " in integrity and integrity.endswith(" and 6 more.")
    assert all(line.startswith(("ok  ", "!   ", "Something")) for line in said.out.splitlines())
    assert "all searchable" not in said.out


@pytest.mark.parametrize("options", [(), ("--repair",)])
def test_doctor_sends_nobody_to_doctor(used: CommandLine, options: tuple[str, ...]) -> None:
    without_its_beginning(library_of(used))
    said = used("doctor", *options)
    assert "is damaged" in said.out and "Run 'reader doctor'" not in said.out


def test_where_no_backup_is_here_doctor_sends_nobody_to_look_for_one_in_the_list(used: CommandLine) -> None:
    without_its_beginning(library_of(used))
    assert "no backup is here; 'reader restore FILE' takes one" in used("doctor").out
    assert used("restore").out.startswith(f"There are no backups in {used.home}")


def without_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """What SQLite does on a full disk where it needs a file beside the library's."""

    def refuse(*_: object) -> None:
        raise failure(sqlite3.OperationalError("disk I/O error"), Path("/"))

    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=0, f_frsize=4096))
    monkeypatch.setattr(Database, "run", refuse)


def test_a_full_disk_is_called_full_and_its_library_not_damaged(
    used: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_room(monkeypatch)
    assert "is full: nothing was changed. Make room and try again." in used("list").err
    said = used("doctor")
    assert "is full" in said.out and "rescue" not in said.out and "way back" not in said.out


def test_a_library_of_a_newer_reader_is_not_taken_for_damaged(used: CommandLine) -> None:
    library = open_library(library_of(used))
    library._db.run("PRAGMA user_version = 99")
    library.close()
    said = used("doctor")
    assert said.status == 1
    assert "was made by a newer reader" in said.out and "--rescue" not in said.out


def test_a_rule_that_is_not_understood_stops_no_refresh_and_is_told(used: CommandLine) -> None:
    used("rules", "add", "proof", "--add", "maths")
    library = open_library(library_of(used))
    library._db.run("UPDATE rule SET query = '('")
    library.close()
    assert used("refresh", "--force", "--json").status == 0
    said = used("doctor")
    assert said.status == 1 and "rule 1: its query, (, is not understood" in said.out


def test_doctor_goes_on_whatever_a_damaged_library_leads_to(used: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def makes_no_sense(*_: object) -> None:
        raise TypeError("'int' and 'NoneType'")

    monkeypatch.setattr("reader.library.feeds.Feeds.all", makes_no_sense)
    said = used("doctor", "--repair")
    assert said.status == 1
    assert "something in it makes no sense" in said.out and "--rescue" in said.out and "terminal:" in said.out
