"""The SQL condition on the table `story` that a query stands for, with its parameters.

Pure: builds text, opens nothing. Every value travels as a parameter, never inside the SQL. A condition comes in two
kinds that mean the same: `condition` collects first what the words and tags match, `condition_per_story` asks of one
story at a time, which is cheaper where only few are asked about.
"""

from dataclasses import dataclass, field
from typing import assert_never

from reader.query.fts import has_long_prefix, match_expression
from reader.query.times import bounds
from reader.query.tree import (
    And,
    Contents,
    Everything,
    Key,
    Keyed,
    Length,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    State,
    Time,
    Within,
    Word,
)
from reader.query.words import fold_name

Parameter = str | int

LATER = "later"
"""The tag `is:later` asks for."""

CONTENT_BITS = {Contents.IMAGE: 2, Contents.AUDIO: 4, Contents.VIDEO: 8, Contents.LINK: 16}
"""The bits of the column `story.has`; bit 1 says that the body was looked at."""

MEDIA = "(story.has & 12) != 0"
"""The condition of the index `story_media`: stories with audio or video."""

_STATES = {
    State.READ: "story.read = 1",
    State.UNREAD: "story.read = 0",
    State.STARRED: "story.starred = 1",
    State.UPDATED: "story.updated IS NOT NULL",
}
_HITS = "SELECT indexed.story_id FROM search CROSS JOIN indexed ON indexed.place = search.rowid WHERE search MATCH {}"
_HIT = (
    "SELECT 1 FROM indexed CROSS JOIN search ON search.rowid = indexed.place"
    " WHERE indexed.story_id = story.id AND search MATCH {}"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition for WHERE, and the values of its named parameters."""

    sql: str
    parameters: dict[str, Parameter] = field(default_factory=dict)


def condition(tree: Node, now: int) -> Condition:
    """Return the condition stories matching `tree` fulfil; ages count back from `now`, seconds since the epoch."""
    writer = _Writer(now)
    return Condition(writer.write(tree), writer.parameters)


def condition_per_story(tree: Node, now: int) -> Condition:
    """Return the same condition, written so that it is asked of one story at a time."""
    writer = _PerStoryWriter(now)
    return Condition(writer.write(tree), writer.parameters)


@dataclass(frozen=True, slots=True)
class SplitCondition:
    """A condition in two parts, one collected and one asked of each story, and the values of the parameters of both."""

    collected: str
    asked: str
    parameters: dict[str, Parameter]


def split_condition(collected: Node, asked: Node, now: int) -> SplitCondition:
    """Return the condition for both, the stories of `collected` collected and `asked` asked of each of them."""
    collecting, asking = _Writer(now), _PerStoryWriter(now)
    first = collecting.write(collected)
    asking.parameters = collecting.parameters
    return SplitCondition(first, asking.write(asked), asking.parameters)


def family(name: str) -> dict[str, Parameter]:
    """Return the parameters that pick a tag and those nested under it in FAMILY."""
    own = fold_name(name).strip("/")
    return {"tag": own, "below": f"{own}/", "after": f"{own}0"}  # "0" is the character right after "/"


FAMILY = "(tag.folded = {tag} OR (tag.folded >= {below} AND tag.folded < {after}))"


def feed_number(value: str) -> int | None:
    """Return the id of the feed `#12` stands for; None where the value is a part of a title or an address."""
    is_number = value.startswith("#") and value[1:].isascii() and value[1:].isdigit() and len(value) < 20
    return int(value[1:]) if is_number else None


def feed_condition(node: Keyed) -> Condition:
    """Return which rows of `feed` a `feed:` or `folder:` means."""
    writer = _Writer(0)
    return Condition(writer.feeds(node), writer.parameters)


class _Writer:
    """Writes one condition, naming its parameters q0, q1, … in order."""

    def __init__(self, now: int) -> None:
        self._now = now
        self.parameters: dict[str, Parameter] = {}

    def write(self, node: Node) -> str:
        match node:
            case Everything():
                return "1"
            case Word() | Prefix() | Phrase() | Within():
                return self._words(node)
            case Keyed(key, value):
                return self._keyed(node, key, value)
            case Time(key, value):
                return self._time(*bounds(key, value, self._now))
            case Length(low, high):
                return self._length(low, high)
            case Not(inner):
                return f"NOT ({self.write(inner)})"
            case And(nodes) | Or(nodes):
                return self._joined(node, nodes)
            case _:
                assert_never(node)

    def feeds(self, node: Keyed) -> str:
        """Write which rows of `feed` a `feed:` or `folder:` means."""
        return self._feed(node.value) if node.key is Key.FEED else self._folder(node.value)

    def _joined(self, node: And | Or, nodes: tuple[Node, ...]) -> str:
        expression = match_expression(node)
        if expression is not None:
            return self._hits(expression, node)
        joint = " AND " if isinstance(node, And) else " OR "
        return joint.join(f"({self.write(inner)})" for inner in nodes)

    def _name(self, value: Parameter) -> str:
        name = f"q{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def _words(self, node: Node) -> str:
        expression = match_expression(node)
        return "1" if expression is None else self._hits(expression, node)

    def _hits(self, expression: str, _node: Node) -> str:
        return f"story.id IN ({_HITS.format(self._name(expression))})"

    def _time(self, start: int | None, end: int | None) -> str:
        parts = [] if start is None else [f"story.published >= {self._name(start)}"]
        parts += [] if end is None else [f"story.published < {self._name(end)}"]
        return " AND ".join(parts)

    def _length(self, low: int, high: int | None) -> str:
        upper = "" if high is None else f" AND story.words <= {self._name(high)}"
        return f"story.words >= {self._name(low)}{upper}"

    def _keyed(self, node: Keyed, key: Key, value: str) -> str:
        match key:
            case Key.IS:
                return self._state(State(value))
            case Key.HAS:
                return self._contents(Contents(value))
            case Key.TAG:
                return f"NOT ({self._tagged()})" if fold_name(value).strip("/") == "none" else self._tag(value)
            case Key.FEED if (number := feed_number(value)) is not None:
                return f"story.feed_id = {self._name(number)}"
            case Key.FEED | Key.FOLDER:
                return f"story.feed_id IN (SELECT feed.id FROM feed WHERE {self.feeds(node)})"
            case _:
                raise AssertionError(f"{key} never stands in a tree")

    def _state(self, state: State) -> str:
        if state is State.TAGGED:
            return self._tagged()
        if state is State.BEGUN:
            return self._begun()
        return self._tag(LATER) if state is State.LATER else _STATES[state]

    def _begun(self) -> str:
        return "story.id IN (SELECT place.story_id FROM place)"

    def _contents(self, contents: Contents) -> str:
        if contents is Contents.NOTE:
            return "story.id IN (SELECT note.story_id FROM note)"
        bit = f"(story.has & {CONTENT_BITS[contents]}) != 0"
        return f"{MEDIA} AND {bit}" if contents in (Contents.AUDIO, Contents.VIDEO) else bit

    def _tagged(self) -> str:
        return "story.id IN (SELECT story_tag.story_id FROM story_tag)"

    def _tag(self, name: str) -> str:
        return f"story.id IN (SELECT story_tag.story_id FROM {self._carriers(name)})"

    def _carriers(self, name: str) -> str:
        names = {part: self._name(value) for part, value in family(name).items()}
        return f"story_tag JOIN tag ON tag.id = story_tag.tag_id WHERE {FAMILY.format(**names)}"

    def _feed(self, value: str) -> str:
        number = feed_number(value)
        if number is not None:
            return f"feed.id = {self._name(number)}"
        like = self._name(f"%{_escaped(value)}%")
        return f"(coalesce(feed.own_title, feed.title) LIKE {like} ESCAPE '\\' OR feed.url LIKE {like} ESCAPE '\\')"

    def _folder(self, value: str) -> str:
        name = value.strip("/")
        like = self._name(f"{_escaped(name)}/%")
        return f"(feed.folder = {self._name(name)} COLLATE NOCASE OR feed.folder LIKE {like} ESCAPE '\\')"


class _PerStoryWriter(_Writer):
    """Writes a condition that looks up words and tags of one story."""

    def _hits(self, expression: str, node: Node) -> str:
        if has_long_prefix(node):
            return super()._hits(expression, node)
        return f"EXISTS ({_HIT.format(self._name(expression))})"

    def _begun(self) -> str:
        return "EXISTS (SELECT 1 FROM place WHERE place.story_id = story.id)"

    def _tagged(self) -> str:
        return "EXISTS (SELECT 1 FROM story_tag WHERE story_tag.story_id = story.id)"

    def _tag(self, name: str) -> str:
        return f"EXISTS (SELECT 1 FROM {self._carriers(name)} AND story_tag.story_id = story.id)"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
