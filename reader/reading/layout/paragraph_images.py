"""Images at the beginning and the end of a paragraph split from its words, to be shown as pictures.

Owns which images can be: those with no words on one side, alone or alone in a link. Must not know what becomes of
them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_BREAKS = frozenset({"softbreak", "hardbreak"})


@dataclass(frozen=True, slots=True)
class ParagraphPart:
    """Some tokens of a paragraph: those of an `image` that is to be a picture, or of words."""

    tokens: tuple[Token, ...]
    image: Token | None = None


def split_images(tokens: Sequence[Token], is_picture: Callable[[Token], bool]) -> list[ParagraphPart]:
    """Return a paragraph's tokens in parts: images of which `is_picture` is true, the words, such images again."""
    units = _units(tokens, is_picture)
    first = next((at for at, unit in enumerate(units) if not _is_no_text(unit)), len(units))
    last = next((at for at in range(len(units), first, -1) if not _is_no_text(units[at - 1])), first)
    before, after = ([unit for unit in some if unit.image] for some in (units[:first], units[last:]))
    words = tuple(token for unit in units[first:last] for token in unit.tokens)
    return [*before, *([ParagraphPart(words)] if words or not before else []), *after]


def _is_no_text(unit: ParagraphPart) -> bool:
    return unit.image is not None or all(_is_blank(token) for token in unit.tokens)


def _is_blank(token: Token) -> bool:
    return token.type in _BREAKS or (token.type == "text" and not token.content.strip())


def _units(tokens: Sequence[Token], is_picture: Callable[[Token], bool]) -> list[ParagraphPart]:
    """Return each token as a unit, but an image with the link it is alone in as one."""
    units: list[ParagraphPart] = []
    at = 0
    while at < len(tokens):
        end, image = _image_at(tokens, at)
        picture = image if image is not None and is_picture(image) else None
        units.append(ParagraphPart(tuple(tokens[at : end if picture else at + 1]), picture))
        at = end if picture else at + 1
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
