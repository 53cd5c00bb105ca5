"""The full text of one story, fetched politely from its page and kept with the story.

Owns what counts as a full text. Must not know how an article is found on a page.
"""

from reader.errors import SourceError
from reader.library import Library
from reader.model import Body, BodyFormat, Story
from reader.reading.cleaning import clean_url, is_openable
from reader.refreshing.decide import words_in
from reader.refreshing.on_demand.typed_addresses import typed_address
from reader.refreshing.politeness.rate_limiter import fetch_politely
from reader.sources.addresses import is_web
from reader.sources.web import Fetched, Fetcher, FetchError
from reader.sources.web.article_extraction import article_in, require_extractor

ENOUGH = 0.9
"""A page that gives less than this share of the feed's words gives no full text."""


def fetch_full_text(library: Library, story: Story, fetcher: Fetcher, now: int) -> int:
    """Fetch the page of `story` and keep its article as the full text; return how many words it has.

    Raises SourceError with a sentence where there is none: no link, not found, blocked, a paywall, no article. What the
    page or its server is to blame for is written down, so that it is not asked unasked again soon.
    """
    url = clean_url(story.url)
    if not is_openable(url) or not is_web(url):
        raise SourceError("This story has no link to a page with its full text.")
    require_extractor()
    try:
        page = _page(library, url, fetcher, now, typed_address(library, story))
        return _keep_article(library, story, page, now)
    except _NoTextError as error:
        library.full_texts.record_failure(story.id, str(error), now)
        raise


class _NoTextError(SourceError):
    """The page of a story gives no full text, now or for long."""


def _page(library: Library, url: str, fetcher: Fetcher, now: int, typed: str) -> Fetched:
    try:
        return fetch_politely(library, url, fetcher, now, typed)
    except FetchError as error:
        if error.unreachable is not None:  # there is no network: the page has nothing to do with it
            raise
        raise _NoTextError(str(error)) from error


def _keep_article(library: Library, story: Story, page: Fetched, now: int) -> int:
    try:
        html = article_in(page.content, page.content_type, page.url)
    except SourceError as error:
        raise _NoTextError(str(error)) from error
    full = Body(BodyFormat.HTML, html, page.url)
    words = len(words_in(full))
    had = len(words_in(library.stories.body(story.id)))
    if words < ENOUGH * had:
        raise _NoTextError(f"The page gives less than the feed does ({words} words, not {had}): perhaps a paywall.")
    library.full_texts.keep(story.id, full, now)
    return words
