"""Opens the tag bar for stories, applies what was typed, and keeps the last tagging.

Owns that the stories tagged are those the bar was opened for, and what the last tagging was. Must not know panes or
keys.
"""

from collections.abc import Callable, Mapping, Sequence

from reader.library import Library
from reader.library.stories import counted
from reader.library.tags import category_tags, tag_name
from reader.model import Story, StoryId
from reader.tagging.tag_input import OFFERED, Chip, Held, Tagging
from reader.tui.context import Context
from reader.tui.library_access import stories_only
from reader.tui.tags.bar import TagBar
from reader.tui.tags.ranked_tags import RankedTags

UNCHANGED = "nothing to change: the tags were so already"


class Tagger:
    """Opens the tag bar for stories, and tags them."""

    def __init__(self, context: Context, bar: TagBar) -> None:
        self._context = context
        self._library = context.library.here
        self._status = context.status
        self._bar = bar
        self._ranked = RankedTags(context)
        self._ids: Sequence[int] = ()
        self.last: Tagging | None = None

    async def tag(self, ids: Sequence[int]) -> None:
        """Open the bar for putting tags on stories."""
        await self._put_in_place()
        self._ids = ids
        held = self._held()
        self._bar.open_for_adding(held, self._known(), tag_name, self._likely(held))

    async def untag(self, ids: Sequence[int]) -> None:
        """Open the bar for taking tags off stories."""
        self._ids = ids
        held = self._held()
        if not held.tags:
            which = "this story has" if len(ids) == 1 else "these stories have"
            self._status.say(f"{which} no tags · t puts some on")
            return
        await self._put_in_place()
        self._bar.open_for_removing(held)

    async def tag_by_category(self, story_id: StoryId) -> None:
        """Make the publisher's one category a tag of a story; of several, open the bar to pick from them."""
        self._ids = [story_id]
        names = category_tags(self._library.stories.categories(story_id))
        if not names:
            self._status.say("the publisher gave this story no categories")
        elif len(names) == 1:
            self.apply(Tagging(tuple(names)))
        else:
            await self._put_in_place()
            chips = [Chip(name, "a category of the publisher's") for name in names[:OFFERED]]
            self._bar.open_for_adding(self._held(), self._known(), tag_name, chips)

    def prepare(self, story: Story) -> None:
        """Rank tags for the story the cursor has come to, before the bar opens."""
        self._ranked.prefetch(story)

    def apply(self, tagging: Tagging) -> None:
        """Tag the stories the bar was opened for."""
        if self._ids:
            self.last = tagging
            self.put_on(self._ids, tagging)

    def put_on(self, ids: Sequence[int], tagging: Tagging) -> None:
        """Tag stories."""
        self._write(ids, tagging, lambda library, now: library.tags.apply(ids, tagging.add, tagging.remove, now))

    def accept(self, suggested: Mapping[int, Sequence[str]]) -> None:
        """Put on each story the tags suggested for it; it counts as the last tagging where there is one story."""
        if not suggested:
            self._status.say("no tag is suggested here · t offers nine")
            return
        wanted: dict[str, list[int]] = {}
        for story_id, names in suggested.items():
            for name in names:
                wanted.setdefault(name, []).append(story_id)
        tagging = Tagging(tuple(wanted))
        if len(suggested) == 1:
            self.last = tagging
        ids = sorted({story_id for stories in wanted.values() for story_id in stories})
        self._write(ids, tagging, lambda library, now: library.tags.put_on(wanted, now))

    def _write(self, ids: Sequence[int], tagging: Tagging, work: Callable[[Library, int], int]) -> None:
        """Tag in one step; then see whether a rule would have done so, and suggest anew."""

        def said(changed: int) -> None:
            which = "" if len(ids) == 1 else f" · {counted(changed)}"
            self._status.say(f"{tagging.words}{which} · U undoes" if changed else UNCHANGED)
            self._context.main.tagged(tagging)

        self._context.library.write(work, stories_only(ids), said)

    def _held(self) -> Held:
        """Read the tags the stories have."""
        with self._status.errors_shown():
            return Held(len(self._ids), self._library.tags.on(self._ids), self._tags_by_rule())
        return Held(len(self._ids))

    def _known(self) -> list[str]:
        """Read all tags there are."""
        with self._status.errors_shown():
            return self._library.tags.by_use()
        return []

    def _likely(self, held: Held) -> list[Chip]:
        """Return the tags to pick from."""
        with self._status.errors_shown():
            return [Chip(one.tag, one.why) for one in self._ranked.ranked(StoryId(self._ids[0]), held.on_all)]
        return []

    def _tags_by_rule(self) -> tuple[tuple[str, Chip], ...]:
        """Which tags of a single story a rule put there."""
        behind = self._library.rules.tags_by_rule(self._ids[0]) if len(self._ids) == 1 else {}
        return tuple(("◇", Chip(tag, f"put on by the rule {query}")) for tag, query in behind.items())

    async def _put_in_place(self) -> None:
        """Mount the bar when it is first wanted, as making it takes time at the start."""
        if not self._bar.is_mounted:
            self._bar.display = False
            await self._status.screen.mount(self._bar, before=0)
