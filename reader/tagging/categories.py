"""The publisher's categories as names of tags.

Pure. Owns which of them can be one, and how it is written then.
"""

from collections.abc import Iterable
from contextlib import suppress

from reader.errors import ReaderError
from reader.library.tags import tag_name
from reader.query.words import fold_name

MOST = 10
"""How many categories of one story become tags by a rule: some publishers list every word of it."""


def names_of(categories: Iterable[str]) -> list[str]:
    """Return categories as names of tags, each once, leaving out what cannot be one."""
    names: dict[str, str] = {}
    for category in categories:
        with suppress(ReaderError):
            name = tag_name(category.replace(",", " "))
            names.setdefault(fold_name(name), name)
    return list(names.values())
