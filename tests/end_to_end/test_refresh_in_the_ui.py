"""`R` in the open program: news comes in while the list, the cursor and the keys stay as they were."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from end_to_end.program import listed, run_here, start
from web_server import WebServer


def a_feed(*titles: str) -> str:
    """Return a JSON feed with these stories, the first one the newest, an hour between them."""
    now = datetime.now(UTC)
    items = [
        {
            "id": title,
            "title": title,
            "content_html": f"<p>What {title} has to say.</p>",
            "date_published": (now - timedelta(hours=number)).isoformat(timespec="seconds"),
        }
        for number, title in enumerate(titles)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "The Growing Feed", "items": items})


def test_what_is_new_is_announced_and_the_cursor_stays_on_its_story(tmp_path: Path) -> None:
    with WebServer() as server:
        url = server.answer("/feed.json", a_feed("Second tale", "First tale"))
        run_here(tmp_path, "add", url)
        with start(tmp_path, 120, 40, "--query", "feed:growing") as terminal:
            terminal.wait_for("First tale")
            terminal.press("j")
            terminal.wait_for("What First tale has to say")
            server.answer("/feed.json", a_feed("Third tale", "Second tale", "First tale"))
            terminal.press("R")
            terminal.wait_for("1 new")
            assert terminal.shows("What First tale has to say")
            terminal.press("s")
            terminal.wait_for("★")
            terminal.press("q")
            assert terminal.wait_for_exit() == 0
    assert [story["title"] for story in listed(tmp_path, "is:starred")] == ["First tale"]
    assert len(listed(tmp_path, "feed:growing")) == 3


def test_quitting_does_not_wait_for_a_server_that_hangs(tmp_path: Path) -> None:
    with WebServer() as server:
        url = server.answer("/feed.json", a_feed("First tale"))
        run_here(tmp_path, "add", url)
        with start(tmp_path, 120, 40, "--query", "feed:growing") as terminal:
            terminal.wait_for("First tale")
            server.answer("/feed.json", hang=True)
            asked = len(server.requests_of("/feed.json"))
            terminal.press("R")
            terminal.wait_until(lambda: len(server.requests_of("/feed.json")) > asked, "the server being asked")
            terminal.press("q")
            assert terminal.wait_for_exit(deadline=10) == 0


def test_a_feed_that_fails_says_why_and_keeps_its_stories(tmp_path: Path) -> None:
    with WebServer() as server:
        url = server.answer("/feed.json", a_feed("First tale"))
        run_here(tmp_path, "add", url)
        server.answer("/feed.json", "gone for good", status=404)
        with start(tmp_path, 120, 40, "--query", "feed:growing") as terminal:
            terminal.wait_for("First tale")
            terminal.press("R")
            terminal.wait_for("404")
            assert terminal.shows("First tale")


def test_what_is_due_comes_in_by_itself(tmp_path: Path) -> None:
    with WebServer() as server:
        url = server.answer("/feed.json", a_feed("First tale"))
        subscriptions = tmp_path / "feeds.opml"
        subscriptions.write_text(f'<opml><body><outline type="rss" text="Tales" xmlUrl="{url}"/></body></opml>')
        run_here(tmp_path, "import", str(subscriptions))
        with start(tmp_path, 120, 40, "--query", "feed:feed.json") as terminal:
            terminal.wait_for("Tales")
            terminal.wait_for("First tale")
        assert len(server.requests) == 1
