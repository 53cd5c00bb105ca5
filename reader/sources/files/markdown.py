"""Writes stories as Markdown documents with front matter, one file a story.

Owns the format, the names of files, and that no file that is there is ever written over. Must not know the library.
"""

import os
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from reader.errors import SourceError
from reader.model import Body, Story
from reader.reading.article import article_of
from reader.reading.cleaning import clean_text
from reader.sources.files.disk import reason_of, shown_name
from reader.sources.files.names import safe_name

SEPARATOR = "<!-- reader: the next story -->"
"""The line between two documents in one text; in no document does it stand as a line of its own."""

_SLUG_BYTES = 80
_NO_WORD = re.compile(r"[^\w]+")
_OWN_SEPARATOR = re.compile(rf"^{re.escape(SEPARATOR)}[ \t]*$", re.MULTILINE)


def document_of(story: Story, body: Body, note: str = "") -> str:
    """Return a story as Markdown: front matter in YAML, with title, date, author, url, tags, star, note; then its text.

    The note is a block of its own lines.
    """
    article = article_of(body, story.title)
    paywall = ["---", *(f"> {line}" for line in article.paywall)] if article.paywall else []
    text = "\n\n".join([article.markdown.strip("\n"), *paywall])
    whole = f"---\n{_front_matter(story, note)}---\n\n{text.strip()}".rstrip() + "\n"
    return _OWN_SEPARATOR.sub(f" {SEPARATOR}", clean_text(whole))


def file_name(story: Story) -> str:
    """Return the name of a story's file: its day, words of its title, its id; a good name on any system.

    Nothing of a title but letters and digits gets in.
    """
    slug = _NO_WORD.sub("-", unicodedata.normalize("NFKC", story.title).casefold().replace("_", "-")).strip("-")
    short = slug.encode("utf-8", "ignore")[:_SLUG_BYTES].decode("utf-8", "ignore").strip("-")
    return safe_name("-".join(part for part in (_moment(story)[:10], short, str(story.id)) if part)) + ".md"


def make_folder(folder: Path) -> None:
    """Make a folder, and those it lies in, where it is not there; raises SourceError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(f"{shown_name(folder)} cannot be a folder to write to: {reason_of(error)}.") from None


def write_new(folder: Path, name: str, text: str) -> bool:
    """Write a file whole or not at all; leave one that is there as it is, and say whether it was written.

    Raises SourceError where the folder takes no file.
    """
    target, passing = folder / name, folder / f".{name}.{os.getpid()}.tmp"
    if os.path.lexists(target):
        return False
    try:
        descriptor = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        passing.replace(target)
    except OSError as error:
        with suppress(OSError):
            passing.unlink()
        raise SourceError(
            f"{shown_name(target)} cannot be written: {reason_of(error)}. What came before it is there."
        ) from None
    return True


def _front_matter(story: Story, note: str) -> str:
    moment = _moment(story)
    told = {"author": story.author, "url": story.url, "tags": list(story.tags), "starred": story.starred}
    date = f"date: {moment}\n" if moment else ""
    parts = [_yaml("title", story.title), date, *(_yaml(name, value) for name, value in told.items() if value)]
    return "".join([*parts, _block("note", note)])


def _yaml(name: str, value: object) -> str:
    import yaml

    return str(yaml.safe_dump({name: value}, allow_unicode=True, width=10_000))


def _block(name: str, text: str) -> str:
    """Return a text of several lines as YAML, a line each where it can be; "" for none."""
    import yaml

    text = clean_text(text).strip()
    return f"{name}: {yaml.safe_dump(text, default_style='|', allow_unicode=True, width=10**9)}" if text else ""


def _moment(story: Story) -> str:
    """Return when a story was published as ISO 8601 in UTC, "" for a time no calendar has."""
    try:
        return datetime.fromtimestamp(story.published, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""
