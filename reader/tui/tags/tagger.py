"""Tagging stories: which tags the bar offers for them, and what becomes of what is typed there.

Owns that the stories tagged are those the bar was opened for, and what the last tagging was. Must not know panes or
keys.
"""

from collections.abc import Callable, Mapping, Sequence

from reader.library import Library
from reader.library.tags import category_tags, tag_name
from reader.model import StoryId
from reader.tui.article.view import ArticleView
from reader.tui.library_access import LibraryThread
from reader.tui.status_line import StatusLine
from reader.tui.stories.acts import StoryActs
from reader.tui.tags.bar import TagBar
from reader.tui.tags.entry import OFFERED, Chip, Held, Tagging
from reader.tui.tags.prefetch import Foresight


class Tagger:
    """Opens the tag bar for stories, and tags them; `tagged` is told what was asked for."""

    def __init__(
        self,
        library: Library,
        bar: TagBar,
        acts: StoryActs,
        status: StatusLine,
        foresight: Foresight,
        tagged: Callable[[Tagging], None] = lambda _: None,
    ) -> None:
        self._library = library
        self._bar = bar
        self._acts = acts
        self._status = status
        self._foresight = foresight
        self._tagged = tagged
        self._ids: Sequence[int] = ()
        self._last: Tagging | None = None

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

    def show_categories(self, story_id: StoryId, thread: LibraryThread, article: ArticleView) -> None:
        """Have the publisher's categories of a story shown above its article."""
        thread.ask(
            "the categories",
            lambda library: library.stories.categories(story_id),
            lambda found: article.show_categories(story_id, found),
        )

    def apply(self, tagging: Tagging) -> None:
        """Tag the stories the bar was opened for."""
        if self._ids:
            self._last = tagging
            self._acts.tag(self._ids, tagging)
            self._tagged(tagging)

    def repeat(self, ids: Sequence[int]) -> bool:
        """Tag stories as it was done last; say whether there is anything to repeat."""
        if self._last is None:
            self._status.say("no tagging to repeat yet · t tags")
            return False
        self._acts.tag(ids, self._last)
        self._tagged(self._last)
        return True

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
            self._last = tagging
        self._acts.put_on(wanted)
        self._tagged(tagging)

    def _held(self) -> Held:
        """Read the tags the stories have."""
        with self._status.alarms():
            return Held(len(self._ids), self._library.tags.on(self._ids), self._told())
        return Held(len(self._ids))

    def _known(self) -> list[str]:
        """Read all tags there are."""
        with self._status.alarms():
            return self._library.tags.by_use()
        return []

    def _likely(self, held: Held) -> list[Chip]:
        """Return the tags to pick from."""
        with self._status.alarms():
            return [Chip(one.tag, one.why) for one in self._foresight.ranked(StoryId(self._ids[0]), held.on_all)]
        return []

    def _told(self) -> tuple[tuple[str, Chip], ...]:
        """Which tags of a single story a rule put there."""
        behind = self._library.rules.tags_by_rule(self._ids[0]) if len(self._ids) == 1 else {}
        return tuple(("◇", Chip(tag, f"put on by the rule {query}")) for tag, query in behind.items())

    async def _put_in_place(self) -> None:
        """Mount the bar when it is first wanted, as making it takes time at the start."""
        if not self._bar.is_mounted:
            self._bar.display = False
            await self._status.screen.mount(self._bar, before=0)
