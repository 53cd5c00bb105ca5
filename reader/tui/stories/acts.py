"""What a person does to stories: marking, starring, tagging, undoing.

Owns the order of writing: what was asked is on disk before anything says so, in a thread, as another writer may be
busy. Acts on the ids it is given and never on "what is shown". Must not know panes or keys.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress

from reader.errors import LibraryError
from reader.library import Library
from reader.model import Step, StoryId
from reader.query import parse
from reader.tui.library_access import LibraryThread
from reader.tui.tags.entry import Tagging

Changed = Callable[[Iterable[int] | None], None]
"""Told which stories are different now; None for any."""

Said = Callable[[str], None]
"""Told what was done, once it is."""

_SO_ALREADY = "nothing to change: the tags were so already"


class StoryActs:
    """Writes in the order asked; `say` gets a sentence once it is done, `changed` the stories concerned."""

    def __init__(
        self, thread: LibraryThread, now: Callable[[], int], say: Callable[[str], None], changed: Changed
    ) -> None:
        self._thread = thread
        self._now = now
        self._say = say
        self._changed = changed

    def mark_read(self, story_id: StoryId) -> None:
        """Mark one story read, without a word."""
        ids = [story_id]
        self._write(ids, lambda library, now: library.stories.mark_read(ids, now), lambda _: None)

    def mark_all_read(self, ids: "array[int]") -> None:
        """Mark stories read, in one step."""

        def said(changed: int) -> str:
            return f"marked {_stories(changed)} read · U undoes" if changed else "all of these were read already"

        self._write(ids, lambda library, now: library.stories.mark_read(ids, now), said)

    def mark_unread(self, ids: Sequence[int]) -> None:
        """Mark stories unread, in one step."""

        def said(changed: int) -> str:
            return "unread again" if len(ids) == 1 else f"marked {_stories(changed)} unread · U undoes"

        self._write(ids, lambda library, now: library.stories.mark_unread(ids, now), said)

    def toggle_star(self, ids: Sequence[int]) -> None:
        """Star stories, or take their stars away where all have one, in one step.

        It goes by what was asked before and not by what is shown yet.
        """

        def toggle(library: Library, now: int) -> int:
            return library.stories.star(ids, now) or -library.stories.unstar(ids, now)

        def said(changed: int) -> str:
            if len(ids) == 1:
                return "starred" if changed > 0 else "star taken away"
            return f"{'starred' if changed > 0 else 'took the stars off'} {_stories(abs(changed))} · U undoes"

        self._write(ids, toggle, said)

    def tag(self, ids: Sequence[int], tagging: Tagging) -> None:
        """Put tags on stories and take tags off them, in one step."""

        def said(changed: int) -> str:
            which = "" if len(ids) == 1 else f" · {_stories(changed)}"
            return f"{_tagged(tagging)}{which} · U undoes" if changed else _SO_ALREADY

        self._write(ids, lambda library, now: library.tags.apply(ids, tagging.add, tagging.remove, now), said)

    def put_on(self, wanted: Mapping[str, Sequence[int]]) -> None:
        """Put each of these tags on its own stories, all in one step."""
        ids = array("q", sorted({story_id for stories in wanted.values() for story_id in stories}))

        def said(changed: int) -> str:
            which = "" if len(ids) == 1 else f" · {_stories(changed)}"
            return f"{_tagged(Tagging(tuple(wanted)))}{which} · U undoes" if changed else _SO_ALREADY

        self._write(ids, lambda library, now: library.tags.put_on(wanted, now), said)

    def tag_found(self, query: str, tagging: Tagging) -> None:
        """Put tags on every story a query finds, and take tags off them, in one step."""
        wanted, now = parse(query), self._now()

        def work(library: Library) -> int:
            return library.tags.apply(library.stories.ids(wanted), tagging.add, tagging.remove, now)

        def done(changed: int) -> None:
            self._changed(None)
            self._say(f"{_tagged(tagging)} · {_stories(changed)} · U undoes" if changed else _SO_ALREADY)

        self._thread.do(work, done)

    def undo(self, said: Said | None = None) -> None:
        """Undo the last step of the journal; `said`, where given, is told in place of the usual line."""
        self._step(
            lambda library, now: library.journal.undo(now), "undone: {} · ctrl+r redoes", "nothing to undo", said
        )

    def redo(self, said: Said | None = None) -> None:
        """Redo the last step undone; `said`, where given, is told in place of the usual line."""
        self._step(lambda library, now: library.journal.redo(now), "redone: {} · U undoes", "nothing to redo", said)

    def turn_to(self, step: Step, said: Said) -> None:
        """Undo every step back to this one, it included; where it is undone, redo every step up to it."""

        def turn(library: Library, now: int) -> int:
            return (library.journal.go_on if step.undone else library.journal.go_back)(step.id, now)

        def words(steps: int) -> str:
            counted = "1 step" if steps == 1 else f"{steps:,} steps"
            return f"redone: {counted}" if step.undone else f"undone: {counted} · enter on one of them goes on to it"

        now = self._now()

        def done(steps: int) -> None:
            self._changed(None)
            said(words(steps))

        self._thread.do(lambda library: turn(library, now), done)

    def remember(self, key: str, value: str) -> None:
        """Keep something for the next start, where the library can be written."""

        def keep(library: Library) -> None:
            with suppress(LibraryError):  # nothing of the person's is lost; in a read-only library it would be no news
                library.state.set(key, value)

        self._thread.do(keep, lambda _: None)

    def _write(
        self, ids: Sequence[int], work: Callable[[Library, int], int], said: Callable[[int], str | None]
    ) -> None:
        now = self._now()

        def done(changed: int) -> None:
            self._changed(ids)
            words = said(changed)
            if words is not None:
                self._say(words)

        self._thread.do(lambda library: work(library, now), done)

    def _step(
        self, work: Callable[[Library, int], Step | None], words: str, none: str, said: Said | None = None
    ) -> None:
        now = self._now()

        def done(step: Step | None) -> None:
            self._changed(None)
            (said or self._say)(none if step is None else words.format(step.label))

        self._thread.do(lambda library: work(library, now), done)


def _stories(count: int) -> str:
    return "1 story" if count == 1 else f"{count:,} stories"


def _tagged(tagging: Tagging) -> str:
    parts = [f"tagged {', '.join(tagging.add)}"] if tagging.add else []
    parts += [f"untagged {', '.join(tagging.remove)}"] if tagging.remove else []
    return ", ".join(parts)
