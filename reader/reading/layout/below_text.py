"""What stands below an article's text: attached files, the person's note, a paywall's notice, the publisher's, links.

Pure; must not know how any of it is opened.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from rich.cells import cell_len

from reader.model import Enclosure
from reader.reading.cells import most_cells
from reader.reading.cleaning import clean_line
from reader.reading.enclosures import facts_of, name_of
from reader.reading.layout.block_lines import block_lines, in_role
from reader.reading.layout.blocks import blocks_of
from reader.reading.layout.inline import Links
from reader.reading.layout.wrapping import Line, Run, Span, StyledText, chopped, wrapped


def hint_lines(hint: str, width: int) -> list[Line]:
    """Return a hint of ours, set off from the text; no lines without one."""
    return _plain_lines(f"┄┄ {hint} ┄┄", ("muted",), width) if hint else []


def attachment_lines(enclosures: Sequence[Enclosure], links: Links, width: int) -> list[Line]:
    """Return a line or more for each attached file; their addresses are numbered in `links`."""
    return [
        line for enclosure in enclosures for line in _attachment_lines(enclosure, links.number(enclosure.url), width)
    ]


def _attachment_lines(enclosure: Enclosure, number: int, width: int) -> list[Line]:
    pieces: list[tuple[str, tuple[str, ...], int]] = [
        ("⎘ ", ("bullet",), 0),
        (name_of(enclosure.url), ("link",) if number else (), number),
        (f" [{number}]" if number else "", ("link-number",), number),
        ("".join(f" · {fact}" for fact in facts_of(enclosure)), ("muted",), 0),
    ]
    runs: list[Run] = []
    text = ""
    for piece, roles, link in pieces:
        if piece:
            runs.append(Run(len(text), len(text) + len(piece), roles, link))
        text += piece
    return wrapped(StyledText(text, tuple(runs)), width)


def note_lines(note: str, width: int) -> list[Line]:
    """Return the person's note under a head of its own; no lines without one."""
    if not note:
        return []
    lines = [line for text in ("your note", *note.split("\n")) for line in _plain_lines(text, ("note",), width - 2)]
    return [(Span("✎ " if at == 0 else "  ", ("bullet",)), *line) for at, line in enumerate(lines)]


def paywall_lines(paywall: Sequence[str], width: int) -> list[Line]:
    """Return a paywall's notice under a line that counts it; no lines without one."""
    if not paywall:
        return []
    count = "1 line" if len(paywall) == 1 else f"{len(paywall)} lines"
    head = f"┄┄ remains of a paywall, {count} ┄┄"
    return [line for text in (head, *paywall) for line in _plain_lines(clean_line(text, 10_000), ("muted",), width)]


def boilerplate_lines(boilerplate: str, links: Links, width: int, *, unfolded: bool) -> list[Line]:
    """Return what the publisher puts under every story: one line that stands for it, and all of it where `unfolded`."""
    if not boilerplate:
        return []
    lines = _plain_lines(f"┄ publisher's ending · e {'folds' if unfolded else 'shows'} it ┄", ("muted",), width)
    for block in blocks_of(boilerplate, links) if unfolded else ():
        lines += [in_role(line, "muted") for line in block_lines(block, width)]
    return lines


def link_lines(links: Sequence[str], width: int) -> list[Line]:
    """Return the numbered list of links, each on a line of its own, the host first."""
    digits = len(str(len(links)))
    return [
        _link_line(f"{f'[{number}]':>{digits + 2}} ", url, number, width) for number, url in enumerate(links, start=1)
    ]


def _link_line(mark: str, url: str, number: int, width: int) -> Line:
    room = width - len(mark)
    return (Span(mark, ("link-number",), number), Span(_shortened(_shown_url(url), room), ("link",), number))


def _shown_url(url: str) -> str:
    """Return `url` without its scheme, user and "www.", the host in the form that cannot deceive (RFC 3492)."""
    parts = urlsplit(url)
    if parts.scheme.lower() == "mailto":
        return parts.path
    host = (parts.hostname or "").removeprefix("www.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = ascii(host)[1:-1]
    path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return host + path + (f"#{parts.fragment}" if parts.fragment else "")


def _shortened(text: str, cells: int) -> str:
    """Cut `text` in the middle: a host begins it, and what the page is called mostly ends it."""
    if most_cells(text) <= cells:
        return text
    begin, end = chopped(text, max(1, cells * 2 // 3))[0]
    tail = chopped(text[::-1], max(1, cells - 1 - cell_len(text[begin:end])))[0] if cells > 12 else (0, 0)
    return text[begin:end] + "…" + text[len(text) - tail[1] :] if tail[1] else text[begin:end] + "…"


def _plain_lines(text: str, roles: tuple[str, ...], width: int) -> list[Line]:
    return wrapped(StyledText(text, (Run(0, len(text), roles),)), width)
