"""Keeping web pages as stories."""

import sys
from collections.abc import Sequence
from contextlib import closing

from reader.cli.output import say, say_json, story_record, warn
from reader.cli.refreshing import follow_rules
from reader.cli.session import session
from reader.errors import SourceError
from reader.model import Story
from reader.reading.cleaning import clean_line


def keep_pages(sources: Sequence[str], as_json: bool) -> None:
    """Keep the pages at these addresses as stories and print them; exits with 1 where one cannot be kept."""
    from reader.refreshing.on_demand.saved_pages import save_page

    kept: list[Story] = []
    with session() as opened:
        with closing(opened.fetcher()) as fetcher:
            for source in sources:
                try:
                    kept.append(save_page(opened.library, source, fetcher, opened.now()))
                except SourceError as error:
                    warn(f"reader: {clean_line(str(error))}")
        follow_rules(opened)
    if as_json:
        say_json({"stories": [story_record(story) for story in kept]})
    for story in [] if as_json else kept:
        say(f"Kept {story.title} as story {story.id}, tagged later.")
    if len(kept) < len(sources):
        sys.exit(1)
