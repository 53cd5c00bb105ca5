"""Every stage of sources that a stranger's bytes pass, as a function of one text.

Owns the list, and how a text is put where a stage takes it: into a tag, a title, a document's front matter. A stage may
refuse what it is given, in a ReaderError. Must not know what is tried on them.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from reader.errors import ReaderError
from reader.library.queries.content_flags import content_flags
from reader.model import Body, BodyFormat, FeedId, Story, StoryId
from reader.reading.masking import shown_address
from reader.sources.addresses import host_of, resolved_link, tidy_address
from reader.sources.charsets import decode
from reader.sources.dates import read_date, read_duration
from reader.sources.feeds.known_items import parse_new, unpack_known
from reader.sources.feeds.parsing import parse
from reader.sources.feeds.raw_story import plain_title
from reader.sources.files.documents import read_document
from reader.sources.files.markdown import document_of, file_name
from reader.sources.files.metadata import html_metadata, split_front_matter
from reader.sources.files.opml import read_opml
from reader.sources.files.saving import file_name as download_name
from reader.sources.sniffing import is_binary, kind_of, read_prolog, root_at
from reader.sources.web.article_extraction import article_in
from reader.sources.web.feed_links import find_feeds, find_in_header, find_links
from reader.sources.web.known_sites import channel_in, feed_addresses, page_of
from reader.sources.web.response_headers import read_max_age, read_retry_after

Stage = Callable[[str], object]

URL = "https://x.example/feed.xml"
PAGE = "https://x.example/page"
_RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>{}</channel></rss>'
)
_ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id>{}</entry></feed>'

_FEEDS: Mapping[str, str] = {
    "feed": "{raw}",
    "feed, the head": _RSS.format("<description>{escaped}</description>"),
    "feed, raw in the head": _RSS.format("<image>{raw}</image><item><title>a</title></item>"),
    "feed, the title of an item": _RSS.format("<item><title>{escaped}</title></item>"),
    "feed, a description": _RSS.format("<item><title>a</title><description>{escaped}</description></item>"),
    "feed, a description without a title": _RSS.format("<item><description>{escaped}</description></item>"),
    "feed, a description in CDATA": _RSS.format("<item><description><![CDATA[{raw}]]></description></item>"),
    "feed, raw in an item": _RSS.format("<item><title>a</title>{raw}</item>"),
    "feed, raw in a description": _RSS.format("<item><description>{raw}</description></item>"),
    "feed, in a tag": _RSS.format("<item {raw}><title>a</title></item>"),
    "feed, in an attribute": _RSS.format('<item><enclosure url="{attribute}"/></item>'),
    "feed, a guid": _RSS.format("<item><guid>{escaped}</guid></item>"),
    "feed, a link": _RSS.format("<item><link>{escaped}</link></item>"),
    "feed, a date": _RSS.format("<item><pubDate>{escaped}</pubDate></item>"),
    "feed, an author": _RSS.format("<item><author>{escaped}</author></item>"),
    "feed, a category": _RSS.format("<item><category>{escaped}</category></item>"),
    "feed, a duration": _RSS.format('<item><media:content url="a" duration="{attribute}"/></item>'),
    "feed, its declarations": "<!DOCTYPE rss [{raw}]><rss><channel><item><title>a</title></item></channel></rss>",
    "feed, XHTML": _ATOM.format('<content type="xhtml"><div>{raw}</div></content>'),
    "feed, HTML": _ATOM.format('<content type="html">{escaped}</content>'),
    "feed, an HTML title": _ATOM.format('<title type="html">{escaped}</title>'),
    "feed, before its root": "{raw}<rss><channel><item><title>a</title></item></channel></rss>",
}
_DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "text document": ("a.txt", "{}"),
    "Markdown document": ("a.md", "{}"),
    "Markdown heading": ("a.md", "# {}\n\nwords"),
    "HTML document": ("a.html", "{}"),
    "HTML head": ("a.html", "<html><head>{}</head><body>words</body></html>"),
    "HTML body": ("a.html", "<html><head><title>a</title></head><body>{}</body></html>"),
    "HTML heading": ("a.html", "<html><body><h1>{}</h1></body></html>"),
    "front matter": ("a.md", "---\n{}\n---\n\nwords"),
    "front matter, a title": ("a.md", "---\ntitle: {}\n---\n\nwords"),
    "front matter, a list": ("a.md", "---\ntags: [{}]\n---\n\nwords"),
    "front matter, unclosed": ("a.md", "---\n{}"),
}


def _parsed(frame: str, text: str) -> object:
    attribute = escape(text).replace("\n", " ")
    document = frame.replace("{raw}", text).replace("{escaped}", escape(text)).replace("{attribute}", attribute)
    return parse(document.encode("utf-8", "replace"), URL)


def _parsed_again(text: str) -> object:
    document = _RSS.replace("{}", f"<item><guid>1</guid><description>{escape(text)}</description></item>")
    content = document.encode("utf-8", "replace")
    return parse_new(content, URL, "", unpack_known(parse_new(content, URL).items))


def _json_feed(text: str) -> object:
    item = {"id": text, "title": text, "content_html": text, "url": text, "tags": [text], "date_published": text}
    return parse(json.dumps({"title": text, "items": [item]}).encode(), URL)


def _document(name: str, frame: str, text: str) -> object:
    with TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_text(frame.replace("{}", text), encoding="utf-8", errors="replace")
        return read_document(file, "1")


def _outline(frame: str, text: str) -> object:
    return read_opml(frame.replace("{}", text).encode("utf-8", "replace"))


def _bytes(stage: Callable[[bytes], object], text: str) -> object:
    return stage(text.encode("utf-8", "replace"))


def _written(text: str) -> object:
    line = text[:500]  # more of a title is never kept
    story = Story(StoryId(1), FeedId(1), line, line, line, line, 0, 0, 0, read=False, starred=False, tags=(line,))
    return file_name(story), document_of(story, Body(BodyFormat.TEXT, "words"), text)


def _headers(text: str) -> object:
    return read_max_age({"Cache-Control": text, "Expires": text}), read_retry_after({"Retry-After": text})


def _refusing(stage: Stage, text: str) -> object:
    with suppress(ReaderError):
        return stage(text)
    return None


_STAGES: Mapping[str, Stage] = {
    **{name: partial(_parsed, frame) for name, frame in _FEEDS.items()},
    **{name: partial(_document, *given) for name, given in _DOCUMENTS.items()},
    "feed, read again": _parsed_again,
    "JSON Feed": lambda text: _bytes(lambda content: parse(content, URL), "{" + text),
    "JSON Feed, its texts": _json_feed,
    "subscription list": lambda text: _outline("{}", text),
    "subscription list, in a tag": lambda text: _outline('<opml><body><outline xmlUrl="a.b" {}/></body></opml>', text),
    "subscription list, a name": lambda text: _outline(
        '<opml><body><outline text="{}" xmlUrl="a.b"/></body></opml>', text
    ),
    "subscription list, an address": lambda text: _outline('<opml><body><outline xmlUrl="{}"/></body></opml>', text),
    "feeds of a page": lambda text: _bytes(lambda content: find_feeds(content, PAGE), text),
    "links of a page": lambda text: _bytes(lambda content: find_links(content, PAGE), text),
    "article of a page": lambda text: _bytes(lambda content: article_in(content, "text/html", PAGE), text),
    "channel of a page": lambda text: _bytes(channel_in, text),
    "Link header": lambda text: find_in_header(text, PAGE),
    "headers": _headers,
    "charset": lambda text: _bytes(lambda content: decode(content, text), text),
    "charset of bytes that are not UTF-8": lambda text: decode(text.encode("utf-16-le", "replace") + b"\xff", ""),
    "kind": kind_of,
    "root": root_at,
    "prolog": read_prolog,
    "binary": lambda text: _bytes(is_binary, text),
    "page metadata": html_metadata,
    "front matter alone": split_front_matter,
    "date": read_date,
    "duration": read_duration,
    "title in HTML": plain_title,
    "address": lambda text: tidy_address(f"https://x.example/{text}"),
    "address as typed": tidy_address,
    "address shown": shown_address,
    "host": host_of,
    "link": lambda text: resolved_link(text, URL),
    "site": lambda text: (page_of(text), feed_addresses(f"https://github.com/{text}")),
    "name of a download": lambda text: download_name(f"https://x.example/{text}"),
    "document written": _written,
    "contents of HTML": lambda text: content_flags("html", text, ()),
    "contents of Markdown": lambda text: content_flags("markdown", text, ()),
}

STAGES: Mapping[str, Stage] = {name: partial(_refusing, stage) for name, stage in _STAGES.items()}
"""Each by a name; none raises anything but for a fault."""
