"""`reader add`: what is found, what is subscribed to, pages that are kept."""

import json

from command_line import CommandLine
from refreshing.on_demand.test_saved_pages import HTML, a_page
from web_server import WebServer


def test_what_an_address_leads_to_is_shown_and_not_subscribed_to(reader: CommandLine, server: WebServer) -> None:
    server.answer("/", "<link rel='alternate' type='application/rss+xml' href='/feed'>")
    items = "".join(
        f"<item><guid>{n}</guid><title>Story {n}</title><pubDate>{n} Nov 2026 10:00:00 GMT</pubDate></item>"
        for n in range(1, 6)
    )
    server.answer("/feed", f"<rss version='2.0'><channel><title>Quanta</title>{items}</channel></rss>")
    said = reader("add", "--find", "--json", server.url("/"))
    assert json.loads(said.out) == {
        "found": [
            {
                "title": "Quanta",
                "url": server.url("/feed"),
                "stories": 5,
                "newest": "2026-11-05T10:00:00Z",
                "titles": ["Story 5", "Story 4", "Story 3"],
                "subscribed": None,
            }
        ]
    }
    assert "Quanta" in reader("add", "--find", server.url("/")).out
    assert "Quanta" not in reader("feeds").out
    reader("add", server.url("/feed"))
    assert "subscribed to already as Quanta" in reader("add", "--find", server.url("/")).out
    assert reader("add", "--find", "nonsense").status == 1


def test_what_was_found_is_added_without_asking_for_it_again(reader: CommandLine, server: WebServer) -> None:
    server.answer("/", "<link rel='alternate' type='application/rss+xml' href='/feed'>")
    item = "<item><guid>1</guid><title>One</title></item>"
    server.answer("/feed", f"<rss version='2.0'><channel><title>Quanta</title>{item}</channel></rss>")
    nothing = reader("add", "--choose", server.url("/"), stdin="")
    assert nothing.status == 0 and len(nothing.out.splitlines()) == 1
    assert "Quanta" not in reader("feeds").out
    before = len(server.requests)
    said = reader("add", "--choose", server.url("/"), stdin=f"{server.url('/feed')}\n")
    found, _, added = said.out.partition("\n")
    assert json.loads(found)["found"][0]["title"] == "Quanta"
    assert [(feed["title"], feed["new"], feed["known"]) for feed in json.loads(added)["feeds"]] == [
        ("Quanta", 1, False)
    ]
    assert [request.path for request in server.requests[before:]] == ["/", "/feed"]
    assert reader("add", "--choose", "nonsense", stdin="").status == 1


def test_pages_are_kept_and_failures_said(reader: CommandLine, server: WebServer) -> None:
    url, missing = server.answer("/essay", a_page(), headers=HTML), server.answer("/x", "", status=404)
    said = reader("add", "--page", url, missing)
    assert (said.status, "404" in said.err) == (1, True)
    assert said.out.startswith("Kept An essay as story ")
    assert said.out.endswith(", tagged later.\n")
    (story,) = reader("list", "is:later", "--json").json
    assert (story["title"], story["feed"]) == ("An essay", "Documents")


def test_as_json_it_is_a_story(reader: CommandLine, server: WebServer) -> None:
    said = reader("add", "--page", "--json", server.answer("/essay", a_page(), headers=HTML))
    assert (said.status, [story["title"] for story in said.json["stories"]]) == (0, ["An essay"])
