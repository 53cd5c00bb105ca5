"""A tree built and searched at little cost is the one Beautiful Soup would have built, and finds what it would find."""

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import ARTICLES

from reader.reading.html.sanitising import TagFilter, sanitised
from reader.reading.html.trees import body_of, children_named, contains, named, nearest, new_tag, tags_by_name, tree_of

PIECES = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<pre>",
    "</pre>",
]
SOUP = st.lists(st.sampled_from([*PIECES, "<br>", "&amp;", "x", "é", " ", "\n"]), max_size=40).map("".join)
NAMES = ("li", "a", "b", "td", "p", "body")


def theirs(html: str) -> BeautifulSoup:
    soup = BeautifulSoup(f"<body>{html}</body>", "lxml")
    for source in soup("source"):  # it has no end, which neither of them knows
        source.insert_after(*list(source.contents))
    return soup


def shape_of(element: PageElement) -> object:
    """Return a tree as nested tuples; blanks between tags, which Beautiful Soup shortens, count as one."""
    if isinstance(element, Tag):
        attributes = {
            key: " ".join(value) if isinstance(value, list) else value for key, value in element.attrs.items()
        }
        return (element.name, attributes, [shape_of(child) for child in element.contents])
    return str(element) if str(element).strip() else " "


def in_order(root: Tag) -> list[PageElement]:
    found: list[PageElement] = []
    element = root.next_element
    while element is not None:
        found.append(element)
        element = element.next_element
    return found


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_becomes_the_tree_beautiful_soup_builds(name: str) -> None:
    html = sanitised(TagFilter(ARTICLES[name]).rest())
    assert shape_of(tree_of(html)) == shape_of(theirs(html))


@given(SOUP)
@settings(deadline=None)
def test_whatever_is_safe_becomes_the_tree_beautiful_soup_builds(html: str) -> None:
    html = sanitised(TagFilter(html).rest())
    assert shape_of(tree_of(html)) == shape_of(theirs(html))


@given(SOUP)
@settings(deadline=None)
def test_every_element_knows_its_neighbours(html: str) -> None:
    root = tree_of(sanitised(TagFilter(html).rest()))
    assert in_order(root) == list(root.descendants)
    for tag in [root, *root.find_all(True)]:
        children = tag.contents
        assert all(child.parent is tag for child in children)
        assert [child.next_sibling for child in children] == [*children[1:], None][: len(children)]
        assert [child.previous_sibling for child in children] == [None, *children[:-1]][: len(children)]


@given(SOUP, st.sampled_from(NAMES))
@settings(deadline=None)
def test_what_beautiful_soup_finds_is_found(html: str, name: str) -> None:
    root = tree_of(sanitised(TagFilter(html).rest()))
    everything = root.find_all(True)
    assert [id(tag) for tag in named({name}, root)] == [id(tag) for tag in root.find_all(name)]
    assert [id(tag) for tag in tags_by_name(root)[name]] == [id(tag) for tag in root.find_all(name)]
    assert body_of(root) is (root.body or root)
    for tag in everything:
        assert contains(tag, {name}) == (tag.find(name) is not None)
        assert nearest(name, tag) is tag.find_parent(name)
        assert children_named({name}, tag) == tag.find_all(name, recursive=False)


def test_a_new_tag_takes_its_children_from_where_they_are() -> None:
    root = tree_of("<p>one <b>two</b></p>")
    (paragraph,) = named({"p"}, root)
    strong = new_tag("i", list(paragraph.contents), title="x")
    assert str(strong) == '<i title="x">one <b>two</b></i>'
    assert paragraph.contents == []
    assert isinstance(strong.contents[0], NavigableString)
