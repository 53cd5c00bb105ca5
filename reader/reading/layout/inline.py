"""The text of one block with its styles and links, from the parser's tokens.

Owns what inline markup means: emphasis, code, links and their numbers, images as words, footnotes, bare addresses.
Must not know what blocks there are.
"""

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from markdown_it.token import Token

from reader.reading.cleaning import clean_line, clean_text, clean_url, is_openable
from reader.reading.escaping import bare_urls
from reader.reading.layout.markdown_parser import FOOTNOTE
from reader.reading.layout.wrapping import NO_BREAK, Run, StyledText

_BLANKS = re.compile(r"[ \t]{2,}|\t")
_ROLES = {"em_open": "emphasis", "strong_open": "strong", "s_open": "strike"}
_ENDS = {"em_close": "emphasis", "strong_close": "strong", "s_close": "strike"}


class Links:
    """Numbers the links of an article; the same address keeps its number."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url
        self._numbers: dict[str, int] = {}

    @property
    def urls(self) -> list[str]:
        """The addresses in the order of their numbers."""
        return list(self._numbers)

    def number(self, href: str) -> int:
        """Return the number of `href`, 0 when it may not be opened or only points into the page."""
        url = self.resolved(href)
        return self._numbers.setdefault(url, len(self._numbers) + 1) if url else 0

    def resolved(self, href: str) -> str:
        """Return the whole address of `href`, "" when it may not be opened or only points into the page."""
        url = clean_url(href)
        if not url or url.startswith("#"):
            return ""
        try:
            url = clean_url(urljoin(self._base, url))
        except ValueError:
            return ""
        return url if is_openable(url) else ""


def styled_text(tokens: Sequence[Token], links: Links) -> StyledText:
    """Return the text of inline `tokens`; links found on the way are numbered in `links`."""
    return _Inline(links).styled(tokens)


class _Inline:
    """Gathers the text of one block with its styles."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._pieces: list[str] = []
        self._runs: list[Run] = []
        self._length = 0
        self._roles: tuple[str, ...] = ()
        self._link = 0

    def styled(self, tokens: Sequence[Token]) -> StyledText:
        for token in tokens:
            self._take(token)
        return StyledText("".join(self._pieces), tuple(self._runs))

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._take_text(token.content)
        elif kind in _ROLES:
            self._roles = (*self._roles, _ROLES[kind])
        elif kind in _ENDS:
            self._roles = _without_last(self._roles, _ENDS[kind])
        elif kind == "softbreak":
            self._add(" ")
        elif kind == "hardbreak":
            self._add("\n")
        elif kind == "code_inline":
            self._add(clean_line(token.content, len(token.content)), "code")
        elif kind == "link_open":
            self._link = self._links.number(str(token.attrs.get("href", "")))
        elif kind == "link_close":
            self._add_number(self._link)
            self._link = 0
        elif kind == "image":
            self._add_image(token)
        elif token.content:
            self._add(token.content)

    def _take_text(self, text: str) -> None:
        text = _BLANKS.sub(" ", clean_text(text).replace("\n", " "))
        done = 0
        if "://" in text and not self._link:
            for start, end in bare_urls(text):
                self._take_notes(text[done:start])
                self._link = self._links.number(text[start:end])
                self._add(text[start:end])
                self._add_number(self._link)
                self._link = 0
                done = end
        self._take_notes(text[done:])

    def _take_notes(self, text: str) -> None:
        done = 0
        if "[^" in text:
            for note in FOOTNOTE.finditer(text):
                self._add(text[done : note.start()])
                self._add(note.group(), "footnote")
                done = note.end()
        self._add(text[done:])

    def _add_image(self, token: Token) -> None:
        alt = description(token)
        number = self._link or self._links.number(str(token.attrs.get("src", "")))
        outer, self._link = self._link, number
        self._add(f"[image: {alt}]" if alt else "[image]", "image")
        if not outer:
            self._add_number(number)
        self._link = outer

    def _add_number(self, number: int) -> None:
        if number:
            self._append(f"{NO_BREAK}[{number}]", ("link-number",), number)

    def _add(self, text: str, role: str = "") -> None:
        roles = (*self._roles, role) if role else self._roles
        self._append(text, (*roles, "link") if self._link and role != "image" else roles, self._link)

    def _append(self, text: str, roles: tuple[str, ...], link: int) -> None:
        if text:
            self._pieces.append(text)
            self._runs.append(Run(self._length, self._length + len(text), roles, link))
            self._length += len(text)


def _without_last(roles: tuple[str, ...], role: str) -> tuple[str, ...]:
    for at in range(len(roles) - 1, -1, -1):
        if roles[at] == role:
            return roles[:at] + roles[at + 1 :]
    return roles


def description(image: Token) -> str:
    """Return what an image shows, in the words of its publisher."""
    return clean_line("".join(_words_of(image.children or ())), 10_000)


def _words_of(tokens: Sequence[Token]) -> list[str]:
    """Return the words of an image's description, whatever markup they are in."""
    words: list[str] = []
    for token in tokens:
        if token.type == "image":
            words += _words_of(token.children or ())
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        else:
            words.append(token.content)
    return words
