"""A plain-text document: its title, its text as Markdown, the paywall's notice at its end.

Owns which line is the title. Must not know where the text comes from or how it will be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reader.reading.cleaning import clean_line, clean_text
from reader.reading.text.structure import MAIL_HEADER, UNDERLINE, hashed_heading, structure_of
from reader.reading.text.writing import markdown_of_parts
from reader.reading.trimming.endings import split_paywall

_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """A plain-text document made Markdown.

    The title is its first line, cleaned ("" for an empty document); `markdown` is the rest; `paywall` are the
    lines of a paywall's notice at its end.
    """

    title: str
    markdown: str
    paywall: tuple[str, ...] = ()


def parse_document(text: str) -> PlainDocument:
    """Return `text` as a document that begins with its title; whatever it is, no word of it is lost."""
    title, rest = _split_title(_lines(text))
    body, paywall = split_paywall(rest)
    return PlainDocument(title, markdown_of_parts(structure_of(body)), paywall)


def parse_body(text: str) -> PlainDocument:
    """Return `text` as a document without a title of its own: its first line is a line like any other."""
    body, paywall = split_paywall(_lines(text))
    return PlainDocument("", markdown_of_parts(structure_of(body)), paywall)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in clean_text(text).expandtabs(4).split("\n")]


def _split_title(lines: list[str]) -> tuple[str, list[str]]:
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return "", []
    subject = _mail_subject(lines[first:])
    if subject:
        return clean_line(subject), lines[first:]
    title = hashed_heading(lines[first]) or lines[first]
    rest = lines[first + 1 :]
    if rest and UNDERLINE.fullmatch(rest[0].strip()):
        rest = rest[1:]
    if len(title) > _LONGEST_TITLE:
        return clean_line(title, _LONGEST_TITLE), lines[first:]
    return clean_line(title), rest


def _mail_subject(lines: Sequence[str]) -> str:
    headers: dict[str, str] = {}
    for line in lines[:40]:
        if not MAIL_HEADER.fullmatch(line):
            break
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    return headers.get("subject", "") if "from" in headers else ""
