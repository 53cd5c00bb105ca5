"""The verbs that keep the library safe: backup makes one, restore lists them and puts one back.

Owns what they print and what doctor says of backups.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import click

from reader.cli.output import JSON_OBJECT, iso, say, say_columns, say_json, say_result
from reader.config import Directories, find_directories, read_config
from reader.errors import ConfigError, LibraryError
from reader.library.backups.collection import (
    ASKED,
    DAY,
    Backup,
    back_up,
    backups_in,
    folder_beside,
    folder_problem,
    last_failure,
)
from reader.library.backups.contents import Contents, look_into
from reader.library.presence import check_presence
from reader.library.schema import VERSION
from reader.library.stories import counted

_MIB = 1024 * 1024
_FILE = click.Path(path_type=Path)


@click.command("backup")
@click.argument("file", required=False, type=_FILE)
@JSON_OBJECT
def backup_verb(file: Path | None, as_json: bool) -> None:
    """Make a backup of the library, in FILE or among the others; the interface and a refresh may go on meanwhile.

    It is one SQLite file with everything in it, checked when it is there. FILE must not exist yet. One that you asked
    for stays until you delete it; those made every day make room for each other.
    """
    directories = find_directories()
    check_presence(directories)
    library = directories.library
    if file is None:
        file = back_up(library, ASKED, int(time.time())).file
    else:
        from reader.library.backups.copying import copy_library

        if file.absolute().parent.resolve() == folder_beside(library).resolve():
            raise LibraryError(f"{file.parent} is where reader keeps its own: leave FILE out, or name one elsewhere.")
        copy_library(library, file)
    contents = look_into(file)
    size = file.stat().st_size
    record = {"file": str(file.absolute()), "bytes": size, "stories": contents.stories}
    say_result(record, f"{file}: {counted(contents.stories)}, {_size(size)}, {_soundness(contents)}.", as_json)


@click.command("restore")
@click.argument("file", required=False, type=_FILE)
@JSON_OBJECT
def restore_verb(file: Path | None, as_json: bool) -> None:
    """Put the backup FILE in the library's place; without FILE, list the backups there are.

    FILE is a path, or the name of a backup in that list. It is checked first, and what is there now is kept as a
    backup of its own, so that a restoring can be taken back the same way. An open interface shows what was restored.
    """
    library = find_directories().library
    if file is None:
        _list(folder_beside(library), as_json)
        return
    from reader.library.backups.restoring import restore

    file = _named(file, library)
    restored = restore(file, library, int(time.time()))
    stories, unread = restored.contents.stories, restored.contents.unread
    kept = str(restored.kept) if restored.kept else None
    record = {"restored": str(file.absolute()), "kept": kept, "stories": stories, "unread": unread}
    what_came = f"Restored {file.name}: {counted(stories)}, {unread:,} unread."
    say_result(record, f"{what_came} {_what_became(restored.kept, restored.damaged)}", as_json)


def _named(file: Path, library: Path) -> Path:
    """Return the file a person means: one of that path, or else a backup of that name."""
    among_others = folder_beside(library) / file.name
    return among_others if not file.exists() and file.parent == Path() and among_others.exists() else file


def _what_became(kept: Path | None, damaged: bool) -> str:
    if kept is None:
        return "There was no library before."
    if damaged:
        return f"The damaged library was moved to {kept}."
    return f"What was there before is kept: 'reader restore {kept.name}' brings it back."


def _list(folder: Path, as_json: bool) -> None:
    """Print the backups in a folder, newest first, each with what it holds."""
    rows = [(backup, look_into(backup.file)) for backup in backups_in(folder)]
    if as_json:
        say_json([_record(backup, contents) for backup, contents in rows])
    elif not rows:
        say(
            f"There are no backups in {folder} yet: 'reader backup' makes one; a refresh does once a day, from the"
            " library's second day on."
        )
    else:
        now = int(time.time())
        say_columns(
            (
                (
                    backup.file.name,
                    _age(backup, now),
                    _size(backup.size),
                    counted(contents.stories),
                    _soundness(contents),
                )
                for backup, contents in rows
            ),
            flexible=4,
        )


def _record(backup: Backup, contents: Contents) -> dict[str, object]:
    return {
        "file": str(backup.file),
        "made": iso(backup.made),
        "why": backup.why or "daily",
        "bytes": backup.size,
        "schema": contents.schema,
        "stories": contents.stories,
        "unread": contents.unread,
        "sound": not contents.problem,
        "problem": contents.problem,
    }


def backup_findings(directories: Directories, now: int) -> Iterator[tuple[str, str, bool]]:
    """Yield what doctor says of backups: what was looked at, what was found, and whether that is as it should be."""
    library = directories.library
    backups = backups_in(folder_beside(library))
    trouble = last_failure(library)
    if problem := folder_problem(folder_beside(library)):
        yield "backups", problem, False
    elif trouble:
        yield "backups", f"the last daily one could not be made: {trouble}", False
    elif not _are_wanted(directories):
        yield "backups", "none are made by themselves, as backups = 0 is set", True
    elif not backups:
        yield "backups", "none yet: a refresh makes one once the library is a day old, 'reader backup' at once", True
    for backup in backups:
        contents = look_into(backup.file)
        said = f"{_age(backup, now)}, {_size(backup.size)}, {counted(contents.stories)}, {_soundness(contents)}"
        cure = " Delete it, and make another: 'reader backup'." if contents.problem else ""
        yield f"backup {backup.file.name}", f"{said}.{cure}", not contents.problem


def _are_wanted(directories: Directories) -> bool:
    try:
        return read_config(directories.config_file).backups > 0
    except ConfigError:
        return True  # doctor names what is wrong there


def _age(backup: Backup, now: int) -> str:
    days, rest = divmod(now - backup.made, DAY)
    if abs(now - backup.made) < 120:
        return "just made"
    if days < 0:
        return "made when the clock was ahead"
    if not days:
        return f"{rest // 3600} hours old" if rest >= 2 * 3600 else f"{rest // 60} minutes old"
    return "1 day old" if days == 1 else f"{days:,} days old"


def _size(size: int) -> str:
    return f"{size / _MIB:.1f} MiB"


def _soundness(contents: Contents) -> str:
    return contents.problem or ("sound" if contents.schema <= VERSION else "made by a newer reader")
