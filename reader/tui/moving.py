"""What the moving keys do: they move in whatever has the keys, a list, the feed tree or the article."""

from typing import Protocol, runtime_checkable

from reader.tui.context import Context


@runtime_checkable
class Movable(Protocol):
    """A widget one moves in."""

    def action_move_down(self) -> None:
        """One line down."""

    def action_move_up(self) -> None:
        """One line up."""

    def action_move_first(self) -> None:
        """To the top."""

    def action_move_last(self) -> None:
        """To the end."""

    def action_page_down(self) -> None:
        """One page down."""

    def action_page_up(self) -> None:
        """One page up."""


def down(context: Context) -> None:
    """Move one line down; in the article, scroll."""
    _moved_in(context).action_move_down()


def up(context: Context) -> None:
    """Move one line up; in the article, scroll."""
    _moved_in(context).action_move_up()


def first(context: Context) -> None:
    """Move to the top; from there, take in what is new."""
    _moved_in(context).action_move_first()


def last(context: Context) -> None:
    """Move to the end."""
    _moved_in(context).action_move_last()


def page_down(context: Context) -> None:
    """Move one page down."""
    _moved_in(context).action_page_down()


def page_up(context: Context) -> None:
    """Move one page up."""
    _moved_in(context).action_page_up()


def _moved_in(context: Context) -> Movable:
    """Return what has the keys; only such widgets have bindings of moving commands."""
    focused = context.app.focused
    assert isinstance(focused, Movable)
    return focused
