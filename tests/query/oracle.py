"""What a query means, told plainly: a story is looked at from top to bottom and matches or does not.

Slow and simple on purpose, with nothing of the SQL in it.
"""

from dataclasses import dataclass

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
    Query,
    Sort,
    State,
    Term,
    Time,
    Within,
    Word,
)
from reader.query.words import ends_in_word, fold_name, words_of


@dataclass(frozen=True, slots=True)
class Told:
    """A story with all that a query can ask about."""

    id: int
    feed_id: int
    feed_title: str
    feed_url: str
    folder: str
    title: str
    author: str
    text: str
    url: str
    published: int
    words: int
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""
    read: bool = False
    starred: bool = False
    updated: bool = False
    begun: bool = False
    holds: frozenset[Contents] = frozenset()


def answer(query: Query, stories: list[Told], now: int) -> list[int]:
    """The ids of the stories that match, in the query's order (by relevance: newest first)."""
    found = [story for story in stories if matches(query.tree, story, now)]
    return [story.id for story in sorted(found, key=lambda story: _key(query.sort, story))]


def matches(node: Node, story: Told, now: int) -> bool:
    match node:
        case Everything():
            return True
        case Word() | Prefix() | Phrase():
            return any(_says(text, node) for text in (story.title, story.author, _text(story)))
        case Within(key, inner):
            return any(_says(text, inner) for text in _place(key, story))
        case Keyed(key, value):
            return _property(key, value, story)
        case Time(key, value):
            start, end = bounds(key, value, now)
            return (start is None or story.published >= start) and (end is None or story.published < end)
        case Length(low, high):
            return low <= story.words and (high is None or story.words <= high)
        case Not(inner):
            return not matches(inner, story, now)
        case And(nodes):
            return all(matches(inner, story, now) for inner in nodes)
        case Or(nodes):
            return any(matches(inner, story, now) for inner in nodes)


def _key(sort: Sort, story: Told) -> tuple[object, ...]:
    newest = (-story.published, -story.id)
    match sort:
        case Sort.OLDEST:
            return (story.published, story.id)
        case Sort.LONGEST:
            return (-story.words, *newest)
        case Sort.FEED:
            return (story.feed_title.lower(), story.feed_id, *newest)
        case Sort.TAG:
            return (not story.tags, min(map(fold_name, story.tags), default=""), *newest)
        case _:
            return newest


def _text(story: Told) -> str:
    return f"{story.text} {story.note}"


def _says(text: str, term: Term) -> bool:
    here, wanted = words_of(text), words_of(term.text)
    begins = isinstance(term, Prefix) and ends_in_word(term.text)
    for at in range(len(here) - len(wanted) + 1):
        piece = here[at : at + len(wanted)]
        if piece == wanted or (begins and piece[:-1] == wanted[:-1] and piece[-1].startswith(wanted[-1])):
            return True
    return False


def _place(key: Key, story: Told) -> tuple[str, ...]:
    places = {
        Key.TITLE: (story.title,),
        Key.AUTHOR: (story.author,),
        Key.BODY: (_text(story),),
        Key.URL: (story.url,),
        Key.CATEGORY: story.categories,
    }
    return places[key]


def _property(key: Key, value: str, story: Told) -> bool:
    match key:
        case Key.TAG:
            return not story.tags if value.lower() == "none" else _tagged(value, story)
        case Key.FEED:
            if value.startswith("#"):
                return story.feed_id == int(value[1:])
            return value.lower() in story.feed_title.lower() or value.lower() in story.feed_url.lower()
        case Key.FOLDER:
            name = value.strip("/").lower()
            return story.folder.lower() == name or story.folder.lower().startswith(f"{name}/")
        case Key.HAS:
            return bool(story.note) if value == Contents.NOTE else Contents(value) in story.holds
        case _:
            return _state(State(value), story)


def _state(state: State, story: Told) -> bool:
    match state:
        case State.READ:
            return story.read
        case State.UNREAD:
            return not story.read
        case State.STARRED:
            return story.starred
        case State.UPDATED:
            return story.updated
        case State.BEGUN:
            return story.begun
        case State.TAGGED:
            return bool(story.tags)
        case State.LATER:
            return _tagged("later", story)


def _tagged(name: str, story: Told) -> bool:
    own = name.strip("/").lower()
    return any(tag.lower() == own or tag.lower().startswith(f"{own}/") for tag in story.tags)
