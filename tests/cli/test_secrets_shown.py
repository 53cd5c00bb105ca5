"""No verb prints a secret of an address, unless it is asked for in words: a name, a password, or one in the query."""

import shlex
from pathlib import Path

import pytest
from command_line import CommandLine
from web_server import WebServer

from reader.cli.program import reader as program
from reader.reading.masking import masked_address

SECRETS = ("ada.lovelace", "hunter2", "tok3n.value", "k3y.value", "acc3ss.value")
QUERY = "token=tok3n.value&key=k3y.value&access_token=acc3ss.value"
NAMELESS = """<rss version="2.0"><channel><link>?page=1</link>
<item><guid>1</guid><title>A proof</title><link>/1</link>
<description>It took &lt;a href="#fn"&gt;forty&lt;/a&gt; years.&lt;img src="a.png"&gt;</description>
<enclosure url="/talk.mp3" type="audio/mpeg"/></item></channel></rss>"""
"""A feed without a name, whose links are to be completed by the feed's address."""

CALLS = """
feeds | feeds --json | feeds --trouble | feeds --trouble --json | list | list --json | show 1 | show 1 --json
show 1 --format html | show 1 --format markdown | show 1 --format text | export --format markdown | export --format opml
undo --list | doctor | doctor --json | tags --json | purge --dry-run --older 2y | rules --json | searches --json
feeds pause 1 --json | feeds resume 1 | feeds slow 1 --every 1d --json | feeds fulltext on 1 --json | feeds rename 1 ''
feeds rename 1 '' --json | feeds move 1 Tech --json | tag 1 --add maths --json | fulltext 1 | fulltext 1 --json
pictures 1 | pictures 1 --json | download 1 | download 1 --json | refresh --force | refresh --force --events
refresh --force --json | undo | redo | feeds remove 1 --json | undo --json
"""


@pytest.fixture
def url(server: WebServer) -> str:
    """The address of a feed, with a secret in each place one may be in."""
    return server.answer(f"/feed?{QUERY}", NAMELESS).replace("//", "//ada.lovelace:hunter2@")


def leaks(*texts: str) -> list[str]:
    return [secret for secret in SECRETS if any(secret in text for text in texts)]


def test_no_verb_shows_a_secret_of_an_address(reader: CommandLine, server: WebServer, url: str) -> None:
    calls = [shlex.split(call) for call in CALLS.replace("\n", " | ").split("|") if call.strip()]
    answers = [["add", "--find", url], ["add", "--find", "--json", url], ["add", url, "--json"], ["add", url], *calls]
    for call in answers:
        said = reader(*call)
        assert leaks(said.out, said.err) == [], call
    server.answer(f"/feed?{QUERY}", b"", status=500)
    for call in (["refresh", "--force"], ["feeds", "--trouble"], ["feeds", "--trouble", "--json"], ["doctor"]):
        said = reader(*call)
        assert leaks(said.out, said.err) == [], call
    verbs = {call[0] for call in answers} | {"import", "mark", "completion", "backup", "restore"}
    assert set(program.commands) <= verbs, "a verb is not looked at here"


def test_no_error_shows_a_secret_of_what_was_typed(reader: CommandLine, url: str) -> None:
    for call in (
        ["add", url.replace("http://", "ftp://")],
        ["add", url.replace("/feed", "/none")],
        ["add", "--page", url],
        ["add", "--page", url.replace("http://", "gopher://")],
        ["add", "--find", url.replace("/feed", "/none")],
        ["download", url.replace("/feed", "/none")],
        ["feeds", "remove", url.replace("/feed", "/none")],
        ["feeds", "address", "1", url.replace("/feed", "/none")],
        ["add", "cmd:no-such-program --token hunter2"],
    ):
        said = reader(*call)
        assert said.status in (1, 2), call
        assert leaks(said.out, said.err) == [], call


def test_a_feed_is_found_by_its_address_as_it_is_shown(reader: CommandLine, url: str) -> None:
    reader("add", url)
    shown = reader("feeds", "--json").json[0]["url"]
    assert reader("feeds", "pause", shown).status == 0
    assert reader("feeds", "pause", url).status == 0
    refused = reader("add", shown.replace("/feed", "/other"))
    assert (refused.status, "without its secret: give the whole" in refused.err) == (1, True)


def test_whole_addresses_are_shown_where_that_is_asked_for(reader: CommandLine, url: str) -> None:
    reader("add", url)
    assert reader("feeds", "--json", "--with-passwords").json[0]["url"] == url
    assert url in reader("feeds", "--with-passwords").out
    assert leaks(reader("export", "--format", "opml", "--with-passwords").out) == list(SECRETS)


def test_opml_holds_no_address_that_leads_nowhere_and_says_what_it_leaves_out(
    reader: CommandLine, server: WebServer, url: str, tmp_path: Path
) -> None:
    named = server.answer("/named", NAMELESS.replace("<channel>", "<channel><title>Named</title>"))
    reader("add", url)
    reader("feeds", "rename", "1", "Paid for")
    reader("add", named.replace("//", "//ada.lovelace:hunter2@"))
    said = reader("export", "--format", "opml")
    assert said.err == (
        "reader: left out, as their addresses hold secrets: Paid for. --with-passwords keeps them.\n"
        "reader: listed without name and password, which they ask for: Named. --with-passwords keeps them.\n"
    )
    assert f'xmlUrl="{named}"' in said.out
    assert "***" not in said.out
    assert "Paid for" not in said.out
    file = tmp_path / "list.opml"
    file.write_text(said.out)
    imported = reader("import", file, "--json")
    assert (imported.json["new"], imported.json["private"]) == (1, 1)
    assert reader("import", file).out == "0 of 1 feeds are new. In your own network: 1.\n"


def test_an_address_may_be_told_on_standard_input_where_nobody_sees_it(
    reader: CommandLine, server: WebServer, url: str
) -> None:
    assert reader("add", "-", stdin=f"{url}\n").status == 0
    assert reader("feeds", "--json", "--with-passwords").json[0]["url"] == url
    moved = server.answer(f"/moved?{QUERY}", NAMELESS).replace("//", "//ada.lovelace:hunter2@")
    shown = masked_address(moved)
    assert reader("feeds", "address", 1, "-", stdin=f"{shown}\n").status == 0
    assert reader("feeds", "--json", "--with-passwords").json[0]["url"] == moved
