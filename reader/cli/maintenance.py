"""The verbs that look after the library: doctor checks everything and says what to do, purge drops old stories."""

import locale
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import click

from reader import __version__
from reader.cli.output import JSON_OBJECT, say, say_columns, say_json
from reader.cli.session import Session, session
from reader.config import Config, Directories, find_directories, read_config
from reader.errors import ReaderError
from reader.library import Library, open_library
from reader.library.database import SQLITE_VERSION
from reader.library.retention import PurgePreview
from reader.library.stories import counted
from reader.model import Feed
from reader.refreshing.health import full_report, worst_first

_PACKAGES = ("textual", "feedparser", "sqlite-utils", "markdownify", "urllib3")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_MIB = 1024 * 1024


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
    problems = library.problems()
    cure = " 'reader doctor --repair' puts it right." if any("search index" in said for said in problems) else ""
    found = "; ".join(problems) + cure
    yield Finding("integrity", found or "every page and the search index are sound", not problems)
    tally = library.tally()
    pending = library.search_index.pending()
    indexed = f"{pending} not searchable yet" if pending else "all searchable"
    yield Finding("stories", f"{tally.stories:,}, {tally.unread:,} unread, {tally.starred:,} starred, {indexed}")
    yield from _feeds(library.feeds.all(), int(time.time()))


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


@click.command("purge")
@click.option("--older", metavar="SPAN", help="What is older than 90d, 12w, 6m or 2y, instead of what is configured.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@JSON_OBJECT
def purge_verb(older: str | None, dry_run: bool, as_json: bool) -> None:
    """Drop the text of old stories, read or unread, and list them no more. This cannot be undone.

    Old is what keep_days in config.toml says, or --older; a feed with keep_days = 0 of its own is left alone. Tagged,
    starred and noted stories stay, and so do documents. What is gone does not come back as new.
    """
    with session() as opened:
        limits = opened.library.retention.limits(_days_kept(opened, older), opened.now())
        going = opened.library.retention.preview(limits)
        if not dry_run:
            opened.library.retention.purge(limits)
            opened.library.optimize()
    if as_json:
        say_json(_purge_record(going, dry_run))
    else:
        _say_purge(going, dry_run)


def _days_kept(opened: Session, older: str | None) -> Callable[[str], int]:
    """Return how many days a feed's stories are kept, by its address."""
    config = opened.config
    if older is not None:
        days = _days(older)
        return lambda url: 0 if config.feed(url).keep_days == 0 else days
    if not _keeps_anything_shorter(config):
        raise click.UsageError("Say what is old, --older 6m, or set keep_days in config.toml: nothing is set there.")
    return config.days_kept


def _keeps_anything_shorter(config: Config) -> bool:
    return bool(config.keep_days or any(feed.keep_days for feed in config.feeds.values()))


def _days(span: str) -> int:
    match = re.fullmatch(r"(\d{1,4})([dwmy])", span.strip().lower())
    days = int(match[1]) * _DAYS[match[2]] if match else 0
    if not days:
        raise click.BadParameter(f"{span!r} is no span of time; write 90d, 12w, 6m or 2y.", param_hint="--older")
    return days


def _purge_record(going: Sequence[PurgePreview], dry_run: bool) -> dict[str, object]:
    feeds = [
        {"id": one.feed_id, "title": one.title, "stories": one.stories, "unread": one.unread, "bytes": one.size}
        for one in going
    ]
    return {"dry_run": dry_run, **_sums(going), "feeds": feeds}


def _sums(going: Sequence[PurgePreview]) -> dict[str, int]:
    return {
        "stories": sum(one.stories for one in going),
        "unread": sum(one.unread for one in going),
        "bytes": sum(one.size for one in going),
    }


def _say_purge(going: Sequence[PurgePreview], dry_run: bool) -> None:
    sums = _sums(going)
    if not going:
        say("Nothing is that old, but for what is tagged, starred or a document.")
        return
    if dry_run:
        say_columns(((str(one.stories), str(one.unread), _size(one.size), one.title) for one in going), flexible=3)
    what = f"{counted(sums['stories'])} of {len(going)} {'feed' if len(going) == 1 else 'feeds'}"
    rest = f"{sums['unread']:,} of them unread, {_size(sums['bytes'])} of text"
    if dry_run:
        say(f"{what} would go: {rest}. Nothing was changed; a purge cannot be undone.")
    else:
        say(f"{what} purged: {rest}. That cannot be undone; the stories will not come back as new.")


def _size(size: int) -> str:
    return f"{size / _MIB:.1f} MiB" if size >= _MIB else f"{size / 1024:.0f} KiB"
