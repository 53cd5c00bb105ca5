"""The verb refresh: its options, and a fast exit when no feed is due; `refresh_run` does the rest.

cron calls it every few minutes, mostly for nothing; so this module imports almost nothing.
"""

import time

import click

from reader.config import find_directories
from reader.library.refresh_state.due import is_idle
from reader.library.schema import VERSION

_IDLE = "0 feeds checked, 0 stories new, 0 failed."


@click.command("refresh")
@click.option("--force", is_flag=True, help="Check all feeds, or those named, whatever their schedule.")
@click.option(
    "--feed", "feed_ids", type=int, multiple=True, metavar="ID", help="Only this feed, due or not; repeatable."
)
@click.option("--events", "form", flag_value="events", help="Print one JSON object a line as things happen.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object at the end.")
def refresh_verb(force: bool, feed_ids: tuple[int, ...], form: str | None) -> None:
    """Check the feeds that are due and store what is new."""
    if not (force or feed_ids or form) and is_idle(find_directories().library, VERSION, int(time.time())):
        click.echo(_IDLE)
        return
    from reader.cli.refresh_run import refresh

    refresh(force, feed_ids, form or "")
