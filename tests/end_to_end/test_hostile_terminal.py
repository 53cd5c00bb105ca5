"""Foreign text never reaches the terminal raw, whichever field it hides in and wherever it is shown."""

import json
import re
from html import escape
from pathlib import Path

from end_to_end.program import run, run_here, start
from end_to_end.terminal import Terminal

ATTACKS = {
    "title of the window": "\x1b]0;PWNED\x07",
    "clipboard": "\x1b]52;c;UFdORUQ=\x07",
    "title, C1": "\x9d0;PWNED\x9c",
    "colour, C1": "\x9b7777m",
    "cursor": "\x1b[7777;7777H",
    "device control": "\x1bPPWNED\x1b\\",
    "application program": "\x1b_PWNED\x1b\\",
    "reset": "\x1bc",
    "hyperlink": "\x1b]8;;https://evil.example/\x1b\\",
    "bell and backspace": "\x07\x08\x0e\x0f\x7f",
    "bidi": "\u202e\u2066\u2067\u202d\u2069",
}
MARKUP = [
    "[/b]",
    "[@click=app.quit]x[/]",
    "[",
    "[bold",
    "\\[red]",
    "[link=x:y]z[/link]",
    "$bell {0} %s",
]

FOREIGN = re.compile(
    r"\x1b\][^\x07\x1b]*(?:PWNED|evil)|\x1b\]52|\x1b\]8;|\x1b[P_^X]|\x1bc|\x1b\[[\d;]*7777|[\x80-\x9f\u202a-\u202e\u2066-\u2069\x07\x08]"
)
"""What must never be written: the attacks above, by their first characters, and any C1, bidi control or bell."""

POINTER_SHAPE = re.compile(r"\x1b\]22;[a-z]*\x07")
"""What Textual itself writes to shape the mouse pointer."""


def attack(field: str) -> str:
    return f"{field} " + "".join(f"{payload}{name} " for name, payload in ATTACKS.items())


def as_json_feed() -> str:
    """Return a JSON Feed with an attack in every text a person gets to see, the markup ones as titles."""
    text, quoted = escape(attack("body")), escape(attack("attribute"), quote=True)
    body = (
        f"<h2>{text}</h2><p>{text} <a href='https://x.example/{quoted}' title='{quoted}'>{text}</a></p>"
        f"<img src='https://x.example/{quoted}' alt='{quoted}'><pre><code class='{quoted}'>{text}</code></pre>"
        f"<ul><li>{text}</ul><blockquote>{text}</blockquote><table><tr><td>{text}</table>"
    )
    story = {
        "url": "https://x.example/" + attack("url"),
        "authors": [{"name": attack("author")}],
        "tags": [attack("category")],
        "date_published": "2026-11-21T10:00:00Z",
    }
    items = [
        story | {"id": str(number), "title": title, "content_html": f"<p>Body number {number}.</p>{body}"}
        for number, title in enumerate([attack("title"), *MARKUP])
    ]
    feed = {"title": attack("JSON feed"), "home_page_url": "https://x.example/" + attack("home"), "items": items}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1"} | feed)


def as_rss() -> bytes:
    """Return an RSS feed with the attacks raw and as character references, which XML forbids and feeds contain."""
    raw = attack("raw")
    referred = "".join(f"&#{ord(sign)};" if ord(sign) < 32 or 127 <= ord(sign) < 160 else sign for sign in raw)
    items = "".join(
        f"<item><guid>{number}</guid><title>{text}</title><author>{text}</author><link>https://x.example/{number}</link>"
        f"<description>&lt;p&gt;Body number {number}. {text}&lt;/p&gt;</description><category>{text}</category></item>"
        for number, text in enumerate([raw, referred], len(MARKUP) + 1)
    )
    return f'<rss version="2.0"><channel><title>{referred}</title>{items}</channel></rss>'.encode()


def as_document() -> str:
    return f"{attack('A document')}\nBody number {len(MARKUP) + 3}. {attack('First line')}\n\n{attack('A paragraph')}\n"


def add_attacks(home: Path) -> None:
    (home / "hostile.json").write_text(as_json_feed())
    (home / "hostile.rss").write_bytes(as_rss())
    (home / "hostile.txt").write_text(as_document())
    run_here(home, "add", *(str(home / f"hostile.{kind}") for kind in ("json", "rss", "txt")))


def body_on_screen(terminal: Terminal) -> str:
    """Return the number of the body that is shown, "" while none is."""
    found = re.search(r"Body number (\d+)\.", terminal.screen_text())
    return found[1] if found else ""


def open_every_story(terminal: Terminal) -> None:
    """Go down the list until every body was on the screen once."""
    seen: set[str] = set()
    while len(seen) < len(MARKUP) + 4:
        terminal.wait_until(lambda: body_on_screen(terminal) not in {"", *seen}, f"a body other than {sorted(seen)}")
        seen.add(body_on_screen(terminal))
        terminal.press("j")


def open_everything_else(terminal: Terminal) -> None:
    """Open the tag bar, the palette, the help and the sidebar, and let a feed get into trouble."""
    terminal.press("t")
    terminal.wait_for("Enter apply")
    terminal.press("esc")
    terminal.wait_until(lambda: not terminal.shows("Enter apply"), "the tag bar gone")
    terminal.press("?")
    terminal.wait_for("To the next heading")
    terminal.press("esc")
    terminal.wait_until(lambda: not terminal.shows("To the next heading"), "the help gone")
    terminal.press("J", "J", "J", "R")
    terminal.wait_for("refreshed")


def test_no_foreign_sequence_reaches_the_terminal(tmp_path: Path) -> None:
    add_attacks(tmp_path)
    run_here(tmp_path, "tag", "1", "--add", ATTACKS["title of the window"] + ATTACKS["bidi"])
    with start(tmp_path, 120, 150) as terminal:
        open_every_story(terminal)
        (tmp_path / "hostile.json").write_text(attack("no feed any more"))
        (tmp_path / "hostile.rss").write_text(attack("no feed any more"))
        open_everything_else(terminal)
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        written = POINTER_SHAPE.sub("", bytes(terminal.raw).decode("utf-8"))
    assert FOREIGN.findall(written) == []


def test_titles_that_look_like_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    add_attacks(tmp_path)
    with start(tmp_path, 120, 40, "--query", "feed:json") as terminal:
        for title in MARKUP:
            terminal.wait_for(title)


def test_commands_print_no_foreign_sequence_either(tmp_path: Path) -> None:
    add_attacks(tmp_path)
    printed = run(tmp_path, "list") + run(tmp_path, "feeds") + run(tmp_path, "show", "1")
    assert FOREIGN.findall(printed) == []
