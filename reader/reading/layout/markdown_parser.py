"""The dialect of Markdown in which stories are kept: CommonMark with GFM's tables and strikethrough; raw HTML is text.

Owns what the parser, markdown-it, does otherwise than by default. Must not know what the tokens become.
"""

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_DEEPEST = 40
_MARKS = re.compile(r"[\n\\`~*_\[!<&]")
"""What inline markup is made of, all of it."""

FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")
"""The mark of a footnote, in the text and before the note."""


def tokens_of(markdown: str) -> Sequence[Token]:
    """Return `markdown` as the tokens of markdown-it."""
    return _parser().parse(markdown)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST * 2}).enable(["table", "strikethrough"])
    parser.block.ruler.before("table", "deep", _deep_as_paragraph)
    parser.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph"]})
    parser.core.ruler.at("inline", _inlines)
    # Addresses are judged here, by is_openable, after they are resolved; the parser shall not drop or prettify any.
    parser.validateLink = lambda _: True  # type: ignore[method-assign,assignment]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda url: url  # type: ignore[method-assign,assignment]
    return parser


def _inlines(state: StateCore) -> None:
    """Parse inline text as the parser does, but take text without any mark as it is: that is most of it."""
    for token in state.tokens:
        if token.type == "inline":
            if token.content and not _MARKS.search(token.content):
                token.children = [Token("text", "", 0, content=token.content)]
            else:
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)


def _deep_as_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take what is nested too deep as one paragraph: the parser would drop it."""
    if silent or state.level < _DEEPEST:
        return False
    _push_paragraph(state, start, end)
    return True


def _footnote(state: StateBlock, start: int, _: int, silent: bool) -> bool:
    """Take "[^1]: word" as a paragraph: the parser would take it for the definition of a link."""
    at = state.bMarks[start] + state.tShift[start]
    if silent or not state.src.startswith("[^", at) or not FOOTNOTE.match(state.src, at, at + 50):
        return False
    _push_paragraph(state, start, start + 1)
    return True


def _push_paragraph(state: StateBlock, start: int, end: int) -> None:
    state.line = end
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, end, state.blkIndent, False).strip()
    inline.children = []
    state.push("paragraph_close", "p", -1)
