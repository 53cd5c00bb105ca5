"""The text of an XML document repaired and made harmless before any parser sees it.

Owns what is taken out, replaced or refused in the text of a document: control characters, references to characters
that do not exist, entities, tags and documents made to exhaust a parser. Must not know what the document says.
"""

import html
import re
from html.entities import html5

from reader.errors import SourceError

MOST_ATTRIBUTES = 500
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL_BYTES = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r")
_NUMBER_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_ANY_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")
_NAMED_REFERENCE = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)([A-Za-z_][\w.-]{0,60});")
_MARKUP_CHARACTERS = frozenset("<>&\"'")
_PREDEFINED = frozenset({"lt", "gt", "amp", "quot", "apos"})
_DECLARATION = re.compile(r"<!ENTITY\s++(%?)\s*+([^\s\"'>]++)\s++(?:(SYSTEM|PUBLIC)\b|\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]*);")
_LONGEST_VALUE = 1024
_MOST_GROWTH = 1024 * 1024
_ATTRIBUTE = re.compile(r"\s*+[^\s=<>\"'/]++\s*+=\s*+(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)|\s++[^\s=<>\"'/]+|\s*+[/\"']")
_LONG_TAG = re.compile(rf"<[A-Za-z_][^<]{{{2 * MOST_ATTRIBUTES},}}")
_TAG_NAME = re.compile(r"[A-Za-z_][\w:.-]*")
_SECTION = "<![CDATA["
_PARTIAL_REFERENCE = re.compile(r"&[^;&]{0,60}\Z")
_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)


def without_bad_characters(text: str) -> str:
    """Return `text` without control characters, surrogates and references to them or to no character at all."""
    if _has_bad_characters(text):
        text = _CONTROLS.sub("", text)
    if "&#" not in text or all(_is_good(reference) for reference in set(_ANY_REFERENCE.findall(text))):
        return text
    return _NUMBER_REFERENCE.sub(_good_reference, text)


def _is_good(reference: str) -> bool:
    match = _NUMBER_REFERENCE.fullmatch(reference)
    return match is None or _good_reference(match) == reference


def _has_bad_characters(text: str) -> bool:
    """Say whether there is anything to take out; five times as fast as taking nothing out."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return True
    return len(encoded.translate(None, _CONTROL_BYTES)) < len(encoded) or "\ufffe" in text or "\uffff" in text


def _good_reference(match: re.Match[str]) -> str:
    hexadecimal, decimal = match[1], match[2]
    if len(hexadecimal or decimal) > 12:
        return ""
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if 0x80 <= number < 0xA0:
        return html.unescape(f"&#{number};")
    forbidden = (number < 0x20 and number not in (9, 10, 13)) or number == 0x7F or 0xD800 <= number < 0xE000
    if forbidden or number > 0x10FFFF or number & 0xFFFE == 0xFFFE:
        return ""
    return match[0] if match[0].endswith(";") and match[0][2] != "X" else f"&#{number};"


def with_entities_replaced(text: str, declarations: str, shown: str) -> str:
    """Return `text` with declared plain-text entities and the named ones of HTML replaced by what they stand for.

    Raises SourceError, naming the address `shown`, for declarations that could grow: those that refer to one another,
    are longer than 1 KiB, or would add more than 1 MiB. External entities are never read.
    """
    entities = _plain_entities(declarations, shown)
    if "&" not in text:
        return text
    growth = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal growth
        value = entities.get(match[1])
        if value is None:
            char = html5.get(match[1] + ";", "")
            return match[0] if not char or char in _MARKUP_CHARACTERS else char
        growth += len(value)
        if growth > _MOST_GROWTH:
            raise _growing(shown)
        return value

    return _NAMED_REFERENCE.sub(replaced, text)


def _plain_entities(declarations: str, shown: str) -> dict[str, str]:
    found = _DECLARATION.findall(declarations)
    names = {name for _, name, _, _, _ in found} - _PREDEFINED
    entities: dict[str, str] = {}
    for parameter, name, external, double, single in found:
        value = double or single
        if external:
            continue
        if parameter or len(value) > _LONGEST_VALUE or names & set(_REFERENCE.findall(value)):
            raise _growing(shown)
        entities.setdefault(name, value)
    return entities


def _growing(shown: str) -> SourceError:
    return SourceError(f"{shown} declares XML entities that grow without bound; it was not read.")


def refuse_crowded_tags(text: str, shown: str) -> None:
    """Raise SourceError, naming `shown`, where a tag has more than 500 attributes: parsers take minutes over it."""
    for tag in _LONG_TAG.finditer(text):
        if _attributes_in(text, tag.start() + 1) > MOST_ATTRIBUTES:
            raise SourceError(f"{shown} has a tag with more than {MOST_ATTRIBUTES} attributes; it was not read.")


def _attributes_in(text: str, start: int) -> int:
    name = _TAG_NAME.match(text, start)
    if not name:
        return 0
    count, at = 0, name.end()
    while count <= MOST_ATTRIBUTES and (attribute := _ATTRIBUTE.match(text, at)):
        count += 1
        at = attribute.end()
    return count


def with_texts_shortened(text: str, most: int) -> str:
    """Return `text` with each run of text between two tags, and each CDATA section, cut to `most` characters."""
    if len(text) <= most:
        return text
    kept: list[str] = []
    at = 0
    while at < len(text):
        section = text.startswith(_SECTION, at)
        end = text.find("]]>", at) if section else text.find("<", at + 1)
        end = len(text) if end < 0 else end
        piece = text[at : min(end, at + most)]
        kept.append(piece if section or end - at <= most else _PARTIAL_REFERENCE.sub("", piece))
        at = end
    return "".join(kept)


def first_items(text: str, most: int) -> tuple[str, int]:
    """Return `text` with only its first `most` items or entries in it, and how many were cut out."""
    starts = [match.start() for match in _ITEM.finditer(text)]
    if len(starts) <= most:
        return text, 0
    ends = [match.end() for match in _ITEM_END.finditer(text, starts[most])]
    return text[: starts[most]] + (text[ends[-1] :] if ends else ""), len(starts) - most
