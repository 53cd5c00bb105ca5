"""Bidirectional text (UAX #9): which way a text runs, and the order in which the characters of a line are seen.

For terminals that show characters in the order they come in. Light enough to be there from the start. Explicit marks
of direction are not known here: none gets past the cleaning. Pure; must not know how a line is drawn.

How it works. Hebrew and Arabic are stored as they are read, from the first letter to the last, and are seen from
right to left; numbers and Latin words among them are seen from left to right. Each character has a kind: Latin,
Hebrew, Arabic, a digit, a sign of numbers, a bracket, a blank. First what is undecided is decided by what stands
beside it (rules W1 to W7 for numbers, N0 for brackets, N1 and N2 for the rest). Then each gets a level: even ones run
from left to right, odd ones from right to left, a higher one lies within a lower one. At last every stretch of a
level is turned around, from the highest down to 1 (rule L2), and what points somewhere is mirrored. The answer says
which character stands where, so that its style can go with it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

_PAIRS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "〈": "〉", "《": "》", "「": "」", "『": "』", "【": "】", "⦅": "⦆"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_MIRRORED = {**_PAIRS, **_CLOSING, **dict(zip("<>«»‹›≤≥", "><»«›‹≥≤", strict=True))}
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "BN"})
_NUMBERS = frozenset({"EN", "AN"})
_MOST_BRACKETS = 63
_STRONG = {"L": False, "R": True, "AL": True}
_SCRIPTS = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
"""Where the scripts lie that run from right to left; compiled when first used."""

RIGHT_TO_LEFT = "right-to-left"
"""The role of all that a text is made of which runs from right to left, its marks aside."""


def is_right_to_left(text: str) -> bool:
    """Say whether `text` is read from right to left: its first letter is (UAX #9, rules P2 and P3)."""
    if text.isascii():
        return False
    return next((_STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), False)


def has_right_to_left(text: str) -> bool:
    """Say whether anything in `text` runs from right to left; costs next to nothing where nothing does."""
    return not text.isascii() and re.search(_SCRIPTS, text) is not None


def visual_order(letters: Sequence[str], right_to_left: bool) -> list[tuple[int, str]]:
    """Return what is seen from left to right of a line: which of its letters, and how it looks there.

    A letter is what stands in one place, accents and all; `right_to_left` says how the line as a whole runs.
    """
    levels = _levels(letters, int(right_to_left))
    order = _reordered(levels)
    return [(at, _MIRRORED.get(letters[at], letters[at]) if levels[at] % 2 else letters[at]) for at in order]


def _levels(letters: Sequence[str], base: int) -> list[int]:
    """Return how deep each letter lies: even ones run from left to right, odd ones from right to left."""
    outer = "R" if base else "L"
    originals = [unicodedata.bidirectional(letter[0]) or "L" for letter in letters]
    kinds = _resolved(originals, outer)
    _match_brackets(letters, originals, kinds, outer)
    _resolve_neutrals(kinds, outer)
    levels = [_level(kind, base) for kind in kinds]
    for at in range(len(letters) - 1, -1, -1):  # L1: blanks at the end belong to the line
        if originals[at] not in ("WS", "S", "B"):
            break
        levels[at] = base
    return levels


def _level(kind: str, base: int) -> int:
    if base % 2 == 0:
        return base + {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
    return base + (1 if kind in ("L", "AN", "EN") else 0)


def _resolved(originals: Sequence[str], outer: str) -> list[str]:
    """Return the kinds of letters with those of numbers and what stands at them decided (W1 to W7)."""
    kinds = list(originals)
    strong = before = outer
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[at] = kind = before
        if kind == "EN" and strong == "AL":
            kinds[at] = "AN"
        if kind in ("L", "R", "AL"):
            strong = kind
        before = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    _join_numbers(kinds)
    strong = outer
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _join_numbers(kinds: list[str]) -> None:
    """Let a sign within a number, and one at its end, belong to it; no other does (W4 to W6)."""
    for at in range(1, len(kinds) - 1):
        left, kind, right = kinds[at - 1 : at + 2]
        if left == right and ((kind == "CS" and left in _NUMBERS) or (kind == "ES" and left == "EN")):
            kinds[at] = left
    for start, end in _stretches(kinds, frozenset({"ET"})):
        if "EN" in (kinds[start - 1 : start] + kinds[end : end + 1]):
            kinds[start:end] = ["EN"] * (end - start)
    kinds[:] = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]


def _match_brackets(letters: Sequence[str], originals: Sequence[str], kinds: list[str], outer: str) -> None:
    """Let both brackets of a pair run as what is in them does, or what is before them (N0)."""
    before, looked_at = outer, 0
    for opening, closing in sorted(_pairs(letters, kinds)):
        before = next(filter(None, map(_direction, reversed(kinds[looked_at:opening]))), before)
        looked_at = opening
        inside = {_direction(kind) for kind in kinds[opening + 1 : closing]} - {""}
        if outer in inside:
            found = outer
        elif inside:
            found = before
        else:
            continue
        for place in (opening, closing):
            kinds[place] = found
            for at in range(place + 1, len(kinds)):
                if originals[at] != "NSM":
                    break
                kinds[at] = found


def _pairs(letters: Sequence[str], kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    open_: list[tuple[int, str]] = []
    for at, letter in enumerate(letters):
        if kinds[at] != "ON":
            continue
        if letter in _PAIRS:
            if len(open_) == _MOST_BRACKETS:
                return
            open_.append((at, letter))
        elif letter in _CLOSING:
            for place in range(len(open_) - 1, -1, -1):
                if open_[place][1] == _CLOSING[letter]:
                    yield open_[place][0], at
                    del open_[place:]
                    break


def _resolve_neutrals(kinds: list[str], outer: str) -> None:
    """Let what has no direction run as what is on both sides of it does, else as the line does (N1, N2)."""
    for start, end in _stretches(kinds, _NEUTRAL):
        left = _direction(kinds[start - 1]) if start else outer
        right = _direction(kinds[end]) if end < len(kinds) else outer
        kinds[start:end] = [left if left == right else outer] * (end - start)


def _direction(kind: str) -> str:
    """Return "L" or "R" as a letter of this kind runs, "R" for numbers too; "" for a neutral one."""
    return "R" if kind in ("R", "AL", *_NUMBERS) else "L" if kind == "L" else ""


def _stretches(kinds: Sequence[str], among: frozenset[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    for inside, group in groupby(kinds, among.__contains__):
        size = sum(1 for _ in group)
        if inside:
            found.append((at, at + size))
        at += size
    return found


def _reordered(levels: Sequence[int]) -> list[int]:
    """Return the places of letters from left to right: what lies deeper is turned around within what it is in (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = max(end, at + 1)
    return order
