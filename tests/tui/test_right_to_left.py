"""Text that runs from right to left in a terminal that shows characters in the order they come."""

from pathlib import Path

import pytest
from builders import a_feed
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from tui.stage import an_app, library_of, places_in, press, put, running, shown, until_shown

from reader.reading.layout.bidi import RIGHT_TO_LEFT
from reader.tui.app import ReaderApp
from reader.tui.right_to_left import RightToLeftFilter

SHALOM, OLAM, BATUACH = "שלום", "עולם", "בטוח"
BLACK = Color(0, 0, 0)
BOLD = Style(bold=True)


def turned(*segments: Segment) -> list[Segment]:
    return RightToLeftFilter().apply(list(segments), BLACK)


def text_of(segments: list[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def test_a_line_without_such_text_is_left_alone() -> None:
    line = [Segment("One (1)  two", BOLD)]
    assert RightToLeftFilter().apply(line, BLACK) is line


def test_fields_are_turned_each_by_itself() -> None:
    line = text_of(turned(Segment(f" ●   2h  Verge  {SHALOM} {OLAM} one  │ {OLAM} · {SHALOM} · 25 Nov")))
    assert line == f" ●   2h  Verge  one {OLAM[::-1]} {SHALOM[::-1]}  │ {OLAM[::-1]} · {SHALOM[::-1]} · 25 Nov"


def test_styles_go_along() -> None:
    line = turned(Segment(f"{SHALOM} "), Segment(OLAM, BOLD), Segment(" ok"))
    assert [(segment.text, segment.style) for segment in line] == [
        ("ok ", None),
        (OLAM[::-1], BOLD),
        (f" {SHALOM[::-1]}", None),
    ]


def test_a_paragraph_runs_from_right_to_left_whatever_its_line_begins_with() -> None:
    style = Style.from_meta({RIGHT_TO_LEFT: True})
    line = turned(Segment("  "), Segment(f"English {SHALOM} 42", style), Segment(" •"))
    assert text_of(line) == f"  42 {SHALOM[::-1]} English •"


@given(
    st.lists(
        st.tuples(st.text(st.sampled_from("ab שלא42 │·(\u0308"), max_size=12), st.sampled_from([None, BOLD])),
        max_size=6,
    )
)
def test_nothing_is_lost_and_no_cell_won(parts: list[tuple[str, Style | None]]) -> None:
    before = [Segment(text, style) for text, style in parts]
    after = turned(*before)
    assert sorted(text_of(after).replace(")", "(")) == sorted(text_of(before))
    assert cell_len(text_of(after)) == cell_len(text_of(before))


def a_reader(folder: Path, who: str) -> ReaderApp:
    places_in(folder).data.mkdir(parents=True)
    library = library_of(folder)
    body = f"<p>{SHALOM} {OLAM} (one) {BATUACH}</p><ol><li>{SHALOM}</li></ol><p>English.</p>"
    put(library, a_feed(library, "Verge"), f"{OLAM} {SHALOM}", 1, body)
    library.close()
    return an_app(folder, "feed:verge", right_to_left=who)


@pytest.mark.parametrize("who", ["terminal", "reader"])
async def test_it_is_the_terminals_business_unless_it_is_ours(tmp_path: Path, who: str) -> None:
    app = a_reader(tmp_path, who)
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter")
        await until_shown(pilot, "English.")
        title, text, item = f"{OLAM} {SHALOM}", f"{SHALOM} {OLAM} (one) {BATUACH}", f"1. {SHALOM}"
        if who == "reader":
            title, item = f"{SHALOM[::-1]} {OLAM[::-1]}", f"{SHALOM[::-1]} .1"
            text = f"{BATUACH[::-1]} (one) {OLAM[::-1]} {SHALOM[::-1]}"
        await until_shown(pilot, title, text, item)
        lines = [line.rstrip() for line in shown(app).splitlines() if text in line]
        assert len({len(line) for line in lines}) == 1
        assert f"{SHALOM} {OLAM} (one) {BATUACH}" in "\n".join(app.main.article.page.texts)
