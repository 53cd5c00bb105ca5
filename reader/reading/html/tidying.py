"""A tree of HTML put into a shape Markdown can say.

Owns what HTML allows and Markdown does not: lists in lists without an item, layout
tables, definition lists, annotations, players. Works on the tree in place.
Must not know how the Markdown is written.
"""

import re
from urllib.parse import urlsplit

from bs4.element import NavigableString, PageElement, Tag

from reader.reading.cleaning import clean_line
from reader.reading.html.inline_wrapping import BLOCKS, NEUTRAL, merge_emphasis, spread_over_blocks
from reader.reading.html.trees import Tags, body_of, children_named, contains, named, nearest, new_tag, tags_by_name
from reader.reading.trimming.endings import start_of_boilerplate, start_of_paywall

_BREAKS_A_CELL = frozenset({"pre", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_LINES_OF_CODE = frozenset({"br", "p", "tr", "li"})
_PARTS_OF_A_TABLE = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"})
_CELLS = frozenset({"td", "th"})
_ITEMS = frozenset({"li"})
_LARGEST_NUMBER = 999_999_999
_MOST_COLUMNS = 40
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-:\s]?\s*([\w+#.-]+)", re.IGNORECASE)
_BACK_ARROWS = re.compile(r"[\s↩↑⤴^⏎\ufe0e\ufe0f]*")
_GUTTER = re.compile(r"\s*\d+(?:\s+\d+)+\s*")
_EMBEDDED_VIDEO = re.compile(r"(https?://www\.youtube)(?:-nocookie)?(\.com)/embed/([\w-]+).*")


def tidy(root: Tag) -> None:
    """Reshape the tree below `root` in place; every visible word stays."""
    _tidy_code(tags_by_name(root))
    tags = tags_by_name(root)
    _tidy_annotations(tags)
    _tidy_links(tags["a"])
    _tidy_images(tags["img"])
    _replace_players(tags)
    _replace_checkboxes(tags["input"])
    _replace_definitions(tags)
    _tidy_lists(tags)
    for table in reversed(tags["table"]):
        _tidy_table(table)
    spread_over_blocks(root)
    merge_emphasis(root)


def take_paywall(root: Tag) -> tuple[str, ...]:
    """Remove a paywall's notice from the end of the tree below `root` and return its lines."""
    blocks = [child for child in _ending(root) if clean_line(child.get_text())]
    lines = [clean_line(block.get_text(" ")) for block in blocks]
    start = start_of_paywall(lines)
    for block in blocks[start:]:
        block.extract()
    return tuple(lines[start:])


def take_boilerplate(root: Tag) -> list[Tag]:
    """Remove notices and share buttons from the end of the tree below `root` and return their blocks."""
    blocks = [child for child in _ending(root) if clean_line(child.get_text())]
    return [block.extract() for block in blocks[start_of_boilerplate([_text_of(block) for block in blocks]) :]]


def _text_of(block: Tag) -> str:
    return clean_line(block.get_text(" ")).replace(" .", ".")


def _ending(root: Tag) -> list[Tag]:
    """Return the blocks the body ends with, lists taken apart into items."""
    blocks: list[Tag] = []
    for child in body_of(root).contents[-12:]:
        if not isinstance(child, Tag):
            blocks = [] if str(child).strip() else blocks
        elif child.name in ("ul", "ol"):
            blocks += children_named(_ITEMS, child)
        elif child.name in BLOCKS:
            blocks.append(child)
        else:
            blocks = []
    return blocks


def _text(tag: Tag, name: str) -> str:
    """Return an attribute as one string, "" when it is missing."""
    value = tag.get(name, "")
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _number(text: str, default: int, largest: int) -> int:
    return min(int(text), largest) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _tidy_code(tags: Tags) -> None:
    """Leave nothing but text inside `pre`, with its language; turn a link within code into code within a link."""
    for pre in tags["pre"]:
        if nearest("pre", pre):
            pre.unwrap()
            continue
        pre["lang"] = _language(pre)
        for inner in named(_LINES_OF_CODE, pre):
            inner.insert_before("\n")
        # Not get_text(), which leaves out the text of annotations.
        text = "".join(str(piece) for piece in pre.descendants if isinstance(piece, NavigableString))
        pre.clear()
        pre.append(NavigableString(text.expandtabs(4)))
        cell = nearest("td", pre)
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
        if (
            _text(link, "href").startswith("#")
            and not contains(link, {"img"})
            and _BACK_ARROWS.fullmatch(link.get_text())
        ):
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


def _replace_players(tags: Tags) -> None:
    """Put a line with a link where a video, a sound or another page would play."""
    for kind in ("video", "audio", "iframe"):
        for player in tags[kind]:
            source = _EMBEDDED_VIDEO.sub(r"\1\2/watch?v=\3", _source(player))
            fallback = [] if _is_without_words(player) else [child.extract() for child in list(player.children)]
            line = new_tag("p", fallback)
            if source:
                link = new_tag("i" if nearest("a", player) else "a", href=source)
                link.string = f"{'embedded' if kind == 'iframe' else kind}: {_label(player, source)}"
                line.insert(0, link)
                link.insert_after(" ")
            player.replace_with(line)
    for source_tag in tags["source"]:
        source_tag.unwrap()  # what follows stands in it: lxml does not know that it has no end


def _is_without_words(player: Tag) -> bool:
    """Say whether what stands in a player tells nothing: another page's markup, or that a browser cannot play it."""
    return player.name == "iframe" or (not contains(player, {"a"}) and "browser" in player.get_text().lower())


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


def _replace_definitions(tags: Tags) -> None:
    """Make a strong paragraph of each term, and a list of its definitions, which reading.blocks knows by its mark."""
    for term in tags["dt"]:
        term.name = "p"
        term.append(new_tag("b", list(term.contents)))
    for definition in tags["dd"]:
        before = definition.find_previous_sibling()
        definition.name = "li"
        if before and before.name == "ul" and before.has_attr("definitions"):
            before.append(definition.extract())
        else:
            items = new_tag("ul", definitions="")
            definition.replace_with(items)
            items.append(definition)
            tags["ul"].append(items)
    for entries in tags["dl"]:
        entries.name = NEUTRAL


def _tidy_lists(tags: Tags) -> None:
    """Let lists hold items only, number them, and mark those that would run into the list before them."""
    for items in (*tags["ul"], *tags["ol"]):
        _adopt_strays(items)
        number = _number(_text(items, "start"), 1, _LARGEST_NUMBER)
        for item in children_named(_ITEMS, items):
            item["value"] = str(min(number, _LARGEST_NUMBER))
            number += 1
        before = items.previous_sibling
        while before is not None and _shows_nothing(before):
            before = before.previous_sibling
        if isinstance(before, Tag) and before.name == items.name and not before.has_attr("other"):
            items["other"] = ""
    for item in tags["li"]:
        if not item.parent or item.parent.name not in ("ul", "ol"):
            item.name = "p"


def _shows_nothing(element: PageElement) -> bool:
    if isinstance(element, Tag):
        return element.name in ("p", NEUTRAL) and all(map(_shows_nothing, element.contents))
    return not str(element).strip()


def _adopt_strays(items: Tag) -> None:
    item: Tag | None = None
    for child in list(items.children):
        if isinstance(child, Tag) and child.name == "li":
            item = child
        elif isinstance(child, Tag) or str(child).strip():
            if item is None:
                item = new_tag("li")
                child.insert_before(item)
            item.append(child.extract())


def _tidy_table(table: Tag) -> None:
    """Make paragraphs of a table used for layout, and a full grid of one that holds data."""
    tags = tags_by_name(table)
    for caption in tags["caption"][:1]:
        table.insert_before(new_tag("p", [new_tag("b", list(caption.contents))]))
        caption.decompose()
        tags = tags_by_name(table)
    rows = [row for row in tags["tr"] if nearest("table", row) is table]
    widest = max((len(children_named(_CELLS, row)) for row in rows), default=0)
    if widest < 2 or len(rows) < 2 or widest > _MOST_COLUMNS or any(tags[name] for name in _BREAKS_A_CELL):
        _flow(table)
        return
    for item in tags["li"]:
        item.insert(0, "• ")
        item.name = "p"
    for items in (*tags["ul"], *tags["ol"]):
        items.name = NEUTRAL
    _fill_spans(rows)


def _flow(table: Tag) -> None:
    parts = named(_PARTS_OF_A_TABLE, table)
    for part in [part for part in parts if nearest("table", part) is table]:
        part.name = NEUTRAL
    table.name = NEUTRAL


def _fill_spans(rows: list[Tag]) -> None:
    """Put empty cells where a cell spans columns or rows, so that each stands under its head."""
    reaching: dict[int, int] = {}
    for row in rows:
        column = 0
        for cell in children_named(_CELLS, row):
            while reaching.get(column, 0) > 0:
                reaching[column] -= 1
                cell.insert_before(new_tag("td"))
                column += 1
            columns = max(1, _number(_text(cell, "colspan"), 1, _MOST_COLUMNS))
            down = max(1, _number(_text(cell, "rowspan"), 1, 1000)) - 1
            for offset in range(columns):
                reaching[column + offset] = down
                if offset:
                    cell.insert_after(new_tag("td"))
            column += columns
        for beyond in [at for at in reaching if at >= column and reaching[at] > 0]:
            reaching[beyond] -= 1
