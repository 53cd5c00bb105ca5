"""The types all rooms share: feeds, stories, bodies, tags, rules, outcomes.

Nothing else is here: no storage, no text handling.
Must not import anything but the standard library.

Times are whole seconds since 1970-01-01T00:00:00Z throughout.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

FeedId = NewType("FeedId", int)
StoryId = NewType("StoryId", int)
SearchId = NewType("SearchId", int)
RuleId = NewType("RuleId", int)

SEEDS_URL = "seeds:"
"""The address of the feed of bundled documents; where they lie on disk differs from one installation to the next."""

DOCUMENTS_URL = "documents:"
"""The address of the one feed that holds documents added one by one."""


COMMAND_URL = "cmd:"
"""What the address of a feed begins with that a command prints; the command with its arguments follows."""


class FeedKind(StrEnum):
    """Where a feed's stories come from."""

    WEB = "web"
    COMMAND = "command"
    FILE = "file"
    FOLDER = "folder"
    DOCUMENTS = "documents"


class BodyFormat(StrEnum):
    """The language a body is written in."""

    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"

    @classmethod
    def _missing_(cls, value: object) -> "BodyFormat":  # noqa: ARG003 — the name of enum
        """Take what a damaged library says for HTML: it may have markup in it."""
        return cls.HTML


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An attached file: its address, media type ("audio/mpeg", may be empty), size in bytes and seconds where known."""

    url: str
    media_type: str = ""
    length: int | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A story's content as the publisher sent it; relative links in it are meant relative to `base_url`."""

    format: BodyFormat
    content: str
    base_url: str = ""
    enclosures: tuple[Enclosure, ...] = ()


class Health(StrEnum):
    """How a feed is, in a word."""

    GONE = "gone"
    """Its server said that it is gone for good; it is not checked any more."""
    FAILING = "failing"
    PAUSED = "paused"
    """The person wants it left alone."""
    NEW = "new"
    """Not checked yet."""
    WELL = "well"


IN_TROUBLE = frozenset({Health.GONE, Health.FAILING})
"""How a feed is that somebody should look after."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A subscription, with how its checks go.

    `next_check_asked` where the server set the time of the next; `stopped` where it said that the feed is gone for
    good; `missing_since` when it began to say that nothing is there; `moved_from` the address before the last move.
    `trouble_since` is when the first of its `failures` in a row was, where that is known. `paused` and `slowness`,
    the seconds between two checks at least, are the person's; so is `full_text`, whether the full texts of its stories
    are fetched when they are read.
    """

    id: FeedId
    url: str
    kind: FeedKind
    title: str
    folder: str = ""
    site_url: str = ""
    stories: int = 0
    unread: int = 0
    checked: int | None = None
    succeeded: int | None = None
    next_check: int = 0
    next_check_asked: bool = False
    failures: int = 0
    trouble: str = ""
    stopped: bool = False
    missing_since: int | None = None
    moved_from: str = ""
    trouble_since: int | None = None
    paused: bool = False
    slowness: int = 0
    full_text: bool = False

    @property
    def health(self) -> Health:
        """How the feed is; what is wrong with a paused one is nobody's concern."""
        if self.paused:
            return Health.PAUSED
        if self.stopped:
            return Health.GONE
        if self.trouble:
            return Health.FAILING
        return Health.NEW if self.checked is None else Health.WELL

    @property
    def is_fetched(self) -> bool:
        """Whether it is asked for when it is due; what lies on disk is looked at in every refresh."""
        return self.kind in (FeedKind.WEB, FeedKind.COMMAND)

    @property
    def in_trouble(self) -> bool:
        """Whether somebody should look after it."""
        return self.health in IN_TROUBLE


@dataclass(frozen=True, slots=True)
class Story:
    """One item as lists show it. Never carries its body."""

    id: StoryId
    feed_id: FeedId
    feed_title: str
    title: str
    author: str
    url: str
    published: int
    arrived: int
    words: int
    read: bool
    starred: bool
    tags: tuple[str, ...] = ()
    ruled: tuple[str, ...] = ()
    """Those of its tags that a rule put there."""
    updated: int | None = None
    """When the publisher last changed what it says."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A person's label with how many listed stories carry it or a tag nested under it."""

    name: str
    stories: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query with a name: its text, the digit that calls it (4 to 9, if any) and its place in the list, from 1."""

    id: SearchId
    name: str
    query: str
    digit: int | None = None
    position: int = 1


@dataclass(frozen=True, slots=True)
class RuleActions:
    """What a rule does to a story that matches: tags to put on and to take off, and marks.

    `categories` puts on the publisher's categories, as tags.
    """

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    read: bool = False
    star: bool = False
    hide: bool = False
    categories: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.add or self.remove or self.read or self.star or self.hide or self.categories)


@dataclass(frozen=True, slots=True)
class Rule:
    """A query, and what happens to new stories that match; rules are followed by `position`, those that are on."""

    id: RuleId
    query: str
    actions: RuleActions
    position: int
    active: bool = True


@dataclass(frozen=True, slots=True)
class ParsedStory:
    """One item as a source gave it, cleaned; `tags`, `starred` and `note` are a document's own, to be taken once."""

    guid: str
    title: str
    author: str = ""
    url: str = ""
    published: int | None = None
    body: Body = field(default_factory=lambda: Body(BodyFormat.TEXT, ""))
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    starred: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A source's answer, cleaned: what the feed says of itself, and its stories in document order.

    `rest` is how many seconds the publisher wants between two checks, if the feed says so; `left_out` has a sentence
    for each story that could not be read.
    """

    title: str
    site_url: str = ""
    stories: tuple[ParsedStory, ...] = ()
    warnings: tuple[str, ...] = ()
    rest: int | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextCheck:
    """When a feed is checked next, and whether it was its server that asked for that time."""

    at: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask again with, kept byte for byte and never interpreted (RFC 9110, section 8.8)."""

    etag: str = ""
    last_modified: str = ""


class OutcomeKind(StrEnum):
    """What refreshing one feed came to."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    HELD = "held"
    """Not asked for now, for its server's sake."""
    OFFLINE = "offline"
    """Not reached, as there seems to be no network; nobody's failure."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What refreshing one feed came to: how many stories are new or updated, or the reason in words."""

    feed_id: FeedId
    title: str
    kind: OutcomeKind
    new: int = 0
    updated: int = 0
    message: str = ""


class Origin(StrEnum):
    """Where a person made a step of the journal."""

    INTERFACE = "interface"
    SHELL = "shell"
    RULE = "rule"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the journal: what a person did, in words, when and where.

    Of a step that was just undone or redone `left` is how many rows were left as they are, as they were changed since.
    """

    id: int
    at: int
    label: str
    undone: bool
    origin: Origin = Origin.INTERFACE
    left: int = 0


def in_calendar(seconds: int) -> int:
    """Return a time, or the nearest one that every calendar has: a damaged library may say anything."""
    return min(max(seconds, -62_000_000_000), 253_000_000_000)


def listed_texts(listed: str) -> tuple[str, ...]:
    """Return the texts of a JSON list as the library keeps them; none where a damaged one has no such list."""
    try:
        texts = json.loads(listed)
    except (ValueError, RecursionError):
        return ()
    return tuple(text for text in texts if isinstance(text, str)) if isinstance(texts, list) else ()
