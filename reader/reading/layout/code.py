"""Blocks of code as lines: coloured by their language where it is named, long lines continued on the next.

Owns which languages are coloured, and the mapping from Pygments' tokens to roles. Never guesses a language: guessing
is slow and mostly wrong.

How it works. It is a stranger who names the language, and writes what its lexer reads. Lexers are made of regular
expressions that go back over what they have read; while one does, nothing stops it, nor does anything else happen.
So a lexer must be one of a list, each attacked by tests/hardening/highlighting.py, and is only given what may not make
one of its steps long: neither too much, nor an endless line, nor endless blanks. How long all its steps may take
together is counted; what is left then has no colours.
"""

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType
from rich.cells import cell_len

from reader.reading.layout.blocks import Block
from reader.reading.layout.wrapping import Line, Run, Span, StyledText, chopped, cut

_LANGUAGE_NAMES = (
    "bash c# clj clojure cs csharp css dart diff docker dockerfile elixir erl erlang ex go golang "
    "graphql haskell hs html ini java javascript jl js json julia kotlin lisp lua makefile nginx nix "
    "ocaml powershell ps1 py python python3 r rb rs ruby rust scss sh shell sql "
    "swift tex latex toml ts typescript udiff xml yaml yml zig zsh"
)
LANGUAGES = frozenset(_LANGUAGE_NAMES.split())
"""By the names that Pygments has for them."""

LONGEST_CODE = 20_000
_LONGEST_LINE = 1_000
_MANY_BLANKS = re.compile(r"(?<!\s)\s{301}")
_SHELLS = frozenset({"bash", "sh", "shell", "zsh", "docker", "dockerfile"})
_BY_NUMBER = re.compile(r"\\[0-7]")
"""A character by its number: in a string that begins with $' the lexer of shells tries two readings of each."""

_ENDLESS_MARK = re.compile(r"<<-?\s*+'?\\?\w{40}")
"""The mark of a here-document, of which that lexer tries each beginning."""

_MOST_SECONDS = 0.2
"""CPU time after which no more of a block is coloured."""

_INDENT = Span("  ")
_CONTINUED = Span("↪ ", ("code-block", "code.operator"))
_ROOM_FOR_INDENT = 12
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


def may_be_coloured(code: str, language: str) -> bool:
    """Say whether the lexer of a language may read `code`: it is not too long, nothing in it goes on without an end."""
    if len(code) > LONGEST_CODE or _MANY_BLANKS.search(code):
        return False
    if language in _SHELLS and (_ENDLESS_MARK.search(code) or ("$'" in code and _BY_NUMBER.search(code))):
        return False
    return max(map(len, code.split("\n"))) <= _LONGEST_LINE


def _highlighted(code: str, language: str) -> tuple[Run, ...]:
    """Return the styles of `code`; without colours when its language is not on the list, or may not be read."""
    language = language.lower()
    lexer = _lexer(language) if language in LANGUAGES and may_be_coloured(code, language) else None
    runs: list[Run] = []
    at = 0
    for roles, tokens in groupby(_tokens(lexer, code) if lexer else (), key=lambda token: _roles(token[0])):
        text = "".join(text for _, text in tokens)
        if not code.startswith(text, at):
            break
        runs.append(Run(at, at + len(text), roles))
        at += len(text)
    return (*runs, Run(at, len(code), ("code-block",))) if at < len(code) else tuple(runs)


def _tokens(lexer: Lexer, code: str) -> Iterator[tuple[_TokenType, str]]:
    """Yield the tokens of `code` with the text of each, no more once it took too long."""
    end = time.thread_time() + _MOST_SECONDS
    for token in lexer.get_tokens(code):
        if token[1]:
            yield token
        if time.thread_time() > end:
            return


@lru_cache(maxsize=64)
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


@lru_cache(maxsize=512)
def _roles(token: _TokenType) -> tuple[str, ...]:
    for kind, role in _ROLES:
        if token[: len(kind)] == kind:
            return ("code-block", role)
    return ("code-block",)
