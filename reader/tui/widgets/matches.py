"""A rule as one makes it: what was typed so far, and what it matches.

Must not know any widget.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from reader.model import RuleActions
from reader.reading.cleaning import clean_line


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it stands in the dialog."""

    query: str = ""
    actions: RuleActions = field(default_factory=RuleActions)


@dataclass(frozen=True, slots=True)
class Matches:
    """How many stories match a query and the titles of the latest; or what is wrong with the query."""

    count: int = 0
    titles: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def words(self) -> str:
        """What was found, as lines."""
        if self.trouble:
            return clean_line(self.trouble, 400)
        stories = "1 story that is there matches" if self.count == 1 else f"{self.count:,} stories that are there match"
        lines = [f"{stories}{', the latest:' if self.titles else '.'}"]
        return "\n".join([*lines, *(f"  {clean_line(title, 60)}" for title in self.titles)])


Matching = Callable[[str, Callable[[Matches], None]], None]
"""Finds what matches a query as typed, and hands it on; an older question is dropped for a newer one."""
