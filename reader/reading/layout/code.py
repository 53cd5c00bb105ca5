"""Blocks of code as lines: coloured by their language where it is named, long lines continued on the next.

Owns the mapping from Pygments' tokens to roles. Never guesses a language: guessing is slow and mostly wrong.
"""

from functools import lru_cache
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound
from rich.cells import cell_len

from reader.reading.layout.blocks import Block
from reader.reading.layout.wrapping import Line, Run, Span, StyledText, chopped, cut

_LONGEST_CODE = 60_000
_INDENT = Span("  ")
_CONTINUED = Span("↪ ", ("code-block", "code.operator"))
_ROOM_FOR_INDENT = 12
_PLAIN_NAMES = frozenset({"", "text", "txt", "plain", "plaintext", "none", "output", "console-output"})
_ROLES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "code.comment"),
    (Keyword, "code.keyword"),
    (String, "code.string"),
    (Number, "code.number"),
    (Operator.Word, "code.keyword"),
    (Operator, "code.operator"),
    (Name.Function, "code.name"),
    (Name.Class, "code.name"),
    (Name.Builtin, "code.name"),
    (Name.Decorator, "code.name"),
    (Name.Tag, "code.name"),
    (Name.Exception, "code.name"),
)


def code_lines(block: Block, width: int) -> list[Line]:
    """Return a block of code in lines of `width` cells, longer ones continued on the next with a mark."""
    language = block.language.split()[0] if block.language.strip() else ""
    code = block.text.text.expandtabs(4)
    indent = (_INDENT,) if width >= _ROOM_FOR_INDENT else ()
    room = width - 2 * len(indent)
    pieces: list[tuple[int, int]] = []
    continued: list[bool] = []
    start = 0
    for text in code.split("\n"):
        cuts = _cuts(text, room)
        pieces += [(start + begin, start + end) for begin, end in cuts]
        continued += [False, *[True] * (len(cuts) - 1)]
        start += len(text) + 1
    lines = cut(StyledText(code, _highlighted(code, language)), pieces)
    return [
        (*indent, *_on_ground((_CONTINUED, *line) if mark else line, room))
        for mark, line in zip(continued, lines, strict=True)
    ]


def _on_ground(line: Line, width: int) -> Line:
    """Return a line of code as wide as the others, so that they stand on one ground."""
    gap = width - sum(cell_len(span.text) for span in line)
    return (*line, Span(" " * gap, ("code-block",))) if gap > 0 else line


def _cuts(text: str, width: int) -> list[tuple[int, int]]:
    """Return where a line of code is cut, after a blank where one is near; the first piece needs no mark."""
    cuts: list[tuple[int, int]] = []
    at = 0
    while at < len(text) or not cuts:
        room = width - 2 if cuts else width
        end = at + chopped(text[at : at + 4 * width], room)[0][1]
        blank = text.rfind(" ", at + room * 2 // 3, end)
        if end < len(text) and blank > at:
            end = blank + 1
        cuts.append((at, end))
        at = end
    return cuts


def _highlighted(code: str, language: str) -> tuple[Run, ...]:
    """Return the styles of `code`; without colours when `language` is unknown or the code very long."""
    plain = (Run(0, len(code), ("code-block",)),)
    lexer = _lexer(language) if len(code) <= _LONGEST_CODE else None
    if lexer is None:
        return plain
    runs: list[Run] = []
    at = 0
    for roles, tokens in groupby(lexer.get_tokens(code), key=lambda token: _roles(token[0])):
        text = "".join(text for _, text in tokens)
        end = min(at + len(text), len(code))
        if code[at:end] != text[: end - at]:
            return plain
        if end > at:
            runs.append(Run(at, end, roles))
        at = end
    return tuple(runs) if at == len(code) else plain


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    """Return the lexer called `language`; the search for an unknown name is slow, so it is made once."""
    name = language.lower()
    if name in _PLAIN_NAMES or not name.isascii() or len(name) > 40:
        return None
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _roles(token: _TokenType) -> tuple[str, ...]:
    for kind, role in _ROLES:
        if token[: len(kind)] == kind:
            return ("code-block", role)
    return ("code-block",)
