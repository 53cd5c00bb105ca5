"""Hostile text in every field, on every screen and in what every verb prints: no escape sequence but our own comes out.

    python tests/hardening/terminal.py [--count PAYLOADS] [--seed S]

The program runs in a pseudo-terminal; what it writes is parsed byte by byte. Each escape sequence must be one of those
the program writes of its own accord, each other byte plain text in UTF-8. A finding is printed with the seed.
"""

import argparse
import random
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from end_to_end.program import READER, call_here, environment, start
from end_to_end.terminal import Terminal
from hardening.hostile_home import FIELDS, answer_hostilely, hostile_addresses, make_home, quoted_name
from hardening.payloads import PAYLOADS, attack
from web_server import WebServer

COLUMNS, ROWS = 120, 50

_STRING = r"\][^\x07\x1b]*(?:\x07|\x1b\\)?|[P_^X][^\x1b]*(?:\x1b\\)?"
_SEQUENCE = re.compile(rf"\x1b(?:\[[0-?]*[ -/]*[@-~]?|{_STRING}|[^\[\]]?)")
_COLOUR = r"[34]8;2;\d{1,3};\d{1,3};\d{1,3}"
_OURS = re.compile(
    rf"\x1b\[(?:0|(?:[12347]|9|{_COLOUR})(?:;(?:[12347]|9|{_COLOUR}))*)m"  # styles and colours
    r"|\x1b\[\?(?:1000|1003|1004|1006|1015|1016|1049|2004|2026|2048|25|7)[hl]"  # mouse, focus, paste, screen, cursor
    r"|\x1b\[(?:>25|<)u|\x1b\[\?(?:2026|2048)\$p"  # keys told apart; two questions Textual asks
    r"|\x1b\]22;(?:default|pointer|text)\x07"  # the shape of the pointer
    r"|\x1b\[[0-2]?K"  # to the end of the line, for progress
)
_PLACE = re.compile(r"\x1b\[(?:(\d+);)?(\d+)[HG]")
_FORBIDDEN = {"Cc", "Cf", "Cs"}
_ALLOWED_CHARACTERS = {"\n", "\r", "\t", "\u200c", "\u200d"}

SCREENS: Mapping[str, tuple[str, str]] = {
    "tag bar": ("t", "Enter apply"),
    "note": ("m", "Note ·"),
    "links": ("f", "Links"),
    "outline": ("i", "Outline"),
    "attached files": ("F", "Attached files"),
    "help": ("?", "To the next heading"),
    "feed health": ("!", "Feed health ·"),
    "timeline": ("H", "What you did ·"),
    "tags": ("#", "Tags ·"),
    "adding": ("a", "Add a feed, a site"),
    "keeping a search": ("S", "Keep this search"),
    "making a rule": ("M", "A rule for stories"),
    "going to a day": ("D", "Go to a day"),
    "palette": (":", "Search for commands"),
}
"""The key that opens each, and what it shows; esc leaves it."""

TAG_DIALOGS = {
    "renaming a tag": ("r", "is to be called"),
    "merging tags": ("m", "are to have instead"),
    "deleting a tag": ("d", "U brings it back"),
}
"""The same for those on the screen of tags."""


@dataclass
class Findings:
    """What was read and what was found in it."""

    bytes_read: int = 0
    screens: Counter[str] = field(default_factory=Counter)
    verbs: int = 0
    foreign: list[str] = field(default_factory=list)

    def take_in(self, where: str, written: bytes, columns: int = COLUMNS, rows: int = ROWS) -> None:
        """Parse what a program wrote."""
        self.bytes_read += len(written)
        self.foreign += [f"{where}: {sequence!r}" for sequence in foreign_sequences(written, columns, rows)]


def foreign_sequences(written: bytes, columns: int, rows: int) -> Iterator[str]:
    """Yield what no terminal should be sent: sequences that are not ours, controls, invisible characters, no UTF-8."""
    try:
        text = written.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"no UTF-8 at {error.start}: {written[error.start : error.start + 9]!r}"
        text = written.decode("utf-8", "replace")
    for found in _SEQUENCE.finditer(text):
        if not (_OURS.fullmatch(found[0]) or _is_place(found[0], columns, rows)):
            yield found[0]
    plain = _SEQUENCE.sub("", text)
    for char in set(plain) - _ALLOWED_CHARACTERS:
        if unicodedata.category(char) in _FORBIDDEN:
            at = plain.index(char)
            yield plain[max(0, at - 20) : at + 20]


def _is_place(sequence: str, columns: int, rows: int) -> bool:
    place = _PLACE.fullmatch(sequence)
    return place is not None and int(place[1] or 1) <= rows and int(place[2]) <= columns


def look_at_every_screen(home: Path, findings: Findings, stories: int) -> None:
    """Read so many stories in the interface, open every screen on the last, refresh, and go along the sidebar."""
    with start(home, COLUMNS, ROWS, "--query", "title:number") as terminal:
        _read_every_story(terminal, stories)
        findings.screens["story"] += stories
        _open_each(terminal, SCREENS, findings)
        terminal.press("#")
        terminal.wait_for("Tags ·")
        _open_each(terminal, TAG_DIALOGS, findings)
        _leave(terminal, "Tags ·")
        _open_rules(terminal, findings)
        terminal.press("/")
        terminal.type("number")
        terminal.wait_for("/ number")
        findings.screens["search bar"] += 1
        _leave(terminal, "/ number")
        terminal.press("1", "R")
        terminal.wait_for("refreshed")
        for feed in range(6):
            terminal.press("J")
            terminal.wait_until(lambda: True, f"feed {feed}")
            findings.screens["feed"] += 1
        terminal.press("q")
        terminal.wait_for_exit()
        findings.take_in("the interface", bytes(terminal.raw))


def _open_each(terminal: Terminal, screens: Mapping[str, tuple[str, str]], findings: Findings) -> None:
    for name, (key, words) in screens.items():
        terminal.press(key)
        terminal.wait_for(words)
        findings.screens[name] += 1
        _leave(terminal, words)


def _open_rules(terminal: Terminal, findings: Findings) -> None:
    """Open the screen of rules, by its name in the palette, and a rule to change it."""
    terminal.press(":")
    terminal.wait_for("Search for commands")
    terminal.type("Rules")
    terminal.wait_for("What is done to new stories by itself")
    terminal.press("enter")
    terminal.wait_for("Rules ·")
    _open_each(terminal, {"changing a rule": ("enter", "A rule for stories")}, findings)
    findings.screens["rules"] += 1
    _leave(terminal, "Rules ·")


def _leave(terminal: Terminal, words: str) -> None:
    """Leave what shows some words; a key pressed at once after esc would be another key."""
    terminal.press("esc")
    terminal.wait_until(lambda: not terminal.shows(words), f"no {words!r}")


def _read_every_story(terminal: Terminal, stories: int) -> None:
    """Go down the list until every body was on the screen once."""
    seen: set[str] = set()
    while len(seen) < stories:
        terminal.wait_until(lambda: _body_shown(terminal) not in {"", *seen}, f"a body other than {sorted(seen)}")
        seen.add(_body_shown(terminal))
        terminal.press("j")


def _body_shown(terminal: Terminal) -> str:
    """Return the number of the body that is shown, "" while none is."""
    found = re.search(r"Body number (\d+)\.", terminal.screen_text())
    return found[1] if found else ""


def verbs(home: Path, server: WebServer, payloads: dict[str, str]) -> Iterator[Sequence[str]]:
    """Yield calls of every verb that prints, some with hostile arguments."""
    word = attack("argument", payloads).replace("\0", "").encode("utf-8", "replace").decode()
    yield from (["list"], ["list", "--json"], ["feeds"], ["feeds", "--json"], ["feeds", "--trouble"], ["tags"])
    yield from (["searches"], ["searches", "--json"], ["rules"], ["rules", "--json"], ["undo", "--list"], ["doctor"])
    yield from (["show", "1", "--format", form] for form in ("markdown", "text", "html", "json"))
    yield from (["export", "--format", "opml"], ["export", "--format", "markdown", "--to", str(home / "out")])
    yield ["export", "--format", "markdown"]
    yield from (["refresh"], ["refresh", "--force"], ["refresh", "--force", "--events"])
    yield ["download", server.url(f"/{quoted_name(payloads)}")]
    yield from (["add", address] for address in hostile_addresses(server))
    yield from (["add", word], ["add", f"https://{word}/"], ["add", str(home / "hostile.none")], ["import", word])
    yield from (["list", f"tag:{word}"], ["list", f"nokey:{word}"], ["list", f'"{word}'], ["show", word])
    yield from (["tag", word, "--add", "x"], ["mark", word, "1"], ["rules", "add", f"({word}"])
    yield from (
        ["searches", "remove", word],
        [word],
        [f"--{word}"],
        ["list", f"--{word}"],
        ["feeds", word],
        ["show", "1", "--format", word],
    )


def call_every_verb(home: Path, server: WebServer, payloads: dict[str, str], findings: Findings) -> None:
    """Call every verb in a terminal of its own."""
    for words in verbs(home, server, payloads):
        with Terminal(COLUMNS, ROWS, (*READER, *words), environment(home)) as terminal:
            terminal.wait_for_exit()
            findings.take_in(f"reader {' '.join(words)[:60]!r}", bytes(terminal.raw))
        findings.verbs += 1


def call_every_verb_here(home: Path, server: WebServer, payloads: dict[str, str], findings: Findings) -> None:
    """Call every verb in this process, which is faster, and where there is no terminal to see."""
    for words in verbs(home, server, payloads):
        _, out, err = call_here(home, *words)
        findings.take_in(f"reader {' '.join(words)[:60]!r}", (out + err).encode("utf-8", "surrogateescape"))
        findings.verbs += 1


def refuse_settings(home: Path, payloads: dict[str, str], findings: Findings) -> None:
    """Start the program with settings it cannot understand, and that are hostile as well."""
    (home / "config").mkdir(exist_ok=True)
    for settings in (f"player = '''{_in_toml(payloads)}'''\nx = 1\n", f"[{attack('table', payloads)}]"):
        (home / "config" / "config.toml").write_text(settings, "utf-8", "replace")
        with Terminal(COLUMNS, ROWS, READER, environment(home)) as terminal:
            terminal.wait_for_exit()
            findings.take_in("settings that are not understood", bytes(terminal.raw))


def try_all(home: Path, groups: Sequence[dict[str, str]], call: Callable[..., None] = call_every_verb) -> Findings:
    """Put the payloads of each group into every field, and look at every screen and verb."""
    findings = Findings()
    everything = {name: payload for group in groups for name, payload in group.items()}
    with WebServer() as server:
        answer_hostilely(server, everything)
        make_home(home, groups, server)
        look_at_every_screen(home, findings, len(groups))
        call(home, server, everything, findings)
        refuse_settings(home, everything, findings)
    return findings


def _in_toml(payloads: dict[str, str]) -> str:
    return "".join(char for char in attack("config", payloads) if char >= " " and char not in "'\x7f")


def main() -> int:
    """Try as many payloads as are asked for; print figures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=len(PAYLOADS), help="payloads, each in a story of its own")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    names = random.Random(chosen.seed).sample(list(PAYLOADS), min(chosen.count, len(PAYLOADS)))
    with tempfile.TemporaryDirectory() as folder:
        findings = try_all(Path(folder) / "home", [{name: PAYLOADS[name]} for name in names])
    for one in findings.foreign[:50]:
        print(one)
    counts = f"{len(names)} payloads × {len(FIELDS)} fields × {len(findings.screens)} screens"
    print(f"{counts}, {findings.verbs} calls of verbs")
    print(", ".join(f"{name} {times}" for name, times in findings.screens.items()))
    print(f"{findings.bytes_read:,} bytes read, {len(findings.foreign)} foreign sequences, seed {chosen.seed}")
    return 1 if findings.foreign else 0


if __name__ == "__main__":
    sys.exit(main())
