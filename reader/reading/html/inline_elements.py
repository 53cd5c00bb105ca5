"""Moves links and emphasis into the blocks they enclose, and merges adjacent emphasis.

Works on the tree in place; must not know how the Markdown is written.

How it works. HTML lets a link or emphasis enclose paragraphs, lists and headings; Markdown has them within a block.
So an element that encloses blocks is taken away and put around each stretch of inline content inside those blocks; of
a link only the first stretch with content gets it. Emphasis in its like, or right beside it, is united with it.
"""

from typing import TypeGuard

from bs4.element import PageElement, Tag

from reader.reading.html.trees import BLOCKS, NEUTRAL, contains, named, nearest, new_tag, tags_by_name

_INLINE = frozenset({"a", "b", "i", "s", "code", "q", "sub", "sup"})
_INNER_BLOCKS = BLOCKS - {"body"}


def move_into_blocks(root: Tag) -> None:
    """Move links and emphasis that enclose blocks into the blocks; of a link the first block with content gets it."""
    enclosing = [tag for tag in named(_INLINE, root) if contains(tag, _INNER_BLOCKS)]
    for tag in reversed(enclosing):  # the inner ones first: they become blocks to the outer ones
        if tag.name == "a" or (tag.name in ("b", "i", "s") and not nearest(tag.name, tag)):  # else the outer one does
            _move_into(tag, tag)
        tag.name = NEUTRAL


def _move_into(wrapper: Tag, block: Tag) -> bool:
    """Wrap the inline content below `block` as `wrapper` wraps; say whether a link has found its place."""
    runs = {id(run[0]): run for run in _inline_runs(block)}
    for child in list(block.children):
        if id(child) in runs:
            _wrap(_copy(wrapper), runs[id(child)])
            if wrapper.name == "a":
                return True
        elif _is_open_block(child) and _move_into(wrapper, child):
            return True
    return False


def _inline_runs(block: Tag) -> list[list[PageElement]]:
    """Return the stretches of text and inline elements that stand between the blocks in `block`."""
    runs: list[list[PageElement]] = [[]]
    for child in block.children:
        if isinstance(child, Tag) and child.name in BLOCKS:
            runs.append([])
        else:
            runs[-1].append(child)
    return [run for run in runs if any(isinstance(child, Tag) or str(child).strip() for child in run)]


def _is_open_block(element: PageElement) -> TypeGuard[Tag]:
    return isinstance(element, Tag) and element.name in BLOCKS - {"pre", "hr"}


def _copy(wrapper: Tag) -> Tag:
    copy = new_tag(wrapper.name)
    copy.attrs.update(wrapper.attrs)
    return copy


def _wrap(wrapper: Tag, run: list[PageElement]) -> None:
    run[0].insert_before(wrapper)
    for element in run:
        wrapper.append(element.extract())


def merge_emphasis(root: Tag) -> None:
    """Unite emphasis that touches or nests in its like, and keep paragraph breaks out of it."""
    tags = tags_by_name(root)
    for name in ("b", "i", "s"):
        for tag in tags[name]:
            before = tag.previous_sibling
            if nearest(name, tag):
                tag.unwrap()
            elif isinstance(before, Tag) and before.name == name:
                for child in list(tag.contents):
                    before.append(child)
                tag.extract()
    for name in ("a", "b", "i", "s"):
        for tag in tags[name]:
            for line_break in named({"br"}, tag):
                line_break.replace_with(" ")
