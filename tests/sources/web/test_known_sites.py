"""Addresses of well-known services and the feeds behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import SourceError
from reader.sources.web.known_sites import channel_in, feed_addresses, page_of


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("https://www.youtube.com/channel/UC1234567890123456789012", "https://www.youtube.com/feeds/videos.xml?channel_id=UC1234567890123456789012"),
        ("https://m.youtube.com/playlist?list=PLx_1", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLx_1"),
        ("https://www.youtube.com/watch?v=a&list=PLx_1", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLx_1"),
        ("https://www.youtube.com/@handle", None),
        ("https://old.reddit.com/r/python/top/", "https://www.reddit.com/r/python/top/.rss"),
        ("https://www.reddit.com/r/a+b", "https://www.reddit.com/r/a+b/.rss"),
        ("https://reddit.com/u/me", "https://www.reddit.com/user/me/.rss"),
        ("https://reddit.com/user/me/m/both", "https://www.reddit.com/user/me/m/both/.rss"),
        ("https://www.reddit.com/r/python/.rss", None),
        ("https://github.com/Textualize/textual", "https://github.com/Textualize/textual/releases.atom"),
        ("https://github.com/Textualize/textual/tags", "https://github.com/Textualize/textual/tags.atom"),
        ("https://github.com/Textualize/textual/issues", "https://github.com/Textualize/textual/releases.atom"),
        ("https://github.com/davep", "https://github.com/davep.atom"),
        ("https://github.com/features", None),
        ("https://gitlab.com/a/b", "https://gitlab.com/a/b/-/tags?format=atom"),
        ("https://mastodon.example/@me", "https://mastodon.example/@me.rss"),
        ("https://bsky.app/profile/me.example", "https://bsky.app/profile/me.example/rss"),
        ("https://medium.com/@me", "https://medium.com/feed/@me"),
        ("https://me.medium.com/", "https://me.medium.com/feed"),
        ("https://me.substack.com/p/a-post", "https://me.substack.com/feed"),
        ("https://me.tumblr.com", "https://me.tumblr.com/rss"),
        ("https://news.ycombinator.com/", "https://news.ycombinator.com/rss"),
        ("https://hn.algolia.com/?q=ink%20animation", "https://hnrss.org/newest?q=ink%20animation"),
        ("https://lobste.rs/t/python", "https://lobste.rs/t/python.rss"),
        ("https://stackoverflow.com/questions/tagged/textual", "https://stackoverflow.com/feeds/tag/textual"),
        ("https://lemmy.example/c/linux", "https://lemmy.example/feeds/c/linux.xml"),
        ("https://example.org/blog", None),
    ],
)  # fmt: skip
def test_d3_the_feed_of_a_page_is_known_by_its_address(page: str, feed: str | None) -> None:
    assert next(iter(feed_addresses(page)), None) == feed
    if feed is not None:
        assert feed_addresses(feed) in ((), (feed,))


def test_d3_a_repository_has_three_feeds() -> None:
    kinds = [url.rpartition("/")[2] for url in feed_addresses("https://github.com/a/b")]
    assert kinds == ["releases.atom", "tags.atom", "commits.atom"]


def test_d3_apple_is_not_asked() -> None:
    with pytest.raises(SourceError, match="does not ask Apple"):
        feed_addresses("https://podcasts.apple.com/de/podcast/x/id123456")


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("@me@Mastodon.example", "https://mastodon.example/@me"),
        ("hn: ink animation", "https://hnrss.org/newest?q=ink%20animation"),
        ("me@mail.example", ""),
        ("hn:", ""),
        ("example.org", ""),
    ],
)
def test_d3_services_own_ways_to_name_things(source: str, page: str) -> None:
    assert page_of(source) == page


def test_d3_a_handles_page_says_its_channel() -> None:
    page = b'<script>var x = {"externalId":"UCabcdefghijklmnopqrstuv"};</script>'
    assert channel_in(page) == "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"
    assert channel_in(b"<p>UCabcdefghijklmnopqrstuv") == ""


@given(st.from_regex(r"https?://[a-z.]{1,20}(/[ -~]{0,30})?", fullmatch=True))
def test_any_address_is_survived(url: str) -> None:
    try:
        found = feed_addresses(url)
    except (SourceError, ValueError):
        return
    assert all(address.startswith("https://") for address in found)
