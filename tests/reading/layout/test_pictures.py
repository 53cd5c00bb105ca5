"""Pictures in an article: which images are, what stands for them, and the lines kept free."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import lay_out
from rich.cells import cell_len

from reader.model import Body, BodyFormat
from reader.reading.article import Article, article_of
from reader.reading.layout.page import Layout, LayoutBuilder
from reader.reading.layout.pictures import PictureOptions, is_picture, largest_fit, picture_urls
from reader.reading.trimming.trackers import is_tracking_pixel

BASE = "https://base.example/page"
A, B = "https://x.example/a.png", "https://x.example/b.png"
TWO = f"Before.\n\n![A fox]({A})\n\nBetween, some words.\n\n![A cat]({B})\n\nAfter."


def laid(markdown: str, known: dict[str, Any] | None = None, width: int = 60, **more: Any) -> Layout:
    wanted: dict[str, Any] = {"tallest": 20, "hint": "I shows the pictures"} | more
    album = PictureOptions((known or {}).get, **wanted)
    return lay_out(Article(markdown), width, BASE, pictures=album)


def texts(layout: Layout) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in layout.lines]


def test_what_is_not_here_is_words_and_the_first_says_how_to_get_them() -> None:
    lines = texts(laid(TWO))
    assert lines[2] == "[image: A fox] [1] · I shows the pictures"
    assert lines[6] == "[image: A cat] [2]"


def test_what_is_here_has_free_lines_and_its_words_below() -> None:
    layout = laid(TWO, {A: (360, 180)})
    picture = layout.pictures[0]
    assert (picture.line, picture.cells, picture.rows, picture.alt, picture.link) == (2, 60, 15, "A fox", 1)
    assert texts(layout)[2:17] == [""] * 15
    assert texts(layout)[17] == "A fox [1]"
    assert texts(layout)[21] == "[image: A cat] [2] · I shows the pictures"
    assert all("picture" in span.roles for line in layout.lines[2:17] for span in line)


def test_what_could_not_be_had_keeps_its_words_and_says_why() -> None:
    layout = laid(f"![A fox]({A})", {A: "The page is not there (404)."})
    assert texts(layout)[:2] == ["[image: A fox] [1] · I shows the pictures", "The page is not there (404)."]


def test_without_an_album_nothing_changes() -> None:
    assert not lay_out(Article(TWO), 60, BASE).pictures
    assert texts(lay_out(Article(TWO), 60, BASE))[2] == "[image: A fox] [1]"


def test_an_icon_stays_words_and_is_not_asked_for_again() -> None:
    layout = laid(f"![smile]({A})", {A: (32, 32)})
    assert texts(layout)[0] == "[image: smile] [1]"
    assert not layout.pictures[0].awaited


@pytest.mark.parametrize(
    ("markdown", "kinds"),
    [
        (f"![a]({A})", "p"),
        (f"![a]({A}) ![b]({B})", "pp"),
        (f"![a]({A})\n![b]({B})", "pp"),
        (f"[![a]({A})](https://x.example/big)", "p"),
        (f"![a]({A}) Words behind.", "p-"),
        (f"Words before. ![a]({A})", "-p"),
        (f"![a]({A}) Words ![b]({B})", "p-p"),
        (f"Words ![a]({A}) around.", "-"),
        (f"*![a]({A})*", "-"),
        (f"[![a]({A}) with words](https://x.example/big)", "-"),
        ("![a](data:image/png;base64,AAAA)", "-"),
        ("![a](file:///etc/passwd)", "-"),
        ("![a](https://pixel.wp.com/b.gif)", "-"),
        ("![]()", "-"),
    ],
)
def test_which_images_stand_apart(markdown: str, kinds: str) -> None:
    layout = laid(markdown)
    assert len(layout.starts) == len(kinds)
    assert len(layout.pictures) == kinds.count("p")
    assert [picture.line for picture in layout.pictures] == [
        start for start, kind in zip(layout.starts, kinds, strict=True) if kind == "p"
    ]


def test_a_picture_in_a_link_leads_where_the_link_does() -> None:
    layout = laid(f"[![A fox]({A})](https://x.example/big)", {A: (100, 100)})
    assert layout.pictures[0].url == A
    assert layout.links[layout.pictures[0].link - 1] == "https://x.example/big"


def test_a_picture_stands_within_what_it_is_quoted_or_listed_in() -> None:
    layout = laid(f"> ![A fox]({A})\n\n- one\n\n  ![A fox]({A})\n", {A: (600, 100)}, width=40)
    quoted, listed = layout.pictures
    assert quoted.cells == listed.cells == 38
    assert texts(layout)[quoted.line].startswith("▎")


def test_their_addresses_are_whole_and_each_is_there_once() -> None:
    html = f'<p><img src="/a.png"></p><p><img src="{A}"></p><p><img src="{A}"></p>'
    article = article_of(Body(BodyFormat.HTML, html, BASE), "")
    assert picture_urls([article], BASE) == ["https://base.example/a.png", A]


def test_the_place_stays_when_pictures_come() -> None:
    before = laid(TWO)
    after = laid(TWO, {A: (360, 180), B: (10, 600)})
    for words in ("Before.", "Between, some words.", "After."):
        line = texts(before).index(words)
        assert after.line_of(before.place_of(line)) == texts(after).index(words)


def test_no_line_moves_against_what_stands_below_it_when_pictures_come() -> None:
    before = laid(TWO)
    after = laid(TWO, {A: (360, 180), B: (10, 600)})
    lines = texts(before)
    assert before.line_in(after, lines.index("[image: A cat] [2]")) == after.pictures[1].line
    for words in ("Before.", "Between, some words.", "After."):
        at = lines.index(words)
        assert before.line_in(after, at) == texts(after).index(words)
        assert after.line_in(before, texts(after).index(words)) == at
    gap = lines.index("After.") - 1
    assert before.line_in(after, gap) == texts(after).index("After.") - 1
    end = len(lines) - 1
    assert texts(after)[before.line_in(after, end)] == lines[end]


def test_links_have_the_same_numbers_whether_pictures_are_wanted_or_not() -> None:
    markdown = f"![a]({A}) See [x](https://x.example/1). ![b]({B})\n\n[![c]({A})](https://x.example/2) [y](/3)"
    assert laid(markdown).links == lay_out(Article(markdown), 60, BASE).links


SIZES = st.tuples(st.integers(1, 5000), st.integers(1, 5000))


@given(SIZES, st.integers(1, 200), st.integers(1, 80), st.floats(0.35, 0.75))
def test_a_picture_never_takes_more_than_its_room(size: tuple[int, int], cells: int, rows: int, ratio: float) -> None:
    wide, high = largest_fit(size, cells, rows, ratio)
    assert 1 <= wide <= cells
    assert 1 <= high <= rows


@given(SIZES)
def test_proportions_are_kept_where_there_is_room(size: tuple[int, int]) -> None:
    wide, high = largest_fit(size, 400, 400)
    if min(wide, high) > 20:
        assert wide / high / 2 == pytest.approx(size[0] / size[1], rel=0.06)


PIECES = st.lists(
    st.sampled_from(
        [
            f"![A fox in the snow]({A})",
            f"![]({B})",
            "some words",
            f"[![x]({A})](https://x.example)",
            "\n\n",
            "\n",
            "> ",
            "- ",
        ]
    ),
    max_size=14,
)


@given(PIECES, st.integers(10, 120), st.none() | SIZES | st.just("It could not be had, and this says why."), SIZES)
@settings(max_examples=200, deadline=None)
def test_no_line_is_wider_than_the_measure(pieces: list[str], width: int, one: Any, other: Any) -> None:
    layout = laid(" ".join(pieces), {A: one, B: other}, width=width, tallest=7)
    assert all(cell_len("".join(span.text for span in line)) <= layout.width for line in layout.lines)
    for picture in layout.pictures:
        assert picture.rows <= 7
        for line in layout.lines[picture.line : picture.line + picture.rows]:
            assert sum(len(span.text) for span in line if "picture" in span.roles) == picture.cells


def test_a_page_laid_out_in_parts_counts_its_lines_on() -> None:
    page = LayoutBuilder(60, BASE, pictures=PictureOptions({A: (360, 60), B: (360, 60)}.get))
    for markdown in (f"Words.\n\n![A fox]({A})", f"More.\n\n![A cat]({B})"):
        page.add(Article(markdown))
    layout = page.finished()
    assert [picture.line for picture in layout.pictures] == [2, 11]
    assert texts(layout)[11 + 5] == "A cat [2]"


@pytest.mark.parametrize(
    "url",
    [
        "https://pixel.wp.com/b.gif?host=x",
        "https://stats.example/b.gif",
        "https://feeds.feedburner.com/~r/Blog/~4/abc",
        "https://x.example/pixel.gif",
        "https://x.example/img/1x1.png",
        "https://medium.com/_/stat?event=post.clientViewed",
        "https://ad.doubleclick.net/ad/x",
        "https://x.example/matomo.php?idsite=1",
        "https://x.example/tracking-pixel/abc.png",
        "https://x.example/open/",
    ],
)
def test_pictures_that_only_count_readers_are_known(url: str) -> None:
    assert is_tracking_pixel(url)
    assert not is_picture(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/photo.jpg",
        "https://x.example/b.png",
        "https://x.example/pixel-art/cat.png",
        "https://x.example/statsmodel/plot.png",
        "https://cdn.x.example/opening.gif",
        "https://x.example/open/day.jpg",
    ],
)
def test_other_pictures_are_shown(url: str) -> None:
    assert is_picture(url)
