"""A story as its feed gave it, and how it is made a ParsedStory, the same for every format.

Owns a story's guid within its feed, titles for the untitled, and the limits of a story. Must
not know feed formats.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from reader.model import Body, BodyFormat, Enclosure, ParsedStory
from reader.reading.cleaning import clean_line, clean_text, unescaped, visible_text
from reader.sources.addresses import resolved_link
from reader.sources.containment import each_contained

MOST_STORIES = 1000
_LONGEST_TITLE = 500
_LONGEST_NAME = 200
_LONGEST_GUID = 1000
_LONGEST_BODY = 2 * 1024 * 1024
_MOST_ENCLOSURES = 50
_MOST_CATEGORIES = 50
_STAND_IN_TITLE = 80
_EXCERPT = 20_000
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|"
    r"var)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RawStory:
    """One item as its format gave it: nothing in it is cleaned or resolved, and any text may be empty."""

    guid: str
    title: str
    link: str
    author: str
    published: int | None
    format: BodyFormat
    content: str
    base: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    categories: tuple[str, ...] = ()


def stories_of(
    raw_stories: Iterable[RawStory], url: str, site_url: str
) -> tuple[tuple[ParsedStory, ...], tuple[str, ...]]:
    """Return the stories of `raw_stories` in order, cleaned and within limits, each with a guid of its own.

    Behind them stand a sentence for each that could not be read. `url` is the feed's address and `site_url` its site's:
    what relative links are resolved against.
    """
    some = list(raw_stories)[:MOST_STORIES]
    kept, left_out = each_contained(some, lambda raw: (_link_as_sent(raw), _story_of(raw, url, site_url)))
    return _with_own_guids(kept), left_out


def own_guid(raw: RawStory) -> str:
    """Return the guid a story brings itself, "" where it brings none and other items decide what it gets."""
    return _short_guid(clean_text(raw.guid).strip())


def plain_title(markup: str) -> str:
    """Return the words of a title written in HTML; tags inside a word leave no blank behind."""
    return visible_text(_INLINE_TAG.sub("", markup))


def _story_of(raw: RawStory, url: str, site_url: str) -> ParsedStory:
    enclosures = _enclosures_of(raw.enclosures, url)
    own_link = resolved_link(raw.link, url)
    link = own_link or (enclosures[0].url if enclosures else "")
    base = resolved_link(raw.base, url) or own_link or site_url or resolved_link(url, "")
    content = clean_text(raw.content[:_LONGEST_BODY])
    title = clean_line(raw.title, _LONGEST_TITLE)
    return ParsedStory(
        guid=own_guid(raw),
        title=title or _stand_in_title(content, raw.format, link),
        author=clean_line(raw.author, _LONGEST_NAME),
        url=link,
        published=raw.published,
        body=Body(raw.format, content, base, enclosures),
        categories=_categories_of(raw.categories),
    )


def words_of(content: str, form: BodyFormat) -> str:
    """Return the words of a body on one line."""
    text = visible_text(content) if form == BodyFormat.HTML else content
    return " ".join(text.split())


def _stand_in_title(content: str, form: BodyFormat, link: str) -> str:
    words = clean_line(words_of(content[:_EXCERPT], form))
    if len(words) > _STAND_IN_TITLE:
        cut = words[:_STAND_IN_TITLE].rpartition(" ")[0] or words[:_STAND_IN_TITLE]
        return cut.rstrip(" ,;:.") + "…"
    path = unquote(urlsplit(link).path).strip("/") if link else ""
    return words or clean_line(path, _STAND_IN_TITLE) or "(untitled)"


def _enclosures_of(enclosures: tuple[Enclosure, ...], url: str) -> tuple[Enclosure, ...]:
    kept: dict[str, Enclosure] = {}
    for enclosure in enclosures:
        address = resolved_link(enclosure.url, url)
        if address:
            kept[address] = _more_of(kept.get(address), enclosure, address)
        if len(kept) == _MOST_ENCLOSURES:
            break
    return tuple(kept.values())


def _more_of(known: Enclosure | None, enclosure: Enclosure, url: str) -> Enclosure:
    """Return what is known of a file that may be named twice; what is said first holds."""
    media_type = clean_line(enclosure.media_type, 100).lower()
    if known is None:
        return Enclosure(url, media_type, enclosure.length, enclosure.seconds)
    length = enclosure.length if known.length is None else known.length
    seconds = enclosure.seconds if known.seconds is None else known.seconds
    return Enclosure(url, known.media_type or media_type, length, seconds)


def _categories_of(categories: tuple[str, ...]) -> tuple[str, ...]:
    cleaned = (clean_line(unescaped(category), _LONGEST_NAME) for category in categories)
    return tuple(dict.fromkeys(category for category in cleaned if category))[:_MOST_CATEGORIES]


def _short_guid(guid: str) -> str:
    return guid if len(guid) <= _LONGEST_GUID else _digest(guid)


def _digest(*parts: str) -> str:
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _link_as_sent(raw: RawStory) -> str:
    """Return the link before it is resolved: a story's identity must not depend on where its feed lives."""
    sent = [raw.link, *(enclosure.url for enclosure in raw.enclosures[:1])]
    return next((link for link in map(clean_line, sent) if link), "")


def _with_own_guids(stories: list[tuple[str, ParsedStory]]) -> tuple[ParsedStory, ...]:
    """Give each story the key it is known by, and drop what is the same story twice.

    A link that several stories without a guid share (all pointing at the home page) tells none of them apart.
    """
    shared = Counter(link for link, story in stories if not story.guid)
    kept: dict[str, ParsedStory] = {}
    links: dict[str, str] = {}
    for link, story in stories:
        guid = story.guid or _short_guid(link if shared[link] == 1 else "") or _content_guid(story)
        if guid in kept and links[guid] != link:
            guid = _short_guid(f"{guid}|{link}")
        if guid not in kept:
            kept[guid] = replace(story, guid=guid)
            links[guid] = link
    return tuple(kept.values())


def _content_guid(story: ParsedStory) -> str:
    return _digest(story.title, words_of(story.body.content, story.body.format))
