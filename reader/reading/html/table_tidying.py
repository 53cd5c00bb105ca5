"""Tables of HTML: those used for layout made paragraphs, those that hold data made full grids.

Works on the tree in place. Must not know how a table is written or drawn.

How it works. A table of one row or column, of very many columns, or with blocks in it that Markdown cannot put into a
cell (code, headings, quotations, other tables) is layout: its cells become paragraphs. In any other, lists in cells
become lines with bullets, and where a cell spans columns or rows empty cells fill the grid, so that each stands under
its head.
"""

from bs4.element import Tag

from reader.reading.html.trees import NEUTRAL, children_named, named, nearest, new_tag, number, tags_by_name

_BREAKS_A_CELL = frozenset({"pre", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_PARTS_OF_A_TABLE = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"})
_CELLS = frozenset({"td", "th"})
_MOST_COLUMNS = 40


def tidy_table(table: Tag) -> None:
    """Make paragraphs of a table used for layout, and a full grid of one that holds data."""
    tags = tags_by_name(table)
    for caption in tags["caption"][:1]:
        table.insert_before(new_tag("p", [new_tag("b", list(caption.contents))]))
        caption.extract()
        tags = tags_by_name(table)
    rows = [row for row in tags["tr"] if nearest("table", row) is table]
    widest = max((len(children_named(_CELLS, row)) for row in rows), default=0)
    if widest < 2 or len(rows) < 2 or widest > _MOST_COLUMNS or any(tags[name] for name in _BREAKS_A_CELL):
        _make_paragraphs(table)
        return
    for item in tags["li"]:
        item.insert(0, "• ")
        item.name = "p"
    for items in (*tags["ul"], *tags["ol"]):
        items.name = NEUTRAL
    _fill_spans(rows)


def _make_paragraphs(table: Tag) -> None:
    parts = named(_PARTS_OF_A_TABLE, table)
    for part in [part for part in parts if nearest("table", part) is table]:
        part.name = NEUTRAL
    table.name = NEUTRAL


def _fill_spans(rows: list[Tag]) -> None:
    """Put empty cells where a cell spans columns or rows, so that each stands under its head."""
    reaching: dict[int, int] = {}
    for row in rows:
        column = 0
        for cell in children_named(_CELLS, row):
            while reaching.get(column, 0) > 0:
                reaching[column] -= 1
                cell.insert_before(new_tag("td"))
                column += 1
            columns = max(1, min(number(cell, "colspan", 1, _MOST_COLUMNS), _MOST_COLUMNS - column))
            down = max(1, number(cell, "rowspan", 1, 1000)) - 1
            for offset in range(columns):
                if column < _MOST_COLUMNS:
                    reaching[column + offset] = down
                if offset:
                    cell.insert_after(new_tag("td"))
            column += columns
        for beyond in [at for at in reaching if at >= column and reaching[at] > 0]:
            reaching[beyond] -= 1
