"""What is not the story taken from the end of a tree of HTML: the publisher's notices and buttons, a paywall's notice.

Owns which blocks a body ends with. Must not know the phrases; reader.reading.trimming.endings does.
"""

from bs4.element import Tag

from reader.reading.cleaning import clean_line
from reader.reading.html.trees import BLOCKS, body_of, children_named, new_tag
from reader.reading.trimming.endings import start_of_boilerplate, start_of_paywall

_ITEMS = frozenset({"li"})


def take_paywall(root: Tag) -> tuple[str, ...]:
    """Remove a paywall's notice from the end of the tree below `root` and return its lines."""
    blocks = _last_blocks(root)
    lines = [clean_line(block.get_text(" ")) for block in blocks]
    start = start_of_paywall(lines)
    for block in blocks[start:]:
        block.extract()
    return tuple(lines[start:])


def take_boilerplate(root: Tag) -> Tag:
    """Remove notices and share buttons from the end of the tree below `root` and return them as a tree of their own."""
    blocks = _last_blocks(root)
    start = start_of_boilerplate([_text_of(block) for block in blocks])
    taken = [block.extract() for block in blocks[start:]]
    for block in taken:
        if block.name == "li":
            block.name = "p"
    return new_tag("body", taken)


def _text_of(block: Tag) -> str:
    return clean_line(block.get_text(" ")).replace(" .", ".")


def _last_blocks(root: Tag) -> list[Tag]:
    """Return the blocks with words that the body ends with; of a list its items."""
    blocks: list[Tag] = []
    for child in body_of(root).contents[-12:]:
        if not isinstance(child, Tag):
            blocks = [] if str(child).strip() else blocks
        elif child.name in ("ul", "ol"):
            blocks += children_named(_ITEMS, child)
        elif child.name in BLOCKS:
            blocks.append(child)
        else:
            blocks = []
    return [block for block in blocks if clean_line(block.get_text())]
