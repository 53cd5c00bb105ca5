"""`reader backup` and `reader restore` as a person and scripts use them, and what doctor says of backups."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ATOM, CommandLine
from web_server import WebServer

from reader.cli.backups import backup_findings
from reader.config import find_directories
from reader.library.backups.collection import DAY, backups_in

DAYS = 3


@pytest.fixture
def backups(reader: CommandLine) -> Path:
    """The folder of the backups of a library that holds the seeds."""
    assert reader("list").status == 0
    return reader.home / "data" / "backups"


def names(backups: Path) -> list[str]:
    return [backup.file.name for backup in backups_in(backups)]


def test_a_backup_is_made_where_it_is_wanted(reader: CommandLine, backups: Path, tmp_path: Path) -> None:
    said = reader("backup")
    (name,) = names(backups)
    assert said.out.startswith(f"{backups / name}: 11 stories, 0.") and said.out.endswith(" MiB, sound.\n")
    file = tmp_path / "safe.db"
    record = reader("backup", file, "--json").json
    assert record == {"file": str(file), "bytes": file.stat().st_size, "stories": 11}
    again = reader("backup", file)
    assert (again.status, again.err) == (
        1,
        f"reader: {file} is there already and was left alone: name a file that is not.\n",
    )


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"")])
@pytest.mark.parametrize("verb", [["backup"], ["backup", "/nowhere/safe.db"], ["doctor", "--rescue"]])
def test_of_a_library_that_has_vanished_nothing_is_made(
    reader: CommandLine, backups: Path, harm: Callable[[Path], None], verb: list[str]
) -> None:
    harm(reader.home / "data" / "library.db")
    said = reader(*verb)
    assert said.status == 1
    assert "nothing was begun anew" in said.err and "'reader restore'" in said.err
    assert names(backups) == []


def test_what_was_restored_can_be_taken_back_the_same_way(reader: CommandLine, backups: Path) -> None:
    reader("backup")
    (name,) = names(backups)
    reader("tag", 1, "--add", "precious")
    said = reader("restore", name)
    assert said.out.startswith(
        f"Restored {name}: 11 stories, 11 unread. What was there before is kept: 'reader restore "
    )
    assert reader("tags", "--json").json == []
    back = reader("restore", said.out.split("'reader restore ")[1].split("'")[0], "--json").json
    assert (back["stories"], Path(back["kept"]).exists()) == (11, True)
    assert [tag["name"] for tag in reader("tags", "--json").json] == ["precious"]


def test_restore_alone_lists_the_backups_with_age_and_soundness(reader: CommandLine, backups: Path) -> None:
    assert reader("restore").out == (
        f"There are no backups in {backups} yet: 'reader backup' makes one; a refresh does once a day, from the"
        " library's second day on.\n"
    )
    reader("backup")
    (backups / "library-2026-01-01T000000Z.db").write_bytes(b"dear" * 1000)
    (backups / "notes.txt").write_text("mine")
    lines = [line.split("\t") for line in reader("restore").out.splitlines()]
    assert [line[0] for line in lines] == names(backups)
    assert [line[-2:] for line in lines] == [["11 stories", "sound"], ["0 stories", "damaged: file is not a database"]]
    records = reader("restore", "--json").json
    assert [(one["why"], one["stories"], one["sound"]) for one in records] == [("asked", 11, True), ("daily", 0, False)]


def test_restoring_what_is_no_backup_is_refused_in_words(reader: CommandLine, backups: Path) -> None:
    said = reader("restore", "nowhere.db")
    assert (said.status, said.out) == (1, "")
    assert said.err == "reader: nowhere.db was not restored: not there. 'reader restore' alone lists the backups.\n"
    assert names(backups) == []


def test_without_a_library_there_is_nothing_to_make_a_backup_of(reader: CommandLine) -> None:
    said = reader("backup")
    assert (said.status, "There is no library" in said.err) == (1, True)
    assert not (reader.home / "data" / "library.db").exists()


def grow_old(reader: CommandLine, days: int = DAYS) -> None:
    with sqlite3.connect(reader.home / "data" / "library.db") as library:
        library.execute("UPDATE feed SET added = added - ?", (days * DAY,))
    library.close()


def test_a_refresh_makes_the_backup_of_the_day(subscribed: CommandLine, server: WebServer) -> None:
    folder = subscribed.home / "data" / "backups"
    subscribed("refresh", "--force")
    assert names(folder) == []  # the library was begun a moment ago
    grow_old(subscribed)
    server.answer("/atom", ATOM.replace("<id>1</id>", "<id>2</id>").replace("A proof", "Another proof"))
    assert subscribed("refresh", "--force").status == 0
    (name,) = names(folder)
    assert subscribed("restore", "--json").json[0]["stories"] == 2  # with what the refresh brought
    subscribed("refresh", "--force")
    assert names(folder) == [name]


def test_a_refresh_makes_none_where_none_is_wanted(subscribed: CommandLine) -> None:
    (subscribed.home / "config").mkdir()
    (subscribed.home / "config" / "config.toml").write_text("backups = 0\n")
    grow_old(subscribed)
    assert subscribed("refresh", "--force").status == 0
    assert not (subscribed.home / "data" / "backups").exists()
    assert said_by_doctor() == [("backups", "none are made by themselves, as backups = 0 is set", True)]


def said_by_doctor() -> list[tuple[str, str, bool]]:
    return list(backup_findings(find_directories(), int(time.time())))


def test_a_refresh_goes_well_without_its_backup_and_doctor_remembers_why(
    subscribed: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said_by_doctor() == [
        ("backups", "none yet: a refresh makes one once the library is a day old, 'reader backup' at once", True)
    ]
    grow_old(subscribed)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 9))
        said = subscribed("refresh", "--force")
    assert (said.status, said.err.count("\n")) == (0, 1)
    assert said.err.startswith("reader: There is no room for a backup in ")
    ((what, found, good),) = said_by_doctor()
    assert (what, good) == ("backups", False)
    assert found.startswith("the last daily one could not be made: There is no room for a backup in ")
    assert subscribed("refresh", "--force").err == ""  # it is not tried again, nor said, for some hours
    os.utime(subscribed.home / "data" / "backups" / "failed.txt", (0, 0))
    assert subscribed("refresh", "--force").err == ""
    ((what, found, good),) = said_by_doctor()
    assert what.startswith("backup library-") and found.startswith("just made, ") and good


def test_doctor_names_each_backup_with_its_age_and_whether_it_is_sound(reader: CommandLine, backups: Path) -> None:
    reader("backup")
    sound, ill = backups_in(backups)[0].file, backups / "library-2026-01-01T000000Z.db"
    shutil.copyfile(sound, ill)
    with ill.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    now = backups_in(backups)[0].made + DAYS * DAY
    found = list(backup_findings(find_directories(), now))
    assert found[0] == (
        f"backup {sound.name}",
        f"3 days old, {sound.stat().st_size / 2**20:.1f} MiB, 11 stories, sound.",
        True,
    )
    assert found[1][0] == f"backup {ill.name}" and not found[1][2]
    assert "damaged: " in found[1][1] and found[1][1].endswith("Delete it, and make another: 'reader backup'.")


def test_doctor_says_where_something_else_has_the_place_of_the_folder(reader: CommandLine, backups: Path) -> None:
    backups.touch()
    said = reader("doctor")
    assert (said.status, "to be the folder for them, and is none: move it away" in said.out) == (1, True)


def test_no_backup_of_a_persons_own_goes_among_those_that_make_room_for_each_other(
    reader: CommandLine, backups: Path
) -> None:
    assert reader("backup").status == 0
    said = reader("backup", backups / "library-2026-11-28T113200Z.db")
    assert (said.status, "is where reader keeps its own" in said.err, len(names(backups))) == (1, True, 1)
