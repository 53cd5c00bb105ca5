import re
import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from layouts import lay_out
from rich.cells import cell_len

from reader.reading.article import Article
from reader.reading.layout.page import Layout, Line, Span

BASE = "https://base.example.com/post/"


def text_of(line: Line) -> str:
    return "".join(span.text for span in line)


def lines_of(markdown: str, width: int = 40, paywall: tuple[str, ...] = ()) -> list[str]:
    return [text_of(line) for line in lay_out(Article(markdown, paywall), width, BASE).lines]


def spans_with(layout: Layout, role: str) -> list[Span]:
    return [span for line in layout.lines for span in line if role in span.roles]


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("", []),
        ("one\n\ntwo", ["one", "", "two"]),
        ("one\\\ntwo", ["one", "two"]),
        ("# Head\n\ntext", ["Head", "────", "text"]),
        ("text\n\n### Third\n\ntext", ["text", "", "Third", "text"]),
        ("- a\n  - b\n    - c\n      - d\n- e", ["• a", "  ◦ b", "    ▪ c", "      • d", "• e"]),
        ("- a\n\n  b\n- c", ["• a", "", "  b", "", "• c"]),
        ("text\n\n- a\n- b\n\ntext", ["text", "", "• a", "• b", "", "text"]),
        ("9. a\n10. b\n    - c", [" 9. a", "10. b", "    • c"]),
        ("- [ ] a\n- [x] b", ["☐ a", "☑ b"]),
        ("-\n- a", ["• ", "• a"]),
        ("> a\n>\n> > b", ["▎ a", "▎ ", "▎ ▎ b"]),
        ("> a\n\n> b", ["▎ a", "", "▎ b"]),
        ("> - a\n> - b", ["▎ • a", "▎ • b"]),
        ("```\nif x:\n\ty\n```", [f"{line:40}" for line in ("  if x:", "      y")]),
        ("---", [" " * 8 + "─" * 24]),
        ("![A fox](fox.jpg)", ["[image: A fox] [1]", "", "[1] base.example.com/post/fox.jpg"]),
        ("![](data:x)", ["[image]"]),
        ("[a](https://x.org/y) [b](https://x.org/y)", ["a [1] b [1]", "", "[1] x.org/y"]),
        ("https://www.x.org/y.", ["https://www.x.org/y [1].", "", "[1] x.org/y"]),
        ("[a](mailto:ann@x.org)", ["a [1]", "", "[1] ann@x.org"]),
        ("[a](javascript:x) [b](file:///x) [c](#d) [e](<x y>)", ["a b c e [1]", "", "[1] base.example.com/post/x%20y"]),
        ("a[^1]\n\n[^1]: word", ["a[^1]", "", "[^1]: word"]),
        ("| a | b |\n|---|--:|\n| c | 1 |\n| d | 20 |", ["a │  b", "──┼───", "c │  1", "d │ 20"]),
        ("| | |\n|---|---|\n| c | d |", ["c │ d"]),
        ("<b>raw</b>", ["<b>raw</b>"]),
        ("&#27;[31mx", ["\ufffd[31mx"]),
    ],
)
def test_what_is_written_is_drawn(markdown: str, lines: list[str]) -> None:
    assert lines_of(markdown) == lines


def test_the_remains_of_a_paywall_come_after_the_text_and_before_the_links() -> None:
    layout = lay_out(Article("[a](https://x.org)", ("Your membership also unlocks:",)), 60)
    assert [text_of(line) for line in layout.lines] == [
        "a [1]",
        "",
        "┄┄ remains of a paywall, 1 line ┄┄",
        "Your membership also unlocks:",
        "",
        "[1] x.org",
    ]
    assert [span.text for span in spans_with(layout, "muted")][1] == "Your membership also unlocks:"


def test_every_span_of_a_link_knows_its_number() -> None:
    layout = lay_out(Article("a [**b** c](https://x.org/1) ![d](https://x.org/2) https://x.org/3"), 80)
    assert layout.links == ("https://x.org/1", "https://x.org/2", "https://x.org/3")
    assert [(span.text, span.link) for span in layout.lines[0] if span.link] == [
        ("b", 1),
        (" c", 1),
        (" [1]", 1),
        ("[image: d]", 2),
        (" [2]", 2),
        ("https://x.org/3", 3),
        (" [3]", 3),
    ]
    assert [line[1].link for line in layout.lines[-3:]] == [1, 2, 3]


def test_headings_are_found_at_their_lines() -> None:
    layout = lay_out(Article("# A *b*\n\ntext\n\n## C\n\ntext\n\n##### D"), 40)
    assert [(heading.level, heading.text) for heading in layout.headings] == [(1, "A b"), (2, "C"), (5, "D")]
    assert [text_of(layout.lines[heading.line]) for heading in layout.headings] == ["A b", "C", "D"]
    assert layout.lines[layout.headings[2].line][0].roles == ("heading3",)


def test_styles_nest() -> None:
    layout = lay_out(Article("*a **b ~~c~~** `d`*"), 40)
    assert [(span.text, span.roles) for span in layout.lines[0]] == [
        ("a ", ("emphasis",)),
        ("b ", ("emphasis", "strong")),
        ("c", ("emphasis", "strong", "strike")),
        (" ", ("emphasis",)),
        ("d", ("emphasis", "code")),
    ]


def test_code_is_coloured_only_when_its_language_is_named() -> None:
    coloured = lay_out(Article('```python\ndef f(): return "x"  # y\n```'), 60)
    roles = {span.text: span.roles for span in coloured.lines[0]}
    assert roles["def"] == ("code-block", "code.keyword")
    assert roles["f"] == ("code-block", "code.name")
    assert roles["# y"] == ("code-block", "code.comment")
    for language in ("", "text", "nosuchlanguage", "../../x", "autoit", "markdown"):
        plain = lay_out(Article(f"```{language}\ndef f(): pass\n```"), 60)
        assert [span.roles for span in plain.lines[0]] == [(), ("code-block",), ("code-block",)]


@pytest.mark.parametrize("code", ["x = 1\n" * 4_000, "x = " + "1" * 1_000, "x = 1" + "\n" * 400 + "y"])
def test_code_without_an_end_is_not_coloured(code: str) -> None:
    layout = lay_out(Article(f"```python\n{code}\n```"), 60)
    assert {role for line in layout.lines for span in line for role in span.roles} <= {"code-block", "code.operator"}
    assert "x" in text_of(layout.lines[0])


@pytest.mark.parametrize("code", ["echo $'" + "\\11\\1" * 40, "cat <<" + "a" * 900 + "\n" + "b\n" * 9_000])
def test_what_the_lexer_of_shells_goes_back_over_is_not_coloured(code: str) -> None:
    began = time.process_time()
    layout = lay_out(Article(f"```bash\n{code}\n```"), 60)
    assert time.process_time() - began < 1.0
    assert "code.string" not in {role for line in layout.lines for span in line for role in span.roles}


def test_code_is_coloured_no_further_once_it_took_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.reading.layout.code._MOST_SECONDS", 0.0)
    (line,) = lay_out(Article("```python\nif True: pass\n```"), 60).lines
    assert [(span.text.rstrip(), span.roles) for span in line[1:3]] == [
        ("if", ("code-block", "code.keyword")),
        (" True: pass", ("code-block",)),
    ]


def test_code_stands_on_one_ground_as_wide_as_the_page() -> None:
    layout = lay_out(Article("```\none\n\n" + "x" * 60 + "\n```"), 30)
    assert [cell_len(text_of(line)) for line in layout.lines] == [30] * 5
    assert all("code-block" in span.roles for line in layout.lines for span in line[1:])


def test_long_lines_of_code_go_on_behind_a_mark() -> None:
    assert lines_of("```\n" + "x" * 60 + "\n```", 30) == ["  " + "x" * 28, "  ↪ " + "x" * 26, "  ↪ " + f"{'x' * 6:26}"]


def test_a_table_shrinks_its_widest_column_first() -> None:
    table = "| Name | Remark |\n|---|---|\n| a | one two three four five |\n| b | six |"
    assert lines_of(table, 20) == [
        "Name │ Remark",
        "─────┼──────────────",
        "a    │ one two three",
        "     │ four five",
        "─────┼──────────────",
        "b    │ six",
    ]


def test_a_table_too_wide_becomes_records() -> None:
    head = "|" + "|".join(f"head {n}" for n in range(10)) + "|\n" + "|---" * 10 + "|\n"
    body = "|" + "|".join(f"value {n}" for n in range(10)) + "|\n"
    assert lines_of(head + body + body, 40) == [
        *(f"head {n}: value {n}" for n in range(10)),
        "┄" * 12,
        *(f"head {n}: value {n}" for n in range(10)),
    ]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("aaaa bbbb cccc", 10, ["aaaa bbbb", "cccc"]),
        ("well-known fact", 12, ["well-known", "fact"]),
        ("so well-known", 10, ["so well-", "known"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
        ("日本語の文章です", 10, ["日本語の文", "章です"]),
        ("日本語の文。章です", 10, ["日本語の", "文。章です"]),
        ("日本語の「文」章", 10, ["日本語の", "「文」章"]),
        ("👩‍👩‍👧‍👦" * 6, 10, ["👩‍👩‍👧‍👦"] * 6),
        ("q̃" * 12, 10, ["q̃" * 10, "q̃" * 2]),
        ("a\u00a0b c\u00a0d e\u00a0f", 10, ["a\u00a0b c\u00a0d", "e\u00a0f"]),
        ("مرحبا بالعالم الكبير", 14, ["مرحبا بالعالم", "الكبير"]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, width: int, lines: list[str]) -> None:
    assert [line.lstrip() for line in lines_of(text, width)] == lines


MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "# head",
                "- item",
                "  - nested",
                "      - deep",
                "12. number",
                "> quote",
                "> > - twice",
                "```python",
                "```",
                "    code = 1",
                "| a | b |\n|---|---|\n| one two three four | 日本語の文章 |",
                "| a " * 12 + "|\n" + "|---" * 12 + "|\n" + "| word " * 12 + "|",
                "[link](https://example.org/a/long/path/to/some/page) and ![image](x.png)",
                "*em* **strong** ~~strike~~ `code`",
                "https://example.org/" + "x" * 50,
                "[^1]: note",
                "- [ ] task",
                "---",
                "漢字かな交じり文、とても長い文章です。",
                "👩‍👩‍👧‍👦 👍🏽 e\u0301 ﷽ नमस्ते",
                "",
                "",
            ]
        ),
        st.text(max_size=60),
    ),
    max_size=12,
).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(MARKDOWN, st.integers(10, 200))
@example("\u0c3c\n---", 10)  # a heading that takes no cells has no line below it
def test_no_line_is_ever_wider_than_the_page(markdown: str, width: int) -> None:
    layout = lay_out(Article(markdown, ("Subscribe to continue reading " * 3,)), width, BASE)
    for line in layout.lines:
        assert cell_len(text_of(line)) <= width
        assert all(span.text and "\n" not in span.text and "\t" not in span.text for span in line)
        assert all(0 <= span.link <= len(layout.links) for span in line)


WORDS = st.lists(
    st.text(alphabet=st.sampled_from(list("abcdefgABC-—/éß漢字かな。「」한글👍\u0301")), min_size=1, max_size=30),
    max_size=30,
).map(lambda words: unicodedata.normalize("NFC", " ".join(words)))


@settings(max_examples=200, deadline=None)
@given(
    WORDS,
    st.integers(10, 60),
    st.sampled_from(["{}", "> {}", "- {}", "1. {}", "# {}", "> - {}", "**{}**", "```\n{}\n```"]),
)
def test_wrapping_loses_and_adds_nothing(words: str, width: int, frame: str) -> None:
    furniture = re.compile(r"[\s▎•◦▪─↪*#>-]|1\.")
    seen = "".join(lines_of(frame.format(words), width))
    assert furniture.sub("", seen) == furniture.sub("", words.strip())


@given(st.sampled_from(["> ", "- ", "1. ", "> - "]), st.integers(1, 150), st.integers(10, 40))
@settings(max_examples=60, deadline=None)
def test_what_is_nested_too_deep_is_still_shown(mark: str, depth: int, width: int) -> None:
    assert "word" in "".join(lines_of(mark * depth + "word", width)).replace("\n", "")


def _seconds_to_lay_out(markdown: str, size: int) -> float:
    """Return how much of the processor it takes to lay out so many bytes of `markdown`, repeated."""
    head = "| a | b |\n|---|---|\n" if markdown.startswith("|") else ""
    article = Article(head + markdown * (size // len(markdown.encode())))
    began = time.process_time()
    lay_out(article, 76)
    return time.process_time() - began


@pytest.mark.parametrize(
    ("markdown", "seconds"),
    [
        ("Some *words* of a [link](https://x.org) in a paragraph of usual length, and on it goes. " * 5 + "\n\n", 1.5),
        ("- an item of a list with `code`\n", 1.5),
        ("x" * 1000, 1.5),
        ("漢字かな交じり文、" * 20 + "\n\n", 1.5),
        ("| cell | another cell with words |\n", 1.5),
    ],
    ids=["prose", "list", "one word", "ideographs", "table"],
)
def test_half_a_megabyte_is_laid_out_in_bounded_time(markdown: str, seconds: float) -> None:
    few, many = (_seconds_to_lay_out(markdown, size) for size in (50_000, 500_000))
    assert many < max(
        2 * seconds, 20 * few
    )  # a machine that tests may be slow; what is out of proportion is not its fault


def test_laying_out_needs_no_html_library() -> None:
    code = (
        "import sys, reader.reading.layout.page; print({'bs4', 'nh3', 'markdownify', 'textual'} & sys.modules.keys())"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"


def test_a_definition_stands_indented_below_its_term() -> None:
    markdown = "**Feed**\n\n+ Anything that stories come from.\n+ Also:\n  - a folder\n\n**Story**\n\n+ One entry."
    assert lines_of(markdown) == [
        "Feed",
        "    Anything that stories come from.",
        "    Also:",
        "    • a folder",
        "",
        "Story",
        "    One entry.",
    ]


def test_a_list_of_pluses_is_a_list_like_any_other() -> None:
    assert lines_of("Some **words**\n\n+ one\n+ two") == ["Some words", "", "• one", "• two"]
