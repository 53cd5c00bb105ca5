"""A story outside of the pane, and the files attached to it."""

import pytest
from builders import NOW

from reader.model import Body, BodyFormat, Enclosure, FeedId, Story, StoryId
from reader.reading.article import Article
from reader.reading.enclosures import size_text, time_text
from reader.reading.layout.page import LayoutBuilder
from reader.reading.story_text import as_markdown, as_quote, as_text

STORY = Story(
    StoryId(1),
    FeedId(1),
    "Quanta",
    "A [short] proof",
    "Ada",
    "https://q.example/1?utm_source=feed",
    *(NOW, NOW, 3),
    read=False,
    starred=False,
    tags=("maths",),
)
SOUND = Enclosure("https://q.example/files/A%20talk.mp3?x=1", "audio/mpeg", 34_512_345, 2530)
BODY = Body(BodyFormat.HTML, "<p>It took <b>forty</b> years.</p>", enclosures=(SOUND,))


def test_markdown_has_where_it_is_from_and_the_note() -> None:
    text = as_markdown(STORY, BODY, "Compare with Gödel")
    assert text.startswith("# A [short] proof\n\n*Quanta · Ada · 2026-11-22 · maths*\n\n<https://q.example/1?utm")
    assert "It took **forty** years." in text
    assert text.endswith("## Note\n\nCompare with Gödel")
    assert "Note" not in as_markdown(STORY, BODY)


def test_plain_text_has_the_files_and_the_note() -> None:
    text = as_text(STORY, BODY, "Compare with Gödel")
    assert "It took forty years." in text
    assert "⎘ A talk.mp3 [1] · audio/mpeg · 35 MB" in text
    assert "✎ your note\n  Compare with Gödel" in text


def test_a_quotation_names_its_source_without_trackers() -> None:
    assert as_quote(STORY, "One.\n\nTwo.\n") == (
        "> One.\n>\n> Two.\n>\n> — [A \\[short\\] proof](https://q.example/1), Ada, Quanta, 2026-11-22\n"
    )


@pytest.mark.parametrize("width", [10, 20, 40, 80])
def test_files_are_links_and_fit(width: int) -> None:
    page = LayoutBuilder(width)
    page.add(Article("See [this](https://one.example/)."))
    page.attach([SOUND, Enclosure("javascript:alert(1)", "text/html")])
    layout = page.finished()
    assert layout.links == ("https://one.example/", SOUND.url)
    assert all(sum(len(span.text) for span in line) <= width for line in layout.lines)
    words = " ".join(span.text for line in layout.lines for span in line if span.link == 2 and "link" in span.roles)
    assert "talk.mp3" in words
    text = " ".join(span.text for line in layout.lines for span in line).replace(" ", "")
    assert "·audio/mpeg·35MB·42min" in text
    assert not any(span.link for line in layout.lines for span in line if "alert" in span.text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1, "1 s"), (59, "59 s"), (60, "1 min"), (2530, "42 min"), (3599, "1 h 00 min"), (3720, "1 h 02 min")],
)
def test_times_read_well(seconds: int, text: str) -> None:
    assert time_text(seconds) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [(1, "1 bytes"), (999, "999 bytes"), (1200, "1.2 KB"), (34_512_345, "35 MB"), (9_960_000_000_000_000, "9960 TB")],
)
def test_sizes_read_well(length: int, text: str) -> None:
    assert size_text(length) == text
