"""The verbs under feeds that cure: pause, resume, slow, address, fulltext."""

import re

import click

from reader.cli.output import say_feed
from reader.cli.session import session
from reader.cli.targets import feed_named
from reader.library.feeds import SLOWEST, pace
from reader.reading.cleaning import clean_line
from reader.sources.addresses import shown_address

_UNITS = {"h": 3600, "d": 86_400, "w": 604_800}


@click.command("pause")
@click.argument("feed", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def pause(feed: str, as_json: bool) -> None:
    """Check a feed (its id or address) no more until it is resumed; 'reader refresh --feed' still does."""
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.feeds.pause(found.id, opened.now())
        paused = opened.library.feeds.get(found.id)
    say_feed(paused, f"{found.title} is paused. 'reader feeds resume {found.id}' checks it again.", as_json)


@click.command("resume")
@click.argument("feed", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def resume(feed: str, as_json: bool) -> None:
    """Check a paused feed (its id or address) again."""
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.feeds.resume(found.id, opened.now())
        resumed = opened.library.feeds.get(found.id)
    say_feed(resumed, f"{found.title} is checked again.", as_json)


@click.command("slow")
@click.argument("feed", metavar="ID")
@click.option("--every", required=True, metavar="TIME", help="12h, 1d or 2w at least between two checks; 0 for none.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def slow(feed: str, every: str, as_json: bool) -> None:
    """Check a feed (its id or address) less often than it publishes."""
    seconds = _seconds(every)
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.feeds.slow(found.id, seconds, opened.now())
        slowed = opened.library.feeds.get(found.id)
    say_feed(slowed, f"{found.title} is checked {pace(seconds)}.", as_json)


@click.command("address")
@click.argument("feed", metavar="ID")
@click.argument("url", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def address(feed: str, url: str, as_json: bool) -> None:
    """Give a feed (its id or address) another address; without URL, the one its site names."""
    from reader.refreshing.moving import readdress

    with session() as opened:
        found = feed_named(opened, feed)
        fetcher = opened.fetcher()
        try:
            moved = readdress(opened.library, found, clean_line(url, 4000), fetcher, opened.config, opened.now())
        finally:
            fetcher.close()
    say_feed(moved, f"{moved.title} is checked at {shown_address(moved.url)} now; its stories stay.", as_json)


@click.command("fulltext")
@click.argument("switch", metavar="on|off", type=click.Choice(["on", "off"]))
@click.argument("feed", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def fulltext(switch: str, feed: str, as_json: bool) -> None:
    """Fetch the full text of a feed's stories (its id or address) whenever one is opened, or no more."""
    with session() as opened:
        found = feed_named(opened, feed)
        opened.library.full_texts.set_always(found.id, switch == "on", opened.now())
        switched = opened.library.feeds.get(found.id)
    come = "get their full text when they are opened" if switched.full_text else "come as the feed gives them"
    say_feed(switched, f"Stories of {found.title} {come}.", as_json)


def _seconds(text: str) -> int:
    """Return the seconds "12h", "1d" or "2w" stand for; raises BadParameter."""
    if text.strip() == "0":
        return 0
    match = re.fullmatch(r"(\d{1,4})([hdw])", text.strip())
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 0 < seconds <= SLOWEST:
        raise click.BadParameter(f"{text!r} is no time from 1h to 30d; write 12h, 1d, 2w, or 0.", param_hint="--every")
    return seconds
