"""Full texts that come by themselves and files that are downloaded, in a real terminal with real child processes."""

import json
from pathlib import Path

from end_to_end.program import run_here, start
from web_server import Answer, WebServer

PAGE = "<!doctype html><html><body><article><h1>A tale</h1>{}</article></body></html>".format(
    "".join(f"<p>Paragraph {number} of the tale says at some length what came next.</p>" for number in range(9))
)
SOUND = b"sound" * 60_000


def a_podcast(server: WebServer) -> str:
    """Serve a feed with a teaser, its page, and a sound that only begins; return the feed's address."""
    page = server.answer("/tale.html", PAGE, headers={"Content-Type": "text/html"})
    server.then_answer("/tale.mp3", Answer(SOUND, hold=True, headers={"Content-Length": "900000"}))
    sound = {
        "url": server.url("/tale.mp3"),
        "mime_type": "audio/mpeg",
        "size_in_bytes": 900_000,
        "duration_in_seconds": 61,
    }
    item = {"id": "1", "title": "A tale", "url": page, "content_html": "<p>It begins […]</p>", "attachments": [sound]}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Tales", "items": [item]}
    return server.answer("/feed.json", json.dumps(feed))


def test_a_teaser_is_read_in_full_and_quitting_ends_its_download(tmp_path: Path) -> None:
    files = tmp_path / "files"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(f'download_folder = "{files}"\n')
    with WebServer() as server:
        run_here(tmp_path, "add", a_podcast(server))
        with start(tmp_path, 120, 40, "--query", "feed:tales") as terminal:
            terminal.wait_for("It begins")
            terminal.wait_for("tale.mp3 [1] · audio/mpeg · 900 KB · 1")
            terminal.press("X")
            terminal.wait_for("Paragraph 8 of the tale")
            terminal.press("F")
            terminal.wait_for("Attached files")
            terminal.press("d")
            terminal.wait_for("downloading tale.mp3 · ")
            assert [path.name for path in files.iterdir()] == ["tale.mp3.part"]
            terminal.press("q")
            assert terminal.wait_for_exit(deadline=10) == 0
        assert list(files.iterdir()) == []
    (feed,) = [feed for feed in json.loads(run_here(tmp_path, "feeds", "--json")) if feed["title"] == "Tales"]
    assert feed["full_text"]
    run_here(tmp_path, "undo")
    assert len(json.loads(run_here(tmp_path, "list", "says at some length", "--json"))) == 1
