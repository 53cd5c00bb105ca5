"""The verb purge: drops the text of old stories."""

import re
from collections.abc import Callable, Sequence

import click

from reader.cli.output import JSON_OBJECT, say, say_columns, say_json
from reader.cli.session import Session, session
from reader.config import Config
from reader.library.retention import PurgePreview
from reader.library.stories import counted

_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_MIB = 1024 * 1024


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
