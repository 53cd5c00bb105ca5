"""The health of a feed in words: what is wrong, how often in a row, since when, the last good check, the next one.

Pure: feeds and the time come in, sentences go out. Must not know where feeds are kept, nor where sentences are shown.
"""

from collections.abc import Iterable
from datetime import datetime

from reader.library.feeds import pace
from reader.model import Feed, Health, in_calendar
from reader.sources.addresses import host_of

_WEEK = 604_800
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ORDER = (Health.GONE, Health.FAILING, Health.PAUSED, Health.NEW, Health.WELL)


def worst_first(feeds: Iterable[Feed]) -> list[Feed]:
    """Return feeds in trouble first, those failing longest before others; then paused ones, then the rest by title."""
    return sorted(feeds, key=lambda feed: (_ORDER.index(feed.health), -feed.failures, feed.title.casefold(), feed.id))


def state(feed: Feed) -> str:
    """Return how a feed is in a few words: the first sentence of what is wrong where something is, its host aside."""
    match feed.health:
        case Health.PAUSED:
            return "paused"
        case Health.NEW:
            return "not checked yet"
        case Health.WELL:
            return f"well, {slowness(feed)}" if feed.slowness else "well"
        case _:
            first = feed.trouble.split(". ")[0].rstrip(".")
            return first.removeprefix(f"{feed.url} ").removeprefix(f"{host_of(feed.url)} ")


def how_often(feed: Feed, now: int) -> str:
    """Return how often in a row a feed failed and since when: "12 times in a row since 3 May"; "" where it did not."""
    if not feed.failures:
        return ""
    times = "once" if feed.failures == 1 else f"{feed.failures:,} times in a row"
    if feed.trouble_since is None:
        return times
    since = moment(feed.trouble_since, now)
    return f"{times}, {since}" if feed.failures == 1 else f"{times}, since {since}"


def last_good(feed: Feed, now: int) -> str:
    """Return when a feed last answered as it should: "last good check 3 May"."""
    if feed.succeeded is None:
        return "no good check yet"
    return f"last good check {moment(feed.succeeded, now)}"


def next_check_text(feed: Feed, now: int) -> str:
    """Return when a feed is checked next, and at whose wish: "next check 14:20, the server asked for it"."""
    if feed.paused:
        return "not checked until it is resumed"
    if feed.stopped:
        return "not checked any more"
    if not feed.is_fetched and not feed.slowness:
        return "read at every refresh"
    if feed.next_check <= now:
        return "due now"
    wish = ", the server asked for it" if feed.next_check_asked else f", {slowness(feed)}" if feed.slowness else ""
    return f"next check {moment(feed.next_check, now)}{wish}"


def slowness(feed: Feed) -> str:
    """Return how often a person wants a feed checked at most: "every day at most"; "" where it is left to the feed."""
    return pace(feed.slowness) if feed.slowness else ""


def verdict(feed: Feed) -> str:
    """Return how a feed is, in whole sentences: what is wrong where something is."""
    return feed.trouble or _sentence(state(feed))


def facts(feed: Feed, now: int) -> str:
    """Return how often a feed failed, its last good check, the next one, and its full texts, as one sentence."""
    texts = "full texts are fetched" if feed.full_text else ""
    known = (how_often(feed, now), last_good(feed, now), next_check_text(feed, now), texts)
    return _sentence(" · ".join(fact for fact in known if fact))


def full_report(feed: Feed, now: int) -> str:
    """Return all that is known of how a feed is, in one line."""
    return f"{verdict(feed)} {facts(feed, now)}"


def moment(at: int, now: int) -> str:
    """Return a local time as short as it is clear from `now`: "14:20", "3 May 14:20" within a week, "3 May 2025"."""
    then, today = datetime.fromtimestamp(in_calendar(at)), datetime.fromtimestamp(now)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    day = f"{then.day} {_MONTHS[then.month - 1]}"
    if abs(at - now) < _WEEK:
        return f"{day} {then:%H:%M}"
    return day if then.year == today.year else f"{day} {then.year}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
