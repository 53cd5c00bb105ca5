"""Links and emphasis in a tree of HTML brought to where Markdown can say them: within a block, apart from their like.

Owns which elements are blocks. Works on the tree in place; must not know how the Markdown is written.
"""

from typing import TypeGuard

from bs4.element import PageElement, Tag

from reader.reading.html.trees import contains, named, nearest, new_tag, tags_by_name

_BLOCK_NAMES = (
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table thead tbody tfoot tr td th caption hr div body"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
"""The elements that stand on lines of their own."""

NEUTRAL = "div"
"""The name of a block that only keeps what is in it apart; renaming costs less than taking a tag out of the tree."""

_INLINE = frozenset({"a", "b", "i", "s", "code", "q", "sub", "sup"})
_INNER_BLOCKS = BLOCKS - {"body"}


def spread_over_blocks(root: Tag) -> None:
    """Move links and emphasis that enclose blocks into the blocks; of a link the first block with content gets it."""
    enclosing = [tag for tag in named(_INLINE, root) if contains(tag, _INNER_BLOCKS)]
    for tag in reversed(enclosing):  # the inner ones first: they become blocks to the outer ones
        if tag.name in ("a", "b", "i", "s"):
            _spread(tag, tag)
        tag.name = NEUTRAL


def _spread(wrapper: Tag, block: Tag) -> bool:
    """Wrap the inline content below `block` as `wrapper` wraps; say whether a link has found its place."""
    runs = {id(run[0]): run for run in _inline_runs(block)}
    for child in list(block.children):
        if id(child) in runs:
            _wrap(_copy(wrapper), runs[id(child)])
            if wrapper.name == "a":
                return True
        elif _is_open_block(child) and _spread(wrapper, child):
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
    for piece in run:
        wrapper.append(piece.extract())


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
