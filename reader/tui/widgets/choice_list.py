"""A short list to choose from, moved through with the same keys as the long ones.

The highlight stays on the same thing when the list is shown anew. Must not know what the things are.
"""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from reader.tui.commands import Where, bindings


class ChoiceList(OptionList, inherit_bindings=False):
    """Lines, each standing for something with a key of its own."""

    BINDINGS = bindings(Where.PANE)

    @property
    def chosen(self) -> str | None:
        """The key of what is highlighted."""
        return None if self.highlighted is None else self.get_option_at_index(self.highlighted).id

    def show(self, lines: Sequence[tuple[str, Content]], chosen: str | None = None) -> None:
        """Show other lines; the highlight goes to the key `chosen`, else it stays on what it stood on, or near."""
        key, place = chosen or self.chosen, self.highlighted or 0
        self.clear_options()
        self.add_options([Option(line, id=name) for name, line in lines])
        keys = [name for name, _ in lines]
        place = keys.index(key) if key in keys else min(place, len(lines) - 1)
        self.highlighted = place if lines else None

    def action_move_down(self) -> None:
        """One line down."""
        self._move(1)

    def action_move_up(self) -> None:
        """One line up."""
        self._move(-1)

    def action_move_first(self) -> None:
        """To the first line."""
        self.action_first()

    def action_move_last(self) -> None:
        """To the last line."""
        self.action_last()

    def _move(self, steps: int) -> None:
        if self.highlighted is not None:
            self.highlighted = max(0, min(self.highlighted + steps, self.option_count - 1))
