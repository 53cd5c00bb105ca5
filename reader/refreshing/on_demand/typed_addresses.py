"""The address a person typed that a story goes back to: what it leads to may be inside only where that is.

Must not know what is fetched.
"""

from reader.errors import NotFoundError
from reader.library import Library
from reader.model import FeedKind, Story


def typed_address(library: Library, story: Story) -> str:
    """Return the address of the story's feed, "" where that is left; of a page kept as a story the page's own."""
    try:
        feed = library.feeds.get(story.feed_id)
    except NotFoundError:
        return ""
    if feed.kind is FeedKind.DOCUMENTS and story.url in library.incoming.known(feed.id, [story.url]):
        return story.url
    return feed.url
