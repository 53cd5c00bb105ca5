"""Reading a file without SQLite: what SQLite wrote is read as it was, and no bytes whatever lead to an error."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.library.integrity.pages import Pages, varint
from reader.library.integrity.records import Column, Table
from reader.library.integrity.salvage import Salvage

THING = Table(
    "thing",
    (
        Column("id", "INTEGER", required=False, has_default=False, is_rowid=True),
        Column("number", "INTEGER", required=False, has_default=False, is_rowid=False),
        Column("share", "REAL", required=False, has_default=False, is_rowid=False),
        Column("text", "TEXT", required=True, has_default=True, is_rowid=False),
        Column("bytes", "BLOB", required=False, has_default=False, is_rowid=False),
    ),
    has_rowid=True,
)
PAIR = Table(
    "pair",
    (
        Column("name", "TEXT", required=True, has_default=False, is_rowid=False),
        Column("number", "INTEGER", required=True, has_default=False, is_rowid=False),
    ),
    has_rowid=False,
)
TABLES = {"thing": THING, "pair": PAIR}

INTEGERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ROWS = st.lists(
    st.tuples(
        INTEGERS | st.none(),
        st.floats(allow_nan=False) | st.none(),
        TEXTS | TEXTS.map(lambda text: text * 999),
        st.binary() | st.binary().map(lambda content: content * 999) | st.none(),
    ),
    max_size=12,
)


def a_file(file: Path, rows: list[tuple[object, ...]], page_size: int = 4096) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {page_size}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "CREATE TABLE thing (id INTEGER PRIMARY KEY, number INTEGER, share REAL, text TEXT, bytes BLOB)"
        )
        connection.execute("CREATE TABLE pair (name TEXT, number INTEGER, PRIMARY KEY (name, number)) WITHOUT ROWID")
        connection.executemany("INSERT INTO thing (number, share, text, bytes) VALUES (?, ?, ?, ?)", rows)
        pairs = [(text, number) for number, (_, _, text, _) in enumerate(rows)]
        connection.executemany("INSERT INTO pair VALUES (?, ?)", pairs)


def read(file: Path, table: str) -> list[dict[str, object]]:
    with closing(Salvage(file, TABLES)) as salvage:
        return [dict(row) for row in salvage.rows(table)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("salvage")


@settings(max_examples=40)
@given(rows=ROWS, page_size=st.sampled_from([512, 4096, 65536]))
def test_what_sqlite_wrote_is_read_as_it_was(folder: Path, rows: list[tuple[object, ...]], page_size: int) -> None:
    file = folder / "written.db"
    file.unlink(missing_ok=True)
    a_file(file, rows, page_size)
    names = ("number", "share", "text", "bytes")
    expected = [
        {"id": number, **{name: value for name, value in zip(names, row, strict=True) if value is not None}}
        for number, row in enumerate(rows, 1)
    ]
    assert read(file, "thing") == expected
    pairs = [(row["name"], row["number"]) for row in read(file, "pair")]
    assert sorted(map(str, pairs)) == sorted(str((row[2], number)) for number, row in enumerate(rows))


def test_changes_that_stand_in_the_log_alone_are_read_up_to_the_last_whole_one(tmp_path: Path) -> None:
    file = tmp_path / "logged.db"
    a_file(file, [(1, 0.5, "kept", b"")])
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("UPDATE thing SET text = 'newer'")
    assert [row["text"] for row in read(file, "thing")] == ["newer"]
    log = file.with_name("logged.db-wal")
    whole = log.read_bytes()
    connection.execute("UPDATE thing SET text = 'newest'")
    assert [row["text"] for row in read(file, "thing")] == ["newest"]
    torn = bytearray(log.read_bytes())
    torn[len(whole) + 40] ^= 1
    log.write_bytes(torn)
    assert [row["text"] for row in read(file, "thing")] == ["newer"]
    connection.close()


@settings(max_examples=60)
@given(data=st.data())
def test_no_bytes_lead_to_an_error(folder: Path, data: st.DataObject) -> None:
    file = folder / "harmed.db"
    for side in ("", "-wal", "-shm"):
        file.with_name(file.name + side).unlink(missing_ok=True)
    a_file(file, [(number, 0.5, f"text {number} " * 30, b"x" * 9 * number) for number in range(60)], 512)
    content = bytearray(file.read_bytes())
    chance = random.Random(data.draw(st.integers()))
    for _ in range(data.draw(st.integers(0, 60))):
        content[chance.choice([chance.randrange(len(content)), chance.randrange(120)])] = chance.randrange(256)
    file.write_bytes(content[: chance.choice([len(content), chance.randrange(len(content))])])
    with closing(Salvage(file, TABLES)) as salvage:
        for table in TABLES:
            for row in salvage.rows(table):
                assert set(row) <= {column.name for column in TABLES[table].columns}
        assert salvage.unreadable_pages >= 0


@given(number=INTEGERS)
def test_numbers_are_read_as_sqlite_writes_them(number: int) -> None:
    unsigned = number % 2**64
    groups = [unsigned >> 7 * place & 0x7F for place in range(8)]
    while len(groups) > 1 and groups[-1] == 0:
        groups.pop()
    short = bytes([*(group | 0x80 for group in groups[:0:-1]), groups[0]])
    long = bytes([*((unsigned >> 8 >> 7 * place & 0x7F) | 0x80 for place in reversed(range(8))), unsigned & 0xFF])
    assert varint(short if unsigned < 2**56 else long, 0)[0] == number


def test_a_text_of_which_only_the_beginning_is_left_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "long.db"
    a_file(file, [(1, 0.5, "word " * 5000, b"")])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    with closing(Pages(file)) as pages:
        chains = [number for number in range(2, pages.count + 1) if pages.kind(number) == 0]
    last = chains[-1]
    content[(last - 1) * 4096 : last * 4096] = bytes(4096)
    following = [number for number in chains if int.from_bytes(content[(number - 1) * 4096 :][:4], "big") == last]
    for number in following:
        content[(number - 1) * 4096 : (number - 1) * 4096 + 4] = bytes(4)
    file.write_bytes(content)
    (row,) = read(file, "thing")
    assert "word word" in str(row["text"])
