"""What is raised where nobody expected it: it is logged, told in one line, and the interface goes on.

How it works: Textual ends an app at the first exception of a handler, a timer, a worker or a paint. While `survived`,
what a message raises ends with that message, and a line that cannot be drawn says so. The program is
run so, and takes errors once its first screen has been painted; tests are not, for they are there to find them. One
name of Textual's that is replaced is private; where it goes by another one day, Textual's own end comes back.

Must not know what anything does.
"""

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import WorkerFailed

from reader import log
from reader.errors import ReaderError
from reader.tui.widgets.pane_view import PaneView

_log = log.logger(__name__)

_AGAIN_SECONDS = 10.0
"""How long after an error was told it may be told again: telling paints a line, and painting may be what fails."""

Dispatch = Callable[[MessagePump, Message], Awaitable[None]]
Render = Callable[[Widget, Region], list[Strip]]
Place = tuple[type[BaseException], str, int]


class FatalError(Exception):
    """The interface was ended by an exception: the cause of this one."""


class UnexpectedErrors:
    """Logs and tells unexpected exceptions, each from one place at most every few seconds; `tell` shows a sentence.

    `survivable` becomes true when there is an interface to go on with; `taken` counts them, `last` is the last.
    """

    def __init__(self, tell: Callable[[str], object]) -> None:
        self.survivable = False
        self.taken = 0
        self.last: BaseException | None = None
        self._tell = tell
        self._told: dict[Place, float] = {}

    def take(self, error: BaseException) -> None:
        """Log and tell an exception, and go on."""
        self.taken += 1
        self.last = error = error.error if isinstance(error, WorkerFailed) else error
        place, now = _place_of(error), time.monotonic()
        if now - self._told.get(place, -_AGAIN_SECONDS) < _AGAIN_SECONDS:
            return
        self._told[place] = now
        _log.error("an exception nobody expected; the interface goes on", exc_info=error)
        try:
            self._tell(sentence_of(error))
        except Exception as another:  # what shows the sentence may be what is broken
            _log.error("that exception could not be told", exc_info=another)


def sentence_of(error: BaseException) -> str:
    """Return what a person is told of an unexpected exception; one of ours has its own sentence."""
    if isinstance(error, ReaderError):
        return str(error)
    written = "the log says where" if os.environ.get(log.FILE) else "with --log FILE it is written down next time"
    return f"Something went wrong inside reader ({type(error).__name__}); {written}."


def _place_of(error: BaseException) -> Place:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (type(error), trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else (type(error), "", 0)


@contextmanager
def survived(errors: UnexpectedErrors) -> Iterator[None]:
    """Have taken what messages, paints and threads raise, once that is survivable, and let all else go on."""

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if isinstance(told.exc_value, Exception):
            errors.take(told.exc_value)

    with (
        _replaced(MessagePump, "_dispatch_message", lambda dispatch: _guarded_dispatch(dispatch, errors)),
        _replaced(Widget, "render_lines", lambda render: _guarded_render(render, errors)),
        _replaced(PaneView, "render_lines", lambda render: _guarded_render(render, errors)),
        _replaced(threading, "excepthook", lambda _: in_thread),
    ):
        yield


def take_from_tasks(errors: UnexpectedErrors) -> None:
    """Have taken what callbacks and forgotten tasks of the running event loop raise."""

    def taken(_: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        if isinstance(told.get("exception"), Exception):
            errors.take(told["exception"])

    asyncio.get_running_loop().set_exception_handler(taken)


@contextmanager
def _replaced(owner: object, name: str, make: Callable[[Any], Any]) -> Iterator[None]:
    usual = getattr(owner, name, None)
    if usual is None:
        yield
        return
    setattr(owner, name, make(usual))
    try:
        yield
    finally:
        setattr(owner, name, usual)


def _guarded_dispatch(dispatch: Dispatch, errors: UnexpectedErrors) -> Dispatch:
    async def guarded(pump: MessagePump, message: Message) -> None:
        taken = errors.taken
        try:
            await dispatch(pump, message)
        except Exception as error:
            if not errors.survivable:
                raise
            errors.take(error)
        if errors.taken > taken and isinstance(pump, Screen) and isinstance(message, events.Compose | events.Mount):
            pump.call_later(_leave, pump)

    return guarded


def _leave(screen: Screen[Any]) -> None:
    """Leave a screen that could not be put together: nothing on it would say how."""
    if screen.is_current:
        screen.dismiss()


def _guarded_render(render: Render, errors: UnexpectedErrors) -> Render:
    failed: WeakSet[Widget] = WeakSet()

    def guarded(widget: Widget, crop: Region) -> list[Strip]:
        try:
            return render(widget, crop)
        except Exception as error:
            if not errors.survivable:
                raise
            if widget not in failed:
                failed.add(widget)
                errors.take(error)
            if crop.height > 1:  # what can be drawn of it is
                return [guarded(widget, Region(crop.x, y, crop.width, 1))[0] for y in range(crop.y, crop.bottom)]
            said = f" This cannot be shown ({type(error).__name__})."
            return [Strip([Segment(said.ljust(crop.right)[crop.x : crop.right])], crop.width)]

    return guarded
