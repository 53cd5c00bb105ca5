"""Documents on disk as stories: plain text, Markdown and HTML files, and folders of them.

Owns which files are read, how far below a folder, and where their titles and dates come from. Must not know
the library. Nothing but regular files is ever opened, and none that lies outside the folder it was found in.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from reader.errors import SourceError
from reader.model import Body, BodyFormat, ParsedFeed, ParsedStory
from reader.reading.cleaning import clean_line, clean_text
from reader.sources.charsets import decode
from reader.sources.containment import contained_within
from reader.sources.dates import read_date
from reader.sources.files.disk import read_file, reason_of, shown_name
from reader.sources.files.metadata import Metadata, first_of, html_metadata, split_front_matter, without_front_matter
from reader.sources.sniffing import binary_kind, is_binary

_FORMATS = {
    ".txt": BodyFormat.TEXT,
    ".text": BodyFormat.TEXT,
    ".md": BodyFormat.MARKDOWN,
    ".markdown": BodyFormat.MARKDOWN,
    ".html": BodyFormat.HTML,
    ".htm": BodyFormat.HTML,
}
_LARGEST = 10 * 1024 * 1024
_SECONDS = 5.0
_SECONDS_PER_MIB = 4.0
_DEEPEST = 10
_MOST_FILES = 20_000
_LONGEST_TITLE = 120
_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=++|-{2,}+)[ \t]*+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARKUP = re.compile(r"!?\[([^\[\]]*+)\]\([^)\[]*+\)|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`")
_BODY_START = re.compile(r"<body\b[^<>]*+>", re.IGNORECASE)
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_TEMPORARY = (".swp", ".swo", ".swx", ".part", ".tmp", ".crdownload", ".bak")


def is_document(path: Path) -> bool:
    """Say whether `path` has the name of a document this program reads: .txt, .md, .markdown, .html, .htm."""
    return path.suffix.lower() in _FORMATS and not _is_hidden(path.name)


def read_document(file: Path, guid: str) -> ParsedStory:
    """Return the story in `file`, known as `guid`; raises SourceError where it is no readable text.

    Title: front matter, the first heading, the first line, the file's name. Date: front matter, a YYYY-MM-DD in the
    name, what the page says, the file's own.
    """
    content, modified = read_file(file, _LARGEST)
    with contained_within(shown_name(file), _SECONDS + _SECONDS_PER_MIB * len(content) / 2**20):
        return _story_in(content, modified, file, guid)


def _story_in(content: bytes, modified: int, file: Path, guid: str) -> ParsedStory:
    text = _text_of(content, file).replace("\r\n", "\n").replace("\r", "\n")
    form = _FORMATS.get(file.suffix.lower(), BodyFormat.TEXT)
    front, text = split_front_matter(text)
    own = html_metadata(text) if form == BodyFormat.HTML else Metadata()
    body = _html_body(text) if form == BodyFormat.HTML else text
    url = front.url or own.url
    return ParsedStory(
        guid=guid,
        title=front.title or own.title or _title_in(text, form) or _title_from_name(file),
        author=front.author or own.author,
        url=url,
        published=first_of(front.published, _day_in_name(file.name), own.published, modified),
        body=Body(form, clean_text(body), url),
        categories=own.categories,
        tags=front.tags,
        starred=front.starred,
        note=front.note,
    )


def scan_folder(root: Path) -> ParsedFeed:
    """Return the documents under `root` as a feed, sorted by path, each known by its path relative to `root`.

    Raises SourceError where `root` is no folder that can be read; a file that cannot be read is named in the
    warnings, and the rest goes on. Hidden files, editors' temporary files and links out of `root` are left out.
    """
    try:
        real_root = root.resolve(strict=True)
        with os.scandir(real_root):
            pass
    except (OSError, RuntimeError) as error:
        raise SourceError(f"{clean_line(str(root))} cannot be read: {reason_of(error)}.") from None
    warnings: list[str] = []
    stories: list[ParsedStory] = []
    for number, file in enumerate(_walk(real_root, warnings)):
        if number == _MOST_FILES:
            warnings.append(f"Only the first {_MOST_FILES} documents of {clean_line(root.name)} were read.")
            break
        try:
            _refuse_outside(file, real_root)
            stories.append(read_document(file, _guid_of(file.relative_to(real_root))))
        except SourceError as error:
            warnings.append(str(error))
    return ParsedFeed(clean_line(real_root.name) or "Documents", "", tuple(stories), tuple(warnings))


def _walk(folder: Path, warnings: list[str], depth: int = 1) -> Iterator[Path]:
    """Give the documents under `folder`, files before folders, each sorted by name."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        warnings.append(f"{clean_line(folder.name)} cannot be read: {reason_of(error)}.")
        return
    folders = [entry for entry in listed if entry.is_dir(follow_symlinks=False) and not _is_hidden(entry.name)]
    yield from (folder / entry.name for entry in listed if entry not in folders and is_document(Path(entry.name)))
    for below in folders:
        if depth == _DEEPEST:
            warnings.append(f"{clean_line(below.name)} lies more than {_DEEPEST} folders deep and was left out.")
        else:
            yield from _walk(folder / below.name, warnings, depth + 1)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~", "#")) or name.endswith("~") or name.lower().endswith(_TEMPORARY)


def _refuse_outside(file: Path, root: Path) -> None:
    try:
        real = file.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise SourceError(f"{shown_name(file)} cannot be read: {reason_of(error)}.") from None
    if not real.is_relative_to(root):
        raise SourceError(f"{shown_name(file)} is a link to a place outside its folder; it was not read.")


def _guid_of(path: Path) -> str:
    """Return the path as an identity: with slashes, in NFC; a name no text can hold gets a hash of its bytes."""
    name = path.as_posix()
    cleaned = clean_line(name, limit=4000)
    if cleaned == unicodedata.normalize("NFC", name):
        return cleaned
    return f"{cleaned}#{hashlib.sha256(os.fsencode(name)).hexdigest()[:12]}"


def _text_of(content: bytes, file: Path) -> str:
    if binary_kind(content) or is_binary(content):
        raise SourceError(f"{shown_name(file)} is not a text file.")
    text = decode(content).lstrip("\ufeff")
    if not text.strip():
        raise SourceError(f"{shown_name(file)} is empty.")
    return text


def _day_in_name(name: str) -> int | None:
    day = _DAY_IN_NAME.search(name)
    return read_date(day[1]) if day else None


def _title_in(text: str, form: BodyFormat) -> str:
    if form == BodyFormat.TEXT:
        from reader.reading.text.plain import parse_document

        return clean_line(parse_document(text).title, _LONGEST_TITLE)
    if form == BodyFormat.MARKDOWN:
        text = without_front_matter(text)
        return clean_line(_MARKUP.sub(r"\1", _markdown_heading(text) or _first_line(text)), _LONGEST_TITLE)
    return ""


def _markdown_heading(text: str) -> str:
    """Return the first heading outside fenced code, "" where there is none."""
    fence, above = "", ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            if heading := _heading_in(line):
                return heading
            if above and _UNDERLINE.fullmatch(line):
                return above
        above = "" if fence or mark or line.startswith(("    ", "\t", ">", "- ", "* ")) else line.strip()
    return ""


def _heading_in(line: str) -> str:
    """Return what a heading of Markdown says, without the signs around it; "" where the line is none."""
    mark = _HEADING.match(line)
    words = line[mark.end() :].strip(" \t") if mark else ""
    bare = words.rstrip("#")
    return bare.rstrip(" \t") if bare.endswith((" ", "\t")) else words


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.split("\n") if line.strip()), "")


def _title_from_name(file: Path) -> str:
    words = re.sub(r"[-_\s]+", " ", _DAY_IN_NAME.sub(" ", file.stem))
    return clean_line(words) or clean_line(file.stem) or "(untitled)"


def _html_body(text: str) -> str:
    start = _BODY_START.search(text)
    if not start:
        return text
    ends = [match.start() for match in _BODY_END.finditer(text, start.end())]
    return text[start.end() : ends[-1] if ends else len(text)]
