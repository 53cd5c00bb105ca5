"""The verb doctor: checks the library, the feeds, the terminal and the configuration, and says what to do."""

import locale
import os
import platform
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from reader import __version__
from reader.cli.backups import backup_findings
from reader.cli.output import JSON_OBJECT, say, say_json
from reader.config import Directories, find_directories, read_config
from reader.errors import NewerLibraryError, NoRoomError, ReaderError
from reader.library import Library, open_own_library
from reader.library.backups.collection import backups_in, folder_beside
from reader.library.database import SEE_DOCTOR, SQLITE_VERSION
from reader.library.integrity.soundness import Problem
from reader.library.integrity.surroundings import surrounding_problems
from reader.library.presence import check_presence
from reader.model import Feed
from reader.permissions import keep_private, permission_findings
from reader.refreshing.health import full_report, worst_first
from reader.tagging.rules import is_understood

_PACKAGES = ("textual", "feedparser", "sqlite-utils", "markdownify", "urllib3")
_MIB = 1024 * 1024
_ROWS = {"feed": "feeds", "story": "stories", "story_tag": "tags on stories", "note": "notes"}
"""What is said of the rows of the tables that matter most."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, what was found, and whether that is as it should be."""

    what: str
    found: str
    good: bool = True


@click.command("doctor")
@JSON_OBJECT
@click.option("--repair", is_flag=True, help="First put right what can be put right in the library itself.")
@click.option(
    "--rescue", is_flag=True, help="Save all that can be read of a damaged library into a new file beside it."
)
def doctor_verb(as_json: bool, repair: bool, rescue: bool) -> None:
    """Check the library, the feeds, the terminal and the configuration; say what to do.

    --repair makes anew what can be told from the rest: the search index, other indexes, counts. --rescue only reads
    the library, and says what came back; then 'reader restore' puts the new file in place.
    """
    if repair and rescue:
        raise click.UsageError("Either --repair, in the library itself, or --rescue, into a new file.")
    directories = find_directories()
    if rescue:
        check_presence(directories)
        _rescue(directories.library, as_json)
        return
    findings = [*(_repaired(directories) if repair else ()), *_findings(directories)]
    healthy = all(finding.good for finding in findings)
    if as_json:
        records = [{"what": one.what, "found": one.found, "good": one.good} for one in findings]
        say_json({"healthy": healthy, "findings": records})
    else:
        for finding in findings:
            say(f"{'ok' if finding.good else '! '}  {finding.what}: {finding.found}")
        say("All is well." if healthy else "Something needs attention: see the lines marked with !.")
    if not healthy:
        sys.exit(1)


def _rescue(file: Path, as_json: bool) -> None:
    from reader.library.integrity.rescue import rescue

    rescued = rescue(file, date.today())
    if as_json:
        say_json({**asdict(rescued), "file": str(rescued.file)})
        return
    for kind in rescued.kinds:
        lost = kind.there_were - kind.came_back
        say(f"{kind.name}: {kind.came_back:,}{f', and {lost:,} lost for certain' if lost else ''}")
    if rescued.made_up:
        say(f"{rescued.made_up:,} feeds, tags or stories are there without what was lost of them, such as a title.")
    if rescued.unreadable_pages:
        say(f"{rescued.unreadable_pages:,} pages of {rescued.pages:,} could not be read: what only they held is lost.")
    say("The old file was only read. The next refresh brings what the feeds still have. To put the new one in place:")
    say(f"reader restore {shlex.quote(str(rescued.file))}")


def _repaired(directories: Directories) -> Iterator[Finding]:
    """Put right what can be; yield only why it could not be."""
    try:
        library = open_own_library(directories)
        try:
            library.repair()
            library.search_index.catch_up()
        finally:
            library.close()
    except Exception as error:  # the same
        yield _failed("repair", error)


def _findings(directories: Directories) -> Iterator[Finding]:
    yield Finding("reader", f"{__version__}, Python {platform.python_version()}")
    yield Finding("packages", ", ".join(f"{name} {_version(name)}" for name in _PACKAGES))
    yield from _configuration(directories)
    yield from _folders(directories)
    yield from _library(directories)
    yield from _backups(directories)
    yield from _terminal()


def _folders(directories: Directories) -> Iterator[Finding]:
    """Yield whether the folders are the person's alone, after seeing to it that they are."""
    told, problems = keep_private(directories), [*permission_findings(directories)]
    yield Finding("folders", " ".join([*told, *problems]) or "for you alone", not problems)


def _backups(directories: Directories) -> Iterator[Finding]:
    yield from (Finding(*found) for found in backup_findings(directories, int(time.time())))


def _configuration(directories: Directories) -> Iterator[Finding]:
    try:
        read_config(directories.config_file)
    except ReaderError as error:
        yield Finding("configuration", str(error), good=False)
    else:
        there = "understood" if directories.config_file.exists() else "not there, defaults hold"
        yield Finding("configuration", f"{directories.config_file} ({there})")


def _library(directories: Directories) -> Iterator[Finding]:
    try:
        library = open_own_library(directories)
    except ReaderError as error:
        yield _failed("library", error)
        if not isinstance(error, NewerLibraryError | NoRoomError):
            yield from _what_is_left(directories.library)
        return
    try:
        yield from _contents(library)
    except Exception as error:  # whatever a damaged library leads to, doctor goes on to what can be done
        yield _failed("library", error)
        if not isinstance(error, NoRoomError):
            yield from _what_is_left(library.path)
    finally:
        library.close()


def _contents(library: Library) -> Iterator[Finding]:
    size = library.path.stat().st_size / _MIB
    yield Finding("library", f"{library.path}, {size:.1f} MiB, schema {library.schema_version()}")
    foreign = library.has_foreign_parts()  # anything that is asked or tried would run what is in them
    if not foreign:
        for problem in filter(None, (library.writing_problem(), *surrounding_problems(library.path))):
            yield Finding("library", problem, good=False)
    problems = library.problems()
    yield from _soundness(problems)
    damaged = not all(problem.mendable for problem in problems)
    if damaged:
        yield from _what_is_left(library.path)
    if foreign or damaged:
        return  # what such a library says of itself may be wrong
    tally = library.tally()
    pending = library.search_index.pending()
    indexed = f"{pending} not searchable yet" if pending else "all searchable"
    yield Finding("stories", f"{tally.stories:,}, {tally.unread:,} unread, {tally.starred:,} starred, {indexed}")
    now = int(time.time())
    yield from _feeds(library.feeds.all(), now)
    for rule in library.rules.all():
        if not is_understood(rule):
            found = f"its query, {rule.query}, is not understood, so it does nothing: change or remove it"
            yield Finding(f"rule {rule.id}", found, good=False)
    if library.lease.left_behind(now):
        yield Finding("refresh", "the last one was ended before it was done; the next takes over from it")


def _soundness(problems: Sequence[Problem]) -> Iterator[Finding]:
    for problem in problems:
        cure = " 'reader doctor --repair' puts it right." if problem.mendable else ""
        yield Finding("integrity", f"{_without_doctor(problem.sentence)}{cure}", good=False)
    if not problems:
        yield Finding("integrity", "every page and the search index are sound")


def _what_is_left(file: Path) -> Iterator[Finding]:
    """Yield the way back from a library that is damaged for good: a backup, or what can still be read."""
    from reader.library.integrity.rescue import readable_rows

    rows = readable_rows(file)
    if rows:
        found = ", ".join(f"{name} {rows[table]:,}" for table, name in _ROWS.items())
        rescue = f"can still be read: {found}; 'reader doctor --rescue' saves them and more into a new file beside it."
        yield Finding("rescue", rescue, good=False)
    if backups_in(folder_beside(file)):
        yield Finding("way back", "'reader restore' lists the backups and puts one in place", good=False)
    else:
        yield Finding("way back", "no backup is here; 'reader restore FILE' takes one from elsewhere", good=False)


def _failed(what: str, error: Exception) -> Finding:
    said = str(error) if isinstance(error, ReaderError) else f"something in it makes no sense ({error!r})."
    return Finding(what, _without_doctor(said), good=False)


def _without_doctor(sentence: str) -> str:
    """Leave out the advice to run doctor, who says this."""
    return sentence.replace(f" {SEE_DOCTOR}", "")


def _feeds(feeds: Sequence[Feed], now: int) -> Iterator[Finding]:
    paused = sum(feed.paused for feed in feeds)
    yield Finding("feeds", f"{len(feeds)} subscribed{f', {paused} paused' if paused else ''}")
    for feed in worst_first(feed for feed in feeds if feed.in_trouble):
        yield Finding(f"feed {feed.id} {feed.title}", full_report(feed, now), good=False)


def _terminal() -> Iterator[Finding]:
    encoding = locale.getpreferredencoding(False)
    colours = os.environ.get("COLORTERM") or os.environ.get("TERM", "unknown")
    yield Finding("terminal", f"{colours}, {encoding}, SQLite {SQLITE_VERSION}", encoding.lower().startswith("utf"))
    yield Finding("pictures", _pictures())


def _pictures() -> str:
    """Say what becomes of pictures in this terminal."""
    if _version("pillow") == "missing":
        return "as words; install reader-tui[pictures] to see them"
    if os.environ.get("NO_COLOR") is not None:
        return "as words, as NO_COLOR is set"
    rich_enough = os.environ.get("COLORTERM") in ("truecolor", "24bit") or "256" in os.environ.get("TERM", "")
    return "drawn with half blocks" if rich_enough else "as words, as the terminal names fewer than 256 colours"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
