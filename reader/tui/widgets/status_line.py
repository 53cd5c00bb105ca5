"""The status line: progress and message on the left, key hints on the right.

Owns how it is cut to fit; what went wrong is not cut, as what to do stands at its end: it takes more lines.
Must not know what the messages are about.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from reader.errors import ReaderError
from reader.reading.cleaning import clean_line
from reader.tui.widgets.looks import ACCENT, ALARM, DIM, Look, Looks
from reader.tui.widgets.strips import StyledText, cut, strip_of, with_room, wrap

Hint = tuple[str, str]
"""A key and what it does, in a word."""

EXPIRE_SECONDS = 6.0
"""How long a message is shown; one that says what went wrong stays until the next one."""

MOST_LINES = 5
"""How many lines what went wrong may take."""

_KEY = Look("foreground", text="bold")


class StatusLine(Widget):
    """One line: progress, message, hints. The left side has the first claim on room; an error takes more lines."""

    def __init__(self, hints: Sequence[Hint]) -> None:
        super().__init__()
        self._hints = tuple(hints)
        self._looks = Looks(self)
        self._progress: dict[str, str] = {}
        self._message = ""
        self._note = ""
        self._alarming = False
        self._expiring: Timer | None = None

    @property
    def message(self) -> str:
        """The note or message on the left."""
        return self._note or self._message

    @property
    def alarming(self) -> bool:
        """Whether the message is an error."""
        return self._alarming

    @property
    def progress(self) -> str:
        """What goes on."""
        return " · ".join(self._progress.values())

    def say(self, message: str) -> None:
        """Show a message for a while; on a screen that has gone, nothing."""
        if not self.is_attached:
            return
        self._show(message)
        self._expiring = self.set_timer(EXPIRE_SECONDS, self._forget_message)

    def alarm(self, message: str) -> None:
        """Show what went wrong until the next message."""
        self._show(message, alarming=True)

    def show_error(self, error: Exception) -> None:
        """Show an error: its sentence where it has one for the person."""
        self.alarm(str(error) if isinstance(error, ReaderError) else f"This went wrong: {error!r}")

    @contextmanager
    def errors_shown(self) -> Iterator[None]:
        """Show a ReaderError raised inside, and go on."""
        try:
            yield
        except ReaderError as error:
            self.show_error(error)

    def note(self, note: str) -> None:
        """Show something in place of the message for as long as it applies; "" where it no longer does."""
        if clean_line(note) != self._note:
            self._note = clean_line(note)
            self._fit()

    def show_progress(self, progress: str, topic: str = "refresh") -> None:
        """Show how far something is, before any message; "" when it has ended. Several things may go on."""
        self._progress.pop(topic, None)
        if progress:
            self._progress[topic] = clean_line(progress)
        self._fit()

    def _show(self, message: str, alarming: bool = False) -> None:
        if self._expiring is not None:
            self._expiring.stop()
        self._message, self._note, self._alarming = clean_line(message), "", alarming
        self._fit()

    def _forget_message(self) -> None:
        self._message = ""
        self._fit()

    def on_resize(self) -> None:
        """Take as many lines as the new width asks for."""
        self._fit()

    def _fit(self) -> None:
        """Take as many lines as there are, and draw them anew."""
        self.styles.height = max(1, len(self._lines(self.size.width)))
        self.refresh()

    def _lines(self, width: int) -> list[str]:
        """Return the lines of an error that one is too short for; none where one will do."""
        if not self._alarming or self._note:
            return []
        lines = wrap(f"{self.progress}   {self._message}", max(1, width - 2))
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])]
        return lines if len(lines) > 1 else []

    def render_line(self, y: int) -> Strip:
        """Draw a line; there is but one, unless an error takes more. The hints stand on the last."""
        width = self.size.width
        lines = self._lines(width)
        if y >= max(1, len(lines)):
            return Strip.blank(width, self._looks.base)
        left = [(cut(lines[y], width - 2), self._looks.style(ALARM))] if lines else self._left(width - 2)
        if y + 1 < len(lines):
            return strip_of([(" ", Style.null()), *left], width, self._looks.base)
        used = sum(cell_len(text) for text, _ in left)
        right = self._right(width - 2 - used - 3)
        gap = width - 2 - used - sum(cell_len(text) for text, _ in right)
        none = Style.null()
        return strip_of([(" ", none), *left, (" " * max(0, gap), none), *right], width, self._looks.base)

    def _left(self, cells: int) -> list[StyledText]:
        progress = cut(self.progress, cells)
        room = cells - cell_len(progress)
        text = f"{'   ' if progress else ''}{self.message}" if self.message else ""
        look = ALARM if self._note or self._alarming else DIM
        return [
            (progress, self._looks.style(ACCENT)),
            (with_room(cut(text, room)) if room > 6 else "", self._looks.style(look)),
        ]

    def _right(self, cells: int) -> list[StyledText]:
        """As many hints as fit; the last one (how to get help) is the last to go."""
        hints = list(self._hints)
        while hints and sum(cell_len(key) + cell_len(word) + 3 for key, word in hints) - 2 > cells:
            hints.pop(-2 if len(hints) > 1 else 0)
        pieces: list[StyledText] = []
        for key, word in hints:
            pieces += [
                ("  " if pieces else "", Style.null()),
                (key, self._looks.style(_KEY)),
                (f" {word}", self._looks.style(DIM)),
            ]
        return pieces

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._looks.forget()
