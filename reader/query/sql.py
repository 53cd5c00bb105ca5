"""From the tree of a query to a condition on the table `story`, with its parameters.

Pure: builds text, opens nothing. Every value travels as a parameter, never inside the SQL.
"""

from dataclasses import dataclass, field
from typing import assert_never

from reader.query.tree import Age, And, Everything, Key, Keyed, Node, Not, Or, Phrase, Sort, State, Word

Parameter = str | int

ORDERS = {
    Sort.NEWEST: "story.published DESC, story.id DESC",
    Sort.OLDEST: "story.published ASC, story.id ASC",
}

_STATES = {
    State.READ: "story.read = 1",
    State.UNREAD: "story.read = 0",
    State.STARRED: "story.starred = 1",
    State.TAGGED: "story.id IN (SELECT story_id FROM story_tag)",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition for WHERE, and the values of its named parameters."""

    sql: str
    parameters: dict[str, Parameter] = field(default_factory=dict)


def condition(tree: Node, now: int) -> Condition:
    """Return the condition stories matching `tree` fulfil; ages count back from `now`, seconds since the epoch."""
    writer = _Writer(now)
    return Condition(writer.write(tree), writer.parameters)


def folded(text: str) -> str:
    """Return `text` as names are compared: case, and composed or decomposed letters, aside."""
    import unicodedata

    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())


class _Writer:
    """Writes one condition, naming its parameters q0, q1, … in order."""

    def __init__(self, now: int) -> None:
        self._now = now
        self.parameters: dict[str, Parameter] = {}

    def write(self, node: Node) -> str:
        match node:
            case Everything():
                return "1"
            case Word(text) | Phrase(text):
                return self._words(text)
            case Keyed(key, value):
                return self._keyed(key, value)
            case Age(key, _, seconds):
                sign = ">=" if key is Key.NEWER else "<"
                return f"story.published {sign} {self._name(self._now - seconds)}"
            case Not(inner):
                return f"NOT ({self.write(inner)})"
            case And(nodes):
                return " AND ".join(f"({self.write(inner)})" for inner in nodes)
            case Or(nodes):
                return " OR ".join(f"({self.write(inner)})" for inner in nodes)
            case _:
                assert_never(node)

    def _name(self, value: Parameter) -> str:
        name = f"q{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def _words(self, text: str) -> str:
        if not any(char.isalnum() for char in text):
            return f"story.title LIKE {self._name(_like(text))} ESCAPE '\\'"
        match = '"' + text.replace('"', '""') + '"'
        return f"story.id IN (SELECT rowid FROM search WHERE search MATCH {self._name(match)})"

    def _keyed(self, key: Key, value: str) -> str:
        match key:
            case Key.IS:
                return _STATES[State(value)]
            case Key.TAG:
                return self._tag(value)
            case Key.FEED:
                return self._feed(value)
            case Key.FOLDER:
                return self._folder(value)
            case Key.TITLE | Key.AUTHOR | Key.URL:
                return f"story.{key} LIKE {self._name(_like(value))} ESCAPE '\\'"
            case _:
                raise AssertionError(f"{key} never stands in a tree")

    def _tag(self, value: str) -> str:
        name = folded(value).strip("/")
        if name == "none":
            return "story.id NOT IN (SELECT story_id FROM story_tag)"
        below, after = f"{name}/", f"{name}0"  # "0" is the character right after "/"
        return (
            "story.id IN (SELECT story_id FROM story_tag JOIN tag ON tag.id = story_tag.tag_id"
            f" WHERE tag.folded = {self._name(name)}"
            f" OR (tag.folded >= {self._name(below)} AND tag.folded < {self._name(after)}))"
        )

    def _feed(self, value: str) -> str:
        if value.startswith("#") and value[1:].isascii() and value[1:].isdigit() and len(value) < 20:
            return f"story.feed_id = {self._name(int(value[1:]))}"
        like = self._name(_like(value))
        return (
            "story.feed_id IN (SELECT id FROM feed WHERE coalesce(own_title, title)"
            f" LIKE {like} ESCAPE '\\' OR url LIKE {like} ESCAPE '\\')"
        )

    def _folder(self, value: str) -> str:
        name = value.strip("/")
        like = self._name(_like_start(f"{name}/"))
        return (
            "story.feed_id IN (SELECT id FROM feed WHERE"
            f" folder = {self._name(name)} COLLATE NOCASE OR folder LIKE {like} ESCAPE '\\')"
        )


def _like(text: str) -> str:
    return f"%{_escaped(text)}%"


def _like_start(text: str) -> str:
    return f"{_escaped(text)}%"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
