"""An interface in a real pseudo-terminal that tags one story of its own; what its status line says is the record.

Two of them share one set of tags: either may undo what the other did last, and says what that was.
"""

import random
import re
from collections.abc import Mapping
from pathlib import Path

from end_to_end.program import READER
from end_to_end.terminal import Terminal

NAMES = ("alpha", "beta")
"""What the interfaces' stories and tags begin with."""

_TURNED = re.compile(r"(undone|redone): (un)?tagged 1 story ((?:alpha|beta)\d)|to (?:undo|redo) · H shows every step")


def owned_feed() -> str:
    """Return a feed with one story for each interface."""
    items = [
        f"<item><guid>{name}</guid><title>Owned {name}</title><link>https://x.example/{name}</link></item>"
        for name in NAMES
    ]
    return f"<rss version='2.0'><channel><title>Owned</title>{''.join(items)}</channel></rss>"


class Interface:
    """An interface that shows one story, its memory in KiB after each step, and what it is asked."""

    def __init__(self, name: str, env: Mapping[str, str]) -> None:
        self.name = name
        self.terminal = Terminal(120, 40, [*READER, "--query", f"title:owned title:{name}"], env)
        self.resident: list[int] = []
        self._answer = re.compile(f"Owned {name}")
        self.said()
        self.take_in()

    def take_in(self) -> None:
        """Take in what the interface has drawn, and note its memory."""
        self.terminal.wait_until(lambda: True, "it has drawn")
        self.terminal.raw.clear()
        status = Path(f"/proc/{self.terminal.process.pid}/status").read_text()
        self.resident.append(int(status.split("VmRSS:")[1].split()[0]))

    def ask(self, keys: str, answer: re.Pattern[str]) -> None:
        """Press keys, for which the status line must say something new: so first it is made to say something else."""
        self.terminal.type("y")
        self.terminal.wait_for(f"copied https://x.example/{self.name}")
        self._answer = answer
        self.terminal.type(keys)

    def said(self) -> re.Match[str]:
        """Wait for the answer to what was asked."""
        found: list[re.Match[str]] = []

        def is_there() -> bool:
            found.extend(match for line in self.terminal.lines() if (match := self._answer.search(line)))
            return bool(found)

        self.terminal.wait_until(is_there, f"{self.name}: {self._answer.pattern}")
        return found[0]

    def glance(self, key: str, heading: str) -> None:
        """Open a screen by a key, and leave it."""
        self.terminal.type(key)
        self.terminal.wait_for(heading)
        self.terminal.press("esc")
        self.terminal.wait_until(lambda: not self.terminal.shows(heading), f"{heading} is left")


class SharedTags:
    """The tags the interfaces' stories must have, by what the interfaces have said."""

    def __init__(self) -> None:
        self.on: set[str] = set()

    def ask(self, chance: random.Random, interface: Interface) -> str:
        """Have an interface put a tag on its story, or take it off; return which."""
        name = f"{interface.name}{chance.randint(1, 6)}"
        minus, un = ("-", "un") if name in self.on else ("", "")
        interface.ask(f"t{minus}{name}\r", re.compile(rf"(?<!un){un}tagged {name} · U undoes"))
        return name

    def note(self, interface: Interface, name: str) -> None:
        """Note a tag once the interface says so."""
        interface.said()
        self.on ^= {name}

    def turn(self, chance: random.Random, interface: Interface) -> None:
        """Have an interface undo or redo, and note what it says that was."""
        interface.ask(chance.choice(("U", "U", "\x12")), _TURNED)
        how, off, name = interface.said().groups()
        if how is not None:
            self.on = self.on | {name} if (how == "redone") != bool(off) else self.on - {name}
