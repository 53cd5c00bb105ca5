"""`reader doctor` as scripts and people use it."""

from command_line import CommandLine
from web_server import WebServer

from reader.library import open_library


def test_doctor_finds_a_feed_in_trouble(subscribed: CommandLine, server: WebServer) -> None:
    healthy = subscribed("doctor", "--json")
    assert healthy.status == 0 and healthy.json["healthy"]
    server.answer("/atom", status=410)
    subscribed("refresh", "--force")
    ill = subscribed("doctor")
    assert ill.status == 1
    assert "! " in ill.out and "410" in ill.out


def test_doctor_proves_the_search_index_and_repairs_it(reader: CommandLine) -> None:
    reader("list")
    library = open_library(reader.home / "data" / "library.db")
    library._db.run("DELETE FROM indexed WHERE story_id = 1")
    library.close()
    ill = reader("doctor")
    assert ill.status == 1 and "reader doctor --repair" in ill.out
    assert reader("doctor", "--repair").status == 0
    assert reader("doctor").status == 0


def test_doctor_names_a_setting_that_is_not_understood(reader: CommandLine) -> None:
    config = reader.home / "config" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("colour = 'blue'\n")
    said = reader("doctor")
    assert said.status == 1
    assert "unknown setting colour" in said.out
    said = reader("add", "example.org")
    assert (said.status, "unknown setting colour" in said.err) == (1, True)
    assert reader("list").status == 0  # which asks for no setting, and is not kept waiting for them


TWO_CATEGORIES = """<rss version="2.0"><channel><title>Two</title><item><title>A story of two categories</title>
<guid>1</guid><category>alpha</category><category>beta</category><description>Words here.</description></item>
</channel></rss>"""


def test_doctor_finds_a_story_of_two_categories_well(reader: CommandLine, server: WebServer) -> None:
    reader("add", server.answer("/two", TWO_CATEGORIES))
    assert reader("doctor").out.endswith("All is well.\n")
