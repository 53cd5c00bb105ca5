"""What an action gets: the library, the panes and what is selected in them, the status line, the clock.

One context is made by the main screen and lasts as long as it. Must not know what actions do with it.
"""

from array import array
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reader.config import Config
from reader.library import Library
from reader.model import Story
from reader.tui.library_access import ANYTHING, Changed, LibraryAccess
from reader.tui.processes.children import Children
from reader.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from textual.app import App
    from textual.worker import Worker

    from reader.tui.main_screen import MainScreen


@dataclass(frozen=True, slots=True)
class Context:
    """The panes are those of `main`; `now` returns seconds since 1970."""

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

    def write(self, work: Callable[[Library, int], str], changed: Changed = ANYTHING) -> None:
        """Write after all that was asked before, and show the sentence that `work` returns."""
        self.library.write(work, changed, self.status.say)

    def go_on(self) -> None:
        """Clear the selection; where there was none, go to the next story."""
        if self.main.selection:
            self.main.selection.clear()
        else:
            self.main.stories.action_move_down()

    def begin(self, work: Coroutine[Any, Any, None]) -> "Worker[None]":
        """Let work go on beside the keys, until it is done or cancelled."""
        return self.main.run_worker(work, group="beside", exit_on_error=False)

    def rows(self, ids: Sequence[int]) -> list[Story] | None:
        """Return these stories as lists show them, at once; None where the library refuses, which is told."""
        with self.status.errors_shown():
            return self.library.here.stories.rows(ids)
        return None
