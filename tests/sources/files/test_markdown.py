"""Names of files from titles, and writing files."""

from pathlib import Path

import pytest
from builders import NOW
from hypothesis import given
from hypothesis import strategies as st
from tui.stage import a_row

from reader.errors import SourceError
from reader.library.notes import LONGEST
from reader.model import Body, BodyFormat
from reader.reading.cleaning import clean_text
from reader.sources.files.documents import is_document, read_document
from reader.sources.files.markdown import document_of, file_name, write_new

HOSTILE_TITLES = (
    *(
        "../../.ssh/x",
        "/etc/passwd",
        "..",
        ".",
        "",
        " ",
        "-rf *",
        ".hidden",
        "~",
        "#x#",
        "a\0b",
        "a\nb",
        "CON",
        "nul.txt",
    ),
    *(
        "x" * 300,
        "\u65e5\u672c" * 200,
        "\u202eexe.dm",
        "C:\\x",
        "a/b",
        "$(rm)",
        "`x`",
        "\ud800",
        "e\u0301" * 90,
        "a" * 79 + "\u00e9",
    ),
)


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_any_title_makes_a_safe_name(title: str, tmp_path: Path) -> None:
    name = file_name(a_row(7, title, published=NOW))
    assert (name.startswith("2026-11-22-") and name.endswith("-7.md")) or name == "2026-11-22-7.md"
    assert len(name.encode()) <= 120
    assert not set(name) & set('/\\\0:*?"<>|\n ~#$`')
    assert write_new(tmp_path, name, "text\n")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert is_document(tmp_path / name)


@given(st.text())
def test_no_title_at_all_leads_out_of_the_folder(title: str) -> None:
    name = file_name(a_row(7, title, published=NOW))
    assert Path(name).name == name
    assert len(name.encode()) <= 120


def test_a_time_no_calendar_has_leaves_the_date_out(tmp_path: Path) -> None:
    story = a_row(7, "Far", published=10**15)
    assert file_name(story) == "far-7.md"
    assert document_of(story, Body(BodyFormat.TEXT, "x")).startswith("---\ntitle: Far\nurl:")


def test_neither_a_file_nor_a_link_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("mine")
    (tmp_path / "link.md").symlink_to(tmp_path / "elsewhere")
    assert not write_new(tmp_path, "there.md", "new")
    assert not write_new(tmp_path, "link.md", "new")
    assert (tmp_path / "there.md").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_takes_no_file_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"a\.md cannot be written: No such file or directory"):
        write_new(tmp_path / "gone", "a.md", "text")
    assert list(tmp_path.iterdir()) == []


LINES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)


@given(title=LINES, author=LINES, tags=st.lists(LINES, max_size=4))
def test_front_matter_reads_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, title: str, author: str, tags: list[str]
) -> None:
    from reader.reading.cleaning import clean_line

    title, author = clean_line(title) or "x", clean_line(author)
    names = tuple(dict.fromkeys(name for tag in tags if (name := clean_line(tag).lstrip("#").strip())))
    text = document_of(a_row(1, title, author=author, tags=names), Body(BodyFormat.MARKDOWN, "Text."))
    file = tmp_path_factory.mktemp("out") / "story.md"
    file.write_text(text, encoding="utf-8")
    story = read_document(file, "guid")
    assert (story.title, story.tags, story.published) == (title, names, NOW - 3600)
    assert story.author == ", ".join(part.strip() for part in author.split(",") if part.strip())


NOTES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ("---", "...", "- x", "# no comment", "key: value", "  indented", "trailing ", "\ttab", "", "'", '"')
        ),
    ),
    max_size=8,
).map("\n".join)


@given(note=NOTES, starred=st.booleans())
def test_star_and_note_read_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, note: str, starred: bool
) -> None:
    story = a_row(1, "Why", starred=starred, tags=("ai",))
    text = document_of(story, Body(BodyFormat.MARKDOWN, "Text."), note)
    file = tmp_path_factory.mktemp("out") / "story.md"
    file.write_bytes(text.encode())
    read = read_document(file, "guid")
    assert (read.note, read.starred) == (clean_text(note).strip(), starred)
    assert (read.title, read.tags, read.body.content.strip()) == ("Why", ("ai",), "Text.")


def test_a_note_goes_out_as_lines_one_can_read() -> None:
    text = document_of(a_row(1, "Why", starred=True), Body(BodyFormat.TEXT, "x"), "Ask Ada:\n\n- why so?\n")
    assert "\nstarred: true\nnote: |-\n  Ask Ada:\n\n  - why so?\n---\n" in text
    assert "note" not in document_of(a_row(1, "Why"), Body(BodyFormat.TEXT, "x"), " ")


@pytest.mark.parametrize("piece", ["\u00e9 word ", "a\n", '\\"', "\t", "\U0001f600"])
def test_the_longest_note_there_can_be_comes_back_whole(tmp_path: Path, piece: str) -> None:
    note = f"x{piece * 100_000}"[:LONGEST].strip()
    (tmp_path / "a.md").write_text(document_of(a_row(1, "Why"), Body(BodyFormat.TEXT, "x"), note), encoding="utf-8")
    read = read_document(tmp_path / "a.md", "guid")
    assert (read.note, read.title) == (note, "Why")
