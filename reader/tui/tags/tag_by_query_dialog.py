"""The dialog that tags every story a query finds.

Must not know how stories are found, nor how they are tagged.
"""

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.widgets import Input

from reader.tagging.tag_input import Tagging, read_tagging
from reader.tui.widgets.query_dialog import FindMatches, QueryDialog


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done to which stories."""

    query: str
    tagging: Tagging


class TagQueryDialog(QueryDialog[Wanted]):
    """Asks for a query and tags; left with both, or with None."""

    HEADING = "Tag every story a query finds"
    HINT = "Enter tags them all, in one step · tab goes on · esc leaves"

    def __init__(self, query: str, find_matches: FindMatches, check: Callable[[Wanted], None]) -> None:
        super().__init__(query, "", find_matches, first="#tags" if query else "#query")
        self._check = check

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """Leave with what is wanted; go to the line for tags where nothing stands there yet."""
        wanted = Wanted(self.typed("#query"), read_tagging(self.typed("#tags")))
        if wanted.tagging.add or wanted.tagging.remove:
            self.keep(wanted, self._check)
        else:
            self.set_focus(self.query_one("#tags"))
