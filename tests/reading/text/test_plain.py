import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.reading.text.plain import parse_document

LONG = (
    "This paragraph goes on for as long as a paragraph in a saved page does, which is a good deal longer than a line."
)

SAVED_PAGE = f"""City library opens a room for machines
{LONG}
{LONG}
Quiet hours are the stated aim
{LONG}
The question of money
{LONG}
{LONG}
What visitors may expect
{LONG}
Your membership also unlocks:"""


def headings(markdown: str) -> list[str]:
    return re.findall(r"^## (.*)$", markdown, re.MULTILINE)


def test_a_page_saved_one_paragraph_a_line_gets_its_headings_back() -> None:
    document = parse_document(SAVED_PAGE)
    assert document.title == "City library opens a room for machines"
    assert headings(document.markdown) == [
        "Quiet hours are the stated aim",
        "The question of money",
        "What visitors may expect",
    ]
    assert document.markdown.count(LONG) == 6
    assert document.paywall == ("Your membership also unlocks:",)


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_line_ends_and_a_missing_last_one_make_no_difference(line_end: str) -> None:
    assert parse_document(SAVED_PAGE.replace("\n", line_end)) == parse_document(SAVED_PAGE + "\n")


@pytest.mark.parametrize(
    "line",
    [
        "This short line is a sentence.",
        "Is this one a heading?",
        "These are the reasons:",
        "and it goes on",
        "By Ann Author",
        "https://example.org/a",
    ],
)
def test_a_short_line_that_is_no_heading_stays_a_paragraph(line: str) -> None:
    assert headings(parse_document(f"Title\n{LONG}\n{line}\n{LONG}").markdown) == []


def test_a_hard_wrapped_text_is_joined_into_paragraphs() -> None:
    text = (
        "Title\n\nThe committee met on Tuesday to talk about the new bridge across\n"
        "the river, which has been planned for longer than anyone present\ncould remember.\n\n"
        "A decision\n\nNothing was decided, as nothing had been decided at the meeting\n"
        "before and at the one before it.\n"
    )
    paragraphs = parse_document(text).markdown.split("\n\n")
    assert paragraphs == [
        "The committee met on Tuesday to talk about the new bridge across the river, which has been planned for longer "
        "than anyone present could remember.",
        "## A decision",
        "Nothing was decided, as nothing had been decided at the meeting before and at the one before it.",
    ]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("- one\n- two\n  goes on", "- one\n- two goes on"),
        ("• one\n• two", "- one\n- two"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("1) one\n2) two", "1. one\n2. two"),
        ("12. May was warm.", "12\\. May was warm."),
        ("> said\n> he", "> said\\\n> he"),
        ("    if x:\n        y()\n\n    z()", "```text\nif x:\n    y()\n\nz()\n```"),
        ("| a | b |\n| 1 | 2 |", "```text\n| a | b |\n| 1 | 2 |\n```"),
        ("name      age\nAnn       7", "```text\nname      age\nAnn       7\n```"),
        ("Roses are red\nViolets are blue", "Roses are red\\\nViolets are blue"),
        ("See https://example.org/a_(b).", "See <https://example.org/a_(b)>."),
        ("* * *", "---"),
        ("Section\n-------", "## Section"),
        ("# Section #", "## Section"),
        ("```python\nx = '```'\n```", "````python\nx = '```'\n````"),
        ("*not* <b>markup</b> [x](y) `z`", "\\*not\\* \\<b>markup\\</b> \\[x\\](y) \\`z\\`"),
    ],
)
def test_what_a_text_is_made_of_is_recognised(text: str, markdown: str) -> None:
    assert parse_document(f"Title\n\n{text}").markdown == markdown


def test_a_mail_is_called_by_its_subject_and_keeps_its_headers() -> None:
    document = parse_document(
        "From: ann@example.org\nSubject: The bridge\nDate: Mon\n\nHello Bob,\n\n> quoted\n\nAnn\n"
    )
    assert document.title == "The bridge"
    assert document.markdown.startswith("From: ann@example.org\\\nSubject: The bridge\\\nDate: Mon\n\nHello Bob,")


@pytest.mark.parametrize("text", ["", "\n \n", "\x1b\x00"])
def test_an_empty_document_has_no_title_and_no_text(text: str) -> None:
    assert parse_document(text).title == ""
    assert parse_document(text).markdown == ""


def test_one_line_of_five_megabytes_is_kept_whole_under_a_title_cut_short() -> None:
    document = parse_document("word " * 1_000_000)
    assert document.title.endswith("…")
    assert document.markdown.count("word") == 1_000_000


@pytest.mark.parametrize(
    "ending",
    [
        "Subscribe to continue reading",
        "Continue reading with a free account",
        "Already a subscriber? Sign in",
        "This article is for paying subscribers only.",
        "Your membership also unlocks:\n- All stories\n- The Sunday letter",
    ],
)
def test_a_teaser_at_the_end_is_set_apart(ending: str) -> None:
    document = parse_document(f"Title\n{LONG}\n{ending}\n")
    assert document.paywall == tuple(ending.split("\n"))
    assert document.markdown == LONG


@pytest.mark.parametrize("ending", ["Join us on Sunday.", "She was a member of the board.", "Read more books."])
def test_an_honest_last_line_stays_in_the_text(ending: str) -> None:
    assert parse_document(f"Title\n{LONG}\n{ending}").paywall == ()


lines_of_text = st.lists(
    st.one_of(
        st.text(max_size=80),
        st.sampled_from(["", "- item", "1. one", "2. two", "> quote", "    code", "```", "---", "A heading", LONG]),
    ),
    max_size=12,
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(lines_of_text)
def test_no_word_of_any_text_is_lost(text: str) -> None:
    words = [word for word in re.findall(r"[a-z]{2,}", text) if word not in {"text"}]
    document = parse_document(text)
    kept = " ".join((document.title, document.markdown, *document.paywall))
    assert all(word in kept for word in words)
