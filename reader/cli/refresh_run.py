"""Runs the verb refresh: which feeds are checked, by which process, and how the outcomes are printed."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from logging import INFO, WARNING
from types import FrameType
from typing import NoReturn

import click

from reader.cli.output import say, say_event, say_json, warn
from reader.cli.session import Session, session
from reader.cli.streams import QUIET_STATUS, when_nobody_reads
from reader.errors import LibraryError
from reader.library.retention import MOST_AFTER_A_REFRESH
from reader.library.stories import counted
from reader.log import logger
from reader.model import Feed, Outcome, OutcomeKind
from reader.reading.cleaning import clean_line
from reader.sources.addresses import host_of

_log = logger(__name__)

_MOST_MEMORY = 2 * 1024**3
"""Bytes a refresh may hold; it needs about a fiftieth of that."""

_CURSOR_ON = b"\x1b[?25h\n"
"""Takes back what a progress bar does to the cursor."""

_MOST_NAMED = 5
"""Feeds named one by one that fail for the same reason; more of them are counted."""


def refresh(force: bool, feed_ids: Sequence[int], form: str) -> None:
    """Check the feeds that are due, or all, or those named, and report it in a form; exits with 1 where one failed."""
    report = {"events": _report_events, "json": _report_sum}.get(form, _report_lines)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _exit_at_once)
    if form == "events":
        when_nobody_reads(_exit_unread)
    with session("NORMAL") as opened:
        feeds = _chosen(opened, force, feed_ids)
        if feeds:
            _take_lease(opened)
        failed = report(_logged(_outcomes(opened, feeds), feeds), len(feeds))
        if feeds:
            _purge(opened, form)
        _back_up(opened)
    if failed:
        sys.exit(1)


def _exit_at_once(number: int, _: FrameType | None) -> NoReturn:
    """End on a signal without waiting for servers: what is stored is whole, the rest is due again."""
    _log.info("interrupted")
    with suppress(OSError):  # not by print: the signal may have come in the middle of one
        if sys.stdout.isatty():
            os.write(1, _CURSOR_ON)
        os.write(2, b"reader: interrupted; what came in until now is kept.\n")
    os._exit(128 + number)


def _exit_unread() -> NoReturn:
    """End because whoever wanted to know how it goes has gone."""
    _log.info("nobody reads the events any more")
    os._exit(QUIET_STATUS)


def _chosen(opened: Session, force: bool, feed_ids: Sequence[int]) -> list[Feed]:
    if feed_ids:
        return _without_just_checked([opened.library.feeds.get(feed_id) for feed_id in feed_ids], force, opened.now())
    if force:
        return [feed for feed in opened.library.feeds.all() if not (feed.stopped or feed.paused)]
    return opened.library.feeds.due(opened.now())


def _without_just_checked(feeds: Sequence[Feed], force: bool, now: int) -> list[Feed]:
    """Leave out what was checked a moment ago, saying so, unless it is forced."""
    from reader.refreshing.schedule import was_just_checked

    left = [feed for feed in feeds if force or not was_just_checked(feed, now)]
    for feed in feeds:
        if feed not in left:
            warn(f"reader: {feed.title} was checked a moment ago; --force checks it again.")
    return left


def _take_lease(opened: Session) -> None:
    """Take the lease on refreshing; where another process has it, say that its refresh is joined."""
    from reader.library.refresh_state.lease import this_process

    other = opened.library.lease.acquire(this_process(), opened.now())
    if other is not None:
        warn(f"reader: joined the refresh that is running already (process {other.pid} on {other.host}).")


def _outcomes(opened: Session, feeds: Sequence[Feed]) -> Iterator[Outcome]:
    """Yield the outcome of each feed, whoever refreshes it."""
    if not feeds:
        opened.library.search_index.catch_up()  # what a refresh that was killed left unsearchable
        opened.follow_rules()
        return
    from reader.library.refresh_state.lease import this_process
    from reader.refreshing.single_refresh import acquire_lease

    try:
        left = yield from acquire_lease(opened.library, feeds, opened.now)
        if left:
            yield from _refresh_here(opened, left)
    finally:
        opened.library.lease.give_up(this_process())


def _logged(outcomes: Iterator[Outcome], feeds: Sequence[Feed]) -> Iterator[Outcome]:
    """Pass the outcomes on, writing each to the log: the feed by id and host, and how long after the start it came."""
    hosts = {feed.id: host_of(feed.url) for feed in feeds}
    began = time.monotonic()
    _log.info("refresh of %d feeds", len(feeds))
    for one in outcomes:
        ms = (time.monotonic() - began) * 1000
        level = WARNING if one.kind is OutcomeKind.FAILED else INFO
        text = "feed %d (%s): %s, %d new, %d updated, after %d ms"
        _log.log(level, text, one.feed_id, hosts.get(one.feed_id, "?"), one.kind.value, one.new, one.updated, ms)
        yield one
    _log.info("refresh ended after %d ms", (time.monotonic() - began) * 1000)


def _refresh_here(opened: Session, feeds: Sequence[Feed]) -> Iterator[Outcome]:
    from reader.refreshing.pipeline import Pipeline
    from reader.sources.resource_limits import memory_limit

    with memory_limit(_MOST_MEMORY), closing(opened.fetcher()) as fetcher:
        yield from Pipeline(opened.library, fetcher, opened.config, opened.now).refresh(feeds)
    opened.follow_rules()


def _purge(opened: Session, form: str) -> None:
    """Purge what is older than the configuration keeps, a limited number at a time; the next refresh goes on."""
    retention = opened.library.retention
    limits = retention.limits(opened.config.days_kept, opened.now())
    purged = retention.purge(limits, MOST_AFTER_A_REFRESH) if limits else 0
    if purged and not form:
        say(f"{counted(purged)} purged, older than keep_days.")


def _back_up(opened: Session) -> None:
    """Make today's backup where it is due; what keeps it from being made is said, and fails no refresh."""
    from reader.library.backups.collection import back_up_daily

    try:
        made = back_up_daily(opened.library.path, opened.config.backups, opened.now())
    except LibraryError as error:
        _log.warning("no backup: %s", type(error.__cause__ or error).__name__)
        warn(f"reader: {error}")
    else:
        if made:
            _log.info("made the backup %s", made.file.name)


def _report_events(outcomes: Iterator[Outcome], total: int) -> int:
    """Print each outcome as an event; return how many feeds failed."""
    seen: list[Outcome] = []
    say_event({"event": "start", "feeds": total})
    for outcome in outcomes:
        seen.append(outcome)
        say_event(
            {
                "event": "feed",
                "id": outcome.feed_id,
                "title": outcome.title,
                "outcome": outcome.kind.value,
                "new": outcome.new,
                "updated": outcome.updated,
                "message": outcome.message,
                "done": len(seen),
                "feeds": total,
            }
        )
    failed = sum(outcome.kind is OutcomeKind.FAILED for outcome in seen)
    sums = _sums(seen)
    message = {"message": _offline_sentence(sums["offline"], len(seen))} if sums["offline"] else {}
    say_event({"event": "done", **sums, **message})
    return failed


def _report_sum(outcomes: Iterator[Outcome], total: int) -> int:
    """Print what it all came to as one object, and on standard error what went wrong; return how many feeds failed."""
    seen = list(outcomes)
    failed = _say_what_failed(seen)
    say_json({"feeds": total, **_sums(seen)})
    return failed


def _say_what_failed(seen: Sequence[Outcome]) -> int:
    failed = [outcome for outcome in seen if outcome.kind is OutcomeKind.FAILED]
    _say_why(failed)
    if unreached := _unreached(seen):
        warn(f"reader: {_offline_sentence(unreached, len(seen))}")
    return len(failed)


def _say_why(outcomes: Sequence[Outcome]) -> None:
    """Say what happened to each feed, but once where it is the same for many, as when their server is down."""
    titles: dict[str, list[str]] = {}
    for outcome in outcomes:
        titles.setdefault(outcome.message, []).append(outcome.title)
    for message, those in titles.items():
        who = those if len(those) <= _MOST_NAMED else [f"{len(those):,} feeds"]
        for one in who:
            warn(f"reader: {one}: {message}")


def _report_lines(outcomes: Iterator[Outcome], total: int) -> int:
    """Print a progress bar on a terminal, else a line a feed that changed or failed; return how many failed."""
    seen: list[Outcome] = []
    if sys.stdout.isatty() and total:
        with click.progressbar(outcomes, length=total, label="Refreshing", item_show_func=_title) as bar:
            seen = list(bar)
    else:
        for outcome in outcomes:
            seen.append(outcome)
            if outcome.kind is OutcomeKind.CHANGED:
                say(f"{outcome.title}: {outcome.new} new, {outcome.updated} updated")
    failed = _say_what_failed(seen)
    told = (OutcomeKind.FAILED, OutcomeKind.OFFLINE)
    _say_why([outcome for outcome in seen if outcome.message and outcome.kind not in told])
    checked = total - _unreached(seen)
    say(f"{checked} {'feed' if checked == 1 else 'feeds'} checked, {counted(_new(seen))} new, {failed} failed.")
    return failed


def _title(outcome: Outcome | None) -> str:
    return clean_line(outcome.title, 30) if outcome else ""


def _sums(seen: Sequence[Outcome]) -> dict[str, int]:
    return {
        "new": _new(seen),
        "updated": sum(one.updated for one in seen),
        "failed": sum(one.kind is OutcomeKind.FAILED for one in seen),
        "offline": _unreached(seen),
    }


def _offline_sentence(unreached: int, total: int) -> str:
    from reader.refreshing.offline import offline_sentence

    return offline_sentence(unreached, total)


def _unreached(seen: Sequence[Outcome]) -> int:
    return sum(outcome.kind is OutcomeKind.OFFLINE for outcome in seen)


def _new(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.new for outcome in outcomes)
