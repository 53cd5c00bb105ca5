"""What a stranger's file holds takes no more time than it is long: each of these took minutes once."""

import time
from pathlib import Path

import pytest

from reader.library.queries.content_flags import content_flags
from reader.sources.charsets import decode
from reader.sources.files.documents import read_document
from reader.sources.files.metadata import split_front_matter
from reader.sources.files.opml import read_opml

MERGES = "a: &a {k: v}\n" + "".join(
    f"{one}: &{one} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n"
    for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture(autouse=True)
def soon_done() -> object:
    began = time.process_time()
    yield
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"#{' ' * 300_000}a{' ' * 300_000}\n\nwords"),
        ("a.md", f"# a{' #' * 150_000}b"),
        ("a.md", "[" * 200_000),
        ("a.md", "![" * 100_000),
        ("a.html", "<body " * 100_000),
        ("a.html", "<h1>" * 100_000),
        ("a.html", "<meta " * 100_000),
        ("a.html", "<title>a" * 100_000),
    ],
    ids=["blanks", "signs", "brackets", "pictures", "bodies", "headings", "meta", "titles"],
)
def test_a_document_of_one_sign_again_and_again_is_read(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert read_document(tmp_path / name, "1").title


def test_a_heading_is_what_stands_between_its_signs(tmp_path: Path) -> None:
    said = {"# One ##": "One", "# Two#": "Two#", "## #": "#", "#  Three   #  ": "Three", "# Four # five": "Four # five"}
    for line, title in said.items():
        (tmp_path / "a.md").write_text(f"{line}\n\nwords")
        assert read_document(tmp_path / "a.md", "1").title == title


@pytest.mark.parametrize(
    "block",
    ["a: 1" + ":1" * 190_000, "a: 1" + ":1" * 190_000 + ".5", MERGES, "[" * 300_000, "- " * 150_000, "9" * 300_000],
    ids=["to the base of 60", "a fraction of that", "merges", "lists in lists", "lists in rows", "digits"],
)
def test_front_matter_that_grows_is_read_or_left_as_it_is(block: str) -> None:
    assert split_front_matter(f"---\ntitle: One\n{block}\n---\n\nwords")[1].endswith("words")


def test_front_matter_of_the_usual_kind_is_read() -> None:
    told, rest = split_front_matter("---\ntitle: 1984\ndate: 2026-11-20\nstarred: true\ntags: [a, 7]\n---\n\nwords")
    assert (told.title, told.published, told.starred, told.tags) == ("1984", 1_795_132_800, True, ("a", "7"))
    assert rest == "words"


@pytest.mark.parametrize("inside", ["a" * 200_000, " " * 200_000, 'a="' * 60_000, "&#" + "9" * 200_000 + ";"])
def test_an_outline_whose_tag_never_ends_is_read(inside: str) -> None:
    text = f'<opml><body><outline xmlUrl="https://x.example/feed" {inside}/><outline xmlUrl="https://y.example/"/>'
    assert read_opml(f"{text}</body></opml>".encode()).subscriptions


def test_a_number_no_character_has_stands_as_a_sign_for_that() -> None:
    text = f'<opml><body><outline xmlUrl="https://x.example/" text="a&#{"9" * 5000};b"/></body></opml>'
    assert read_opml(text.encode()).subscriptions[0].title == "a\ufffdb"


@pytest.mark.parametrize("shape", ["<iframe ", "<a ", "<a href ", "![", "<a href="])
def test_what_a_body_contains_is_told_soon(shape: str) -> None:
    assert content_flags("markdown", shape * 100_000, ()) == 1


@pytest.mark.parametrize("shape", ["<meta ", "<meta charset ", "<?xml ", "charset= "])
def test_a_charset_is_looked_for_no_longer_than_it_takes_to_read(shape: str) -> None:
    text = shape * 50_000
    assert decode(text.encode() + b"\xff", text).startswith(shape)
