"""What the publisher changed in the story shown: reads its versions, and compares two that follow each other.

Must not know how differences look, nor which changes are worth a version.
"""

from itertools import pairwise
from typing import TYPE_CHECKING

from reader.library import Library

if TYPE_CHECKING:
    from reader.library.versions import Version
    from reader.tui.article.changes_screen import Changed


def changes_of(library: Library, story_id: int) -> "list[Changed]":
    """Return what each change of a story was, the first one first."""
    versions = library.versions.all(story_id)
    return [_between(before, after) for before, after in pairwise(versions)]


def _between(before: "Version", after: "Version") -> "Changed":
    from reader.reading.word_diff import paragraphs, word_diff
    from reader.tui.article.changes_screen import Changed

    titles = ("", "") if before.title == after.title else (before.title, after.title)
    found = word_diff(paragraphs(titles[0], before.body), paragraphs(titles[1], after.body))
    return Changed(after.since, tuple(found))
