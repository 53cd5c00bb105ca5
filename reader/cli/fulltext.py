"""The verb that fetches the full text of a story."""

import click

from reader.cli.output import say, say_json
from reader.cli.session import session
from reader.refreshing.on_demand.full_text import fetch_full_text


@click.command("fulltext")
@click.argument("story_id", metavar="ID", type=click.IntRange(min=1, max=2**63 - 1))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def fulltext_verb(story_id: int, as_json: bool) -> None:
    """Fetch the page of a story and keep the article on it; the feed's own text stays."""
    with session() as opened:
        story = opened.library.stories.get(story_id)
        fetcher = opened.fetcher()
        try:
            words = fetch_full_text(opened.library, story, fetcher, opened.now())
        finally:
            fetcher.close()
        opened.library.search_index.catch_up()
    if as_json:
        say_json({"id": story_id, "words": words})
    else:
        say(f"Kept the full text of {story.title}: {words:,} words.")
