"""No screen shows a secret of a feed's address: a name, a password, or one in its query."""

from pathlib import Path

from builders import NOW, a_story, keep
from textual.widgets import Input
from tui.stage import an_app, library_of, places_in, press, running, shown, until, until_shown

from reader.model import FeedKind, NextCheck
from reader.reading.masking import masked_address

SECRETS = ("ada.lovelace", "hunter2", "tok3n.value", "k3y.value")
URL = "https://ada.lovelace:hunter2@paid.example/feed?token=tok3n.value&rss_key=k3y.value"
OTHER = URL.replace("/feed", "/other")


def a_library_with_secrets(folder: Path) -> None:
    """Two feeds without a name, one of them in trouble; the other was left and taken back."""
    places_in(folder).data.mkdir(parents=True)
    library = library_of(folder)
    first = library.feeds.subscribe(URL, FeedKind.WEB, "", NOW)
    second = library.feeds.subscribe(OTHER, FeedKind.WEB, "", NOW, folder="Paid")
    keep(library, first, a_story("A proof"))
    keep(library, second, a_story("A phone"))
    library.checks.record_failure(second, "paid.example says the page is not there (404).", NOW, NextCheck(NOW + 60))
    library.feeds.unsubscribe(first, NOW)
    library.journal.undo(NOW)
    library.feeds.pause(second, NOW)
    library.feeds.resume(second, NOW)
    library.close()


async def test_no_screen_shows_a_secret_of_an_address(tmp_path: Path) -> None:
    a_library_with_secrets(tmp_path)
    app = an_app(tmp_path)
    seen: list[str] = []
    async with running(app, (160, 40)) as pilot:

        async def look(*texts: str) -> None:
            await until_shown(pilot, *texts)
            seen.append(shown(app))

        await look("A proof", "paid.example")
        await press(pilot, "J")
        await look("A proof")
        await press(pilot, "U")
        await look("undone")
        await press(pilot, "H")
        await look("subscribed to")
        await press(pilot, "escape", "exclamation_mark")
        await look("Feed health", "paid.example")
        await press(pilot, "e")
        await look("Another address for")
        assert app.screen.query_one(Input).value in (masked_address(URL), masked_address(OTHER))
        await press(pilot, "escape", "d", "escape")
        seen.append(shown(app))
        await press(pilot, "escape", "question_mark")
        await look("Feeds, rules, steps")
        await press(pilot, "escape", "colon")
        await until(pilot, lambda: app.screen.query(Input))
        seen.append(shown(app))
        await press(pilot, "escape", "a")
        await until(pilot, lambda: app.screen.query(Input))
        app.screen.query_one(Input).value = URL.replace("https://", "ftp://")
        await press(pilot, "enter")
        await until(pilot, lambda: "addresses can be fetched" in shown(app))
        app.screen.query_one(Input).value = ""
        await pilot.pause()
        await look("addresses can be fetched")
    titles = app.title + app.sub_title
    assert [secret for secret in SECRETS if any(secret in text for text in (*seen, titles))] == []
