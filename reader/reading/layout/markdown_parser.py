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
_DEEPEST_INLINE = 10
_PLAIN = re.compile(r"(?:[^\n\\`~*_\[!<&]|\\[!-/:-@\[-`{-~]|!(?!\[)|<(?![a-zA-Z])|&(?![#\w])|(?<=[^\W_])_(?=[^\W_]))*+")
"""Text without any inline markup, but for backslashes before punctuation (CommonMark, section 2.4)."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")

FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")
"""The mark of a footnote, in the text and before the note."""


def tokens_of(markdown: str) -> Sequence[Token]:
    """Return `markdown` as the tokens of markdown-it."""
    return _parser().parse(markdown)


@cache
def _parser() -> MarkdownIt:
    parser = _a_parser(_DEEPEST * 2)
    parser.block.ruler.before("table", "deep", _deep_as_paragraph)
    parser.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph"]})
    parser.core.ruler.at("inline", _inlines)
    return parser


@cache
def _inline_parser() -> MarkdownIt:
    return _a_parser(_DEEPEST_INLINE)


def _a_parser(deepest: int) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": deepest}).enable(["table", "strikethrough"])
    # Addresses are judged here, by is_openable, after they are resolved; the parser shall not drop or prettify any.
    parser.validateLink = lambda _: True  # type: ignore[method-assign,assignment]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda url: url  # type: ignore[method-assign,assignment]
    return parser


def _inlines(state: StateCore) -> None:
    """Parse inline text as the parser does, but take text without any markup as it is: that is most of it.

    Brackets in brackets are followed less deep than blocks in blocks: each level reads on to the end.
    """
    parser = _inline_parser()
    for token in state.tokens:
        if token.type == "inline":
            if _PLAIN.fullmatch(token.content):
                text = "".join(_ESCAPED.split(token.content))
                token.children = [Token("text", "", 0, content=text)] if text else []
            else:
                token.children = []
                parser.inline.parse(token.content, parser, state.env, token.children)


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
