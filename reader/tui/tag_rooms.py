"""The screens about tags, rules and what was done, put together.

Must not know how a screen looks, nor how panes stand.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App

from reader.errors import QueryError
from reader.library import Library
from reader.library.tags import tag_name
from reader.model import FeedId
from reader.query import parse
from reader.tui.library_access import LibraryThread
from reader.tui.stories.acts import StoryActs
from reader.tui.writing import Writing

if TYPE_CHECKING:
    from reader.tui.rules.acts import RuleActs
    from reader.tui.rules.dialog import Draft
    from reader.tui.rules.screen import RulesScreen
    from reader.tui.tags.screen import TagsScreen
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
        self._lists = lists
        self._writing = Writing(writer, now, changed)
        self._steps = steps
        self._now = now

    def rules(self) -> "RulesScreen":
        """Return the screen of the rules."""
        from reader.tui.rules.screen import RulesScreen

        return RulesScreen(self._rule_acts(), self._steps.undo, self._steps.redo)

    async def ask_for_rule(self, app: App[None], draft: "Draft", said: Callable[[str], None]) -> None:
        """Ask for a rule that begins as `draft`, and make it."""
        from reader.tui.rules.dialog import RuleDialog

        acts = self._rule_acts()

        def answered(kept: "Draft | None") -> None:
            if kept is not None:
                acts.keep(kept, None, said)

        await app.push_screen(RuleDialog(draft, acts.look, acts.check), answered)

    async def tag_by_query(self, app: App[None], query: str) -> None:
        """Ask for a query and tags, and tag every story it finds."""
        from reader.tui.tags.query_dialog import TagQueryDialog, Wanted

        def check(wanted: Wanted) -> None:
            if not wanted.query:
                raise QueryError("Type a query, as for searching.", 0)
            parse(wanted.query)
            for name in (*wanted.tagging.add, *wanted.tagging.remove):
                tag_name(name)

        def answered(wanted: Wanted | None) -> None:
            if wanted is not None:
                self._steps.tag_found(wanted.query, wanted.tagging)

        await app.push_screen(TagQueryDialog(query, self._rule_acts().look, check), answered)

    def switch_categories(self, feed_id: FeedId, title: str, said: Callable[[str], None]) -> None:
        """Let a feed's categories become tags, or no longer."""
        self._rule_acts().switch_categories(feed_id, title, said)

    def timeline(self) -> "TimelineScreen":
        """Return the timeline of what was done."""
        from reader.tui.timeline_screen import TimelineActs, TimelineScreen

        steps = self._steps
        acts = TimelineActs(lambda: self._library.journal.steps(STEPS), steps.undo, steps.redo, steps.turn_to)
        return TimelineScreen(acts, self._now)

    def tags(self, at: str) -> "TagsScreen":
        """Return the screen of the tags, beginning at one."""
        from reader.tui.tags.acts import TagActs
        from reader.tui.tags.screen import TagsScreen

        acts = TagActs(self._library, self._lists, self._writing, self._now)
        return TagsScreen(acts, self._steps.undo, self._steps.redo, at)

    def _rule_acts(self) -> "RuleActs":
        from reader.tui.rules.acts import RuleActs

        return RuleActs(self._library, self._lists, self._writing)
