"""The words a query looks for, and where they stand in a text. Pure; folds words as the index does."""

from collections.abc import Iterator, Sequence

from reader.query.tree import And, Key, Node, Not, Or, Phrase, Prefix, Term, Within, Word
from reader.query.words import WordPositions, ends_in_word, words_of

_SHOWN = (Key.TITLE, Key.AUTHOR, Key.BODY)
_BEFORE, _LENGTH = 40, 200


def terms(tree: Node) -> tuple[Term, ...]:
    """Return the words, phrases and beginnings of words a story must or may have to match, each once, in order."""
    return tuple(dict.fromkeys(_found(tree)))


def spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Return from where to where in `text` the terms reach, in order; spans that touch or overlap become one."""
    positions = WordPositions(text)
    found = sorted(span for term in terms for span in _spans_of(positions, term))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def excerpt(text: str, terms: Sequence[Term]) -> str:
    """Return what stands around the first of the terms in `text`, some 200 characters; "" where none does."""
    found = spans(text, terms)
    if not found:
        return ""
    start, end = max(0, found[0][0] - _BEFORE), found[0][0] + _LENGTH
    if start:
        start = _next_blank(text, start, found[0][0])
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def _next_blank(text: str, start: int, limit: int) -> int:
    return next((at + 1 for at in range(start, limit) if text[at].isspace()), start)


def _spans_of(positions: WordPositions, term: Term) -> Iterator[tuple[int, int]]:
    wanted = words_of(term.text)
    if not wanted:
        return
    begins = isinstance(term, Prefix) and ends_in_word(term.text)
    length = len(wanted)
    for at in _first_words(positions.words, wanted[0], begins and length == 1):
        here = positions.words[at : at + length]
        if here[:-1] == wanted[:-1] and (here[-1] == wanted[-1] or (begins and here[-1].startswith(wanted[-1]))):
            yield positions.span(at, at + length - 1)


def _first_words(words: Sequence[str], first: str, begins: bool) -> Iterator[int]:
    for at, word in enumerate(words):
        if word == first or (begins and word.startswith(first)):
            yield at


def _found(node: Node) -> list[Term]:
    match node:
        case Word() | Prefix() | Phrase():
            return [node]
        case Within(key, inner):
            return [inner] if key in _SHOWN else []
        case And(nodes) | Or(nodes):
            return [term for inner in nodes for term in _found(inner)]
        case Not(Not(inner)):
            return _found(inner)
        case _:
            return []
