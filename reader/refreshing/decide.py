"""Which stories of a fetched feed are new, revised or moved. Pure: compares values.

Checks that failed (410, 404 …) are `failed_checks`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reader.library.incoming import KnownStory
from reader.model import Body, BodyFormat, ParsedFeed, ParsedStory, StoryId
from reader.reading.cleaning import visible_text

_DAY = 86_400
_OLD_NEWS = 30 * _DAY
_MANY_NEW = 20
_OLDEST = 631_152_000  # 1990-01-01: feeds with dates before that have a clock problem, not a history


@dataclass(frozen=True, slots=True)
class Content:
    """What is remembered of a story's content: a digest of 16 bytes that changes when it does, and its count of words.

    Its words, address and enclosures count; dates and markup do not.
    """

    digest: bytes
    words: int


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to insert, listed at `published`; `read` where it is no news."""

    story: ParsedStory
    published: int
    content: Content
    read: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """A known story whose content changed."""

    id: StoryId
    story: ParsedStory
    content: Content


@dataclass(frozen=True, slots=True)
class Move:
    """A known story its source now knows under another guid."""

    id: StoryId
    guid: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be written to the library."""

    new: tuple[NewStory, ...] = ()
    revised: tuple[Revision, ...] = ()
    moved: tuple[Move, ...] = ()


def decide(parsed: ParsedFeed, known: Mapping[str, KnownStory], now: int) -> Decision:
    """Compare an answer with what the library knows of its guids, tombstones included.

    A story that vanished from `known` while another with the same content arrived has moved; whether one has vanished
    can only be told where `known` holds all stories of the feed and the answer is complete, as for a folder.
    """
    moving = _vanished(parsed, known)
    new: list[NewStory] = []
    revised: list[Revision] = []
    moved: list[Move] = []
    for position, story in enumerate(parsed.stories):
        content = content_of(story)
        before = known.get(story.guid)
        if before is None and content.digest in moving:
            moved.append(Move(moving.pop(content.digest), story.guid))
        elif before is None:
            new.append(NewStory(story, list_time(story.published, now, position), content))
        elif before.listed and before.digest != content.digest:
            revised.append(Revision(before.id, story, content))
    return Decision(tuple(new), tuple(revised), tuple(moved))


def with_old_news_read(new: Sequence[NewStory], newest: int | None) -> tuple[NewStory, ...]:
    """Return new stories, the old ones among them as read where a known feed brings many at once.

    Such a feed began to list more of its past. Old is what stands more than 30 days before `newest`, the time of the
    newest story known; None where none is.
    """
    if newest is None or len(new) < _MANY_NEW:
        return tuple(new)
    return tuple(replace(story, read=story.published < newest - _OLD_NEWS) for story in new)


def list_time(claimed: int | None, now: int, position: int) -> int:
    """Return the time a new story is listed at: the one it claims, unless that is none, absurd or in the future.

    Undated stories stand at their arrival, in the order of the document: `position` counts from the newest, 0.
    """
    if claimed is None or claimed < _OLDEST or claimed > now + _DAY:
        return now - position
    return min(claimed, now)


def content_of(story: ParsedStory) -> Content:
    """Return the digest and the count of words of a story's content."""
    words = words_in(story.body)
    parts = (story.title, story.url, " ".join(words), *(enclosure.url for enclosure in story.body.enclosures))
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
    return Content(digest, len(words))


def words_in(body: Body) -> list[str]:
    """Return the words of a body, without its markup."""
    return (visible_text(body.content) if body.format is BodyFormat.HTML else body.content).split()


def _vanished(parsed: ParsedFeed, known: Mapping[str, KnownStory]) -> dict[bytes, StoryId]:
    present = {story.guid for story in parsed.stories}
    return {story.digest: story.id for story in known.values() if story.guid not in present and story.listed}
