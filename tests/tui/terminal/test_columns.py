"""What stands after uneven text is in its column, however the terminal counts cells."""

import re
import unicodedata
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size
from textual.drivers.linux_driver import LinuxDriver

from reader.tui.terminal.columns import in_columns
from reader.tui.terminal.driver import TerminalDriver
from reader.tui.widgets.strips import cut, fit, with_room

TITLES = [
    "নমস্কার हिन्दी காபி, a title long enough to fill its column to the very end",
    "👩‍👩‍👧‍👦 family ☧️ 🗳️ ❤️ 1️⃣ a title long enough to fill its column to the end",
    "한 ᄒ\u1161\u11ab 👍🏽 🇩🇪",
    "का",
]
COLOUR, BOLD, RESET = "\x1b[38;2;205;211;222;48;2;0;0;0m", "\x1b[1m", "\x1b[0m"


def naive(char: str) -> int:
    """Count as a terminal does that knows no clusters: spacing marks take a cell, each emoji of a family two."""
    if unicodedata.category(char) == "Mc" or "\u1160" <= char <= "\u11ff":
        return 1
    return 2 if "\U0001f1e6" <= char <= "\U0001f3ff" else get_character_cell_size(char)


def narrow(char: str) -> int:
    """Count as a terminal does that is older than any emoji."""
    return 0 if unicodedata.category(char)[0] == "M" else 1


def drawn(data: str, width: Callable[[str], int], columns: int = 60) -> list[str]:
    """Return what stands in each cell of a line of "x" after `data`, in a terminal that counts as `width` does."""
    cells, at = ["x"] * columns, 0
    for column, _, char in re.findall(r"\x1b\[(?:1;)?(\d+)[HG]|(\x1b\[[0-9;]*m)|(.)", data):
        size = width(char) if char else 0
        if column:
            at = int(column) - 1
        elif size and at < columns:
            cells[at : at + size] = [char, *[""] * (size - 1)]
            at += size
        elif char:
            cells[at - 1] += char
    return cells[:columns]


def line(pieces: Sequence[tuple[str, str]]) -> str:
    """Return a line as Textual writes it."""
    return "\x1b[1;1H" + "".join(f"{style}{text}{RESET}" if style else text for style, text in pieces)


@pytest.mark.parametrize("width", [naive, narrow, get_character_cell_size])
@pytest.mark.parametrize("title", TITLES)
def test_a_border_stands_where_it_stands_on_other_lines(title: str, width: Callable[[str], int]) -> None:
    row = [(COLOUR, " ● "), (COLOUR, fit(title, 30)), (BOLD, " 12 "), (COLOUR, "│"), ("", fit("right", 20)), ("", "┃")]
    cells = drawn(in_columns(line(row)), width)
    assert (cells[37], cells[58]) == ("│", "┃")
    assert "".join(cells[34:36]) == "12"
    assert "x" not in cells[:58]


@pytest.mark.parametrize("width", [naive, get_character_cell_size])
@pytest.mark.parametrize("title", TITLES)
def test_no_text_is_lost_that_fits_in_every_terminal(title: str, width: Callable[[str], int]) -> None:
    shown = cut(title, 40)
    cells = drawn(in_columns(line([(COLOUR, shown[:3]), (BOLD, shown[3:]), ("", " " * 15), ("", "│")])), width)
    assert unicodedata.normalize("NFC", "".join(cells)).startswith(unicodedata.normalize("NFC", shown))


def test_text_is_written_over_blanks_so_that_nothing_old_shows_through() -> None:
    cells = drawn(in_columns(line([("", "👍🏽 a"), ("", " " * 10), ("", "│")])), narrow)
    assert "".join(cells[:16]).startswith("👍🏽 a") and "x" not in cells[: cell_len("👍🏽 a") + 10]


def test_a_field_at_the_end_of_what_is_written_reaches_no_further() -> None:
    cells = drawn(in_columns(line([("", "काकाकाका")])), naive)
    assert cells[cell_len("काकाकाका") :] == ["x"] * (60 - cell_len("काकाकाका"))


def test_a_chip_with_room_pushes_nothing() -> None:
    for width in (naive, narrow):
        cells = drawn(in_columns(line([("", with_room("हिन्दी")), ("", "  "), ("", "film"), ("", "  │")])), width)
        at = cell_len(with_room("हिन्दी"))
        assert ("".join(cells[at + 2 : at + 6]), cells[at + 8]) == ("film", "│")


@pytest.mark.parametrize(
    "data",
    ["", "plain", line([(COLOUR, "日本語 “é” ●"), ("", "│")]), "\x1b[?25l\x1b[2J", "हिन्दी with no move before it"],
)
def test_what_is_even_is_written_as_it_is(data: str) -> None:
    assert in_columns(data) == data


def test_a_line_with_sequences_of_another_kind_is_written_as_it_is() -> None:
    data = line([("", "हिन्दी")]) + "\x1b[?25h"
    assert in_columns(data) == data


words = st.text(st.sampled_from("ab字é\u0301नमस्कारক্ষীি👩🏽❤\u200d\ufe0f🇩🇪"), max_size=20)


@given(st.lists(st.tuples(st.sampled_from([COLOUR, BOLD, ""]), words), max_size=6), st.sampled_from([naive, narrow]))
def test_all_text_is_written_in_its_order(pieces: list[tuple[str, str]], width: Callable[[str], int]) -> None:
    written = "".join(drawn(in_columns(line([("", "|"), *pieces, ("", " " * 250)])), width, 400))
    assert re.sub("[ x]", "", written) == "|" + "".join(text for _, text in pieces)


def test_the_driver_writes_what_another_would_but_for_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(LinuxDriver, "write", lambda _, data: written.append(data))
    driver = object.__new__(TerminalDriver)
    driver.active, driver._in_doubt = True, False
    driver.write("plain")
    driver.write(line([("", "हिन्दी│")]))
    assert written == ["plain", in_columns(line([("", "हिन्दी│")]))]
