"""`reader feeds` and what is under it, as scripts use them."""

from command_line import ATOM, CommandLine
from web_server import WebServer


def test_feeds_and_tags_are_listed_renamed_moved_and_removed(subscribed: CommandLine, server: WebServer) -> None:
    subscribed("tag", 1, "--add", "a,b")
    assert subscribed("feeds", "rename", 1, "Mine").status == 0
    assert subscribed("feeds", "move", server.url("/atom"), "Science/Maths").status == 0
    (feed,) = subscribed("feeds", "--json").json
    assert (feed["title"], feed["folder"], feed["stories"], feed["unread"]) == ("Mine", "Science/Maths", 1, 1)
    assert subscribed("tags", "merge", "a", "b", "--into", "c").status == 0
    assert subscribed("tags", "rename", "c", "d").status == 0
    assert subscribed("tags", "--json").json == [{"name": "d", "stories": 1, "unread": 1}]
    assert subscribed("feeds", "remove", 1).status == 0
    assert subscribed("feeds", "--json").json == []
    assert subscribed("feeds", "remove", 1).status == 1
    assert len(subscribed("list", "--json").json) == 1
    assert subscribed("tags", "remove", "d").status == 0
    assert subscribed("tags", "--json").json == []


def test_a_feed_in_trouble_is_told_of_with_all_that_is_known(subscribed: CommandLine, server: WebServer) -> None:
    assert "no feed is in trouble" in subscribed("feeds", "--trouble").err
    server.answer("/atom", status=404)
    subscribed("refresh", "--force")
    said = subscribed("feeds", "--trouble").out
    assert said.startswith("1\tQuanta\t") and "(404). Once, " in said and "last good check" in said
    (feed,) = subscribed("feeds", "--trouble", "--json").json
    assert (feed["health"], feed["failures"], feed["paused"]) == ("failing", 1, False)
    assert feed["trouble_since"] == feed["checked"]
    assert "! " in subscribed("doctor").out
    subscribed("feeds", "pause", 1)
    assert subscribed("feeds", "--trouble", "--json").json == []
    assert "1 subscribed, 1 paused" in subscribed("doctor").out


def test_full_texts_are_switched_on_for_a_feed(subscribed: CommandLine) -> None:
    assert (
        subscribed("feeds", "fulltext", "on", 1).out == "Stories of Quanta get their full text when they are opened.\n"
    )
    assert subscribed("feeds", "--json").json[0]["full_text"]
    assert subscribed("undo").out.startswith("undone: set Quanta to its full texts (")
    assert not subscribed("feeds", "fulltext", "off", 1, "--json").json["full_text"]
    assert subscribed("feeds", "fulltext", "maybe", 1).status == 2


def test_a_paused_feed_is_asked_only_by_name(subscribed: CommandLine, server: WebServer) -> None:
    assert subscribed("feeds", "pause", 1, "--json").json["paused"]
    before = len(server.requests)
    subscribed("refresh")
    subscribed("refresh", "--force")
    assert len(server.requests) == before
    subscribed("refresh", "--force", "--feed", 1)
    assert len(server.requests) == before + 1
    assert subscribed("feeds", "resume", 1, "--json").json["health"] == "well"
    assert subscribed("undo").out.startswith("undone: resumed Quanta (")
    assert subscribed("feeds", "--json").json[0]["paused"]


def test_a_feed_is_slowed_down_and_speeded_up(subscribed: CommandLine) -> None:
    assert subscribed("feeds", "slow", 1, "--every", "1d").out == "Quanta is checked every day at most.\n"
    assert subscribed("feeds", "slow", 1, "--every", "2w", "--json").json["slowness"] == 14 * 86_400
    assert "as often as it publishes" in subscribed("feeds", "slow", 1, "--every", "0").out
    for wrong in ("soon", "31d", "0h", "-1d"):
        assert subscribed("feeds", "slow", 1, "--every", wrong).status == 2


def test_a_feed_gets_another_address_and_keeps_its_stories(subscribed: CommandLine, server: WebServer) -> None:
    new = server.answer("/new", ATOM.replace("<id>1</id>", "<id>2</id>"))
    said = subscribed("feeds", "address", 1, new, "--json").json
    assert (said["url"], said["stories"], said["trouble"]) == (new, 1, "")
    assert len(server.requests_of("/new")) == 1
    assert subscribed("undo").out.startswith("undone: gave Quanta another address (")
    assert subscribed("feeds", "--json").json[0]["url"] == server.url("/atom")


def test_an_address_is_found_on_the_site_of_the_feed(subscribed: CommandLine, server: WebServer) -> None:
    said = subscribed("feeds", "address", 1)
    assert said.status == 1 and "(404)" in said.err
    server.answer("/", "<html><head><title>Quanta</title></head></html>")
    assert "it leads to none" in subscribed("feeds", "address", 1).err
    server.answer("/", "<link rel=alternate type=application/atom+xml href=/atom>")
    assert "has already" in subscribed("feeds", "address", 1).err
    server.answer("/", "<link rel=alternate type=application/atom+xml href=/found>")
    server.answer("/found", ATOM)
    assert subscribed("feeds", "address", 1).status == 0
    assert subscribed("feeds", "--json").json[0]["url"] == server.url("/found")


def test_an_address_that_is_no_feed_changes_nothing(subscribed: CommandLine, server: WebServer) -> None:
    url = server.answer("/page", "<html>no feed here</html>")
    assert subscribed("feeds", "address", 1, url).status == 1
    assert "is not a web address" in subscribed("feeds", "address", 1, "mailto:x").err
    assert subscribed("feeds", "--json").json[0]["url"] == server.url("/atom")
