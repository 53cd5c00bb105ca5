"""The verbs about where stories come from: add, feeds, import."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from reader.cli import cures
from reader.cli.finding import find_and_choose, find_and_show, say_added
from reader.cli.output import feed_record, say, say_columns, say_feed, say_json, warn
from reader.cli.pages import keep_pages
from reader.cli.refreshing import follow_rules
from reader.cli.session import reading_session, session
from reader.cli.targets import feed_named
from reader.config import find_seeds
from reader.errors import SourceError
from reader.library.stories import counted
from reader.model import Feed
from reader.reading.cleaning import clean_line
from reader.refreshing.health import full_report, worst_first
from reader.sources.addresses import shown_address

STARTER = "starter.opml"
LARGEST_LIST = 32 * 1024 * 1024
"""Bytes a list of subscriptions may have."""


@click.command("add")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--find", "only_find", is_flag=True, help="Show what feeds an address leads to; subscribe to none.")
@click.option("--page", "as_page", is_flag=True, help="Keep the page at an address as a story, to be read later.")
@click.option("--choose", is_flag=True, help="Like --find --json; then add the address read from standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def add_verb(sources: tuple[str, ...], only_find: bool, as_page: bool, choose: bool, as_json: bool) -> None:
    """Subscribe to an address, a feed file, a document, a folder of documents, or seeds: (what comes with reader)."""
    from reader.refreshing.subscribing import Added, add

    if choose:
        find_and_choose(sources)
        return
    if only_find:
        find_and_show(sources, as_json)
        return
    if as_page:
        keep_pages(sources, as_json)
        return
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
        follow_rules(opened)
    say_added(added, as_json)
    if failed:
        sys.exit(1)


@click.group("feeds", invoke_without_command=True)
@click.option("--trouble", is_flag=True, help="Only those that cannot be checked, the worst first, and all about it.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.pass_context
def feeds_verb(context: click.Context, trouble: bool, as_json: bool) -> None:
    """List the feeds, with unread and all stories, and what is wrong with one where something is."""
    if context.invoked_subcommand:
        return
    with reading_session() as opened:
        feeds, now = opened.library.feeds.all(), opened.now()
    if trouble:
        feeds = worst_first(feed for feed in feeds if feed.in_trouble)
    if as_json:
        say_json([feed_record(feed) for feed in feeds])
    elif trouble:
        _say_troubles(feeds, now)
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
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def rename(feed: str, title: str, as_json: bool) -> None:
    """Give a feed (its id or address) a title of your own; '' brings back the publisher's."""
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.feeds.rename(found.id, clean_line(title), opened.now())
        renamed = opened.library.feeds.get(found.id)
    say_feed(renamed, f"Feed {found.id} is now called {renamed.title}.", as_json)


@feeds_verb.command("move")
@click.argument("feed", metavar="FEED")
@click.argument("folder")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def move(feed: str, folder: str, as_json: bool) -> None:
    """Put a feed (its id or address) into a folder, nested by /; '' takes it out."""
    with session() as opened:
        found = feed_named(opened, feed)
        levels = (level.strip() for level in clean_line(folder).split("/"))
        path = "/".join(level for level in levels if level)
        opened.library.feeds.move(found.id, path, opened.now())
        moved = opened.library.feeds.get(found.id)
    say_feed(moved, f"{found.title} is now in {path or 'no folder'}.", as_json)


@feeds_verb.command("remove")
@click.argument("feed", metavar="FEED")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def remove(feed: str, as_json: bool) -> None:
    """Unsubscribe from a feed (its id or address); its tagged and starred stories stay."""
    with session() as opened:
        found = feed_named(opened, feed)
        staying = opened.library.retention.count_kept(found.id)
        opened.library.feeds.unsubscribe(found.id, opened.now())
    kept = f"; {counted(staying)} tagged, starred or noted will stay" if staying else ""
    said = f"Unsubscribed from {found.title}{kept}. 'reader undo' takes it back."
    say_feed(found, said, as_json)


for cure in (cures.pause, cures.resume, cures.slow, cures.address, cures.fulltext):
    feeds_verb.add_command(cure)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--starter", is_flag=True, help="Subscribe to the bundled starting set instead of a file.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def import_verb(file: Path | None, starter: bool, as_json: bool) -> None:
    """Subscribe to the feeds of an OPML file. They are fetched at the next refresh."""
    from reader.sources.files.disk import read_file
    from reader.sources.files.opml import read_opml

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


def _say_troubles(feeds: Sequence[Feed], now: int) -> None:
    for feed in feeds:
        say(f"{feed.id}\t{feed.title}\t{full_report(feed, now)}")
    if not feeds:
        warn("reader: no feed is in trouble.")


def _columns(feed: Feed) -> tuple[str, ...]:
    state = f"! {feed.trouble}" if feed.in_trouble else "paused" if feed.paused else ""
    return (str(feed.id), str(feed.unread), str(feed.stories), feed.folder, feed.title, shown_address(feed.url), state)
