"""Every lexer that colours code attacked: none of its steps may take long, whatever the code is.

How it works. A lexer is asked for one token after the other, and broken off when it takes too long; but one of its
regular expressions cannot be broken off. So each of them is attacked as those of the program are (see patterns), with
texts a lexer may be given, as long as they may be; and each lexer as a whole with the nasty shapes.

uv run python tests/hardening/highlighting.py
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from hardening.nasty_shapes import SHAPES
from hardening.patterns import attacks_on, patterns_in
from pygments.lexers import get_lexer_by_name

from reader.reading.layout.blocks import Block
from reader.reading.layout.code import LANGUAGES, LONGEST_CODE, code_lines, may_be_coloured
from reader.reading.layout.wrapping import StyledText
from reader.sources.resource_limits import CpuTimeError, cpu_time_limit

MOST_SECONDS_A_STEP = 0.1
MOST_SECONDS = 0.5
"""CPU time that one step of a lexer, and all of a block, may take; the steps of a block are broken off after 0.2 s."""

_LONGEST_LINE = 990
_MOST_BLANKS = 290
_MOST_ATTACKS = 80
_MOST_SECONDS_A_PATTERN = 5.0


def lexers(languages: Iterable[str]) -> dict[type, str]:
    """Return the lexers of some languages, each with one of its names."""
    return {type(get_lexer_by_name(name)): name for name in sorted(languages, reverse=True)}


def long_steps(languages: Iterable[str], size: int = LONGEST_CODE) -> Iterator[str]:
    """Yield each pattern of the lexers of some languages that takes too long over a text of `size` characters."""
    tried = set()
    for lexer, name in lexers(languages).items():
        for pattern in _patterns_of(lexer):
            if pattern not in tried:
                tried.add(pattern)
                try:
                    with cpu_time_limit(_MOST_SECONDS_A_PATTERN):
                        yield from [f"{name}: {found}" for found in _long_steps_of(pattern, name, size)]
                except CpuTimeError:
                    yield f"{name}: comes to no end: {pattern.pattern[:200]!r}"


def _patterns_of(lexer: Any) -> Iterator[Any]:
    """Give the patterns in the rules of a lexer, whatever their state, and those beside them."""
    for rules in getattr(lexer, "_tokens", {}).values():
        yield from patterns_in([rule[0] for rule in rules])
    for value in vars(lexer).values():
        yield from patterns_in(value)


def _long_steps_of(pattern: Any, name: str, size: int) -> Iterator[str]:
    attacks = attacks_on(pattern)
    for attack in attacks[:: max(1, len(attacks) // _MOST_ATTACKS)]:
        for text in _texts(attack, name, size):
            most = MOST_SECONDS_A_STEP * max(size / LONGEST_CODE, 0.3) ** 2
            if _seconds(pattern, text) > most and _seconds(pattern, text) > most:
                yield f"over {most:.3f} s at {len(text):,} characters, {attack}: {pattern.pattern[:200]!r}"
                return


def _seconds(pattern: Any, text: str) -> float:
    began = time.thread_time()
    pattern.match(text)
    return time.thread_time() - began


def _texts(attack: tuple[str, str, str], name: str, size: int) -> Iterator[str]:
    """Give texts of an attack that a lexer may be given: on one line, and on as many as fill `size`."""
    begin, pump, end = attack
    line = begin + pump * ((_most_of(pump) - len(begin)) // len(pump)) + end
    lines = begin + (pump * max(1, _most_of(pump) // len(pump)) + "\n" + end.strip()) * (size // _most_of(pump))
    for text in (line, lines[:size]):
        if may_be_coloured(text, name):
            yield text


def _most_of(pump: str) -> int:
    return _LONGEST_LINE if pump.strip() else _MOST_BLANKS


def long_blocks(languages: Iterable[str], shapes: Iterable[str] = SHAPES) -> Iterator[str]:
    """Yield each lexer that takes too long over a block in one of the nasty shapes, in lines of some length."""
    for name in lexers(languages).values():
        for shape in shapes:
            code = in_lines(SHAPES[shape](LONGEST_CODE - LONGEST_CODE // _MOST_BLANKS - 1))
            took = min(_seconds_of_block(code, name) for _ in range(2))
            if took > MOST_SECONDS:
                yield f"{name}: {took:.2f} s of {shape}"


def in_lines(text: str) -> str:
    """Return `text` with its lines cut to a length that may be coloured, and so its blanks."""
    lines = (line[at : at + _MOST_BLANKS] for line in text.split("\n") for at in range(0, len(line) or 1, _MOST_BLANKS))
    return "\n".join(lines)


def _seconds_of_block(code: str, language: str) -> float:
    block = Block("code", text=StyledText(code, ()), language=language)
    began = time.thread_time()
    code_lines(block, 80)
    return time.thread_time() - began


def main() -> int:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("languages", nargs="*", help="only these, whether they are coloured or not")
    parser.add_argument("--size", type=int, default=LONGEST_CODE, help="characters of the largest text")
    options = parser.parse_args()
    languages = options.languages or LANGUAGES
    found = 0
    for finding in chain(long_steps(languages, options.size), long_blocks(languages)):
        found += 1
        print(finding, flush=True)
    print(f"{len(lexers(languages))} lexers, {found} findings, {time.process_time():.0f} s of CPU time")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
