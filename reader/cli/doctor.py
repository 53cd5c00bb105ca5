"""The verb doctor: checks the library, the feeds, the terminal and the configuration, and says what to do."""

import locale
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import click

from reader import __version__
from reader.cli.output import JSON_OBJECT, say, say_json
from reader.config import Directories, find_directories, read_config
from reader.errors import ReaderError
from reader.library import Library, open_library
from reader.library.database import SQLITE_VERSION
from reader.model import Feed
from reader.refreshing.health import full_report, worst_first

_PACKAGES = ("textual", "feedparser", "sqlite-utils", "markdownify", "urllib3")
_MIB = 1024 * 1024
_WAY_BACK = (
    "'reader restore' puts a backup in place; 'reader doctor --rescue' saves what can be read into a new library."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, what was found, and whether that is as it should be."""

    what: str
    found: str
    good: bool = True


@click.command("doctor")
@JSON_OBJECT
@click.option("--repair", is_flag=True, help="First put the search index right where it is not.")
def doctor_verb(as_json: bool, repair: bool) -> None:
    """Check the library, the feeds, the terminal and the configuration; say what to do."""
    directories = find_directories()
    if repair:
        _repair(directories)
    findings = list(_findings(directories))
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


def _repair(directories: Directories) -> None:
    library = open_library(directories.library)
    try:
        library.repair()
        library.search_index.catch_up()
    finally:
        library.close()


def _findings(directories: Directories) -> Iterator[Finding]:
    yield Finding("reader", f"{__version__}, Python {platform.python_version()}")
    yield Finding("packages", ", ".join(f"{name} {_version(name)}" for name in _PACKAGES))
    yield from _configuration(directories)
    yield from _library(directories)
    yield from _terminal()


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
        library = open_library(directories.library)
    except ReaderError as error:
        yield Finding("library", str(error), good=False)
        return
    try:
        yield from _contents(library)
    except ReaderError as error:
        yield Finding("library", str(error), good=False)
    finally:
        library.close()


def _contents(library: Library) -> Iterator[Finding]:
    size = library.path.stat().st_size / _MIB
    yield Finding("library", f"{library.path}, {size:.1f} MiB, schema {library.schema_version()}")
    if not os.access(library.path, os.W_OK):
        yield Finding("library", f"{library.path} is read-only: nothing can be marked or tagged.", good=False)
    yield from _soundness(library)
    tally = library.tally()
    pending = library.search_index.pending()
    indexed = f"{pending} not searchable yet" if pending else "all searchable"
    yield Finding("stories", f"{tally.stories:,}, {tally.unread:,} unread, {tally.starred:,} starred, {indexed}")
    yield from _feeds(library.feeds.all(), int(time.time()))


def _soundness(library: Library) -> Iterator[Finding]:
    problems = library.problems()
    for problem in problems:
        cure = "'reader doctor --repair' puts it right." if problem.mendable else _WAY_BACK
        yield Finding("integrity", f"{problem.sentence} {cure}", good=False)
    if not problems:
        yield Finding("integrity", "every page and the search index are sound")


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
