"""Takes the terminal for the interface, and gives it back whole on every way out.

Textual's driver does nearly all of it. This one adds that signals end and stop the program as they do any other, that
a terminal which is gone ends the program instead of keeping it busy, that nothing is written and no mode changed while
the terminal is lent, and that every mode is taken back.

Must not know what is shown.
"""

import asyncio
import os
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

from reader.log import logger
from reader.tui.terminal.columns import in_columns
from reader.tui.terminal.endings import TERMINAL_GONE, Endings
from reader.tui.terminal.job import Job, is_in_foreground

if TYPE_CHECKING:
    from reader.tui.app import ReaderApp

_log = logger(__name__)

_RETRY_SECONDS = 0.2

_PIXELS_OFF = "\x1b[?1016l"
"""Ends reports of the mouse in pixels, which Textual asks for and never ends."""

EVERYTHING_OFF = (
    "\x1b\\\x1b[?2026l\x1b[?1l\x1b>\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    f"{_PIXELS_OFF}\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"
)
"""Ends a sequence that may be under way and every mode the interface or a pager sets; main screen, cursor shown."""


class TerminalDriver(LinuxDriver):
    """The terminal; `active` while the interface has it, or believes so: `_in_doubt` it writes nothing."""

    def __init__(
        self, app: "ReaderApp", *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        self.job = Job(self._asked_to_stop, self._continued)  # first: it looks how the program was started
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._terminal = self.fileno
        self.active = False
        self._in_doubt = False
        self._usual_attributes: list[Any] | None = None
        self._our_attributes: list[Any] | None = None
        self._repaint = partial(app.refresh, layout=True)
        self._events = asyncio.get_running_loop()
        self.endings = Endings(app.leave, self.restore_at_once)
        # Textual writes in a thread of its own, which an error would end: every write after it would wait for ever.
        assert sys.__stderr__ is not None
        self._output = _Output(sys.__stderr__, lambda: self.endings.end(TERMINAL_GONE))
        self._file = self._output  # type: ignore[assignment]
        self._suspend = app.suspend_to_shell
        app.terminal = self
        self.endings.listen()
        self.job.listen()

    # Taking it and giving it back

    def start_application_mode(self) -> None:
        """Take the terminal, in the foreground: started in the background, wait there until one is brought forward."""
        while not is_in_foreground(self._terminal) and not self.endings.status and self.job.stop(signal.SIGTTOU):
            continue
        if self.endings.status or self._has_gone():
            return
        self._usual_attributes = termios.tcgetattr(self._terminal)
        self.active = True
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        except BaseException:
            self.restore_at_once()
            raise
        self._our_attributes = termios.tcgetattr(self._terminal)
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # else it is stopped as it is where another job has the keys

    def resume_application_mode(self) -> None:
        """Take the terminal again; where the program is ending, see that who had it has left nothing switched on."""
        if not self.endings.status:
            super().resume_application_mode()
        elif is_in_foreground(self._terminal):
            self._switch_off()

    def stop_application_mode(self) -> None:
        """Give the terminal back; its settings and what is typed are left alone where another job has it by now."""
        if not self.active:
            return
        with self._settings_left_alone() if not is_in_foreground(self._terminal) else nullcontext():
            try:
                self.write(_PIXELS_OFF)
                super().stop_application_mode()
            except BaseException:
                self.restore_at_once()
                raise
        signal.signal(signal.SIGTTIN, signal.SIG_DFL)
        self.active = False

    @contextmanager
    def _settings_left_alone(self) -> Iterator[None]:
        """Let what Textual does to the settings of the terminal and to its waiting keys be done to nothing."""
        self.fileno = os.open(os.devnull, os.O_RDWR)
        try:
            yield
        finally:
            os.close(self.fileno)
            self.fileno = self._terminal

    def restore_at_once(self) -> None:
        """Give the terminal back without waiting for anything, what is still to be shown included."""
        if self.active or is_in_foreground(self._terminal):
            self.active = False
            self._switch_off()

    def _switch_off(self) -> None:
        with suppress(OSError, ValueError, termios.error):
            if is_in_foreground(self._terminal) and self._usual_attributes is not None:
                termios.tcflow(self._terminal, termios.TCOON)
                termios.tcflush(self._terminal, termios.TCIOFLUSH)
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._usual_attributes)
            os.write(self._output.fileno(), EVERYTHING_OFF.encode())

    def write(self, data: str) -> None:
        """Write to the terminal, while the interface has it."""
        if self.active and not self._in_doubt:
            super().write(in_columns(data))

    def disable_input(self) -> None:
        """Take in no more keys, where the interface has the terminal."""
        if self.active:
            super().disable_input()

    def run_input_thread(self) -> None:
        """Take in keys until the terminal is given back; one that cannot be read has gone."""
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except OSError:
                if self._has_gone():
                    return
                self.exit_event.wait(_RETRY_SECONDS)  # the keys are another job's, until this one steps back
            except Exception as error:  # what a terminal sent was not understood: the next keys may be
                _log.error("keys were lost", exc_info=error)

    # Stopping and going on

    def suspend_to_shell(self, number: int = signal.SIGTSTP) -> bool:
        """Give the terminal back and stop until the shell brings this job forward; False where there is no shell."""
        if not self.active:
            return True
        self.suspend_application_mode()
        stopped = self.job.stop(number)
        while not is_in_foreground(self._terminal) and not self.endings.status:
            if not self.job.stop(signal.SIGTTOU):
                self.endings.end(TERMINAL_GONE)
        if not self.endings.status:  # a shell has left nothing switched on
            self.resume_application_mode()
        return stopped

    def check(self) -> None:
        """End where the terminal has gone, as when its window was closed; step back where another job has it."""
        if not self.active:
            return
        if not self._has_gone() and not is_in_foreground(self._terminal):
            self._suspend(signal.SIGTTOU)

    def _has_gone(self) -> bool:
        """Say whether there is no terminal any more, and end if so."""
        try:
            termios.tcgetattr(self._terminal)
        except termios.error:
            self.endings.end(TERMINAL_GONE)
            return True
        return False

    def _asked_to_stop(self) -> None:
        """SIGTSTP from outside: step back; while the terminal is lent, who has it steps back by itself."""
        if self.active:
            self._events.call_soon_threadsafe(self._suspend, signal.SIGTSTP)
        else:
            usual = signal.signal(signal.SIGTSTP, signal.SIG_DFL)  # not SIGSTOP: that stops even where nobody goes on
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, usual)

    def _continued(self) -> None:
        """SIGCONT after a SIGSTOP, which gave no time to step back: whoever had the terminal may have changed it."""
        if self.active:
            self._in_doubt = True
            self._events.call_soon_threadsafe(self._take_again)

    def _take_again(self) -> None:
        self._in_doubt = False
        if self.active and not self.endings.status:
            self.check()
        if self.active and not self.endings.status:
            if termios.tcgetattr(self._terminal) != self._our_attributes:
                self.suspend_application_mode()
                self.resume_application_mode()
            self._repaint()


class _Output:
    """What is written to, in a thread of Textual's; calls `gone` where that is not possible, and takes the rest."""

    def __init__(self, file: IO[str], gone: Callable[[], object]) -> None:
        self._file = file
        self._gone = gone
        self._lost = False

    def write(self, text: str) -> None:
        self._try(lambda: self._file.write(text))

    def flush(self) -> None:
        self._try(self._file.flush)

    def fileno(self) -> int:
        return self._file.fileno()

    def _try(self, do: Callable[[], object]) -> None:
        if self._lost:
            return
        try:
            do()
        except (OSError, ValueError):
            self._lost = True
            _write_nowhere()
            self._gone()


def _write_nowhere() -> None:
    """Let what is still to be written to a terminal that has gone be taken, as Python's own last flush wants it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
