"""Every regular expression of the program attacked: none may take more than its share of time, whatever it is given.

How it works. Patterns are found, not listed: the objects in all modules of `reader`, and each call of `re` in their
source. From the parse tree of a pattern come texts that give it trouble if anything does: for each repetition in it
what leads up to it, then what it repeats, again and again, then a character that fits nothing; and each beginning of
the pattern repeated. Each must be done within the time that makes 2 seconds a MiB, and in less than 2.7 times the time
of one half as long. A pattern whose time grows with the square of the text takes four times as long.

uv run python tests/hardening/patterns.py --size 65536
"""

import argparse
import ast
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import reader
from reader.sources.resource_limits import CpuTimeError, cpu_time_limit

MIB = 1024 * 1024
SECONDS_PER_MIB = 2.0
GROWTH = 2.7
"""How much more time twice the text may take, at the most."""

REVIEWED: Mapping[str, str] = {
    "reader.reading.cleaning._TAGS": "each comment, script and style sheet has an end where it is used: see _with_ends",
    "reader.reading.cleaning._ALL_TO_LAST_END": "matched once, from the start of a text",
    "reader.reading.trimming.endings._CUT_SHORT": "only given the last 400 characters of a text: see is_cut_short",
}
"""Patterns that are not attacked, and why they need not be."""

FUNCTIONS = ("match", "fullmatch", "search", "sub", "subn", "findall", "finditer", "split")
ANYWHERE = frozenset({"search", "sub", "subn", "findall", "finditer", "split"})
_SCANNING, _AT_START, _WHOLE = "finditer", "match", "fullmatch"
_TABLE = " \t\n<>/a1-_\"'&;#=[]()|`*~:.,!éд日\u0301\x00"
_SHAPES = (
    *(" ", "\n", "\t", "a", "a ", "1", "<", "<a", "<a ", "</a>", "<!--", "<![CDATA[", "&", "&#", "&a", '"', "'", '="'),
    *("[", "](", "![", "(", ")", "*", "**", "_", "`", "~", "|", "|-", "#", ">", "- ", ".", ",", "/", "//", "://", ":"),
    *("a.", "a-", "a=b ", ";", "\u0301", "日", "é", "\x00", "http://", "a@", "% ", "\r\n", "\n\n", "\n- ", "\\", "{"),
)
_CHOICES = 3
_MOST_SAMPLES = 6


@dataclass(frozen=True)
class Use:
    """A pattern, where in the program it stands, and how it is used: scanning a text, at its start, or on all of it."""

    place: str
    pattern: re.Pattern[Any]
    ways: frozenset[str] = frozenset({_SCANNING, _AT_START, _WHOLE})


@dataclass
class Slow:
    """A pattern that took too long over a text, made of `begin`, `pump` again and again, and `end`."""

    use: Use
    way: str
    begin: str
    pump: str
    end: str
    size: int
    seconds: float

    def __str__(self) -> str:
        text = f"{self.begin!r} + {self.pump!r} * n + {self.end!r}"
        return f"{self.use.place}: {self.way} takes {self.seconds:.2f} s of {self.size:,} characters: {text}"


def every_use() -> list[Use]:
    """Return every pattern of the program; raises ValueError for a call of `re` whose pattern cannot be told."""
    modules = [importlib.import_module(name) for name in _module_names()]
    ways = _ways_of_names(modules)
    found: dict[tuple[str, object, int], Use] = {}
    for module in modules:
        for use in (*_objects_in(module, ways), *_calls_in(module)):
            found.setdefault((module.__name__, use.pattern.pattern, use.pattern.flags), use)
    return list(found.values())


def _module_names() -> Iterator[str]:
    yield from ("reader", *(module.name for module in pkgutil.walk_packages(reader.__path__, "reader.")))


def _objects_in(module: ModuleType, ways: Mapping[tuple[str, str], frozenset[str]]) -> Iterator[Use]:
    for name, value in vars(module).items():
        if isinstance(value, type) and value.__module__ != module.__name__:
            continue
        for pattern in patterns_in(value):
            known = ways.get((module.__name__, name), frozenset()) if isinstance(value, re.Pattern) else frozenset()
            yield Use(f"{module.__name__}.{name}", pattern, known or Use("", pattern).ways)


def patterns_in(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Give the patterns in a value: itself, what a container holds, what a class has, whose method it is."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, (list, tuple, set, frozenset)):
        for part in value:
            yield from patterns_in(part, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        yield from patterns_in((*value.keys(), *value.values()), depth + 1)
    elif depth < 4 and isinstance(value, type):
        yield from patterns_in(tuple(vars(value).values()), depth + 1)
    elif isinstance(getattr(value, "__self__", None), re.Pattern):
        yield value.__self__


def _tree_of(module: ModuleType) -> ast.Module:
    assert module.__file__ is not None
    return ast.parse(Path(module.__file__).read_text(encoding="utf-8"))


def _calls_in(module: ModuleType) -> Iterator[Use]:
    """Give the patterns that stand in calls of `re`, wherever in a module."""
    for call in ast.walk(_tree_of(module)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        function = call.func
        if not isinstance(function.value, ast.Name) or function.value.id != "re" or not call.args:
            continue
        if function.attr not in (*FUNCTIONS, "compile"):
            continue
        place = f"{module.__name__}:{call.lineno}"
        flags = next((word.value for word in call.keywords if word.arg == "flags"), None)
        try:
            pattern = _evaluated(call.args[0], module)
            if function.attr == "compile" and flags is None and len(call.args) > 1:
                flags = call.args[1]
            compiled = re.compile(pattern, _evaluated(flags, module) if flags else 0)
        except NameError:
            if function.attr == "compile":
                continue  # made of names of its own: an object that is found in the module
            raise ValueError(f"{place}: the pattern cannot be told; compile it at the top of the module.") from None
        yield Use(place, compiled, _ways({function.attr}) if function.attr != "compile" else Use("", compiled).ways)


def _evaluated(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), "<pattern>", "eval"), dict(vars(module)))


def _ways(methods: set[str]) -> frozenset[str]:
    scanning = {_SCANNING} if methods & ANYWHERE else set()
    return frozenset(scanning | (methods & {_AT_START, _WHOLE}))


def _ways_of_names(modules: list[ModuleType]) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return how each pattern with a name is used, by its module and name; one handed on as a value is in no way."""
    methods: dict[tuple[str, str], set[str]] = {}
    handed_on: set[tuple[str, str]] = set()
    for module in modules:
        tree = _tree_of(module)
        homes = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        asked = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                home = homes.get(node.value.id, (module.__name__, node.value.id))
                methods.setdefault(home, set()).add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in asked:
                handed_on.add(homes.get(node.id, (module.__name__, node.id)))
    return {home: _ways(names) for home, names in methods.items() if home not in handed_on}


@dataclass
class Attacks:
    """The texts that may give one pattern trouble: (begin, pump, end) each."""

    letters: str
    groups: dict[int, str] = field(default_factory=dict)
    found: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def walk(self, nodes: Any, before: str) -> list[str]:
        """Take note of the repetitions among `nodes`, after `before`; return some texts that match all of them."""
        texts = [""]
        for op, value in nodes:
            sample = texts[0]
            parts = self._one(op, value, before + sample)
            texts = [text + part for text in texts[:2] for part in parts][:_MOST_SAMPLES] or texts
            self._begin(before + texts[0])
        return texts

    def _one(self, op: Any, value: Any, before: str) -> list[str]:
        if op is sre.LITERAL:
            return [chr(value)]
        if op in (sre.IN, sre.NOT_LITERAL, sre.ANY):
            return self._characters(op, value)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            return self._repeated(value, before)
        if op is sre.SUBPATTERN:
            number, *_, inner = value
            texts = self.walk(inner, before)
            self.groups[number] = texts[0]
            return texts
        if op is sre.BRANCH:
            return [text for branch in value[1] for text in self.walk(branch, before)[:2]]
        if op is sre.ATOMIC_GROUP:
            return self.walk(value, before)
        if op is sre.ASSERT:
            return self.walk(value[1], before)
        if op is sre.ASSERT_NOT:
            self.walk(value[1], before)
            return [""]
        if op is sre.GROUPREF:
            return [self.groups.get(value, "")]
        if op is sre.GROUPREF_EXISTS:
            return [text for branch in value[1:] if branch for text in self.walk(branch, before)]
        assert op is sre.AT, op
        return [""]

    def _repeated(self, value: Any, before: str) -> list[str]:
        least, most, inner = value
        pumps = [pump for pump in self.walk(inner, before) if pump]
        if most is sre.MAXREPEAT or most > 8:
            for pump in pumps:
                for end in ("", "\x00", "\n", "<", " "):
                    self.found[before, pump, end] = None
            if len(pumps) > 1:
                self.found[before, "".join(pumps), "\x00"] = None
        kept = [pump * max(least, 1) for pump in pumps[:2]]
        return kept if least else [*kept, ""]

    def _begin(self, beginning: str) -> None:
        if beginning and len(beginning) <= 200:
            self.found["", beginning, ""] = None
            self.found["", beginning + " ", "\x00"] = None

    def _characters(self, op: Any, value: Any) -> list[str]:
        fits = [char for char in self.letters if _fits(op, value, char)]
        own = [chr(what) for kind, what in value if kind is sre.LITERAL] if op is sre.IN else []
        own += [chr(what[0]) for kind, what in value if kind is sre.RANGE] if op is sre.IN else []
        own = [char for char in own if _fits(op, value, char)]
        return list(dict.fromkeys([*fits[:_CHOICES], *own[:_CHOICES], *fits[-1:]])) or ["a"]


def _fits(op: Any, value: Any, char: str) -> bool:
    if op is sre.ANY:
        return char != "\n"
    if op is sre.NOT_LITERAL:
        return bool(ord(char) != value)
    negated = value[0][0] is sre.NEGATE
    return bool(negated != any(_is_in(kind, what, char) for kind, what in value if kind is not sre.NEGATE))


def _is_in(kind: Any, what: Any, char: str) -> bool:
    if kind is sre.LITERAL:
        return bool(ord(char) == what)
    if kind is sre.RANGE:
        return bool(what[0] <= ord(char) <= what[1])
    classes = {
        sre.CATEGORY_SPACE: char.isspace(),
        sre.CATEGORY_DIGIT: char.isdecimal(),
        sre.CATEGORY_WORD: char.isalnum() or char == "_",
        sre.CATEGORY_NOT_SPACE: not char.isspace(),
        sre.CATEGORY_NOT_DIGIT: not char.isdecimal(),
        sre.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
    }
    return bool(classes[what])


def _literals(nodes: Any) -> Iterator[str]:
    for op, value in nodes:
        if op is sre.LITERAL:
            yield chr(value)
        elif isinstance(value, (tuple, list)):
            yield from _literals_within(value)


def _literals_within(value: Any) -> Iterator[str]:
    for part in value:
        if isinstance(part, sre_parser.SubPattern):
            yield from _literals(part)
        elif isinstance(part, list):
            yield from _literals_within(part)


def attacks_on(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Return the texts to try on a pattern, each as what it begins with, what is repeated, and what it ends with."""
    tree = sre_parser.parse(pattern.pattern, pattern.flags)
    attacks = Attacks("".join(dict.fromkeys([*_literals(tree), *_TABLE])))
    for whole in attacks.walk(tree, ""):
        attacks.found["", whole or "a", "\x00"] = None
    for shape in _SHAPES:
        attacks.found["", shape, "\x00"] = None
    return list(attacks.found)


def slowest(use: Use, size: int) -> Slow | None:
    """Return the first text of `size` characters over which a pattern takes too long, None where there is none."""
    for begin, pump, end in attacks_on(use.pattern):
        text = _text((begin, pump, end), size)
        for way in use.ways:
            if _takes_too_long(use.pattern, way, (begin, pump, end), size):
                return Slow(use, way, begin, pump, end, size, _seconds(_work(use.pattern, way, text), 2.0))
    return None


def _takes_too_long(pattern: re.Pattern[Any], way: str, attack: tuple[str, str, str], size: int) -> bool:
    """Say whether a text takes more time than it may, or much more than twice that of one half as long."""
    allowed = SECONDS_PER_MIB * size / MIB
    whole, part = (_work(pattern, way, _text(attack, length)) for length in (size, size // 8))
    if _seconds(whole, allowed) < allowed / 16:
        return False
    most = min(_seconds(whole, allowed) for _ in range(3))
    least = min(_seconds(part, allowed) for _ in range(5))
    return most > allowed or (most > allowed / 16 and most > least * GROWTH**3)


def _text(attack: tuple[str, str, str], size: int) -> str:
    begin, pump, end = attack
    return begin + pump * max(1, (size - len(begin)) // len(pump)) + end


def _work(pattern: re.Pattern[Any], way: str, text: str) -> Callable[[], object]:
    given: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    if way == _SCANNING:
        return lambda: sum(1 for _ in pattern.finditer(given))
    return lambda: getattr(pattern, way)(given)


def _seconds(work: Callable[[], object], most: float) -> float:
    """Return the CPU time of some work, which is broken off after a little more than `most` seconds."""
    began = time.thread_time()
    try:
        with cpu_time_limit(2 * most + 0.01):
            work()
    except CpuTimeError:
        pass
    return time.thread_time() - began


def found_slow(uses: Iterable[Use], size: int) -> list[Slow]:
    """Attack patterns with texts of `size` characters; return those that take too long."""
    attacked = (use for use in uses if use.place not in REVIEWED)
    return [slow for use in attacked if (slow := slowest(use, size)) is not None]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Attack every regular expression of the program.")
    arguments.add_argument("--size", type=int, default=65_536, help="characters of each text")
    size = arguments.parse_args().size
    began = time.process_time()
    uses = every_use()
    slow = found_slow(uses, size)
    for one in slow:
        print(one)
    texts = sum(len(attacks_on(use.pattern)) * len(use.ways) for use in uses)
    print(f"{len(uses)} patterns, {texts:,} attacks of {size:,} characters, {time.process_time() - began:.0f} CPU s")
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
