"""Kills upgrades, backups and restorings at any moment: what is left is the old library or the new one, whole.

    python tests/hardening/upgrades.py --count 2000 --seed 1

Prints how many kills landed while the work was being done and what was found after them; ends with 1 where that was
not what it must be, saying the seed and the round that show it.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from earlier_libraries import VERSIONS, an_earlier_library, columns_of, held_by

from reader.errors import LibraryError
from reader.library import open_library
from reader.library.backups.collection import ASKED, back_up, back_up_daily, backups_in, folder_beside
from reader.library.backups.contents import look_into
from reader.library.backups.restoring import restore
from reader.library.database import Database
from reader.library.queries.index import define_functions
from reader.library.schema import VERSION

NOW = 1_795_348_800
STORIES = 400
"""Stories a library has beside the few of the fixture, so that copying it takes a while."""

Held = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of work on a library: what is there before, what is done, and what may be held after it."""

    prepare: Callable[[Path, random.Random], None]
    work: Callable[[Path], object]


@cache
def library_of(version: int) -> bytes:
    """The file of a library of a schema, made once."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "library.db"
        an_earlier_library(file, version)
        with closing(Database(file)) as database:
            define_functions(database)
            with database.transaction():
                for number in range(STORIES):
                    story = {"id": 100 + number, "guid": f"n{number}", "text": f"<p>{number} {'word ' * 600}</p>"}
                    database.run(
                        "INSERT INTO story (id, feed_id, guid, title, published, arrived, digest)"
                        " VALUES (:id, 1, :guid, :guid, 1, 1, x'00')",
                        story,
                    )
                    database.run("INSERT INTO body (story_id, format, content) VALUES (:id, 'html', :text)", story)
        return file.read_bytes()


def any_earlier(file: Path, chance: random.Random) -> None:
    file.write_bytes(library_of(chance.choice(VERSIONS[:-1])))


def todays(file: Path, chance: random.Random) -> None:
    file.write_bytes(library_of(VERSION))


def todays_with_a_backup(file: Path, chance: random.Random) -> None:
    """A backup of any schema stands beside a library that has lost a tag since."""
    any_earlier(file, chance)
    back_up(file, ASKED, NOW)
    todays(file, chance)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM story_tag WHERE tag_id = 2")


def damaged_with_a_backup(file: Path, chance: random.Random) -> None:
    todays_with_a_backup(file, chance)
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 8192)


def upgrade(file: Path) -> None:
    open_library(file).close()


def restore_the_oldest(file: Path) -> None:
    restore(backups_in(folder_beside(file))[-1].file, file, NOW)


CASES = {
    "upgrade": Case(any_earlier, upgrade),
    "backup": Case(todays, lambda file: back_up(file, ASKED, NOW)),
    "daily": Case(todays, lambda file: back_up_daily(file, 5, NOW)),
    "restore": Case(todays_with_a_backup, restore_the_oldest),
    "restore over a damaged one": Case(damaged_with_a_backup, restore_the_oldest),
}


def killed(work: Callable[[Path], object], file: Path, seconds: float) -> bool:
    """Do some work in a process of its own and kill that after so many seconds; say whether it was still at it."""
    child = os.fork()
    if not child:
        status = 1
        try:
            work(file)
            status = 0
        finally:
            os._exit(status)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise AssertionError("the work failed by itself")
    return os.WIFSIGNALED(status)


def check(name: str, file: Path, before: bytes) -> None:
    """Raise AssertionError where what is left after a kill is not whole, or the work cannot be done again."""
    for backup in backups_in(folder_beside(file)):
        contents = look_into(backup.file)
        assert not contents.problem, f"{backup.file.name}: {contents.problem}"
    if name == "restore over a damaged one":
        assert file.read_bytes() == before or not look_into(file).problem, "neither the old one nor the new one"
    else:
        problem = look_into(file).problem
        assert not problem, f"the library: {problem}"
        old, new = allowed(name, file, before)
        held = held_by(file, {table: list(columns) for table, columns in columns_of_bytes(before).items()})
        assert held in (old, new), "neither what was there nor what was to be"
    CASES[name].work(file)
    library = open_library(file)
    problems = library.problems()
    library.close()
    assert not problems, problems
    assert not list(file.parent.rglob("*.unfinished*")), "something half-done was left"


def allowed(name: str, file: Path, before: bytes) -> tuple[Held, Held]:
    """What a library may hold after a kill: what it held before, or what the work makes of it."""
    columns = columns_of_bytes(before)
    old = held_by_bytes(before)
    if name != "restore":
        return old, old
    oldest = backups_in(folder_beside(file))[-1].file
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "library.db"
        shutil.copyfile(oldest, copy)
        open_library(copy).close()
        return old, held_by(copy, columns)


def columns_of_bytes(content: bytes) -> dict[str, list[str]]:
    with tempfile.NamedTemporaryFile() as copy:
        Path(copy.name).write_bytes(content)
        return columns_of(Path(copy.name))


def held_by_bytes(content: bytes) -> Held:
    with tempfile.NamedTemporaryFile() as copy:
        Path(copy.name).write_bytes(content)
        return held_by(Path(copy.name))


def kill_again_and_again(count: int, seed: int) -> bool:
    """Kill so many times, at any moment of any of the CASES; print what came of it and say whether all was well."""
    chance = random.Random(seed)
    landed: Counter[str] = Counter()
    rounds: Counter[str] = Counter()
    within: dict[str, float] = {}
    for number in range(count):
        name = list(CASES)[number % len(CASES)]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "library.db"
            CASES[name].prepare(file, chance)
            before = file.read_bytes()
            within[name] = within.get(name) or seconds_of(name, file)
            rounds[name] += 1
            try:
                in_time = killed(CASES[name].work, file, chance.uniform(0, within[name]))
                check(name, file, before)
            except (AssertionError, LibraryError, sqlite3.Error) as error:
                print(f"{name}, round {number} of seed {seed}: {error}")
                return False
            landed[name] += in_time
            within[name] *= 1.05 if in_time else 0.9  # how long it takes changes with what else the machine does
    for name in CASES:
        print(f"{name}: {landed[name]} of {rounds[name]} kills while it was being done; old or new every time")
    return True


def seconds_of(name: str, file: Path) -> float:
    """How long the work takes when it is not disturbed; it is done to a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "library.db"
        shutil.copytree(file.parent, folder, dirs_exist_ok=True)
        began = time.monotonic()
        CASES[name].work(copy)
        return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="how many kills")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(0 if kill_again_and_again(given.count, given.seed) else 1)


if __name__ == "__main__":
    main()
