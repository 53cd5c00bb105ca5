"""The verb feeds and those under it: add, rename, move, remove, pause, resume, slow, address, fulltext."""

import re
from collections.abc import Callable, Sequence
from contextlib import closing

import click

from reader.cli.add import add_verb
from reader.cli.output import JSON_OBJECT, feed_record, say, say_columns, say_json, say_result, warn
from reader.cli.session import reading_session, session
from reader.cli.targets import feed_named, typed_text
from reader.library.feeds import SLOWEST, pace
from reader.library.stories import counted
from reader.model import Feed
from reader.reading.cleaning import clean_line
from reader.reading.masking import masked_address, shown_address
from reader.refreshing.health import full_report, worst_first

_UNITS = {"h": 3600, "d": 86_400, "w": 604_800}


@click.group("feeds", invoke_without_command=True)
@click.option("--trouble", is_flag=True, help="Only those that cannot be checked, the worst first, and all about it.")
@click.option("--with-passwords", is_flag=True, help="Show whole addresses, with the secrets in them.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.pass_context
def feeds_verb(context: click.Context, trouble: bool, with_passwords: bool, as_json: bool) -> None:
    """List the feeds, with unread and all stories, and what is wrong with one where something is.

    Secrets in addresses are shown as ***; other verbs understand an address so, too.
    """
    if context.invoked_subcommand:
        return
    with reading_session() as opened:
        feeds, now = opened.library.feeds.all(), opened.now()
    if trouble:
        feeds = worst_first(feed for feed in feeds if feed.in_trouble)
    if as_json:
        say_json([feed_record(feed, str if with_passwords else masked_address) for feed in feeds])
    elif trouble:
        _say_troubles(feeds, now)
    else:
        say_columns((_columns(feed, str if with_passwords else shown_address) for feed in feeds), flexible=4)


@feeds_verb.command("add")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@JSON_OBJECT
@click.pass_context
def add(context: click.Context, sources: tuple[str, ...], as_json: bool) -> None:
    """Subscribe to feeds; the same as `reader add`."""
    context.invoke(add_verb, sources=sources, as_json=as_json)


@feeds_verb.command("rename")
@click.argument("feed", metavar="FEED")
@click.argument("title")
@JSON_OBJECT
def rename(feed: str, title: str, as_json: bool) -> None:
    """Give a feed (its id or address) a title of your own; '' brings back the publisher's."""
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.feeds.rename(found.id, clean_line(title), opened.now())
        renamed = opened.library.feeds.get(found.id)
    say_result(feed_record(renamed), f"Feed {found.id} is now called {renamed.title}.", as_json)


@feeds_verb.command("move")
@click.argument("feed", metavar="FEED")
@click.argument("folder")
@JSON_OBJECT
def move(feed: str, folder: str, as_json: bool) -> None:
    """Put a feed (its id or address) into a folder, nested by /; '' takes it out."""
    with session() as opened:
        found = feed_named(opened, feed)
        levels = (level.strip() for level in clean_line(folder).split("/"))
        path = "/".join(level for level in levels if level)
        opened.library.feeds.move(found.id, path, opened.now())
        moved = opened.library.feeds.get(found.id)
    say_result(feed_record(moved), f"{found.title} is now in {path or 'no folder'}.", as_json)


@feeds_verb.command("remove")
@click.argument("feed", metavar="FEED")
@JSON_OBJECT
def remove(feed: str, as_json: bool) -> None:
    """Unsubscribe from a feed (its id or address); its tagged and starred stories stay."""
    with session() as opened:
        found = feed_named(opened, feed)
        staying = opened.library.retention.count_kept(found.id)
        opened.library.feeds.unsubscribe(found.id, opened.now())
    kept = f"; {counted(staying)} tagged, starred or noted will stay" if staying else ""
    said = f"Unsubscribed from {found.title}{kept}. 'reader undo' takes it back."
    say_result(feed_record(found), said, as_json)


@feeds_verb.command("pause")
@click.argument("feed", metavar="ID")
@JSON_OBJECT
def pause(feed: str, as_json: bool) -> None:
    """Check a feed (its id or address) no more until it is resumed; 'reader refresh --feed' still does."""
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.feeds.pause(found.id, opened.now())
        paused = opened.library.feeds.get(found.id)
    say_result(
        feed_record(paused), f"{found.title} is paused. 'reader feeds resume {found.id}' checks it again.", as_json
    )


@feeds_verb.command("resume")
@click.argument("feed", metavar="ID")
@JSON_OBJECT
def resume(feed: str, as_json: bool) -> None:
    """Check a paused feed (its id or address) again."""
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.feeds.resume(found.id, opened.now())
        resumed = opened.library.feeds.get(found.id)
    say_result(feed_record(resumed), f"{found.title} is checked again.", as_json)


@feeds_verb.command("slow")
@click.argument("feed", metavar="ID")
@click.option("--every", required=True, metavar="TIME", help="12h, 1d or 2w at least between two checks; 0 for none.")
@JSON_OBJECT
def slow(feed: str, every: str, as_json: bool) -> None:
    """Check a feed (its id or address) less often than it publishes."""
    seconds = _seconds(every)
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.feeds.slow(found.id, seconds, opened.now())
        slowed = opened.library.feeds.get(found.id)
    say_result(feed_record(slowed), f"{found.title} is checked {pace(seconds)}.", as_json)


@feeds_verb.command("address")
@click.argument("feed", metavar="ID")
@click.argument("url", required=False, default="")
@JSON_OBJECT
def address(feed: str, url: str, as_json: bool) -> None:
    """Give a feed (its id or address) another address, - a line of standard input; without URL, what its site names."""
    from reader.refreshing.address_changes import readdress

    with session() as opened:
        found = feed_named(opened, feed)
        with closing(opened.fetcher()) as fetcher:
            moved = readdress(
                opened.library, found, clean_line(typed_text(url), 4000), fetcher, opened.config, opened.now()
            )
    say_result(
        feed_record(moved), f"{moved.title} is checked at {shown_address(moved.url)} now; its stories stay.", as_json
    )


@feeds_verb.command("fulltext")
@click.argument("switch", metavar="on|off", type=click.Choice(["on", "off"]))
@click.argument("feed", metavar="ID")
@JSON_OBJECT
def fulltext(switch: str, feed: str, as_json: bool) -> None:
    """Fetch the full text of a feed's stories (its id or address) whenever one is opened, or no more."""
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.full_texts.set_always(found.id, switch == "on", opened.now())
        switched = opened.library.feeds.get(found.id)
    come = "get their full text when they are opened" if switched.full_text else "come as the feed gives them"
    say_result(feed_record(switched), f"Stories of {found.title} {come}.", as_json)


def _say_troubles(feeds: Sequence[Feed], now: int) -> None:
    for feed in feeds:
        say(f"{feed.id}\t{feed.title}\t{full_report(feed, now)}")
    if not feeds:
        warn("reader: no feed is in trouble.")


def _columns(feed: Feed, address: Callable[[str], str]) -> tuple[str, ...]:
    state = f"! {feed.trouble}" if feed.in_trouble else "paused" if feed.paused else ""
    return (str(feed.id), str(feed.unread), str(feed.stories), feed.folder, feed.title, address(feed.url), state)


def _seconds(text: str) -> int:
    """Return the seconds "12h", "1d" or "2w" stand for; raises BadParameter."""
    if text.strip() == "0":
        return 0
    match = re.fullmatch(r"(\d{1,4})([hdw])", text.strip())
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 0 < seconds <= SLOWEST:
        raise click.BadParameter(f"{text!r} is no time from 1h to 30d; write 12h, 1d, 2w, or 0.", param_hint="--every")
    return seconds
