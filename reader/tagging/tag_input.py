"""Parses what is typed in the tag bar: tags to put on and take off; fuzzy matching of names; which tags to offer.

Pure. Owns the little language "ai, media/film, -later".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line

OFFERED = 9
"""How many tags can be picked with a digit."""


@dataclass(frozen=True, slots=True)
class Tagging:
    """Names of tags to put on stories and to take off them."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is done with it, "tagged ai, untagged later"."""
        parts = [f"tagged {', '.join(self.add)}"] if self.add else []
        parts += [f"untagged {', '.join(self.remove)}"] if self.remove else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Chip:
    """A tag to pick from, and in words why it is there."""

    tag: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The tags that stand on some stories, each with on how many of them; `remarks` say more of some."""

    stories: int = 1
    tags: tuple[tuple[str, int], ...] = ()
    remarks: tuple[tuple[str, Chip], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The tags on any of the stories."""
        return tuple(name for name, _ in self.tags)

    @property
    def on_all(self) -> tuple[str, ...]:
        """The tags on every one of the stories."""
        return tuple(name for name, stories in self.tags if stories == self.stories)

    @property
    def title(self) -> str:
        """What is to be tagged, in words."""
        if self.stories > 1:
            return f"{self.stories:,} stories"
        return "tags of this story" if self.tags else "no tags yet"

    def marked(self, tagging: Tagging) -> list[tuple[str, str]]:
        """Return (mark, tag) for each tag there is or will be: on all of the stories, on some, or taken off."""
        full = "✓" if self.stories == 1 else "☑"
        marks = {name: full if stories == self.stories else "◪" for name, stories in self.tags}
        known = {name.casefold(): name for name in marks}
        for name in tagging.remove:
            marks[known.get(name.casefold(), name)] = "☐"
        for name in tagging.add:
            marks[known.get(name.casefold(), name)] = full
        return [(mark, name) for name, mark in marks.items()]


def read_tagging(text: str) -> Tagging:
    """Return what "ai, media/film, -later" asks for; empty parts and repetitions are left out."""
    names = _names(text)
    remove = [name[1:].strip() for name in names if name.startswith("-")]
    add = [name for name in names if not name.startswith("-")]
    return Tagging(tuple(add), tuple(name for name in remove if name))


def read_untagging(text: str, present: Sequence[str]) -> Tagging:
    """Return what "ai, film" asks for where all that is named is to be taken off a story that has `present`.

    Part of a name will do where it fits one tag only; raises ReaderError where it fits none, or several.
    """
    bare = [name.lstrip("-").strip() for name in _names(text)]
    return Tagging(remove=tuple(dict.fromkeys(_meant(name, present) for name in bare if name)))


def _meant(typed: str, present: Sequence[str]) -> str:
    exact = [name for name in present if name.casefold() == typed.casefold()]
    meant = exact or best_matches(typed, present)
    if len(meant) > 1:
        raise ReaderError(f"“{typed}” may be {' or '.join(meant)}: type more of it.")
    if not meant:
        raise ReaderError(f"this story has no tag {typed}")
    return meant[0]


def typed_part(text: str) -> str:
    """Return the name being typed: what follows the last comma, without a minus."""
    return text.rsplit(",", 1)[-1].strip().removeprefix("-").strip()


def completed(text: str, name: str) -> str:
    """Return `text` with the name being typed replaced by `name`."""
    before, comma, part = text.rpartition(",")
    minus = "-" if part.strip().startswith("-") else ""
    return f"{before}{comma}{' ' if comma else ''}{minus}{name}"


def match(typed: str, name: str) -> int | None:
    """Return how well `typed` fits `name`, higher is better; None where its letters are not all there in order.

    A beginning beats the beginning of a level or word, that beats an inner part, that beats scattered letters.
    """
    wanted, text = typed.casefold(), name.casefold()
    if not wanted:
        return 0
    at = text.find(wanted)
    if at == 0:
        return 400 - len(text)
    if at > 0:
        return (300 if text[at - 1] in "/-_ ." else 200) - len(text)
    place = -1
    for char in wanted:
        place = text.find(char, place + 1)
        if place < 0:
            return None
    return 100 - place


def best_matches(typed: str, names: Iterable[str], limit: int = OFFERED) -> list[str]:
    """Return the names `typed` fits, the best first, equal ones in the order given."""
    scored = [(score, name) for name in names if (score := match(typed, name)) is not None]
    return [name for _, name in sorted(scored, key=lambda pair: -pair[0])[:limit]]


def offered(by_use: Sequence[str], present: Sequence[str], limit: int = OFFERED) -> list[str]:
    """Return the tags to offer for a story that has `present`: the most recently used that it does not have."""
    taken = {name.casefold() for name in present}
    return [name for name in by_use if name.casefold() not in taken][:limit]


def _names(text: str) -> list[str]:
    names = dict.fromkeys(clean_line(part) for part in text.split(","))
    return [name for name in names if name]
