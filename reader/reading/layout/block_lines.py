"""One block of an article as lines of a given width, with the bars and markers of what it stands in.

Owns what each kind of block looks like: indents, bullets, bars, rules. Pure; must not know what comes before or
after.

How it works. A block knows the quotations and lists it stands in. Their marks are put before its lines: a bar on
every line, a bullet or number on the first line only, blanks below it. The block itself is drawn in the room they
leave. Text that runs from right to left is the mirror image: its lines end at the right edge and the marks stand
behind them. Its characters stay in the order they are written; the terminal, or reader.tui.right_to_left, turns them
around.
"""

from collections.abc import Callable, Sequence

from rich.cells import cell_len

from reader.reading.layout.bidi import RIGHT_TO_LEFT, is_right_to_left
from reader.reading.layout.blocks import Block, Container
from reader.reading.layout.code import code_lines
from reader.reading.layout.tables import table_lines
from reader.reading.layout.wrapping import NO_BREAK, Line, Span, wrapped

NARROWEST = 10
"""Cells; a narrower page is laid out at this width."""

Draw = Callable[[Block, int], list[Line]]
"""Returns a block in lines of at most so many cells, without what it stands in."""

_BAR = Span("▎ ", ("quote",))
_RULE_CELLS = 24


def block_lines(block: Block, width: int, draw: Draw | None = None) -> list[Line]:
    """Return one block in lines of at most `width` cells, with the bars and markers of what it stands in.

    It is drawn as its kind is, unless `draw` says how.
    """
    containers = _shown(block.containers, width)
    hidden = len(block.containers) - len(containers)
    first = [
        _mark_of_first(each) if at + hidden >= block.fresh else _mark_of_next(each)
        for at, each in enumerate(containers)
    ]
    after = [_mark_of_next(each) for each in containers]
    room = width - sum(cell_len(span.text) for span in after)
    narrower = room - sum(cell_len(span.text) for span in _numbers_among(first))
    right_to_left = block.kind in _FLOWING and narrower >= NARROWEST and is_right_to_left(block.text.text)
    room = narrower if right_to_left else room
    lines = (draw or _DRAWERS[block.kind])(block, room) or [()]
    if any(not each.marker for each in block.containers):
        lines = [in_role(line, "quote") for line in lines]
    if right_to_left:
        return _flush_right(lines, first, after, width)
    return [(*(first if at == 0 else after), *line) for at, line in enumerate(lines)]


def _shown(containers: tuple[Container, ...], width: int) -> tuple[Container, ...]:
    """Leave out the outermost containers where their indents would take more than half of the line."""
    room = width // 2
    for at in range(len(containers) - 1, -1, -1):
        room -= cell_len(containers[at].marker) or 2
        if room < 0:
            return containers[at + 1 :]
    return containers


def _mark_of_first(container: Container) -> Span:
    return Span(container.marker, ("bullet",)) if container.marker else _BAR


def _mark_of_next(container: Container) -> Span:
    return Span(" " * cell_len(container.marker)) if container.marker else _BAR


def blank_before(block: Block, width: int) -> Line:
    """Return a blank line that carries the bars of the quotations it and the block before it stand in."""
    shared = block.containers[: block.fresh]
    marks = [_mark_of_next(each) for each in _shown(shared, width)]
    while marks and marks[-1] is not _BAR:
        marks.pop()
    return _flush_right([()], marks, marks, width)[0] if marks and is_right_to_left(block.text.text) else tuple(marks)


def in_role(line: Line, role: str) -> Line:
    """Return a line with a role more on all of it."""
    return tuple(Span(span.text, (role, *span.roles), span.link) for span in line)


def _numbers_among(marks: Sequence[Span]) -> tuple[Span, ...]:
    """Return the marks with numbers, which stay before the text: after it they would be taken for a part of it."""
    return tuple(mark for mark in marks if any(char.isalnum() for char in mark.text))


def _flush_right(lines: Sequence[Line], first: Sequence[Span], after: Sequence[Span], width: int) -> list[Line]:
    """Return lines that end at `width`, with the marks of their first line and of those after it behind the text.

    The lines have at most as many cells as the marks, and the numbers among them a second time, leave of `width`.
    """
    return [
        _flush_line(line, _numbers_among(first) if at == 0 else (), first if at == 0 else after, width)
        for at, line in enumerate(lines)
    ]


def _flush_line(line: Line, numbers: Sequence[Span], marks: Sequence[Span], width: int) -> Line:
    texts = (Span(span.text, (*span.roles, RIGHT_TO_LEFT), span.link) for span in (*numbers, *line))
    spans = (*texts, *(_behind(mark) for mark in reversed(marks)))
    gap = width - sum(cell_len(span.text) for span in spans)
    return (Span(" " * gap), *spans) if gap > 0 else spans


def _behind(mark: Span) -> Span:
    """Return a mark as it stands behind a text: its blank before it; of a number only the room."""
    sign = mark.text.strip()
    cells = cell_len(mark.text)
    if not sign or _numbers_among([mark]):
        return Span(" " * cells)
    return Span(" " * (cells - cell_len(sign)) + sign, mark.roles, mark.link)


def _draw_paragraph(block: Block, width: int) -> list[Line]:
    return [with_plain_blanks(line) for line in wrapped(block.text, width)]


def with_plain_blanks(line: Line) -> Line:
    """Turn the blank that kept a link's number beside the link into a common one."""
    if not any(span.roles == ("link-number",) for span in line):
        return line
    return tuple(
        Span(span.text.replace(NO_BREAK, " "), span.roles, span.link) if span.roles == ("link-number",) else span
        for span in line
    )


def _draw_heading(block: Block, width: int) -> list[Line]:
    role = f"heading{min(block.level, 3)}"
    lines = [in_role(line, role) for line in _draw_paragraph(block, width)]
    longest = max((sum(cell_len(span.text) for span in line) for line in lines), default=0)
    if block.level <= 2 and longest:
        lines.append((Span("─" * longest, ("rule",)),))
    return lines


def _draw_rule(_: Block, width: int) -> list[Line]:
    cells = min(width, _RULE_CELLS)
    return [(Span(" " * ((width - cells) // 2) + "─" * cells, ("rule",)),)]


def _draw_table(block: Block, width: int) -> list[Line]:
    return [with_plain_blanks(line) for line in table_lines(block, width)]


_FLOWING = frozenset({"paragraph", "heading"})
"""The kinds of blocks whose text may run from right to left as a whole."""

_DRAWERS: dict[str, Draw] = {
    "paragraph": _draw_paragraph,
    "heading": _draw_heading,
    "rule": _draw_rule,
    "code": code_lines,
    "table": _draw_table,
}
