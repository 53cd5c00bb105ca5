"""Documents on disk as stories."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from feed_texts import every_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.errors import SourceError
from reader.model import BodyFormat, ParsedStory
from reader.reading.cleaning import clean_text
from reader.sources.files import documents
from reader.sources.files.documents import is_document, read_document, scan_folder

LONG_AGO = 1_000_000_000


def a_file(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(file, (LONG_AGO, LONG_AGO))
    return file


def the_story(folder: Path, name: str, content: str | bytes) -> ParsedStory:
    return read_document(a_file(folder, name, content), "guid")


def the_refusal(file: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_document(file, "guid")
    return str(caught.value)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


# Plain text


def test_a_text_has_its_first_line_as_title_and_its_whole_as_body(tmp_path: Path) -> None:
    content = "A title of its own\n\nThe first paragraph ends here.\nThe second one follows it.\n"
    story = the_story(tmp_path, "a.txt", content)
    assert story.guid == "guid"
    assert story.title == "A title of its own"
    assert (story.body.format, story.body.content, story.body.base_url) == (BodyFormat.TEXT, content, "")
    assert story.published == LONG_AGO


def test_a_text_may_have_front_matter(tmp_path: Path) -> None:
    story = the_story(tmp_path, "a.txt", "---\ntitle: Set\ntags: x, y\n---\nFirst line\n\nRest.\n")
    assert (story.title, story.tags, story.body.content) == ("Set", ("x", "y"), "First line\n\nRest.\n")


# Markdown


def test_front_matter_tells_all(tmp_path: Path) -> None:
    story = the_story(
        tmp_path,
        "a.md",
        """---
title: "A: title"
date: 2020-01-02 03:04:05
author: Ann
url: https://example.org/a
tags: [ai, media/film, "#later", ai, 7]
---

# Heading

Body
""",
    )
    assert (story.title, story.author, story.url) == ("A: title", "Ann", "https://example.org/a")
    assert story.published == at("2020-01-02T03:04:05")
    assert story.tags == ("ai", "media/film", "later", "7")
    assert (story.body.format, story.body.content) == (BodyFormat.MARKDOWN, "# Heading\n\nBody\n")
    assert story.body.base_url == "https://example.org/a"


@pytest.mark.parametrize(
    ("written", "starred", "note"),
    [
        ("starred: true\nnote: Ask Ada", True, "Ask Ada"),
        ("Starred: yes\nNote: |\n  Ask\n\n    Ada", True, "Ask\n\n  Ada"),
        ("starred: false\nnote: 2026", False, "2026"),
        ("starred: 1\nnote: [a, b]", False, ""),
        ("starred: [true]\nnote: {a: b}", False, ""),
        ("starred: 'true'\nnote:", False, ""),
        ('note: "\\e[31mred\\u202e"', False, "[31mred"),
        (f"note: {'x' * 120_000}", False, "x" * 100_000),
    ],
)
def test_star_and_note_of_front_matter(tmp_path: Path, written: str, starred: bool, note: str) -> None:
    story = the_story(tmp_path, "a.md", f"---\n{written}\n---\n# Heading\n")
    assert (story.starred, story.note, story.title) == (starred, note, "Heading")


@pytest.mark.parametrize("block", ["- " * 180_000, "[" * 180_000, "{a: " * 90_000, "note: |\n" + "  a\n" * 90_000])
def test_front_matter_made_to_keep_a_parser_busy_is_read_in_time(tmp_path: Path, block: str) -> None:
    started = time.process_time()
    assert the_story(tmp_path, "a.md", f"---\n{block}\n---\n# Heading\n").title == "Heading"
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("date: 2020-01-02", "2020-01-02T00:00:00"),
        ("date: 2020-01-02T03:04:05Z", "2020-01-02T03:04:05"),
        ("date: 2020-01-02T03:04:05+02:00", "2020-01-02T01:04:05"),
        ("published: 2 January 2020", "2020-01-02T00:00:00"),
        ("Date: January 2, 2020", "2020-01-02T00:00:00"),
        ("date: 1577934245", "2020-01-02T03:04:05"),
        ("date: soon\npublished: 2020-01-02", "2020-01-02T00:00:00"),
    ],
)
def test_dates_of_front_matter(tmp_path: Path, written: str, published: str) -> None:
    assert the_story(tmp_path, "a.md", f"---\n{written}\n---\nx").published == at(published)


@pytest.mark.parametrize(
    "block",
    [
        "title: [unclosed",
        "just words",
        "- a list",
        "12: 13",
        "date: 2020-13-45",
        "a: *nowhere",
        "!!python/object/apply:os.system [id]",
        "{" * 3000,
        "? [a]\n: b",
        "a: \x07",
    ],
)
def test_bad_front_matter_is_body_and_never_an_error(tmp_path: Path, block: str) -> None:
    content = f"---\n{block}\n---\n# Heading\n"
    story = the_story(tmp_path, "a.md", content)
    assert story.title == "Heading"
    assert story.body.content == clean_text(content)


@pytest.mark.parametrize(
    "value", ["[[1, [2]], {a: b}]", "{a: b}", "null", "true", "!!binary aGk=", "&a [*a]", "1" * 5000]
)
def test_senseless_values_in_front_matter_are_survived(tmp_path: Path, value: str) -> None:
    story = the_story(
        tmp_path, "a.md", f"---\ntitle: {value}\ntags: {value}\ndate: {value}\nurl: {value}\n---\n# Heading\n"
    )
    assert story.title
    assert story.published == LONG_AGO


def test_front_matter_that_multiplies_itself_does_no_harm(tmp_path: Path) -> None:
    bomb = (
        "a0: &a0 [x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
        + "tags: *a11\n"
    )
    started = time.process_time()
    assert the_story(tmp_path, "a.md", f"---\n{bomb}---\n# Heading\n").title == "Heading"
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("# One\n\n# Two", "One"),
        ("intro\n\n## Two ##\n", "Two"),
        ("Set\n===\n", "Set"),
        ("words\n\nSet\n---\n", "Set"),
        ("```\n# no\n```\n# yes", "yes"),
        ("~~~~\n```\n# no\n~~~~\n# yes", "yes"),
        ("    # code\n\n# yes", "yes"),
        ("#hash is no heading\n", "#hash is no heading"),
        ("- item\n---\n", "- item"),
        ("\n\nFirst words here\nmore", "First words here"),
        ("# A **bold** [link](https://x) `code` snake_case", "A bold link code snake_case"),
        ("# \x1b[31mred\u202e", "[31mred"),
        ("x" * 300, "x" * 119 + "…"),
    ],
)
def test_the_title_of_markdown(tmp_path: Path, content: str, title: str) -> None:
    assert the_story(tmp_path, "a.md", content).title == title


# HTML

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Page &amp; title</title>
<meta name="author" content="Ann"><meta property="article:published_time" content="2020-01-02T03:04:05Z">
<meta name="keywords" content="a, b ,a"><link rel="canonical" href="https://example.org/page"></head>
<body class="x"><h1>Heading</h1><time datetime="2021-01-01">x</time><p>Text</p></body></html>"""


def test_a_page_tells_of_itself(tmp_path: Path) -> None:
    story = the_story(tmp_path, "a.html", PAGE)
    assert (story.title, story.author, story.url) == ("Page & title", "Ann", "https://example.org/page")
    assert story.published == at("2020-01-02T03:04:05")
    assert story.categories == ("a", "b")
    assert story.tags == ()
    assert story.body.format == BodyFormat.HTML
    assert story.body.content == '<h1>Heading</h1><time datetime="2021-01-01">x</time><p>Text</p>'
    assert story.body.base_url == "https://example.org/page"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<h1>Only <i>this</i></h1><p>x", "Only this"),
        ("<title> </title><h1>This</h1>", "This"),
        ("<p>no title at all</p>", "my file"),
        ("<TITLE>Upper</TITLE>", "Upper"),
    ],
)
def test_the_title_of_a_page(tmp_path: Path, page: str, title: str) -> None:
    assert the_story(tmp_path, "my_file.htm", page).title == title


def test_a_time_element_dates_a_page(tmp_path: Path) -> None:
    assert the_story(tmp_path, "a.html", "<time datetime='2021-01-01'>x</time>").published == at("2021-01-01")


@pytest.mark.parametrize("href", ["javascript:x", "file:///etc/passwd", "/relative", ""])
def test_a_canonical_link_must_be_openable(tmp_path: Path, href: str) -> None:
    assert the_story(tmp_path, "a.html", f'<link rel="canonical" href="{href}"><p>x').url == ""


@pytest.mark.parametrize(
    "page", ["<div>" * 50_000, "<a " * 20_000, "<!--" * 20_000, "<" * 100_000, '<meta content="' * 10_000]
)
def test_pages_made_to_exhaust_a_parser_are_read(tmp_path: Path, page: str) -> None:
    started = time.process_time()
    assert the_story(tmp_path, "a.html", page).body.content == page
    assert time.process_time() - started < 3


# Dates by order of trust


def test_the_name_dates_a_file_before_its_page_does_and_after_its_front_matter(tmp_path: Path) -> None:
    assert the_story(tmp_path, "2019-05-06-x.html", PAGE).published == at("2019-05-06")
    assert the_story(tmp_path, "2019-05-06-x.md", "---\ndate: 2018-01-01\n---\nx").published == at("2018-01-01")
    assert the_story(tmp_path, "2019-13-77-x.md", "x").published == LONG_AGO
    assert the_story(tmp_path, "2019-05-06_my-page.html", "<p>x").title == "my page"


# Characters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
def test_encodings_of_files(tmp_path: Path, encoding: str) -> None:
    story = the_story(tmp_path, "a.txt", "Café – Überschrift\r\n\r\nText\rmore".encode(encoding))
    assert story.title == "Café – Überschrift"
    assert story.body.content == "Café – Überschrift\n\nText\nmore"


def test_nothing_that_steers_a_terminal_comes_out_of_a_file(tmp_path: Path) -> None:
    hostile = "\x1b]52;c;x\x07\u202e\x9b\x85"
    front = f'---\ntitle: \'x{hostile[1:5]}\'\ntags: ["\\e[31m"]\nauthor: "\\u202e"\n---\n'
    for name, content in (
        ("a.txt", hostile + "x"),
        ("a.md", front + hostile),
        ("a.html", f"<title>{hostile}&#27;x</title>{hostile}"),
    ):
        for text in every_string(the_story(tmp_path, name, content)):
            assert text == clean_text(text)


def test_a_line_of_five_megabytes_is_read(tmp_path: Path) -> None:
    story = the_story(tmp_path, "a.md", "x " * 2_500_000)
    assert len(story.body.content) == 5_000_000
    assert len(story.title) <= 120


# What is not read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "a.txt is empty."),
        (b" \n\t", "a.txt is empty."),
        (b"\xef\xbb\xbf", "a.txt is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.txt is not a text file."),
        (b"\0\1\2\3" * 100, "a.txt is not a text file."),
        (b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(range(256)) * 4, "a.txt is not a text file."),
    ],
)
def test_empty_and_binary_files_are_named(tmp_path: Path, content: bytes, said: str) -> None:
    assert the_refusal(a_file(tmp_path, "a.txt", content)) == said


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    file = a_file(tmp_path, "a.txt", "x")
    os.truncate(file, 10 * 1024 * 1024 + 1)
    assert the_refusal(file) == "a.txt is larger than 10 MiB; it was not read."


def test_a_missing_file_a_folder_and_a_pipe_are_named_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    assert the_refusal(tmp_path / "pipe.txt") == "pipe.txt is not a file."
    assert the_refusal(tmp_path / "folder.txt") == "folder.txt is not a file."
    assert "gone.txt cannot be read: No such file" in the_refusal(tmp_path / "gone.txt")
    assert "cannot be read" in the_refusal(tmp_path / "a\0b.txt")


DOCUMENTS = ("a.txt", "a.MD", "a.markdown", "a.html", "a.htm")
OTHERS = ("a.pdf", "a", ".a.txt", "a.txt~", "~a.txt", "#a.txt", "a.txt.swp", "a.txt.part")


@pytest.mark.parametrize("name", DOCUMENTS + OTHERS)
def test_documents_are_known_by_their_names(name: str) -> None:
    assert is_document(Path(name)) is (name in DOCUMENTS)


# Folders


def test_a_folder_is_a_feed_of_its_documents_by_path(tmp_path: Path) -> None:
    root = tmp_path / "notes"
    for name in (
        "b.txt",
        "a.md",
        "sub/c.html",
        "sub/deeper/d.txt",
        "e.pdf",
        ".hidden/f.txt",
        ".g.txt",
        "h.txt~",
        "sub/#i.txt",
    ):
        a_file(root, name, "Title\n\ntext")
    feed = scan_folder(root)
    assert feed.title == "notes"
    assert [story.guid for story in feed.stories] == ["a.md", "b.txt", "sub/c.html", "sub/deeper/d.txt"]
    assert feed.warnings == ()
    assert scan_folder(root) == feed


def test_bad_files_are_warned_of_and_the_rest_goes_on(tmp_path: Path) -> None:
    a_file(tmp_path, "a.txt", "")
    a_file(tmp_path, "b.txt", b"\0\1\2" * 99)
    a_file(tmp_path, "c.txt", "Fine\n\ntext")
    os.mkfifo(tmp_path / "d.txt")
    (tmp_path / "e.txt").symlink_to(tmp_path / "gone.txt")
    feed = scan_folder(tmp_path)
    assert [story.guid for story in feed.stories] == ["c.txt"]
    assert len(feed.warnings) == 4
    assert feed.warnings[:3] == ("a.txt is empty.", "b.txt is not a text file.", "d.txt is not a file.")


def test_links_out_of_the_folder_are_refused_even_to_a_sibling_with_its_name(tmp_path: Path) -> None:
    root = tmp_path / "feeds"
    a_file(root, "own.txt", "Own\n\ntext")
    secret = a_file(tmp_path / "feeds-secret", "s.txt", "Secret\n\ntext")
    (root / "link.txt").symlink_to(secret)
    (root / "linked").symlink_to(secret.parent)
    (root / "inside.txt").symlink_to(root / "own.txt")
    (root / "loop").symlink_to(root)
    feed = scan_folder(root)
    assert [story.guid for story in feed.stories] == ["inside.txt", "own.txt"]
    assert feed.warnings == ("link.txt is a link to a place outside its folder; it was not read.",)


def test_depth_is_limited(tmp_path: Path) -> None:
    a_file(tmp_path, "/".join(["d"] * 9) + "/a.txt", "In\n\nx")
    a_file(tmp_path, "/".join(["d"] * 10) + "/b.txt", "Out\n\nx")
    feed = scan_folder(tmp_path)
    assert [story.title for story in feed.stories] == ["In"]
    assert feed.warnings == ("d lies more than 10 folders deep and was left out.",)


def test_the_number_of_documents_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_MOST_FILES", 3)
    for number in range(5):
        a_file(tmp_path, f"{number}.txt", "Title\n\nx")
    feed = scan_folder(tmp_path)
    assert len(feed.stories) == 3
    assert feed.warnings == (f"Only the first 3 documents of {tmp_path.name} were read.",)


def test_names_no_text_can_hold_still_tell_files_apart(tmp_path: Path) -> None:
    for name in (b"a\xff.txt", b"a\xfe.txt", b"a\x1b.txt", b"a.txt"):
        (tmp_path / os.fsdecode(name)).write_text("Title\n\nx")
    guids = [story.guid for story in scan_folder(tmp_path).stories]
    assert len(set(guids)) == 4
    assert "a.txt" in guids
    assert all(guid == clean_text(guid) for guid in guids)


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    for root in (tmp_path / "gone", a_file(tmp_path, "a.txt", "x")):
        with pytest.raises(SourceError, match="cannot be read"):
            scan_folder(root)


# Anything at all

LINES = st.text(alphabet="-: \n#=`[]{}&*!|>%@abtiledg0123456789.<\"'\ufeff\x85", max_size=120)
WITH_FRONT_MATTER = LINES.map(lambda text: f"---\n{text}\n---\n{text}".encode())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["a.txt", "a.md", "a.html"]),
    st.binary(max_size=200) | WITH_FRONT_MATTER,
)
def test_any_bytes_give_a_story_or_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    try:
        story = the_story(tmp_path, name, content)
    except SourceError as error:
        assert str(error).startswith("a.")
        return
    assert story.title
    for text in every_string(story):
        assert text == clean_text(text)
