"""The backups beside the library: once a day, few, none twice, and those that were asked for stay."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import LibraryError
from reader.library.backups.collection import (
    ASKED,
    DAY,
    Backup,
    alone,
    back_up,
    back_up_daily,
    backups_in,
    folder_beside,
    folder_problem,
    last_failure,
    superseded,
)

LATER = NOW + DAY
"""When a library begun at NOW is old enough for its first daily backup."""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    filled = a_library(tmp_path)
    keep(filled, a_feed(filled), a_story())
    filled.close()
    return filled.path


def made(library: Path) -> list[str]:
    return [backup.file.name for backup in backups_in(folder_beside(library))]


def test_a_backup_is_made_once_a_day_and_first_when_the_library_is_a_day_old(library: Path) -> None:
    assert back_up_daily(library, 5, LATER - 1) is None
    first = back_up_daily(library, 5, LATER)
    file = folder_beside(library) / "library-2026-11-23T120000Z.db"
    assert first == Backup(file, LATER, "", file.stat().st_size)
    assert back_up_daily(library, 5, LATER + DAY - 1) is None
    assert back_up_daily(library, 5, LATER + DAY) is not None
    assert made(library) == ["library-2026-11-24T120000Z.db", "library-2026-11-23T120000Z.db"]
    assert stat.S_IMODE(folder_beside(library).stat().st_mode) == 0o700


def test_none_is_made_where_none_is_wanted(library: Path) -> None:
    assert back_up_daily(library, 0, LATER) is None
    assert not folder_beside(library).exists()


def test_a_library_without_feeds_has_nothing_to_lose(tmp_path: Path) -> None:
    a_library(tmp_path).close()
    assert back_up_daily(tmp_path / "library.db", 5, LATER) is None


def test_one_that_was_asked_for_stays_and_does_not_put_off_the_daily_one(library: Path) -> None:
    asked = [back_up(library, ASKED, LATER).file for _ in range(3)]
    assert [file.name for file in asked] == [f"library-2026-11-23T12000{second}Z-asked.db" for second in range(3)]
    for day in range(9):
        assert back_up_daily(library, 1, LATER + day * DAY)
    assert [name for name in made(library) if "asked" not in name] == ["library-2026-12-01T120000Z.db"]
    assert all(file.exists() for file in asked)


def test_while_another_process_makes_one_no_second_is_made(library: Path) -> None:
    with alone(folder_beside(library)):
        assert back_up_daily(library, 5, LATER) is None
    assert made(library) == []
    assert back_up_daily(library, 5, LATER)


def test_a_backup_that_cannot_be_made_is_remembered_and_tried_again_hours_later(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 9))
        with pytest.raises(LibraryError, match="no room"):
            back_up_daily(library, 5, LATER)
    assert "There is no room for a backup" in last_failure(library)
    assert back_up_daily(library, 5, LATER + DAY // 4 - 1) is None
    assert back_up_daily(library, 5, LATER + DAY // 4)
    assert last_failure(library) == ""


def test_a_folder_that_may_not_be_written_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as forbidden:
        forbidden.setattr(os, "open", refuse)
        with pytest.raises(LibraryError, match=r"for backups cannot be written: Permission denied"):
            back_up(library, ASKED, NOW)
    assert made(library) == []


def test_a_file_in_the_place_of_the_folder_is_named(library: Path) -> None:
    folder_beside(library).write_text("mine")
    with pytest.raises(LibraryError, match="for backups cannot be written: File exists"):
        back_up(library, ASKED, NOW)
    assert folder_beside(library).read_text() == "mine"


def test_what_is_left_of_a_backup_that_was_killed_goes_with_the_next(library: Path) -> None:
    folder_beside(library).mkdir()
    for name in ("library-2026-11-20T120000Z.db.unfinished", "library-2026-11-20T120000Z.db.unfinished-journal"):
        (folder_beside(library) / name).write_bytes(b"half")
    (folder_beside(library) / "mine.txt").write_text("mine")
    back_up(library, ASKED, NOW)
    assert {file.name for file in folder_beside(library).iterdir()} == {*made(library), "mine.txt", ".lock"}


def test_what_only_looks_like_a_backup_is_left_alone(library: Path) -> None:
    folder_beside(library).mkdir()
    for name in ("library-2026-13-45T999999Z.db", "library-mine.db", "library-2026-11-20T120000Z.db.txt"):
        (folder_beside(library) / name).write_text("mine")
    assert made(library) == []
    back_up_daily(library, 1, LATER)
    assert len(made(library)) == 1
    assert len(list(folder_beside(library).glob("library-*"))) == 4


def at(day: datetime) -> Backup:
    return Backup(Path(f"{day:%F}"), int(day.timestamp()), "", 0)


def kept_after(days: int, kept: int) -> list[str]:
    """The dates of what is there after so many days with a backup each, the last being a Sunday."""
    last = datetime(2026, 11, 29, 12, tzinfo=UTC)
    there: list[Backup] = []
    for day in range(days, 0, -1):
        now = last - timedelta(days=day - 1)
        there.append(at(now))
        gone = superseded(there, kept, int(now.timestamp()))
        there = [one for one in there if one not in gone]
    return [str(one.file) for one in there]


def test_three_days_and_two_weeks_are_kept() -> None:
    assert kept_after(60, 5) == ["2026-11-16", "2026-11-23", "2026-11-27", "2026-11-28", "2026-11-29"]
    assert kept_after(4, 5) == ["2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"]


@pytest.mark.parametrize("kept", [1, 2, 3, 4, 5, 9, 40])
def test_never_more_are_kept_than_wanted_and_the_newest_always(kept: int) -> None:
    for days in (1, 3, 8, 30, 70):
        left = kept_after(days, kept)
        assert len(left) <= kept
        assert left[-1] == "2026-11-29"
        assert len(left) >= min(kept, days, 3 if kept > 3 else kept) - (1 if kept == 4 else 0)


@given(st.sets(st.integers(0, 70 * DAY)), st.integers(1, 9))
def test_of_what_is_kept_nothing_more_is_let_go(times: set[int], kept: int) -> None:
    """Nor is the newest ever let go, nor more kept than wanted, whenever they were made."""
    there = [Backup(Path(str(made)), NOW + made, "", 0) for made in times]
    now = NOW + 70 * DAY
    gone = superseded(there, kept, now)
    staying = [one for one in there if one not in gone]
    assert superseded(staying, kept, now) == []
    assert len(staying) <= kept
    assert not there or max(there, key=lambda one: one.made) in staying


def test_one_of_a_day_to_come_goes_first_and_puts_nothing_off(library: Path) -> None:
    """A clock that was ahead made it; now it is right."""
    ahead = back_up_daily(library, 2, NOW + 400 * DAY)
    assert ahead
    for day in range(3):
        assert back_up_daily(library, 2, LATER + day * DAY)
    assert made(library) == ["library-2026-11-25T120000Z.db", "library-2026-11-24T120000Z.db"]


def test_a_library_that_lacks_a_table_makes_no_daily_backup_and_pushes_none_out(library: Path) -> None:
    before = [back_up_daily(library, 1, LATER), *backups_in(folder_beside(library))]
    with closing(sqlite3.connect(library)) as connection:
        connection.execute("DROP TABLE note")
    with pytest.raises(LibraryError, match="without the table note"):
        back_up_daily(library, 1, LATER + DAY)
    assert backups_in(folder_beside(library)) == before[1:]
    assert "without the table note" in last_failure(library)


def test_folders_in_the_way_of_the_names_of_files_keep_no_backup_from_being_made(library: Path) -> None:
    folder = folder_beside(library)
    for name in ("half.db.unfinished", "library-2026-01-01T000000Z.db", "failed.txt"):
        (folder / name).mkdir(parents=True)
    assert back_up(library, ASKED, LATER).file.exists()
    assert back_up_daily(library, 1, LATER + DAY) is not None
    assert len(made(library)) == 2


def test_a_backup_is_not_waited_for_for_ever(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.library.backups.collection._PATIENCE", 0.1)
    with (
        alone(folder_beside(library)),
        pytest.raises(LibraryError, match="Another reader is busy with the backups"),
    ):
        back_up(library, ASKED, NOW)


def test_of_a_folder_that_may_not_be_looked_at_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", forbidden)
    monkeypatch.setattr(Path, "is_file", forbidden)
    (tmp_path / "library-2026-11-29T113200Z.db").touch()
    assert backups_in(tmp_path) == []
    assert "cannot be read and written by you" in folder_problem(tmp_path)
