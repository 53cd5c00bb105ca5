"""A web page saved as a story of its own, to be read later: among the documents, tagged "later", never purged.

Owns what such a story is. Must not know how an article is found on a page.
"""

from reader.errors import SourceError
from reader.library import Library
from reader.model import DOCUMENTS_URL, Body, BodyFormat, FeedKind, ParsedFeed, ParsedStory, Story
from reader.query.sql import LATER
from reader.reading.masking import shown_address
from reader.reading.trimming.trackers import without_trackers
from reader.refreshing.politeness.rate_limiter import fetch_politely
from reader.refreshing.storing import store_local
from reader.sources.addresses import tidy_address
from reader.sources.charsets import decode
from reader.sources.files.metadata import html_metadata
from reader.sources.web import Fetched, Fetcher
from reader.sources.web.article_extraction import article_in, require_extractor


def save_page(library: Library, source: str, fetcher: Fetcher, now: int, typed: str) -> Story:
    """Fetch the page at an address and keep its article as a story, standing where it was kept; return the story.

    A page that is kept already is fetched anew and stays the story it is. `typed` is the address a person gave that
    this goes back to: the page's own, or that of the feed with a link to it. Raises SourceError with a sentence where
    there is no article to keep.
    """
    url = without_trackers(tidy_address(source.strip()))
    if not url:
        raise SourceError(f"{shown_address(source.strip())} is no web address: only http and https pages can be kept.")
    require_extractor()
    story = _story_of(fetch_politely(library, url, fetcher, now, typed), url)
    parsed = ParsedFeed("Documents", stories=(story,))
    with library.transaction():
        feed = library.feeds.subscribe(DOCUMENTS_URL, FeedKind.DOCUMENTS, "Documents", now)
        store_local(library, feed, FeedKind.DOCUMENTS, parsed, now)
        known = library.incoming.known(feed, [url])[url]
    library.search_index.catch_up()
    return library.stories.get(known.id)


def _story_of(page: Fetched, url: str) -> ParsedStory:
    html = article_in(page.content, page.content_type, page.url)
    head = html_metadata(decode(page.content, page.content_type))
    return ParsedStory(
        guid=url,
        title=head.title or shown_address(url),
        author=head.author,
        url=url,
        body=Body(BodyFormat.HTML, html, page.url),
        categories=head.categories,
        tags=(LATER,),
    )
