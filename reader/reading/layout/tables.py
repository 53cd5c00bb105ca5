"""Tables drawn with thin rules as wide as there is room, or as records where there is none.

Owns the widths of columns. Must not know what stands around a table.

How it works. Where all columns fit at their natural width, they have it. Else the widest shrink first, to a common
limit, but none below its longest word (or 20 cells of it): columns that would are set to that, and the limit is found
again for the others. Where even the least widths do not fit, the joints between columns are narrowed; where that is
not enough, or there are very many columns, each row becomes a record: lines of "head: value".
"""

import re
from collections.abc import Sequence

from rich.cells import cell_len

from reader.reading.cells import most_cells
from reader.reading.layout.blocks import Align, Block
from reader.reading.layout.wrapping import Line, Run, Span, StyledText, wrapped

_JOINTS = (" │ ", "│")
"""What stands between columns where there is room, and where there is less."""
_NARROWEST = 8
_MOST_COLUMNS = 8
_LONGEST_WORD = 20
_UNBROKEN = re.compile(r"[^ \n\u2e80-\u9fff\uac00-\ud7af-]+-?")
_NUMERIC = re.compile(r"[-+−–~≈]?[$€£¥]?\d[\d.,  ]*\s?[%€$°kKMGT]?B?")

Row = tuple[StyledText, ...]


def table_lines(table: Block, width: int) -> list[Line]:
    """Return a table in lines of at most `width` cells: a grid, or a record a row where a grid would be too narrow."""
    columns = list(zip(*table.rows, strict=True))
    natural = [max(1, *map(_cells, column)) for column in columns]
    if sum(natural) + len(_JOINTS[0]) * (len(natural) - 1) <= width:
        return _grid(table, natural, _JOINTS[0])
    least = [min(cells, max(_NARROWEST, _longest_word(column))) for cells, column in zip(natural, columns, strict=True)]
    for joint in _JOINTS:
        widths = _fitted(natural, least, width - len(joint) * (len(natural) - 1))
        if widths:
            return _grid(table, widths, joint)
    return _records(table.rows, width)


def _cells(text: StyledText) -> int:
    return most_cells(text.text)


def _fitted(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths of columns that fill `room` at the most; the widest shrink first, none below `least`.

    None at all where there is no room for that.
    """
    if sum(natural) <= room:
        return list(natural)
    if len(natural) > _MOST_COLUMNS or sum(least) > room:
        return []
    widths = list(natural)
    shrinking = set(range(len(natural)))
    while shrinking:
        free = room - sum(widths[at] for at in range(len(natural)) if at not in shrinking)
        limit = _limit([natural[at] for at in shrinking], free)
        too_thin = {at for at in shrinking if least[at] > limit}
        for at in shrinking:
            widths[at] = least[at] if at in too_thin else min(natural[at], limit)
        if not too_thin:
            break
        shrinking -= too_thin
    return widths


def _limit(natural: Sequence[int], room: int) -> int:
    """Return how wide a column may be so that all together fill `room`."""
    limit, columns = room, len(natural)
    for cells in sorted(natural):
        limit = room // columns
        if cells > limit:
            break
        room, columns = room - cells, columns - 1
    return limit


def _longest_word(column: Sequence[StyledText]) -> int:
    """Return the cells of the longest word of a column, where breaking it would hurt."""
    return min(
        _LONGEST_WORD, max((most_cells(word) for cell in column for word in _UNBROKEN.findall(cell.text)), default=1)
    )


def _aligns(table: Block) -> list[Align]:
    return [
        align or ("right" if _is_numeric([row[at] for row in table.rows[1:]]) else "left")
        for at, align in enumerate(table.aligns)
    ]


def _is_numeric(cells: Sequence[StyledText]) -> bool:
    texts = [cell.text for cell in cells if cell.text]
    return bool(texts) and all(_NUMERIC.fullmatch(text) for text in texts)


def _grid(table: Block, widths: Sequence[int], joint: str) -> list[Line]:
    aligns = _aligns(table)
    crossing = joint.replace(" ", "─").replace("│", "┼")
    rule: Line = (Span(crossing.join("─" * cells for cells in widths), ("table-rule",)),)
    rows = [_row_lines(row, widths, aligns, joint) for row in table.rows[1:]]
    airy = any(len(lines) > 1 for lines in rows)
    lines: list[Line] = []
    if any(cell.text for cell in table.rows[0]):
        lines += [*_row_lines(tuple(map(_as_head, table.rows[0])), widths, aligns, joint), rule]
    for at, row in enumerate(rows):
        lines += [rule, *row] if airy and at else row
    return lines


def _as_head(cell: StyledText) -> StyledText:
    return StyledText(
        cell.text, tuple(Run(run.start, run.end, ("table-head", *run.roles), run.link) for run in cell.runs)
    )


def _row_lines(row: Row, widths: Sequence[int], aligns: Sequence[Align], joint: str) -> list[Line]:
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    return [
        _row_line([cell[at] if at < len(cell) else () for cell in cells], widths, aligns, joint) for at in range(height)
    ]


def _row_line(pieces: Sequence[Line], widths: Sequence[int], aligns: Sequence[Align], joint: str) -> Line:
    spans: list[Span] = []
    for at, (piece, width, align) in enumerate(zip(pieces, widths, aligns, strict=True)):
        if at:
            spans.append(Span(joint, ("table-rule",)))
        missing = width - sum(cell_len(span.text) for span in piece)
        left = missing if align == "right" else missing // 2 if align == "center" else 0
        if left and (piece or at < len(pieces) - 1):
            spans.append(Span(" " * left))
        spans += piece
        if missing > left and at < len(pieces) - 1:
            spans.append(Span(" " * (missing - left)))
    return tuple(spans)


def _records(rows: Sequence[Row], width: int) -> list[Line]:
    """Return each row as lines "head: value", rows apart by a thin rule."""
    heads, *body = rows
    lines: list[Line] = []
    for row in body or [heads]:
        if lines:
            lines.append((Span("┄" * min(width, 12), ("table-rule",)),))
        for head, value in zip(heads, row, strict=True):
            if value.text or head.text:
                lines += wrapped(_labelled(head, value) if body else _as_head(value), width)
    return lines


def _labelled(head: StyledText, value: StyledText) -> StyledText:
    if not head.text:
        return value
    label = f"{head.text.rstrip(':')}: "
    moved = tuple(Run(run.start + len(label), run.end + len(label), run.roles, run.link) for run in value.runs)
    return StyledText(label + value.text, (Run(0, len(label), ("table-head",)), *moved))
