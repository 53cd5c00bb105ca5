"""The verbs about where stories come from: add, refresh, feeds, import, export."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from reader.cli.output import feed_record, say, say_columns, say_event, say_json, warn
from reader.cli.session import Session, reading_session, session
from reader.cli.targets import AS_TYPED
from reader.config import find_seeds
from reader.errors import NotFoundError, SourceError
from reader.library.stories import counted
from reader.model import Feed, FeedKind, Outcome, OutcomeKind
from reader.reading.cleaning import clean_line

STARTER = "starter.opml"
LARGEST_LIST = 32 * 1024 * 1024
"""Bytes a list of subscriptions may have."""


@click.command("add")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def add_verb(sources: tuple[str, ...], as_json: bool) -> None:
    """Subscribe to an address, a feed file, a document, a folder of documents, or seeds: (what comes with reader)."""
    from reader.refreshing.subscribing import Added, add

    added: list[Added] = []
    failed = False
    with session() as opened:
        fetcher = opened.fetcher()
        for source in sources:
            try:
                added.append(add(opened.library, source, fetcher, opened.config, opened.now()))
            except SourceError as error:
                failed = True
                warn(f"reader: {clean_line(str(error))}")
        fetcher.close()
    for one in added:
        for warning in one.warnings:
            warn(f"reader: {clean_line(warning)}")
    if as_json:
        say_json({"feeds": [{**feed_record(one.feed), "new": one.new, "known": one.known} for one in added]})
    else:
        for one in added:
            how = "was subscribed to already" if one.known else "added"
            say(f"{one.feed.title} (feed {one.feed.id}) {how}: {counted(one.new)} new.")
    if failed:
        sys.exit(1)


@click.command("refresh")
@click.option("--force", is_flag=True, help="Check all feeds, or those named, whatever their schedule.")
@click.option(
    "--feed", "feed_ids", type=int, multiple=True, metavar="ID", help="Only this feed, due or not; repeatable."
)
@click.option("--events", is_flag=True, help="Print one JSON object a line as things happen.")
def refresh_verb(force: bool, feed_ids: tuple[int, ...], events: bool) -> None:
    """Check the feeds that are due and store what is new."""
    report = _report_events if events else _report_lines
    signal.signal(signal.SIGINT, _leave_at_once)
    with session("NORMAL") as opened:
        feeds = _chosen(opened, force, feed_ids)
        with _alone(opened, feeds) as mine:
            failed = report(_refreshed(opened, mine), len(mine))
    if failed:
        sys.exit(1)


@click.group("feeds", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.pass_context
def feeds_verb(context: click.Context, as_json: bool) -> None:
    """List the feeds, with unread and all stories, and what is wrong with one where something is."""
    if context.invoked_subcommand:
        return
    with reading_session() as opened:
        feeds = opened.library.feeds.all()
    if as_json:
        say_json([feed_record(feed) for feed in feeds])
    else:
        say_columns((_columns(feed) for feed in feeds), flexible=4)


@feeds_verb.command("add")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def add(context: click.Context, sources: tuple[str, ...], as_json: bool) -> None:
    """Subscribe to feeds; the same as `reader add`."""
    context.invoke(add_verb, sources=sources, as_json=as_json)


@feeds_verb.command("rename")
@click.argument("feed", metavar="FEED")
@click.argument("title")
def rename(feed: str, title: str) -> None:
    """Give a feed (its id or address) a title of your own; '' brings back the publisher's."""
    with session() as opened:
        found = _feed_named(opened, feed)
        opened.library.feeds.rename(found.id, clean_line(title), opened.now())
        say(f"Feed {found.id} is now called {opened.library.feeds.get(found.id).title}.")


@feeds_verb.command("move")
@click.argument("feed", metavar="FEED")
@click.argument("folder")
def move(feed: str, folder: str) -> None:
    """Put a feed (its id or address) into a folder, nested by /; '' takes it out."""
    with session() as opened:
        found = _feed_named(opened, feed)
        levels = (level.strip() for level in clean_line(folder).split("/"))
        path = "/".join(level for level in levels if level)
        opened.library.feeds.move(found.id, path, opened.now())
        say(f"{found.title} is now in {path or 'no folder'}.")


@feeds_verb.command("remove")
@click.argument("feed", metavar="FEED")
def remove(feed: str) -> None:
    """Unsubscribe from a feed (its id or address); its tagged and starred stories stay."""
    with session() as opened:
        found = _feed_named(opened, feed)
        opened.library.feeds.unsubscribe(found.id, opened.now())
    say(f"Unsubscribed from {found.title}; its tagged and starred stories stay. 'reader undo' takes it back.")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--starter", is_flag=True, help="Subscribe to the bundled starting set instead of a file.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def import_verb(file: Path | None, starter: bool, as_json: bool) -> None:
    """Subscribe to the feeds of an OPML file. They are fetched at the next refresh."""
    from reader.sources.files import read_file
    from reader.sources.opml import read_opml

    if (file is None) != starter:
        raise click.UsageError("Name an OPML file, or say --starter.")
    path = find_seeds() / STARTER if file is None else file
    content, _ = read_file(path, LARGEST_LIST)
    try:
        outline = read_opml(content)
    except SourceError as error:
        raise SourceError(f"{path}: {error} Nothing was imported.") from error
    with session() as opened:
        new = opened.library.feeds.subscribe_to_list(outline.subscriptions, opened.now())
    for reason in outline.left_out:
        warn(f"reader: {clean_line(reason)}")
    if as_json:
        say_json({"feeds": len(outline.subscriptions), "new": new, "left_out": list(outline.left_out)})
    else:
        hint = " 'reader refresh' fetches them." if new else ""
        say(f"{new} of {len(outline.subscriptions)} feeds are new.{hint}")


@click.command("export", context_settings=AS_TYPED)
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--format", "form", type=click.Choice(["opml"]), required=True, help="opml: the list of web feeds.")
def export_verb(query: tuple[str, ...], form: str) -> None:  # noqa: ARG001 — one format so far
    """Print the list of feeds as OPML."""
    from reader.sources.opml import Subscription, write_opml

    if query:
        raise click.UsageError("OPML holds feeds, not stories: leave the query out.")
    with session() as opened:
        feeds = [feed for feed in opened.library.feeds.all() if feed.kind is FeedKind.WEB]
    say(write_opml(Subscription(feed.url, feed.title, feed.folder, feed.site_url) for feed in feeds))


def _leave_at_once(*_: object) -> NoReturn:
    """End on ctrl+c without waiting for servers: what is stored is whole, the rest is due again."""
    warn("reader: interrupted; what came in until now is kept.")
    sys.stdout.flush()
    os._exit(130)


def _chosen(opened: Session, force: bool, feed_ids: Sequence[int]) -> list[Feed]:
    if feed_ids:
        return _rested([opened.library.feeds.get(feed_id) for feed_id in feed_ids], force, opened.now())
    if force:
        return [feed for feed in opened.library.feeds.all() if not feed.stopped]
    return opened.library.feeds.due(opened.now())


def _rested(feeds: Sequence[Feed], force: bool, now: int) -> list[Feed]:
    """Leave out what was checked a moment ago, saying so, unless it is forced."""
    from reader.refreshing.schedule import was_just_checked

    rested = [feed for feed in feeds if force or not was_just_checked(feed, now)]
    for feed in feeds:
        if feed not in rested:
            warn(f"reader: {feed.title} was checked a moment ago; --force checks it again.")
    return rested


@contextmanager
def _alone(opened: Session, feeds: Sequence[Feed]) -> Iterator[Sequence[Feed]]:
    """Give those of `feeds` to refresh, while no other process refreshes: none where one does, which is said."""
    from reader.library.lease import this_process

    if not feeds:
        yield feeds
        return
    me, library = this_process(), opened.library
    other = library.lease.take(me, opened.now())
    if other is not None:
        warn(f"reader: another refresh is running already (process {other.pid} on {other.host}).")
        yield ()
        return
    try:
        checked = {feed.id: feed.checked for feed in library.feeds.all()}
        yield [feed for feed in feeds if feed.id in checked and checked[feed.id] == feed.checked]
    finally:
        library.lease.give_up(me)


def _refreshed(opened: Session, feeds: Sequence[Feed]) -> Iterator[Outcome]:
    if not feeds:
        return
    from reader.refreshing.pipeline import Pipeline

    fetcher = opened.fetcher()
    try:
        yield from Pipeline(opened.library, fetcher, opened.config, opened.now).refresh(feeds)
    finally:
        fetcher.close()


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
    say_event({"event": "done", "new": _new(seen), "updated": sum(one.updated for one in seen), "failed": failed})
    return failed


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
    failed = [outcome for outcome in seen if outcome.kind is OutcomeKind.FAILED]
    for outcome in failed:
        warn(f"reader: {outcome.title}: {outcome.message}")
    for outcome in seen:
        if outcome.message and outcome.kind is not OutcomeKind.FAILED:
            warn(f"reader: {outcome.title}: {outcome.message}")
    say(f"{total} {'feed' if total == 1 else 'feeds'} checked, {counted(_new(seen))} new, {len(failed)} failed.")
    return len(failed)


def _title(outcome: Outcome | None) -> str:
    return clean_line(outcome.title, 30) if outcome else ""


def _new(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.new for outcome in outcomes)


def _columns(feed: Feed) -> tuple[str, ...]:
    state = f"! {feed.trouble}" if feed.trouble else ""
    return (str(feed.id), str(feed.unread), str(feed.stories), feed.folder, feed.title, feed.url, state)


def _feed_named(opened: Session, name: str) -> Feed:
    if name.isascii() and name.isdigit() and len(name) < 18:
        return opened.library.feeds.get(int(name))
    feed = opened.library.feeds.by_url(name)
    if feed is None:
        raise NotFoundError(f"There is no feed {clean_line(name)}; 'reader feeds' lists ids and addresses.")
    return feed
