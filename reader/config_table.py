"""Checked access to a table of config.toml: each value is of the type it must be, or a ConfigError says what is wrong.

Must not know which settings there are.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from reader.errors import ConfigError

_LARGEST_SHOWN = 10**18


class Table:
    """What stands under a name of the file, "" for all of it; raises ConfigError where it is not what it must be."""

    def __init__(self, file: Path, name: str, value: object) -> None:
        self._file = file
        self.name = name
        if not isinstance(value, dict):
            raise self.error(f"{name} must be a table of settings, such as [{name}] with a line for each.")
        self._values: dict[str, Any] = value

    def error(self, sentence: str) -> ConfigError:
        """Return the error that says what is wrong in the file."""
        printable = "".join(char if char.isprintable() else "\ufffd" for char in sentence)
        return ConfigError(f"{self._file}: {printable}")

    def names(self) -> list[str]:
        """Return the names that are set."""
        return list(self._values)

    def check_names(self, known: Collection[str]) -> None:
        """Raise where a name is set that is not a known one."""
        for key in self._values:
            if key not in known:
                raise self.error(f"unknown setting {self._full(key)}; known are {', '.join(sorted(known))}.")

    def numbers(self, ranges: Mapping[str, tuple[int, int]], fractional: Collection[str]) -> dict[str, Any]:
        """Return those set of some numbers that must lie between two; only `fractional` ones need not be whole."""
        found = {}
        for key, (low, high) in ranges.items():
            if key not in self._values:
                continue
            value, full = self._values[key], self._full(key)
            kinds = (int, float) if key in fractional else (int,)
            if isinstance(value, bool) or not isinstance(value, kinds):
                kind = "a number" if key in fractional else "a whole number"
                raise self.error(f"{full} is {_shown(value)}; it must be {kind} between {low} and {high}.")
            if not low <= value <= high:
                raise self.error(f"{full} is {_shown(value)}; it must lie between {low} and {high}.")
            found[key] = value
        return found

    def boolean(self, key: str, default: bool) -> bool:
        """Return true or false, the default where none is set."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(f"{self._full(key)} is {_shown(value)}; it must be true or false.")
        return value

    def choice(self, key: str, known: Sequence[str]) -> Any:
        """Return which of some words is set, the first one where none is."""
        value = self._values.get(key, known[0])
        if value not in known:
            raise self.error(f"{self._full(key)} is {_shown(value)}; it must be {' or '.join(map(repr, known))}.")
        return value

    def text(self, key: str, default: str = "") -> str:
        """Return a text, the default where none is set."""
        value = self._values.get(key, default)
        if not isinstance(value, str):
            raise self.error(f"{self._full(key)} must be a text in quotes.")
        return value

    def text_list(self, key: str, example: str) -> tuple[str, ...]:
        """Return a list of texts, an empty one where none is set."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.error(f"{self._full(key)} must be a list of texts, such as {example}.")
        return tuple(value)

    def is_table(self, key: str) -> bool:
        """Return whether what is set under a name is a table."""
        return isinstance(self._values.get(key), dict)

    def table(self, key: str) -> "Table":
        """Return the table under a name, an empty one where none is set."""
        return Table(self._file, self._full(key), self._values.get(key, {}))

    def _full(self, key: str) -> str:
        quoted = key if key.replace("_", "").replace("-", "").isalnum() else f'"{key}"'
        return f"{self.name}.{quoted}" if self.name else quoted


def _shown(value: object) -> str:
    """Return a value as the file has it, or what else it is."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if abs(value) > _LARGEST_SHOWN:
            return "a very large number"
        case int() | float() | str():
            return repr(value)
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or a time"
