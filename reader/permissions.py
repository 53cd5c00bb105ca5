"""The program's own folders and files kept to their owner: what others may do there is taken from them, never given.

Owns which folders and files those are. Must not know what is in them.

How it works. A library tells what a person reads, so config, data, state and cache are for nobody else: 0700, and 0600
for files. They are made so; whoever makes them otherwise, or copies them from elsewhere, finds them put right at the
next start. What belongs to another user is left as it is and told.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reader.config import Directories

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SIDE_FILES = ("", "-wal", "-shm")


def keep_private(directories: Directories) -> list[str]:
    """Let nobody but their owner into the own folders and files; return a sentence each where anybody could write."""
    if os.name != "posix":
        return []
    told = []
    for path in _own_paths(directories):
        with suppress(OSError):
            found = path.stat()
            if found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
                path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
                if found.st_mode & stat.S_IWOTH:
                    told.append(f"{path} could be written to by anybody ({_mode(found)}); from now on only by you.")
    return told


def permission_findings(directories: Directories) -> Iterator[str]:
    """Yield a sentence for each own folder or file that is not its owner's alone, with what to do."""
    if os.name != "posix":
        return
    for path in _own_paths(directories):
        with suppress(OSError):
            found = path.stat()
            if found.st_uid != os.geteuid():
                owner = _owner(path, found)
                yield f"{path} belongs to {owner}: run reader as that user, or give it to yourself (chown)."
            elif found.st_mode & _OTHERS:
                done = "written to" if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) else "read"
                yield f"{path} can be {done} by others ({_mode(found)}), and this file system lets that not be changed."
    yield from _parents_of_anybody(directories)


def _parents_of_anybody(directories: Directories) -> Iterator[str]:
    """Yield a sentence for each folder where anybody could put another in the place of one of our own."""
    for parent in dict.fromkeys((directories.config.parent, directories.data.parent, directories.state.parent)):
        with suppress(OSError):
            found = parent.stat()
            if found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX:
                yield f"{parent} can be written to by anybody ({_mode(found)}): take that away with 'chmod o-w'."


def _own_paths(directories: Directories) -> Iterator[Path]:
    """Yield the own folders and files, whether they are there or not."""
    backups = directories.data / "backups"
    yield from (directories.config, directories.data, directories.state, directories.pictures.parent)
    yield from (directories.pictures, backups, directories.config_file)
    yield from (directories.library.with_name(f"{directories.library.name}{side}") for side in _SIDE_FILES)
    with suppress(OSError):
        yield from (path for path in sorted(backups.iterdir()) if path.is_file() and not path.is_symlink())


def _mode(found: os.stat_result) -> str:
    return f"mode {stat.S_IMODE(found.st_mode):04o}"


def _owner(path: Path, found: os.stat_result) -> str:
    try:
        return f"the user {path.owner()}"
    except (KeyError, NotImplementedError):
        return f"the user {found.st_uid}"
