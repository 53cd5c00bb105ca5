"""Completion of a query at the cursor: keys, and the values of a key. Pure; the caller passes the names there are.

Must not know how the choices are shown or taken.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.query.tree import BARE, Contents, Key, Sort, State, quoted
from reader.query.words import fold_text

_MOST = 12
_BEGUN = re.compile(r'(?:^|(?<=[\s(]))-?(?:(?P<key>[A-Za-z]+):(?P<value>"[^"]*|[^\s()"“”„‟«»]*)|(?P<word>[A-Za-z]*))$')
_SPANS = ("today", "yesterday", "1d", "1w", "1m", "1y")
_FIXED: dict[Key, Sequence[str]] = {
    Key.IS: [state.value for state in State],
    Key.HAS: [holding.value for holding in Contents],
    Key.SORT: [sort.value for sort in Sort],
    Key.NEWER: ("1d", "1w", "1m", "1y", "today"),
    Key.OLDER: ("1w", "1m", "6m", "1y"),
    Key.SINCE: _SPANS,
    Key.BEFORE: _SPANS,
    Key.ON: ("today", "yesterday"),
    Key.WORDS: (">800", "<300", "300-800"),
}
MEANINGS = {
    Key.TAG: "your tag, or one under it; none for no tag",
    Key.FEED: "in the feed's title or address",
    Key.FOLDER: "the folder the feed is in",
    Key.TITLE: "a word of the title",
    Key.AUTHOR: "a word of the author's name",
    Key.BODY: "a word of the text",
    Key.URL: "a word of the address",
    Key.CATEGORY: "a word of the publisher's categories",
    Key.IS: "unread, starred, tagged, …",
    Key.HAS: "image, audio, video, link, note",
    Key.NEWER: "since a span ago: 3d, 2w, 6m, 1y",
    Key.OLDER: "before that",
    Key.SINCE: "from a day, month or year on",
    Key.BEFORE: "before a day, month or year",
    Key.ON: "on a day, in a month or year",
    Key.WORDS: "how long: >800, <300, 200-400",
    Key.SORT: "newest, oldest, relevance, longest, feed, tag",
}
"""What each key asks for, in a few words."""


@dataclass(frozen=True, slots=True)
class Names:
    """What there is in the library to choose from, in the order in which it is offered."""

    tags: Sequence[str] = ()
    feeds: Sequence[str] = ()
    folders: Sequence[str] = ()
    authors: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A choice: `text` is to stand from `start` to `end` of the query, `meaning` says in a few words what it asks for.

    `shown` is the name as a list shows it, without quotes.
    """

    text: str
    start: int
    end: int
    shown: str
    meaning: str = ""

    def taken(self, query: str) -> tuple[str, int]:
        """Return the query with the choice in place, and where the cursor then stands."""
        return query[: self.start] + self.text + query[self.end :], self.start + len(self.text)


def complete(text: str, cursor: int, names: Names) -> list[Completion]:
    """Return the choices for what ends at `cursor`, the best first; none where nothing has been begun."""
    begun = _BEGUN.search(text[:cursor])
    if begun is None:
        return []
    if begun["key"] is None:
        return _keys(begun["word"], cursor)
    known = begun["key"].lower()
    return _values(Key(known), begun["value"], cursor, names) if known in set(Key) else []


def key_of(text: str, cursor: int) -> tuple[Key, str] | None:
    """Return the key whose value is being typed at `cursor`, and what there is of the value; None elsewhere."""
    begun = _BEGUN.search(text[:cursor])
    if begun is None or begun["key"] is None or begun["key"].lower() not in set(Key):
        return None
    return Key(begun["key"].lower()), begun["value"].lstrip('"')


def _keys(begun: str, cursor: int) -> list[Completion]:
    if not begun:
        return []
    start = cursor - len(begun)
    return [
        Completion(f"{key}:", start, cursor, f"{key}:", MEANINGS[key]) for key in Key if key.startswith(begun.lower())
    ]


def _values(key: Key, begun: str, cursor: int, names: Names) -> list[Completion]:
    start = cursor - len(begun)
    typed = begun.lstrip('"')
    return [
        Completion(f"{value if BARE.fullmatch(value) else quoted(value)} ", start, cursor, value)
        for value in _fitting(typed, _known(key, names))
    ]


def _known(key: Key, names: Names) -> Iterable[str]:
    match key:
        case Key.TAG:
            return [*names.tags, "none"]
        case Key.FEED:
            return names.feeds
        case Key.FOLDER:
            return names.folders
        case Key.AUTHOR:
            return names.authors
        case _:
            return _FIXED.get(key, ())


def _fitting(typed: str, known: Iterable[str]) -> list[str]:
    """Return the names that begin with what is typed, then those a word of which does, then those that contain it."""
    wanted = fold_text(typed)
    ranked: tuple[list[str], list[str], list[str]] = ([], [], [])
    for name in known:
        folded = fold_text(name)
        at = folded.find(wanted)
        if at == 0:
            ranked[0].append(name)
        elif at > 0:
            ranked[1 if not folded[at - 1].isalnum() else 2].append(name)
    return list(dict.fromkeys([*ranked[0], *ranked[1], *ranked[2]]))[:_MOST]
