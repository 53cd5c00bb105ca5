"""The screens about tags, rules and what was done, put together.

Must not know how a screen looks, nor how panes stand.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.library import Library
from reader.reading.cleaning import clean_line
from reader.tui.library_thread import LibraryThread
from reader.tui.story_acts import StoryActs

if TYPE_CHECKING:
    from reader.tui.rule_acts import RuleActs
    from reader.tui.rule_dialog import RuleDialog
    from reader.tui.rules_screen import RulesScreen
    from reader.tui.tags_screen import TagsScreen
    from reader.tui.timeline_screen import TimelineScreen

STEPS = 300
"""How many steps the timeline shows."""


class TagRooms:
    """Makes screens; what is done there is written by `writer`, and `changed` shows it elsewhere."""

    def __init__(
        self,
        library: Library,
        lists: LibraryThread,
        writer: LibraryThread,
        steps: StoryActs,
        now: Callable[[], int],
        changed: Callable[[], None],
    ) -> None:
        self._library = library
        self._threads = (lists, writer)
        self._steps = steps
        self._now = now
        self._changed = changed

    def rules(self) -> "RulesScreen":
        """Return the screen of the rules."""
        from reader.tui.rules_screen import RulesScreen

        return RulesScreen(self.rule_acts(), self._steps.undo, self._steps.redo)

    def rule_dialog(self, query: str) -> "RuleDialog":
        """Return the dialog for a rule that begins with a query."""
        from reader.tui.rule_dialog import Draft, RuleDialog

        acts = self.rule_acts()
        return RuleDialog(Draft(clean_line(query, 2000)), acts.look, acts.check)

    def timeline(self) -> "TimelineScreen":
        """Return the timeline of what was done."""
        from reader.tui.timeline_screen import TimelineActs, TimelineScreen

        steps = self._steps
        acts = TimelineActs(lambda: self._library.journal.steps(STEPS), steps.undo, steps.redo, steps.turn_to)
        return TimelineScreen(acts, self._now)

    def tags(self, at: str) -> "TagsScreen":
        """Return the screen of the tags, beginning at one."""
        from reader.tui.tag_acts import TagActs
        from reader.tui.tags_screen import TagsScreen

        acts = TagActs(self._library, *self._threads, self._now, self._changed)
        return TagsScreen(acts, self._steps.undo, self._steps.redo, at)

    def rule_acts(self) -> "RuleActs":
        """Return what can be done to rules."""
        from reader.tui.rule_acts import RuleActs

        return RuleActs(self._library, *self._threads, self._now, self._changed)
