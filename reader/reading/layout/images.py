"""Images before and behind the words of a paragraph, taken apart from them.

Owns which images stand apart: those with no words on one side, alone or alone in a link. Must not know what becomes of
them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_BREAKS = frozenset({"softbreak", "hardbreak"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some tokens of a paragraph; those around an `image` that stands apart, or around words."""

    tokens: tuple[Token, ...]
    image: Token | None = None


def pieces_of(tokens: Sequence[Token], stands_apart: Callable[[Token], bool]) -> list[Piece]:
    """Return a paragraph's tokens in pieces: images for which `stands_apart`, the words, images again."""
    units = _units(tokens, stands_apart)
    first = next((at for at, unit in enumerate(units) if not _is_apart(unit)), len(units))
    last = next((at for at in range(len(units), first, -1) if not _is_apart(units[at - 1])), first)
    before, after = ([unit for unit in some if unit.image] for some in (units[:first], units[last:]))
    words = tuple(token for unit in units[first:last] for token in unit.tokens)
    return [*before, *([Piece(words)] if words or not before else []), *after]


def _is_apart(unit: Piece) -> bool:
    return unit.image is not None or all(_is_blank(token) for token in unit.tokens)


def _is_blank(token: Token) -> bool:
    return token.type in _BREAKS or (token.type == "text" and not token.content.strip())


def _units(tokens: Sequence[Token], stands_apart: Callable[[Token], bool]) -> list[Piece]:
    """Return each token as a unit, but an image with the link it is alone in as one."""
    units: list[Piece] = []
    at = 0
    while at < len(tokens):
        end, image = _image_at(tokens, at)
        apart = image if image is not None and stands_apart(image) else None
        units.append(Piece(tuple(tokens[at : end if apart else at + 1]), apart))
        at = end if apart else at + 1
    return units


def _image_at(tokens: Sequence[Token], at: int) -> tuple[int, Token | None]:
    """Return where an image that begins at `at` ends, with the link around it, and the image; None where none does."""
    if tokens[at].type == "image":
        return at + 1, tokens[at]
    if tokens[at].type != "link_open":
        return at, None
    inside = _past_blanks(tokens, at + 1)
    end = _past_blanks(tokens, inside + 1)
    if end < len(tokens) and tokens[inside].type == "image" and tokens[end].type == "link_close":
        return end + 1, tokens[inside]
    return at, None


def _past_blanks(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and _is_blank(tokens[at]):
        at += 1
    return at
