"""Subscription lists in OPML: read however they are written, and written as they should be (opml.org, spec 2.0).

Owns the format, and the folders in it. Reads tag by tag and expands no entity a file declares, so depth and entity
bombs have nothing to grow in, and a bare "&" or a missing end tag does no harm. Must not fetch: includes are ignored.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reader.errors import SourceError
from reader.reading.cleaning import clean_line, unescaped
from reader.sources.addresses import shown_address, tidy_address
from reader.sources.charsets import decode
from reader.sources.sniffing import binary_kind, is_binary

_LARGEST = 32 * 1024 * 1024
_MOST = 50_000
_DEEPEST = 20
_LONGEST_NAME = 200
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<(/?)(?:\w++:)?([A-Za-z]\w*+)((?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+)(>?)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_REFERENCE = re.compile(r"&#?\w+;")
_ADDRESS_KEYS = ("xmlurl", "feedurl", "rssurl")


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of a list; `folder` is a path whose parts are joined by "/", "" for none."""

    url: str
    title: str = ""
    folder: str = ""
    site_url: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a list holds: its subscriptions in order, and a sentence for each entry that was left out."""

    subscriptions: tuple[Subscription, ...]
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """Where the reading of a list stands."""

    path: list[str | None] = field(default_factory=list)
    found: dict[str, Subscription] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    outlines: int = 0
    opened: bool = False
    closed: bool = False


def read_opml(content: bytes) -> Outline:
    """Return the subscriptions of an OPML file; raises SourceError, naming the line, where it is no such file.

    Nested outlines without an address are folders; `feed:` addresses and bare hosts are understood; what is not a
    http or https address is left out and named. A file that breaks off gives what stands before the break, and says so.
    """
    if len(content) > _LARGEST:
        raise SourceError("The subscription list is larger than 32 MiB; it was not read.")
    if not content.strip():
        raise SourceError("The subscription list is empty.")
    if binary := binary_kind(content) or ("binary" if is_binary(content) else ""):
        raise SourceError(f"The subscription list is not an OPML file (it is {binary}).")
    text = decode(content)
    reading = _Reading()
    for tag in _tags(text):
        _take(reading, tag)
    if not reading.outlines:
        _refuse_without_outlines(text)
    if reading.opened and not reading.closed:
        _say_broken_off(reading, _line(text, len(text.rstrip())))
    return Outline(tuple(reading.found.values()), tuple(reading.left_out))


def write_opml(subscriptions: Iterable[Subscription]) -> str:
    """Return an OPML 2.0 document of `subscriptions`, folders as nested outlines; `read_opml` gives the same back."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "Subscriptions"
    folders: dict[str, ET.Element] = {"": ET.SubElement(root, "body")}
    for subscription in subscriptions:
        title = clean_line(subscription.title)
        attributes = {"type": "rss", "text": title or subscription.url, "title": title, "xmlUrl": subscription.url}
        if subscription.site_url:
            attributes["htmlUrl"] = subscription.site_url
        ET.SubElement(_folder_of(folders, clean_line(subscription.folder, limit=4000)), "outline", attributes)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _folder_of(folders: dict[str, ET.Element], path: str) -> ET.Element:
    if path not in folders:
        above, _, name = path.rpartition("/")
        folders[path] = ET.SubElement(_folder_of(folders, above), "outline", text=name, title=name)
    return folders[path]


def _say_broken_off(reading: _Reading, line: int) -> None:
    if not reading.found:
        raise SourceError(f"The subscription list breaks off at line {line}, before its first subscription.")
    reading.left_out.append(f"The list breaks off at line {line}; what stands before was read.")


def _tags(text: str) -> Iterator[re.Match[str]]:
    return (token for token in _TOKEN.finditer(text) if token[2])


def _take(reading: _Reading, tag: re.Match[str]) -> None:
    name, closes = tag[2].lower(), bool(tag[1])
    if name in ("opml", "body"):
        reading.opened, reading.closed = True, reading.closed or closes
    if name != "outline":
        return
    if closes:
        if reading.path:
            reading.path.pop()
        return
    reading.outlines += 1
    attributes = _attributes_of(tag[3])
    address = next((attributes[key] for key in _ADDRESS_KEYS if attributes.get(key)), "")
    if not address and _is_link_to_feed(attributes):
        address = attributes.get("url", "")
    title = clean_line(attributes.get("title") or attributes.get("text") or "")
    if address:
        _take_subscription(reading, attributes, address, title)
    if tag[4] and not tag[3].rstrip().endswith("/"):
        reading.path.append(None if address else clean_line(title, _LONGEST_NAME).replace("/", "-"))


def _is_link_to_feed(attributes: dict[str, str]) -> bool:
    return attributes.get("type", "").lower() in ("rss", "atom", "feed")


def _take_subscription(reading: _Reading, attributes: dict[str, str], address: str, title: str) -> None:
    url = tidy_address(address)
    if not url:
        reading.left_out.append(f"{title or 'An entry'}: {shown_address(address)} is not a web address.")
    elif url in reading.found:
        reading.left_out.append(f"{title or shown_address(url)}: {shown_address(url)} is in the list already.")
    elif len(reading.found) >= _MOST:
        return
    else:
        named = "" if title == url else title
        site_url = tidy_address(attributes.get("htmlurl", ""))
        reading.found[url] = Subscription(url, named, _folder_path(reading, attributes), site_url)


def _folder_path(reading: _Reading, attributes: dict[str, str]) -> str:
    names = [name for name in reading.path[:_DEEPEST] if name]
    if names:
        return "/".join(names)
    category = attributes.get("category", "").split(",")[0].strip()
    return clean_line(category, _LONGEST_NAME).strip("/") if category.startswith("/") else ""


def _attributes_of(source: str) -> dict[str, str]:
    """Return the attributes of a tag by lower-case name; the first of two with one name counts."""
    attributes: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source):
        attributes.setdefault(name.lower(), _REFERENCE.sub(lambda match: unescaped(match[0]), double or single or bare))
    return attributes


def _refuse_without_outlines(text: str) -> None:
    """Raise SourceError unless `text` is a whole OPML document that merely holds nothing."""
    try:
        from xml.parsers import expat

        parser = expat.ParserCreate()
        parser.EntityDeclHandler = _refuse_entity
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "not well formed")
        raise SourceError(f"The subscription list is broken at line {error.lineno}: {reason}.") from None
    if not re.search(r"<(?:\w+:)?opml\b", text, re.IGNORECASE):
        raise SourceError("The subscription list is not an OPML file: line 1 begins something else.")


def _refuse_entity(*_: object) -> None:
    raise SourceError("The subscription list declares XML entities and no subscriptions; it was not read.")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
