"""Pictures in a real pseudo-terminal: fetched by a key from a real server, drawn in their colours."""

from pathlib import Path

from builders import NOW, a_library, a_story, keep
from end_to_end.program import READER, environment, start
from end_to_end.terminal import Terminal
from made_pictures import BLUE, RED, a_picture
from web_server import WebServer

from reader.model import Body, BodyFormat, FeedKind

STORY = "<p>It begins.</p><p><img src='/fox.jpg' alt='A fox'></p><p>It goes on.</p>"


def a_story_with_a_picture(home: Path, server: WebServer) -> None:
    server.answer("/fox.jpg", a_picture(600, 400, "JPEG"))
    (home / "data").mkdir(parents=True)
    library = a_library(home / "data")
    feed = library.feeds.subscribe(server.url("/feed"), FeedKind.WEB, "Foxes", NOW)
    keep(library, feed, a_story("A fox was seen", body=Body(BodyFormat.HTML, STORY, server.url())))
    library.close()


def colours(terminal: Terminal, column: int, row: int) -> tuple[str, str]:
    """Return the colours above and below in a cell, as six hexadecimal digits."""
    cell = terminal.screen.buffer[row][column]
    return (cell.bg, cell.fg if cell.data == "▄" else cell.bg)


def near(shown: str, meant: tuple[int, int, int]) -> bool:
    return len(shown) == 6 and all(
        abs(int(shown[at : at + 2], 16) - value) < 12 for at, value in zip((0, 2, 4), meant, strict=True)
    )


def is_drawn(terminal: Terminal) -> bool:
    """Say whether a picture, red above and blue below, stands between the text before and what it shows."""
    lines = terminal.lines()
    top = next((row for row, line in enumerate(lines) if "It begins." in line), None)
    end = next((row for row, line in enumerate(lines) if "A fox [1]" in line), None)
    if top is None or end is None:
        return False
    column = lines[top].index("It begins.") + 6
    return near(colours(terminal, column, top + 3)[0], RED) and near(colours(terminal, column, end - 2)[1], BLUE)


def test_a_key_fetches_a_picture_and_it_is_drawn_in_its_colours(tmp_path: Path) -> None:
    with WebServer() as server:
        a_story_with_a_picture(tmp_path, server)
        with start(tmp_path, 100, 50, "--query", "feed:foxes") as terminal:
            terminal.wait_for("A fox was seen")
            terminal.press("enter")
            terminal.wait_for("[image: A fox] [1] · I shows the pictures")
            assert not server.requests
            terminal.press("I")
            terminal.wait_for("1 picture · I shows one large")
            terminal.wait_until(lambda: is_drawn(terminal), "a picture in its colours")
            assert len(server.requests_of("/fox.jpg")) == 1
            assert b"\x1b_G" not in terminal.raw
            assert b"\x1bP" not in terminal.raw
            terminal.press("I")
            terminal.wait_for("o opens it · esc leaves")
            terminal.wait_until(
                lambda: near(colours(terminal, 50, 12)[0], RED) and near(colours(terminal, 50, 36)[1], BLUE),
                "the picture alone",
            )
            terminal.press("esc")
            terminal.wait_for("It begins.")
            terminal.press("q")
            assert terminal.wait_for_exit() == 0
        with start(tmp_path, 100, 50, "--query", "feed:foxes") as terminal:
            terminal.wait_for("A fox [1]")
            terminal.wait_until(lambda: is_drawn(terminal), "the picture that was kept")
            terminal.press("q")
            assert terminal.wait_for_exit() == 0
        assert len(server.requests_of("/fox.jpg")) == 1


def test_without_colours_it_stays_words_and_nobody_is_asked(tmp_path: Path) -> None:
    with WebServer() as server:
        a_story_with_a_picture(tmp_path, server)
        env = {**environment(tmp_path), "NO_COLOR": "1"}
        with Terminal(100, 50, (*READER, "--query", "feed:foxes"), env) as terminal:
            terminal.wait_for("[image: A fox] [1]")
            terminal.press("I")
            terminal.wait_for("pictures take a terminal of 256 colours at least")
            assert not server.requests
            terminal.press("q")
            assert terminal.wait_for_exit() == 0
