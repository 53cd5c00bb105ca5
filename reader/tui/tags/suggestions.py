"""Suggested tags of the unread stories on screen, ranked in a thread one story at a time once the list has rested.

Owns which story has which, what is still to be found out, and when that is so no longer. Must not know keys, nor what
makes a suggestion likely enough.
"""

from collections.abc import Iterable, Sequence

from textual.timer import Timer

from reader.library import Library
from reader.model import Story
from reader.tui.context import Context
from reader.tui.library_access import Changed

REST_SECONDS = 0.5
"""How long the list rests before tags are looked for: what it is scrolled past in needs none."""

QUIET_SECONDS = 5.0
"""How long nobody else has written before what is known counts as old: a refresh writes again and again."""

MOST_AT_A_TIME = 80
"""For how many stories at the most tags are looked for; more than there are on most screens."""

_REMEMBERED = 500
_TOPIC = "suggested tags"


class Suggestions:
    """Ranks and remembers suggested tags; `wanted`: whether they are shown at all."""

    def __init__(self, context: Context, *, wanted: bool) -> None:
        self._context = context
        self._thread = context.library.rankings
        self._stories = context.main.stories
        self._after = context.main.set_timer
        self._wanted = wanted
        self._found: dict[int, tuple[str, ...]] = {}
        self._old: set[int] = set()
        self._resting: Timer | None = None
        self._quiet: Timer | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing will be looked for unless something happens."""
        return self._resting is None and self._thread.idle

    def of(self, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Return the tags suggested for those of the stories that are unread and have none.

        For a single story also where it was opened since: one may have read it for just that.
        """
        wanted = frozenset(ids)
        found = {story_id: tags for story_id, tags in self._suggested().items() if story_id in wanted}
        stories = self._context.rows(list(found)) or ()
        return {
            story.id: found[story.id] for story in stories if not story.tags and (not story.read or len(wanted) == 1)
        }

    def schedule(self) -> None:
        """Look for the tags of what is in sight once it has rested; what was being looked for is dropped."""
        if not self._wanted:
            return
        self._thread.drop(_TOPIC)
        self._stop_resting()
        self._resting = self._after(REST_SECONDS, self._begin)

    def library_changed(self, changed: Changed) -> None:
        """Take note of what was written: where another process goes on writing, once that has been over for a while."""
        if not changed.elsewhere:
            if changed.stories is None:
                self.forget()
            return
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self._after(QUIET_SECONDS, self.forget)

    def forget(self) -> None:
        """Take note that something was tagged, undone or refreshed: all that is known is old.

        What is in sight and still without a tag goes on being shown until something newer is known.
        """
        if not self._wanted:
            return
        in_sight = [story.id for story in self._stories.in_sight if not story.tags]
        self._found = {story_id: self._found[story_id] for story_id in in_sight if story_id in self._found}
        self._old = set(self._found)
        self._stories.show_suggested(self._suggested())
        self._thread.ask("forget", lambda library: library.tag_history.forget(), lambda _: None)
        self.schedule()

    def _begin(self) -> None:
        self._resting = None
        if self._stories.has_room_for_suggested:
            self._go_on([story.id for story in self._stories.in_sight if self._is_open(story)][:MOST_AT_A_TIME])

    def _is_open(self, story: Story) -> bool:
        return not (story.read or story.tags) and (story.id in self._old or story.id not in self._found)

    def _go_on(self, ids: Sequence[int]) -> None:
        """Look for the tags of the first of some stories, and then for those of the rest."""
        if not ids:
            return
        first, rest = ids[0], ids[1:]

        def found(tags: tuple[str, ...]) -> None:
            self._keep(first, tags)
            self._go_on(rest)

        self._thread.ask(_TOPIC, lambda library: _likely(library, first), found)

    def _keep(self, story_id: int, tags: tuple[str, ...]) -> None:
        before = self._found.pop(story_id, ())
        self._old.discard(story_id)
        self._found[story_id] = tags
        if len(self._found) > _REMEMBERED:
            del self._found[next(iter(self._found))]
        if tags != before:
            self._stories.show_suggested(self._suggested())

    def _suggested(self) -> dict[int, tuple[str, ...]]:
        return {story_id: tags for story_id, tags in self._found.items() if tags}

    def _stop_resting(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None


def _likely(library: Library, story_id: int) -> tuple[str, ...]:
    from reader.tagging.confidence import confident

    history = library.tag_history.for_suggesting(story_id)
    return () if history is None else confident(history)
