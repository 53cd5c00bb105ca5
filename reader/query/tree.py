"""The tree of a query; `str` of any tree is a text that parses back to it.

Owns the nodes and the words of the language. Must not know SQL.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

BARE = re.compile(r"[^\s()\"“”„‟«»]+")
"""What a value may be without quotes around it."""


class Key(StrEnum):
    """The words that may stand before a colon."""

    TAG = "tag"
    FEED = "feed"
    FOLDER = "folder"
    TITLE = "title"
    AUTHOR = "author"
    BODY = "body"
    URL = "url"
    CATEGORY = "category"
    IS = "is"
    HAS = "has"
    NEWER = "newer"
    OLDER = "older"
    SINCE = "since"
    BEFORE = "before"
    ON = "on"
    WORDS = "words"
    SORT = "sort"


class State(StrEnum):
    """What may stand after `is:`."""

    UNREAD = "unread"
    READ = "read"
    STARRED = "starred"
    TAGGED = "tagged"
    UPDATED = "updated"
    LATER = "later"
    BEGUN = "begun"


class Contents(StrEnum):
    """What may stand after `has:`."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    LINK = "link"
    NOTE = "note"


class Sort(StrEnum):
    """What may stand after `sort:`."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"
    LONGEST = "longest"
    FEED = "feed"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every story."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Word:
    """Stories with this word in title, author or text."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Prefix:
    """Stories with a word that begins so."""

    text: str

    def __str__(self) -> str:
        return f"{self.text}*" if self.text.isalnum() else f"{quoted(self.text)}*"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stories with these words side by side."""

    text: str

    def __str__(self) -> str:
        return quoted(self.text)


@dataclass(frozen=True, slots=True)
class Within:
    """Stories with the words in one place: title, author, text, address or categories."""

    key: Key
    node: "Word | Prefix | Phrase"

    def __str__(self) -> str:
        return f"{self.key}:{self.node}"


@dataclass(frozen=True, slots=True)
class Keyed:
    """Stories one of whose properties is as said, `tag:media`."""

    key: Key
    value: str

    def __str__(self) -> str:
        bare = BARE.fullmatch(self.value) is not None
        return f"{self.key}:{self.value if bare else quoted(self.value)}"


@dataclass(frozen=True, slots=True)
class Time:
    """Stories published since, before, or on a day, month or year, or so long ago; `value` as the person says it."""

    key: Key
    value: str

    def __str__(self) -> str:
        return f"{self.key}:{self.value}"


@dataclass(frozen=True, slots=True)
class Length:
    """Stories with so many words, both numbers included; no `at_most` means no end."""

    at_least: int
    at_most: int | None

    def __str__(self) -> str:
        if self.at_most is None:
            return f"{Key.WORDS}:>={self.at_least}"
        if self.at_least == self.at_most:
            return f"{Key.WORDS}:{self.at_least}"
        return f"{Key.WORDS}:{self.at_least}-{self.at_most}"


@dataclass(frozen=True, slots=True)
class Not:
    """Stories the node does not match."""

    node: "Node"

    def __str__(self) -> str:
        return f"-{_grouped(self.node)}"


@dataclass(frozen=True, slots=True)
class And:
    """Stories all nodes match; two nodes at least."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        return " ".join(_grouped(node) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Or:
    """Stories any of the nodes matches; two nodes at least."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        return " OR ".join(f"({node})" if isinstance(node, Or) else str(node) for node in self.nodes)


Node = Everything | Word | Prefix | Phrase | Within | Keyed | Time | Length | Not | And | Or
Term = Word | Prefix | Phrase


@dataclass(frozen=True, slots=True)
class Query:
    """Which stories, and in what order."""

    tree: Node = Everything()
    sort: Sort = Sort.NEWEST

    def __str__(self) -> str:
        if self.sort is Sort.NEWEST:
            return str(self.tree)
        tree = f"({self.tree})" if isinstance(self.tree, Or) else str(self.tree)
        return f"{tree} sort:{self.sort}".strip()


def quoted(text: str) -> str:
    """Return `text` between quotes, as the parser reads it back."""
    escaped = re.sub(r'([\\"“”„‟«»])', r"\\\1", text)
    return f'"{escaped}"'


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, Or | And) else str(node)
