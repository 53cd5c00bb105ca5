"""One item of the usual kind, made from the tokens of an XML parser into the entry feedparser would give.

Owns which elements of an item are usual, and what each of them says. Whatever else an item holds means that
feedparser must be asked: nothing here may differ from its answer (for feedparser 6.0, as its source has it). Must not
know documents, only items.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Attributes = Mapping[str, str]

_PLAIN, _HTML = "text/plain", "text/html"
_FEED = "application/atom+xml"
_TYPES = {"text": _PLAIN, "plain": _PLAIN, "html": _HTML, _PLAIN: _PLAIN, _HTML: _HTML}
_HTML_PAGES = frozenset({"html", "xhtml", _HTML, "application/xhtml+xml"})
_MARKUP_CUE = re.compile(r"</\w+>|&#?\w+;")
_REFERENCE_IN_LINK = re.compile(r"&([A-Za-z0-9_]+);")
_C1 = re.compile("[\x80-\x9f]")
_ITUNES = "http://www.itunes.com/"

_DATES = {
    "pubdate": "published",
    "published": "published",
    "issued": "published",
    "dcterms:issued": "published",
    "created": "created",
    "dcterms:created": "created",
    "updated": "updated",
    "modified": "updated",
    "dc:date": "updated",
    "dcterms:modified": "updated",
}
_IGNORED = frozenset(
    {
        *("comments", "contributor", "rights", "source", "feedburner:origlink"),
        *(f"dc:{name}" for name in ("coverage", "format", "identifier", "language", "publisher", "relation", "rights")),
        *("dc:source", "dc:type", "media:community", "media:copyright", "media:credit", "media:group", "media:hash"),
        *("media:player", "media:rating", "media:starrating", "media:statistics", "media:thumbnail"),
        *(f"itunes:{name}" for name in ("block", "episode", "episodetype", "explicit", "image")),
        *("itunes:isclosedcaptioned", "itunes:order", "itunes:season", "itunes:title"),
    }
)
_PERSON_PARTS = frozenset({"name", "email", "uri"})
_AUTHORS = frozenset({"author", "dc:creator", "dc:author", "itunes:author"})
_CATEGORIES = frozenset({"category", "dc:subject"})
_SUMMARIES = {
    "description": _HTML,
    "dc:description": _HTML,
    "media:description": _HTML,
    "summary": _PLAIN,
    "itunes:summary": _PLAIN,
}

FOREIGN = "*"
"""The name under which an element of a namespace comes that means nothing to feedparser."""


class FastItem:
    """Gathers one item: told of its start tags, texts and end tags, it fills `entry` as feedparser would.

    `entry` has feedparser's keys, those of them that are of use, and is worth nothing once `needs_feedparser` is set.
    `affects_next` is set where an item leaves feedparser in a state in which it reads the next item otherwise.
    Elements are named as feedparser names them, in lower case: "title" of RSS or Atom, "dc:creator", or FOREIGN.
    """

    def __init__(self, is_atom: bool) -> None:
        self.entry: dict[str, Any] = {}
        self.needs_feedparser = False
        self.affects_next = False
        self._is_atom = is_atom
        self._level = 0
        self._open = ""
        self._attributes: Attributes = {}
        self._pieces: list[str] = []
        self._person = ""
        self._names: list[str] = []
        self._titled = False
        self._sourced = False
        self._has_content = False
        self._summary_level = 0
        self._subtitled = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Take note of a start tag inside the item; the names of `attributes` are in lower case."""
        self._level += 1
        if self._open and name in _TEXTS:
            self.affects_next = True
        if self._open or (self._person and name not in _PERSON_PARTS):
            self.needs_feedparser = True
        elif name in _TEXTS:
            self._begin(name, attributes)
        elif name in _EMPTY:
            _EMPTY[name](self, attributes)
        elif name not in _IGNORED and name != FOREIGN:
            self.needs_feedparser = True
        elif name == "contributor":
            self._person = name
        elif name == "source":
            self._sourced = True

    def text(self, text: str) -> None:
        """Take note of text inside the item."""
        if self._open or self._person:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        """Take note of an end tag inside the item."""
        if self._open == name and not self.needs_feedparser:
            self._open = ""
            _TEXTS[name](self, name, "".join(self._pieces).strip())
        elif self._person == name and not self.needs_feedparser:
            self._end_person(name, "".join(self._pieces).strip())
        self._level -= 1

    def finish(self) -> None:
        """Take note of the end of the item."""
        if self._subtitled and not self.entry.get("summary"):
            self.needs_feedparser = True

    def _begin(self, name: str, attributes: Attributes) -> None:
        if name in _PERSON_PARTS:
            self.needs_feedparser = self.needs_feedparser or not self._person
        elif self._level > 1 and not name.startswith("media:"):
            self.needs_feedparser = True
        if name == "author":
            self._person = name
        else:
            self._open = name
        if name not in _PERSON_PARTS:
            self._names = []
        self._pieces = []
        self._attributes = attributes
        if name in _CATEGORIES:
            self._add_tag(attributes.get("term"), attributes.get("scheme", attributes.get("domain")), attributes)
        elif name == "link":
            self._start_link(attributes)

    def _title(self, _: str, value: str) -> None:
        kind = self._kind(_PLAIN, value)
        value = self._mended(value)
        self.needs_feedparser = self.needs_feedparser or self._sourced
        if not self._titled:
            self.entry["title"] = value
            self.entry["title_detail"] = {"type": kind}
        self._titled = self._titled or bool(value)

    def _media_title(self, *_: object) -> None:
        self.needs_feedparser = self.needs_feedparser or self._sourced or not self._titled

    def _summary(self, name: str, value: str) -> None:
        if "summary" in self.entry and not self._has_content:
            self._content("content", value)
            return
        kind = self._kind(_SUMMARIES[name], value)
        value = self._mended(value)
        if not self._summary_level or self._level <= self._summary_level:
            self._summary_level = self._level
            self.entry["summary"] = value
        self.entry["summary_detail"] = {"type": kind, "value": value, "base": ""}

    def _content(self, name: str, value: str) -> None:
        self._has_content = True
        if "src" in self._attributes:
            self.needs_feedparser = True
        kind = self._kind(_HTML if name == "content:encoded" else _PLAIN, value)
        value = self._mended(value)
        self.entry.setdefault("content", []).append({"type": kind, "value": value, "base": ""})
        self.entry.setdefault("summary", value)

    def _subtitle(self, _: str, value: str) -> None:
        self._subtitled = self._subtitled or bool(value)

    def _guid(self, _: str, value: str) -> None:
        value = self._mended(value)
        is_link = self._attributes.get("ispermalink", "true") == "true"
        if is_link:
            self._check_address(value)
        self.entry["id"] = value
        if is_link:
            self.entry.setdefault("link", value)

    def _start_link(self, attributes: Attributes) -> None:
        link = dict(attributes)
        relation = link["rel"] = link.get("rel", "alternate").lower()
        kind = link["type"] = link.get("type", _FEED if relation == "self" else _HTML).lower()
        self.entry.setdefault("links", []).append(link)
        if "url" in link or "uri" in link or link.get("href") == "":
            self.needs_feedparser = True
        if "href" in link:
            self._open = ""
            self._check_address(link["href"])
            if relation == "alternate" and kind in _HTML_PAGES:
                self.entry["link"] = link["href"]

    def _link(self, _: str, value: str) -> None:
        self._check_address(value)
        value = _REFERENCE_IN_LINK.sub(r"&\g<1>", self._mended(value).replace("&amp;", "&"))
        self.entry["link"] = value
        if value:
            self.entry["links"][-1]["href"] = value

    def _category(self, _: str, value: str) -> None:
        value = self._mended(value)
        tags = self.entry["tags"]
        if value and tags and not tags[-1]["term"]:
            tags[-1]["term"] = value
        elif value:
            self._add_tag(value, None, {})

    def _keywords(self, _: str, value: str) -> None:
        if self._attributes:
            self.needs_feedparser = True
        for term in self._mended(value).split(","):
            if term.strip():
                self._add_tag(term.strip(), _ITUNES, {})

    def _add_tag(self, term: str | None, scheme: str | None, attributes: Attributes) -> None:
        tags = self.entry.setdefault("tags", [])
        tag = {"term": term, "scheme": scheme, "label": attributes.get("label")}
        if any(tag.values()) and tag not in tags:
            tags.append(tag)

    def _author(self, _: str, value: str) -> None:
        value = self._mended(value)
        if "@" in value:
            self.needs_feedparser = True
        self.entry["author"] = value
        self.entry.setdefault("authors", []).append({"name": value} if value else {})

    def _person_part(self, name: str, value: str) -> None:
        if name == "name":
            self._names.append(value)
        else:
            self._names.append("")
        self._pieces = []

    def _end_person(self, name: str, value: str) -> None:
        self._person = ""
        names = [one for one in self._names if one]
        if name == "contributor":
            return
        if not self._names:
            self._author(name, value)
        elif len(names) == 1 and not value:
            self.entry["author"] = names[0]
            self.entry.setdefault("authors", []).append({"name": names[0]})
        else:
            self.needs_feedparser = True

    def _duration(self, _: str, value: str) -> None:
        if self._attributes or "&" in value:
            self.needs_feedparser = True
        self.entry["itunes_duration"] = value

    def _date(self, name: str, value: str) -> None:
        self.entry[_DATES[name]] = self._mended(value)

    def _enclosure(self, attributes: Attributes) -> None:
        plain = attributes.get("href", "")
        href = attributes.get("url", attributes.get("uri", plain)) or plain
        link = {"rel": "enclosure", "href": href}
        link["type"], link["length"] = attributes.get("type", "").lower(), attributes.get("length", "")
        self.entry.setdefault("links", []).append(link)

    def _media_content(self, attributes: Attributes) -> None:
        content = dict(attributes)
        content["type"] = content.get("type", "").lower()
        self.entry.setdefault("media_content", []).append(content)

    def _kind(self, default: str, value: str) -> str:
        """Return the type of the text that ends, from what its start tag says or, in RSS, from how it looks."""
        kind = _TYPES.get(self._attributes.get("type", default).lower(), "")
        looks_like_markup = kind == _PLAIN and not self._is_atom and _MARKUP_CUE.search(value) is not None
        if not kind or "mode" in self._attributes or looks_like_markup:
            self.needs_feedparser = True
        return kind

    def _mended(self, value: str) -> str:
        """Return a text that was encoded twice as it was meant."""
        if value.isascii():
            return value
        try:
            mended = value.encode("iso-8859-1").decode("utf-8")
        except UnicodeError:
            mended = value
        if _C1.search(mended):
            self.needs_feedparser = True
        return mended

    def _check_address(self, value: str) -> None:
        if ":///" in value:
            self.needs_feedparser = True


_TEXTS: dict[str, Callable[[FastItem, str, str], None]] = {
    "title": FastItem._title,
    "dc:title": FastItem._title,
    "media:title": FastItem._media_title,
    "content": FastItem._content,
    "content:encoded": FastItem._content,
    "itunes:subtitle": FastItem._subtitle,
    "itunes:keywords": FastItem._keywords,
    "itunes:duration": FastItem._duration,
    "guid": FastItem._guid,
    "id": FastItem._guid,
    "link": FastItem._link,
    **dict.fromkeys(_SUMMARIES, FastItem._summary),
    **dict.fromkeys(_CATEGORIES, FastItem._category),
    **dict.fromkeys(_AUTHORS, FastItem._author),
    **dict.fromkeys(_PERSON_PARTS, FastItem._person_part),
    **dict.fromkeys(_DATES, FastItem._date),
}
"""Elements that say something with their text, and who takes it: (item, name, text)."""

_EMPTY: dict[str, Callable[[FastItem, Attributes], None]] = {
    "enclosure": FastItem._enclosure,
    "media:content": FastItem._media_content,
}
"""Elements that say something with their attributes alone."""
