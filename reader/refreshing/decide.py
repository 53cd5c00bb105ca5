"""What a feed's answer changes: which stories are new, revised or moved. Pure; only processes values."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reader.library.incoming import KnownStory
from reader.model import BodyFormat, ParsedFeed, ParsedStory, StoryId
from reader.reading.cleaning import visible_text

_DAY = 86_400
_OLD_NEWS = 30 * _DAY
_WIDENED = 20
_OLDEST = 631_152_000  # 1990-01-01: feeds with dates before that have a clock problem, not a history


@dataclass(frozen=True, slots=True)
class Content:
    """What a story's content comes to: 16 bytes that change when it does, and how many words its body has.

    Its words, address and enclosures count; dates and markup do not.
    """

    digest: bytes
    words: int


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to insert, standing at `published` in lists; `read` where it is no news."""

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
    """What is to be written."""

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
            new.append(NewStory(story, standing(story.published, now, position), content))
        elif before.listed and before.digest != content.digest:
            revised.append(Revision(before.id, story, content))
    return Decision(tuple(new), tuple(revised), tuple(moved))


def without_old_news(new: Sequence[NewStory], newest: int | None) -> tuple[NewStory, ...]:
    """Return what is new with old news as read, where a feed whose newest story stood at `newest` widened (rule I8).

    It did where many stories are new at once; old is what stands 30 days before the newest, and no later.
    """
    if newest is None or len(new) < _WIDENED:
        return tuple(new)
    return tuple(replace(story, read=story.published < newest - _OLD_NEWS) for story in new)


def standing(claimed: int | None, now: int, position: int) -> int:
    """Return where a new story stands in time: where it claims to, unless that is nothing, absurd or in the future.

    Undated stories stand at their arrival, in the order of the document: `position` counts from the newest, 0.
    """
    if claimed is None or claimed < _OLDEST or claimed > now + _DAY:
        return now - position
    return min(claimed, now)


def content_of(story: ParsedStory) -> Content:
    """Return what the content of a story comes to."""
    body = story.body
    words = (visible_text(body.content) if body.format is BodyFormat.HTML else body.content).split()
    parts = (story.title, story.url, " ".join(words), *(enclosure.url for enclosure in body.enclosures))
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
    return Content(digest, len(words))


def _vanished(parsed: ParsedFeed, known: Mapping[str, KnownStory]) -> dict[bytes, StoryId]:
    present = {story.guid for story in parsed.stories}
    return {story.digest: story.id for story in known.values() if story.guid not in present and story.listed}
