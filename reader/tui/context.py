"""The context a command's function gets: the library, the panes and what is selected, the status line, the clock.

The main screen makes one; each screen of a list has a copy with its own status line. By `main` a function reaches every
pane and what is behind it, those of other packages too. No import contract sees that, as `main` is imported for type
checking alone. Must not know what the functions do with it.
"""

from array import array
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from reader.config import Config
from reader.library import Library
from reader.model import Story
from reader.tui.library_access import LISTS, Changed, LibraryAccess
from reader.tui.processes.children import Children
from reader.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from textual.app import App
    from textual.worker import Worker

    from reader.tui.main_screen import MainScreen

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Context:
    """What a command's function works with; the panes are those of `main`, `now` returns seconds since 1970."""

    main: "MainScreen"
    library: LibraryAccess
    status: StatusLine
    children: Children
    config: Config
    now: Callable[[], int]

    @property
    def app(self) -> "App[Any]":
        """The program, whatever screen it shows."""
        return self.main.app

    @property
    def story(self) -> Story | None:
        """The story under the cursor of the list."""
        return self.main.stories.story

    @property
    def story_ids(self) -> "array[int]":
        """The ids of the stories meant: the marked ones in the order of the list, else the one under the cursor."""
        if self.main.selection:
            return self.main.selection.in_order(self.main.stories.ids)
        return array("q", [self.story.id] if self.story is not None else [])

    def write(self, work: Callable[[Library, int], str], changed: Changed = LISTS) -> None:
        """Write after all that was asked before, and show the sentence that `work` returns."""
        self.library.write(work, changed, self.status.say)

    def go_on(self) -> None:
        """Clear the selection; where there was none, go to the next story."""
        if self.main.selection:
            self.main.selection.clear()
        else:
            self.main.stories.action_move_down()

    def run_in_background(self, work: Coroutine[Any, Any, None]) -> "Worker[None]":
        """Let work go on while keys are answered, until it is done or cancelled."""
        return self.main.run_worker(work, group="beside")

    def ask_about_shown(
        self, topic: str, work: Callable[[Library, Story], T], show: Callable[[T, Story], None]
    ) -> None:
        """Read something of the story in the article pane in a thread; `show` it while that story is still shown."""
        story = self.main.article.story
        if story is None:
            return

        def answered(answer: T) -> None:
            shown = self.main.article.story
            if shown is not None and shown.id == story.id:
                show(answer, story)

        self.library.texts.ask(topic, lambda library: work(library, story), answered)

    def copy(self, text: str) -> None:
        """Copy a text, and say so."""
        self.app.copy_to_clipboard(text)
        self.status.say(f"copied {text}")

    def rows(self, ids: Sequence[int]) -> list[Story] | None:
        """Return these stories as lists show them, at once; None where the library refuses, which is told."""
        with self.status.errors_shown():
            return self.library.here.stories.rows(ids)
        return None
