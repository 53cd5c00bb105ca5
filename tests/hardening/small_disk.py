"""Upgrades, backups and restorings on a disk that is full sooner or later: done, or one sentence and nothing half-done.

    python tests/hardening/small_disk.py --count 60

Each is tried with so many amounts of free room, from none to more than enough. The disk is one in memory that only
this process sees (`unshare`, `mount`); ends with 2 where the system allows none, with 1 where something was not as it
must be, saying what and with how much room.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from earlier_libraries import VERSIONS, an_earlier_library, columns_of, held_by

from reader.errors import LibraryError
from reader.library import open_library
from reader.library.backups import copying
from reader.library.backups.collection import ASKED, back_up, backups_in, folder_beside
from reader.library.backups.contents import look_into
from reader.library.backups.restoring import restore

NOW = 1_795_348_800
OLDER = 5
"""The schema of the older library; the sizes below are those of the fixture's few stories."""
DISK = 2 * 1024 * 1024
Held = dict[str, list[tuple[object, ...]]]

MOST = 1024 * 1024
"""Bytes that are free at most: enough for all that is tried."""


class SmallDisk:
    """A disk of DISK bytes at `folder`, with a library on it, and the room that is left filled but for some."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = folder / "library.db"

    def begin(self, library: Path, free: int) -> None:
        """Put `library` on the disk, alone, and leave so many bytes free."""
        self.clear()
        shutil.copyfile(library, self.library)
        (self.folder / "fill").write_bytes(bytes(shutil.disk_usage(self.folder).free - free))

    def make_room(self) -> None:
        (self.folder / "fill").unlink()

    def clear(self) -> None:
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def try_all(disk: SmallDisk, made: Path, count: int) -> None:
    """Try everything; raises AssertionError where something is not as it must be."""
    older, current, backup = made / "older.db", made / "current.db", made / "backup.db"
    for file, version in ((older, OLDER), (current, VERSIONS[-1]), (backup, VERSIONS[-1])):
        an_earlier_library(file, version)
    library = open_library(backup)
    library.tags.remove("later", NOW)
    library.close()
    tried: dict[str, tuple[Path, Callable[[], object], tuple[Path, ...]]] = {
        "upgrade": (older, lambda: open_library(disk.library).close(), (older,)),
        "backup": (current, lambda: back_up(disk.library, ASKED, NOW), (current,)),
        "restore": (current, lambda: restore(backup, disk.library, NOW), (current, backup)),
        "restore one of an older schema": (current, lambda: restore(older, disk.library, NOW), (current, older)),
    }
    for name, (library_before, work, after) in tried.items():
        said: Counter[str] = Counter()
        columns = shared_columns(after)
        allowed = [held_by(file, columns) for file in after]
        for step in range(count):
            free = MOST * step // count
            disk.begin(library_before, free)
            said[outcome(work)] += 1
            disk.make_room()
            check(disk.library, columns, allowed, f"{name} with {free:,} bytes free")
        print(f"{name}:")
        for sentence, times in said.items():
            print(f"  {times:4} × {sentence}")
        assert said["done"], f"{name} was never done"


def outcome(work: Callable[[], object]) -> str:
    """Do some work; return what was said where it could not be done."""
    try:
        work()
    except LibraryError as error:
        return re.sub(r"\d{4}-\d\d-\d\dT\d{6}Z", "NOW", str(error))
    return "done"


def shared_columns(files: tuple[Path, ...]) -> dict[str, list[str]]:
    """The columns that all of these libraries have, by table."""
    first, *others = (columns_of(file) for file in files)
    return {
        table: [name for name in names if all(name in other[table] for other in others)]
        for table, names in first.items()
        if all(table in other for other in others)
    }


def check(library: Path, columns: dict[str, list[str]], allowed: list[Held], what: str) -> None:
    """Check that a library is whole and holds something that is allowed, and that nothing half-done lies about."""
    assert not look_into(library).problem, f"{what}: {look_into(library).problem}"
    assert held_by(library, columns) in allowed, f"{what}: neither old nor new"
    assert not list(library.parent.rglob("*.unfinished*")), f"{what}: something half-done was left"
    for backup in backups_in(folder_beside(library)):
        assert not look_into(backup.file).problem, f"{what}: {backup.file.name} is not sound"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60, help="how many amounts of free room")
    parser.add_argument("--disk", type=Path, help="where the disk is; without, one is made")
    given = parser.parse_args()
    if given.disk is None:
        sys.exit(with_a_disk_of_its_own(given.count))
    copying._SPARE = -MOST  # so that it is begun, and the disk fills up on the way
    with tempfile.TemporaryDirectory() as made:
        try:
            try_all(SmallDisk(given.disk), Path(made), given.count)
        except AssertionError as error:
            print(error)
            sys.exit(1)


def with_a_disk_of_its_own(count: int) -> int:
    """Run this script again in a place where a small disk may be made, and return how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        script = f'mount -t tmpfs -o size={DISK} tmpfs "$1" || exit 2; exec "$2" "$3" --count "$4" --disk "$1"'
        words = [folder, sys.executable, str(Path(__file__)), str(count)]
        try:
            ended = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", *words], check=False)
        except FileNotFoundError:
            return 2
    return ended.returncode if ended.returncode in (0, 1) else 2


if __name__ == "__main__":
    main()
