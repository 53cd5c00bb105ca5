"""Files somebody crafted: reading and mending them ends soon, takes little memory, and runs nothing that is in them."""

import json
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from builders import NOW, a_feed, a_library, a_story, keep
from click.testing import CliRunner

from reader.cli import program
from reader.errors import LibraryError
from reader.library import open_library
from reader.library.backups.contents import look_into
from reader.library.backups.restoring import restore
from reader.library.integrity.pages import Cell, Pages, _checksums
from reader.library.integrity.records import values_of
from reader.library.integrity.rescue import rescue

PAGE = 4096
ENDLESS = "WITH RECURSIVE one(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM one) SELECT count(*) FROM one"
TRIGGER = f"CREATE TRIGGER evil BEFORE INSERT ON state BEGIN UPDATE tag SET used = ({ENDLESS}); END"
DELETING = "CREATE TRIGGER evil AFTER UPDATE ON tally BEGIN DELETE FROM story_tag; END"
VIEW = (
    "DROP TABLE tally",
    f"CREATE VIEW tally AS SELECT id AS feed_id, ({ENDLESS}) AS stories, 0 AS unread, 0 AS starred FROM feed",
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of three stories, one of them tagged, where the program looks for it."""
    monkeypatch.setenv("READER_HOME", str(tmp_path))
    library = a_library(tmp_path / "data")
    numbers = keep(library, a_feed(library), *(a_story(f"Story {number}") for number in range(3)))
    library.tags.apply(numbers[:1], ["mine"], [], NOW)
    library.close()
    return library.path


def run(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("statements", [(TRIGGER,), (DELETING,), VIEW], ids=["endless", "deleting", "view"])
def test_doctor_runs_nothing_that_somebody_put_into_the_file_and_takes_it_out(
    file: Path, statements: tuple[str, ...]
) -> None:
    run(file, *statements)
    told = CliRunner().invoke(program.reader, ["doctor"])
    assert told.exit_code == 1 and "not made by reader" in told.output
    assert "--repair' puts it right" in told.output
    assert "integrity: every page" in CliRunner().invoke(program.reader, ["doctor", "--repair"]).output
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM story_tag").fetchone() == (1,)


def test_a_table_that_checks_what_takes_for_ever_is_asked_nothing(file: Path) -> None:
    run(file, "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = replace(sql, 'starred INTEGER NOT NULL',"
        " 'starred INTEGER CHECK (length(hex(zeroblob(400000000))) > 1) NOT NULL') WHERE name = 'story'")  # fmt: skip
    told = CliRunner().invoke(program.reader, ["doctor", "--repair"])
    assert told.exit_code == 1 and "The table story is not as reader makes it: nothing was repaired" in told.output


@pytest.mark.parametrize("name", ["my table", "story SET starred = 1 --", "search_mine", 'a"b'])
def test_a_table_of_a_persons_own_is_left_alone_whatever_its_name(file: Path, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    run(file, f"CREATE TABLE {quoted} (title TEXT)", f"INSERT INTO {quoted} VALUES ('mine')", "DROP TABLE search")
    with closing(open_library(file)) as library:
        library.repair()
        assert library.problems() == [] and library.tally().starred == 0
        assert library._db.value(f"SELECT title FROM {quoted}") == "mine"


@pytest.mark.parametrize("statements", [(TRIGGER,), VIEW, ("DROP TABLE note",)], ids=["trigger", "view", "lost table"])
def test_a_backup_is_asked_nothing_before_its_parts_are_known_to_be_ours(
    file: Path, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    other = a_library(tmp_path / "other")
    other.close()
    run(other.path, *statements)
    assert look_into(other.path).problem
    before = file.read_bytes()
    with pytest.raises(LibraryError, match="was not restored"):
        restore(other.path, file, NOW)
    assert file.read_bytes() == before


def test_a_file_of_another_encoding_is_no_backup(tmp_path: Path) -> None:
    run(tmp_path / "wide.db", "PRAGMA encoding = 'UTF-16'", f"PRAGMA application_id = {0x52454144}",
        "PRAGMA user_version = 13", "CREATE TABLE tally (stories, unread)")  # fmt: skip
    assert look_into(tmp_path / "wide.db").problem == "not a library of reader"


@pytest.mark.parametrize(
    "changes",
    [
        "[" * 100_000,
        '[{"what": "story.read", "ids": [1], "before": 0, "after": Infinity}]',
        json.dumps([{"what": "story.tag", "of": "x", "ids": [10**30], "before": 0, "after": 1}]),
        json.dumps([{"what": "story.note", "ids": [10**30], "before": "", "after": "x"}]),
        '[{"what": "story.tag", "of": "\\ud800x", "ids": [1], "before": 0, "after": 1}]',
    ],
    ids=["deep", "infinite", "many stories", "a large number", "half a character"],
)
def test_a_step_that_makes_no_sense_keeps_nothing_from_being_rescued(file: Path, changes: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DELETE FROM story_tag")
        connection.execute("INSERT INTO journal (at, label, changes) VALUES (1, 'x', ?)", (changes,))
    kinds = {kind.name: kind.came_back for kind in rescue(file, date(2026, 11, 29)).kinds}
    assert (kinds["stories"], kinds["tags on stories"]) == (3, 1) or "x" in changes


def test_a_step_of_which_only_the_beginning_is_left_keeps_nothing_from_being_rescued(file: Path) -> None:
    run(file, f"INSERT INTO journal (at, label, changes) VALUES (1, '{'y' * 9000}', '[]')")
    content = bytearray(file.read_bytes())
    for at in range(0, len(content), PAGE):
        if content[at + 4 : at + 104] == b"y" * 100:
            content[at : at + PAGE] = bytes(PAGE)
    file.write_bytes(content)
    assert {kind.name: kind.came_back for kind in rescue(file, date(2026, 11, 29)).kinds}["stories"] == 3


def test_a_page_of_a_long_row_is_read_for_one_row_alone(file: Path) -> None:
    def craft(number: int) -> bytes:
        chain = b"".join(struct.pack(">I", number + step + 1) + b"x" * (PAGE - 4) for step in range(50))
        cell = b"\x8c\x97\x40\x05".ljust(600, b"x") + struct.pack(">I", number)
        places = range(PAGE - 700, 200, -10)
        leaf = bytearray(struct.pack(">BHHHB", 13, 0, len(places), 0, 0).ljust(PAGE, b"\0"))
        leaf[8 : 8 + 2 * len(places)] = struct.pack(f">{len(places)}H", *places)
        for place in places:
            leaf[place : place + len(cell)] = cell
        return chain + bytes(leaf)

    cells = cells_of_last_page(file, craft)
    assert sum(len(cell.payload) for cell in cells) < 60 * PAGE


def test_the_rows_of_a_page_are_together_not_much_longer_than_it(file: Path) -> None:
    cell = b"\x9f\x00\x05" + b"x" * 3968
    count = 50
    leaf = struct.pack(">BHHHB", 13, 0, count, 0, 0) + struct.pack(">H", PAGE - len(cell)) * count
    cells = cells_of_last_page(file, lambda _: leaf.ljust(PAGE - len(cell), b"\0") + cell)
    assert 0 < sum(len(cell.payload) for cell in cells) <= 4 * PAGE


def cells_of_last_page(file: Path, craft: Callable[[int], bytes]) -> list[Cell]:
    """Return the rows of the last of some pages put behind a library; `craft` is told the number of the first."""
    content = file.read_bytes()
    file.write_bytes(content + craft(len(content) // PAGE + 1))
    pages = Pages(file)
    try:
        return list(pages.cells(pages.count))
    finally:
        pages.close()


def test_a_row_of_more_values_than_any_has_is_none() -> None:
    assert values_of(Cell(1, b"\x83\x00" + b"\x01" * 1000)) == []


def test_a_log_that_names_pages_without_end_makes_the_file_no_longer(file: Path) -> None:
    salt = struct.pack(">2I", 1, 2)
    header = struct.pack(">4I", 0x377F0683, 3007000, PAGE, 0) + salt
    sums = _checksums(header, ">", (0, 0))
    last = struct.pack(">2I", 0xFFFFFFFF, 0xFFFFFFFF)
    frame = last + salt + struct.pack(">2I", *_checksums(bytes(PAGE), ">", _checksums(last, ">", sums)))
    file.with_name(f"{file.name}-wal").write_bytes(header + struct.pack(">2I", *sums) + frame + bytes(PAGE))
    pages = Pages(file)
    assert 0 < pages.count <= file.stat().st_size // PAGE + 2
    pages.close()


def test_free_pages_are_such_as_there_are(file: Path) -> None:
    content = bytearray(file.read_bytes())
    last = len(content) // PAGE + 1
    content[32:36] = struct.pack(">I", last)
    content += struct.pack(">1024I", 0, 1022, *range(10**6, 10**6 + 1022))
    file.write_bytes(content)
    pages = Pages(file)
    assert pages.free() == {last}
    pages.close()


@pytest.mark.parametrize(
    "change",
    [
        {"what": "story SET starred = 1 --.read", "ids": [1], "before": 0, "after": 1},
        {"what": "story.read", "ids": [10**30], "before": 0, "after": 1},
        {"what": "story.read", "ids": [1], "before": 10**30, "after": 1},
        {"what": "story.home", "ids": [1], "before": "nowhere", "after": "1 guid"},
        {"what": "story.note", "ids": [1], "before": ["x"], "after": ""},
    ],
    ids=["statement", "id", "number", "home", "list"],
)
def test_a_step_nobody_made_is_not_undone_and_doctor_leaves_it_out(file: Path, change: dict[str, object]) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("INSERT INTO journal (at, label, changes) VALUES (1, 'x', ?)", (json.dumps([change]),))
    with closing(open_library(file)) as library:
        with pytest.raises(LibraryError, match="That step is damaged: 'reader doctor --repair' leaves it out"):
            library.journal.undo(NOW)
        library.repair()
        step = library.journal.undo(NOW)
        assert step is not None and "mine" in step.label
        assert library.tally().starred == 0
