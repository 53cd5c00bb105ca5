"""A tree of HTML put into a shape Markdown can say.

Owns what HTML allows and Markdown does not: lists in lists without an item, layout
tables, definition lists, annotations, players. Works on the tree in place.
Must not know how the Markdown is written.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from reader.reading.boilerplate import start_of_boilerplate
from reader.reading.cleaning import clean_line
from reader.reading.paywall import start_of_remains
from reader.reading.spreading import BLOCKS, NEUTRAL, merge_emphasis, spread_over_blocks

_BREAKS_A_CELL = ["pre", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr"]
_LARGEST_NUMBER = 999_999_999
_MOST_COLUMNS = 40
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-:\s]?\s*([\w+#.-]+)", re.IGNORECASE)
_BACK_ARROWS = re.compile(r"[\s↩↑⤴^⏎\ufe0e\ufe0f]*")
_GUTTER = re.compile(r"\s*\d+(?:\s+\d+)+\s*")
_EMBEDDED_VIDEO = re.compile(r"(https?://www\.youtube)(?:-nocookie)?(\.com)/embed/([\w-]+).*")

Tags = dict[str, list[Tag]]


def tidy(soup: BeautifulSoup) -> None:
    """Reshape `soup` in place; every visible word stays."""
    _tidy_code(_by_name(soup))
    tags = _by_name(soup)
    _tidy_annotations(tags)
    _tidy_links(tags["a"])
    _tidy_images(tags["img"])
    _replace_players(soup, tags)
    _replace_checkboxes(tags["input"])
    _replace_definitions(soup, tags)
    _tidy_lists(soup, tags)
    for table in reversed(tags["table"]):
        _tidy_table(soup, table)
    spread_over_blocks(soup)
    merge_emphasis(soup)


def take_remains(soup: BeautifulSoup) -> tuple[str, ...]:
    """Remove a paywall's teaser from the end of `soup` and return its lines."""
    blocks = [child for child in _ending(soup) if clean_line(child.get_text())]
    lines = [clean_line(block.get_text(" ")) for block in blocks]
    start = start_of_remains(lines)
    for block in blocks[start:]:
        block.extract()
    return tuple(lines[start:])


def take_boilerplate(soup: BeautifulSoup) -> list[Tag]:
    """Remove notices and share buttons from the end of `soup` and return their blocks."""
    blocks = [child for child in _ending(soup) if clean_line(child.get_text())]
    return [block.extract() for block in blocks[start_of_boilerplate([_text_of(block) for block in blocks]) :]]


def _text_of(block: Tag) -> str:
    return clean_line(block.get_text(" ")).replace(" .", ".")


def _ending(soup: BeautifulSoup) -> list[Tag]:
    """Return the blocks the body ends with, lists taken apart into items."""
    blocks: list[Tag] = []
    for child in list((soup.body or soup).children)[-12:]:
        if not isinstance(child, Tag):
            blocks = [] if str(child).strip() else blocks
        elif child.name in ("ul", "ol"):
            blocks += child.find_all("li", recursive=False)
        elif child.name in BLOCKS:
            blocks.append(child)
        else:
            blocks = []
    return blocks


def _by_name(soup: BeautifulSoup) -> Tags:
    tags: Tags = defaultdict(list)
    for tag in soup.find_all(True):
        tags[tag.name].append(tag)
    return tags


def _text(tag: Tag, name: str) -> str:
    """Return an attribute as one string, "" when it is missing."""
    value = tag.get(name, "")
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _number(text: str, default: int, largest: int) -> int:
    return min(int(text), largest) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _new(soup: BeautifulSoup, name: str, children: Iterable[PageElement] = ()) -> Tag:
    tag = soup.new_tag(name)
    for child in children:
        tag.append(child)
    return tag


def _tidy_code(tags: Tags) -> None:
    """Leave nothing but text inside `pre`, with its language; turn a link within code into code within a link."""
    for pre in tags["pre"]:
        if pre.find_parent("pre"):
            pre.unwrap()
            continue
        pre["lang"] = _language(pre)
        for inner in pre.find_all(["br", "p", "tr", "li"]):
            inner.insert_before("\n")
        # Not get_text(), which leaves out the text of annotations.
        text = "".join(str(piece) for piece in pre.descendants if isinstance(piece, NavigableString))
        pre.clear()
        pre.append(NavigableString(text.expandtabs(4)))
        cell = pre.find_parent("td")
        if cell and _GUTTER.fullmatch(text) and cell.find_next_sibling("td"):
            cell.extract()
    for code in tags["code"]:
        only = [child for child in code.children if isinstance(child, Tag) or str(child).strip()]
        if code.parent and len(only) == 1 and isinstance(only[0], Tag) and only[0].name == "a":
            link = only[0].extract()
            code.replace_with(link)
            for child in list(link.children):
                code.append(child.extract())
            link.append(code)


def _language(pre: Tag) -> str:
    inner = pre.find("code")
    names = f"{_text(pre, 'class')} {_text(inner, 'class') if inner else ''}"
    found = _LANGUAGE.search(names)
    return found[1] if found else _text(pre, "lang") if not _text(pre, "lang").startswith("en") else ""


def _tidy_annotations(tags: Tags) -> None:
    """Put ruby annotations without parentheses of their own into parentheses."""
    for ruby in tags["ruby"]:
        if not ruby.find("rp"):
            for note in ruby.find_all("rt"):
                note.insert_before("(")
                note.insert_after(")")


def _tidy_links(links: list[Tag]) -> None:
    """Drop the arrows that lead back from a footnote."""
    for link in links:
        if _text(link, "href").startswith("#") and not link.find("img") and _BACK_ARROWS.fullmatch(link.get_text()):
            link.decompose()


def _tidy_images(images: list[Tag]) -> None:
    """Drop tracking pixels, make words of emoji, take the address of images that load late."""
    for image in images:
        alt = clean_line(_text(image, "alt") or _text(image, "title"))
        source = _text(image, "src") or _text(image, "data-src") or _text(image, "data-original")
        if _is_pixel(image) or not (alt or source):
            image.decompose()
        elif 0 < len(alt) <= 4 and not any(char.isalnum() or char.isascii() for char in alt):
            image.replace_with(NavigableString(alt))
        else:
            image["alt"], image["src"] = alt, source


def _is_pixel(image: Tag) -> bool:
    return any(_text(image, side) in ("0", "1", "2") for side in ("width", "height"))


def _replace_players(soup: BeautifulSoup, tags: Tags) -> None:
    """Put a line with a link where a video, a sound or another page would play."""
    for kind in ("video", "audio", "iframe"):
        for player in tags[kind]:
            source = _EMBEDDED_VIDEO.sub(r"\1\2/watch?v=\3", _source(player))
            fallback = [] if _is_without_words(player) else [child.extract() for child in list(player.children)]
            line = _new(soup, "p", fallback)
            if source:
                link = soup.new_tag("i" if player.find_parent("a") else "a", href=source)
                link.string = f"{'embedded' if kind == 'iframe' else kind}: {_label(player, source)}"
                line.insert(0, link)
                link.insert_after(" ")
            player.replace_with(line)
    for source_tag in tags["source"]:
        source_tag.unwrap()  # what follows stands in it: lxml does not know that it has no end


def _is_without_words(player: Tag) -> bool:
    """Say whether what stands in a player tells nothing: another page's markup, or that a browser cannot play it."""
    return player.name == "iframe" or (len(player.find_all("a")) == 0 and "browser" in player.get_text().lower())


def _label(player: Tag, source: str) -> str:
    try:
        return clean_line(_text(player, "title")) or urlsplit(source).hostname or "open"
    except ValueError:
        return "open"


def _source(player: Tag) -> str:
    inner = player.find("source", src=True)
    source = _text(player, "src") or (_text(inner, "src") if inner else "")
    return f"https:{source}" if source.startswith("//") else source


def _replace_checkboxes(inputs: list[Tag]) -> None:
    for box in inputs:
        if _text(box, "type").lower() == "checkbox":
            blank = "" if str(box.next_sibling or " ")[:1].isspace() else " "
            box.replace_with(NavigableString(("☑" if box.has_attr("checked") else "☐") + blank))
        else:
            box.decompose()


def _replace_definitions(soup: BeautifulSoup, tags: Tags) -> None:
    """Make a strong paragraph of each term, and a list of its definitions, which reading.blocks knows by its mark."""
    for term in tags["dt"]:
        term.name = "p"
        term.append(_new(soup, "b", [child.extract() for child in list(term.children)]))
    for definition in tags["dd"]:
        before = definition.find_previous_sibling()
        definition.name = "li"
        if before and before.name == "ul" and before.has_attr("definitions"):
            before.append(definition.extract())
        else:
            items = soup.new_tag("ul", definitions="")
            definition.replace_with(items)
            items.append(definition)
            tags["ul"].append(items)
    for entries in tags["dl"]:
        entries.name = NEUTRAL


def _tidy_lists(soup: BeautifulSoup, tags: Tags) -> None:
    """Let lists hold items only, number them, and mark those that would run into the list before them."""
    for items in (*tags["ul"], *tags["ol"]):
        _adopt_strays(soup, items)
        number = _number(_text(items, "start"), 1, _LARGEST_NUMBER)
        for item in items.find_all("li", recursive=False):
            item["value"] = str(min(number, _LARGEST_NUMBER))
            number += 1
        before = items.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if isinstance(before, Tag) and before.name == items.name and not before.has_attr("other"):
            items["other"] = ""
    for item in tags["li"]:
        if not item.parent or item.parent.name not in ("ul", "ol"):
            item.name = "p"


def _adopt_strays(soup: BeautifulSoup, items: Tag) -> None:
    item: Tag | None = None
    for child in list(items.children):
        if isinstance(child, Tag) and child.name == "li":
            item = child
        elif isinstance(child, Tag) or str(child).strip():
            if item is None:
                item = soup.new_tag("li")
                child.insert_before(item)
            item.append(child.extract())


def _tidy_table(soup: BeautifulSoup, table: Tag) -> None:
    """Make paragraphs of a table used for layout, and a full grid of one that holds data."""
    caption = table.find("caption")
    if caption:
        table.insert_before(_new(soup, "p", [_new(soup, "b", [child.extract() for child in list(caption.children)])]))
        caption.decompose()
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    widest = max((len(row.find_all(["td", "th"], recursive=False)) for row in rows), default=0)
    if widest < 2 or len(rows) < 2 or widest > _MOST_COLUMNS or table.find(_BREAKS_A_CELL):
        _flow(table)
        return
    for item in table.find_all("li"):
        item.insert(0, "• ")
        item.name = "p"
    for items in table.find_all(["ul", "ol"]):
        items.name = NEUTRAL
    _fill_spans(soup, rows)


def _flow(table: Tag) -> None:
    parts = table.find_all(["thead", "tbody", "tfoot", "tr", "td", "th"])
    for part in [part for part in parts if part.find_parent("table") is table]:
        part.name = NEUTRAL
    table.name = NEUTRAL


def _fill_spans(soup: BeautifulSoup, rows: list[Tag]) -> None:
    """Put empty cells where a cell spans columns or rows, so that each stands under its head."""
    reaching: dict[int, int] = {}
    for row in rows:
        column = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while reaching.get(column, 0) > 0:
                reaching[column] -= 1
                cell.insert_before(soup.new_tag("td"))
                column += 1
            columns = max(1, _number(_text(cell, "colspan"), 1, _MOST_COLUMNS))
            down = max(1, _number(_text(cell, "rowspan"), 1, 1000)) - 1
            for offset in range(columns):
                reaching[column + offset] = down
                if offset:
                    cell.insert_after(soup.new_tag("td"))
            column += columns
        for beyond in [at for at in reaching if at >= column and reaching[at] > 0]:
            reaching[beyond] -= 1
