"""A small dose of hostile text: all payloads in three stories; `terminal.py` has a story for each, and a terminal."""

from pathlib import Path

import pytest
from end_to_end.program import run_here, start
from hardening.payloads import MARKUP, PAYLOADS
from hardening.terminal import SCREENS, TAG_DIALOGS, call_every_verb_here, foreign_sequences, try_all

GROUPS = [{name: PAYLOADS[name] for name in list(PAYLOADS)[at::3]} for at in range(3)]


def test_no_foreign_sequence_reaches_the_terminal_from_any_field_on_any_screen_or_verb(tmp_path: Path) -> None:
    findings = try_all(tmp_path / "home", GROUPS, call_every_verb_here)
    assert findings.foreign == []
    assert set(findings.screens) >= {"story", "feed", "rules", "search bar", *SCREENS, *TAG_DIALOGS}


def test_titles_that_look_like_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    items = "".join(
        f"<item><guid>{guid}</guid><title>{title}</title></item>" for guid, title in enumerate(MARKUP.values())
    )
    (tmp_path / "markup.rss").write_text(f'<rss version="2.0"><channel><title>Markup</title>{items}</channel></rss>')
    run_here(tmp_path, "add", str(tmp_path / "markup.rss"))
    with start(tmp_path, 120, 40, "--query", "feed:markup") as terminal:
        for title in MARKUP.values():
            terminal.wait_for(title)


@pytest.mark.parametrize("payload", [name for name in PAYLOADS if name not in {*MARKUP} and "reference" not in name])
def test_each_payload_would_be_found_if_it_came_through(payload: str) -> None:
    written = f"a{PAYLOADS[payload]}b".encode("utf-8", "surrogatepass")
    assert list(foreign_sequences(written, 120, 50)) != [] or payload in ("selectors", "piled marks", "line over line")


def test_what_the_program_writes_of_its_own_accord_is_not_foreign() -> None:
    coloured = "\x1b[0m\x1b[1;38;2;1;2;3;48;2;4;5;6mé 字\x1b[0m\r\n"
    ours = f"\x1b[?1049h\x1b[50;120H\x1b[120G{coloured}\x1b]22;default\x07\x1b[?25l"
    assert list(foreign_sequences(ours.encode(), 120, 50)) == []
