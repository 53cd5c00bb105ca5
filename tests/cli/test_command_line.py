"""The command line as scripts use it: verbs, --json, exit status, sentences on standard error."""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine
from end_to_end.program import READER, environment
from web_server import WebServer

from reader.__main__ import main, split_options
from reader.library import open_library
from reader.library.feeds import FetchState
from reader.library.lease import Holder, this_process
from reader.model import FeedKind, NextCheck

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Quanta</title><id>q</id>
<updated>2026-11-20T10:00:00Z</updated>
<entry><id>1</id><title>A proof</title><updated>2026-11-20T10:00:00Z</updated><author><name>Ada</name></author>
<link href="https://q.example/1"/><content type="html">&lt;p&gt;It took &lt;b&gt;forty&lt;/b&gt; years.&lt;/p&gt;
</content></entry></feed>"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


@pytest.fixture
def subscribed(reader: CommandLine, server: WebServer) -> CommandLine:
    """A command line whose library holds one feed with one story, id 1."""
    assert reader("add", server.answer("/atom", ATOM)).status == 0
    return reader


def test_a_fresh_library_starts_with_the_bundled_stories(reader: CommandLine) -> None:
    stories = reader("list", "inkubator", "--json").json
    assert any("INKubator" in story["title"] and story["feed"] == "Seeds" for story in stories)


def test_a_library_that_something_was_added_to_gets_none(subscribed: CommandLine) -> None:
    assert [story["title"] for story in subscribed("list", "--json").json] == ["A proof"]


def test_list_prints_what_is_promised(subscribed: CommandLine) -> None:
    assert subscribed("list", "--json").json == [
        {
            "id": 1,
            "title": "A proof",
            "url": "https://q.example/1",
            "feed": "Quanta",
            "author": "Ada",
            "published": "2026-11-20T10:00:00Z",
            "read": False,
            "starred": False,
            "tags": [],
        }
    ]
    assert subscribed("list").out == "1\t●\t2026-11-20\tQuanta\tA proof\t\n"


def test_a_verb_collects_garbage_though_the_way_in_did_not(subscribed: CommandLine) -> None:
    gc.disable()
    assert subscribed("list").status == 0
    assert gc.isenabled()


def test_list_takes_the_words_of_a_query_as_they_are(subscribed: CommandLine) -> None:
    assert len(subscribed("list", "forty", "-later", "is:unread", "--json").json) == 1
    assert subscribed("list", "-forty", "--json").json == []
    assert subscribed("list", "-html", "--json").json[0]["id"] == 1
    assert subscribed("mark", "starred", "-is:read", "--json").json["changed"] == 1
    assert subscribed("list", "--limit", "0", "--json").json == []


def test_a_query_that_is_wrong_is_pointed_at(subscribed: CommandLine) -> None:
    said = subscribed("list", "forty tagg:x")
    assert said.status == 2
    assert said.err.splitlines()[:2] == ["forty tagg:x", "      ^^^^^"]
    assert "did you mean tag:?" in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("markdown", "# A proof\n\n*Quanta · Ada · 2026-11-20*\n\n<https://q.example/1>\n\nIt took **forty** years.\n"),
        ("html", "<p>It took <b>forty</b> years.</p>\n"),
        ("text", "It took forty years."),
    ],
)
def test_show_prints_one_story(subscribed: CommandLine, form: str, expected: str) -> None:
    assert expected in subscribed("show", 1, "--format", form).out


def test_show_as_json_has_the_body(subscribed: CommandLine) -> None:
    story = subscribed("show", 1, "--json").json
    assert (story["title"], story["format"]) == ("A proof", "html")
    assert "forty" in story["body"]
    assert subscribed("show", 99).status == 1


def test_show_has_the_note(subscribed: CommandLine) -> None:
    assert subscribed("show", 1, "--json").json["note"] == ""
    library = open_library(subscribed.home / "data" / "library.db")
    library.notes.write(1, "Compare with Gödel", 1_795_000_000)
    library.close()
    assert subscribed("show", 1, "--json").json["note"] == "Compare with Gödel"
    assert subscribed("show", 1, "--format", "markdown").out.endswith("years.\n\n## Note\n\nCompare with Gödel\n")
    assert "✎ your note\n  Compare with Gödel" in subscribed("show", 1).out


def test_tag_takes_ids_queries_and_standard_input(subscribed: CommandLine) -> None:
    assert subscribed("tag", 1, "--add", "ai, media/film", "--json").json == {"stories": 1, "changed": 1}
    assert subscribed("tag", "tag:media", "--add", "x", "--remove", "ai").out == "1 story changed, of 1.\n"
    assert subscribed("tag", "-", "--add", "piped", stdin=subscribed("list").out).status == 0
    assert subscribed("list", "tag:piped", "--json").json[0]["tags"] == ["media/film", "piped", "x"]


def test_tagging_shows_beforehand_what_it_would_change(reader: CommandLine) -> None:
    reader("list")
    all_ids = [story["id"] for story in reader("list", "--json").json]
    reader("tag", all_ids[1], "--add", "ai")
    said = reader(
        "tag", "inkubator OR manual", all_ids[1], "--add", "AI", "--remove", "later", "--dry-run"
    ).out.splitlines()
    matching = [story["id"] for story in reader("list", "inkubator", "OR", "manual", "--json").json]
    meant = len({*matching, all_ids[1]})
    changing = [number for number in matching if number != all_ids[1]]
    assert said[0] == f"{len(changing)} stories would change, of {meant} that match."
    assert [int(line.split("\t")[0]) for line in said[1:]] == changing
    assert reader("list", "tag:ai", "--json").json[0]["id"] == all_ids[1]
    told = reader("tag", "is:tagged", "--remove", "ai", "--dry-run", "--json").json
    assert (told["matching"], [story["tags"] for story in told["changing"]]) == (1, [["ai"]])
    assert reader("tag", "is:tagged", "--add", "none", "--dry-run").status == 1


@pytest.mark.parametrize(
    ("arguments", "stdin", "status", "sentence"),
    [
        (("tag", "1"), "", 2, "Say what to do"),
        (("tag", "99", "--add", "a"), "", 1, "There is no story 99"),
        (("tag", "1", "99", "--add", "a"), "", 1, "There is no story 99"),
        (("tag", "-", "--add", "a"), "hello\n", 2, "Line 1 of the input"),
        (("tag", "1", "--add", "none"), "", 1, "cannot be called none"),
        (("mark", "read", ""), "", 2, "is no target"),
        (("mark", "read", "1", "-j"), "", 2, "is no target"),
        (("tag", "1", "-v", "--add", "y"), "", 2, "is no target"),
        (("list", "--jsno"), "", 2, "No such option"),
        (("add", ""), "", 1, "Say what to add"),
        (("import", "/dev/null"), "", 1, "is not a file"),
        (("tags", "rename", "x", "x/y"), "", 1, "under itself"),
        (("mark", "unred", "1"), "", 2, "unred"),
        (("mark", "read", "tag:("), "", 2, "wants a value"),
        (("feeds", "remove", "99"), "", 1, "no feed 99"),
        (("tags", "rename", "nope", "x"), "", 1, "no tag nope"),
        (("frobnicate",), "", 2, "frobnicate"),
        (("import", "missing.opml"), "", 1, "cannot be read"),
        (("import",), "", 2, "Name an OPML file"),
        (("show", "x"), "", 2, "x"),
        (("add", "no-such-thing"), "", 1, "neither an address nor a file or folder"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    subscribed: CommandLine, arguments: tuple[str, ...], stdin: str, status: int, sentence: str
) -> None:
    steps = subscribed("undo", "--list", "--json").json
    said = subscribed(*arguments, stdin=stdin)
    assert said.status == status
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert subscribed("undo", "--list", "--json").json == steps


def test_mark_sets_and_unsets(subscribed: CommandLine) -> None:
    for state, key, value in (
        ("read", "read", True),
        ("starred", "starred", True),
        ("unread", "read", False),
        ("unstarred", "starred", False),
    ):
        assert subscribed("mark", state, 1, "--json").json["changed"] == 1
        assert subscribed("list", "--json").json[0][key] is value


def test_undo_and_redo_say_what_they_did(subscribed: CommandLine) -> None:
    subscribed("tag", 1, "--add", "ai")
    assert subscribed("undo").out == "undone: tagged 1 story ai\n"
    assert subscribed("list", "tag:ai", "--json").json == []
    assert subscribed("redo").out == "redone: tagged 1 story ai\n"
    assert [step["label"] for step in subscribed("undo", "--list", "--json").json] == [
        "tagged 1 story ai",
        "subscribed to Quanta",
    ]


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


def test_refresh_reports_in_lines_and_in_events(subscribed: CommandLine, server: WebServer) -> None:
    assert subscribed("refresh").out == "0 feeds checked, 0 stories new, 0 failed.\n"
    server.answer("/atom", ATOM.replace("<id>1</id>", "<id>2</id>").replace("A proof", "Another proof"))
    said = subscribed("refresh", "--force")
    assert said.out == "Quanta: 1 new, 0 updated\n1 feed checked, 1 story new, 0 failed.\n"
    server.answer("/atom", status=404)
    failed = subscribed("refresh", "--force", "--events")
    assert failed.status == 1
    events = [json.loads(line) for line in failed.out.splitlines()]
    assert [event["event"] for event in events] == ["start", "feed", "done"]
    assert events[1]["outcome"] == "failed" and "404" in events[1]["message"]
    assert events[2] == {"event": "done", "new": 0, "updated": 0, "failed": 1, "offline": 0}
    said = subscribed("refresh", "--feed", "1")
    assert said.status == 0 and "a moment ago" in said.err
    said = subscribed("refresh", "--feed", "1", "--force")
    assert said.status == 1 and "404" in said.err
    assert "404" in subscribed("feeds", "--json").json[0]["trouble"]


def test_a_second_refresh_joins_the_one_that_is_running_and_asks_nobody(
    subscribed: CommandLine, server: WebServer
) -> None:
    before = len(server.requests)
    library = open_library(subscribed.home / "data" / "library.db")
    library._db.run("UPDATE fetch SET checked = checked - 100")
    feed = library.feeds.all()[0]
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        library.lease.take(Holder(other.pid, this_process().host), int(time.time()))
        with subprocess.Popen(
            [*READER, "refresh", "--force", "--events"],
            env=environment(subscribed.home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as joining:
            assert joining.stderr is not None and "joined the refresh that is running" in joining.stderr.readline()
            library.feeds.keep_success(feed.id, FetchState(), int(time.time()), NextCheck(0))
            other.kill()
            other.wait()
            out, _ = joining.communicate()
    assert joining.returncode == 0
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["start", "feed", "done"]
    assert len(server.requests) == before
    assert subscribed("refresh", "--force").status == 0
    assert len(server.requests) == before + 1
    assert library.lease.take(Holder(1, "elsewhere.example"), int(time.time())) is None
    library.close()


def test_every_verb_that_prints_has_json(subscribed: CommandLine, server: WebServer) -> None:
    assert subscribed("feeds", "rename", 1, "Mine", "--json").json["title"] == "Mine"
    assert subscribed("feeds", "move", 1, "A/B", "--json").json["folder"] == "A/B"
    subscribed("tag", 1, "--add", "x")
    assert subscribed("tags", "rename", "x", "y", "--json").json == {"tag": "y", "stories": 1}
    assert subscribed("tags", "merge", "y", "--into", "z", "--json").json == {"tag": "z", "stories": 1}
    assert subscribed("tags", "remove", "z", "--json").json == {"tag": "z", "stories": 1}
    server.answer("/atom", status=404)
    said = subscribed("refresh", "--force", "--json")
    assert (said.status, said.json) == (
        1,
        {"feeds": 1, "new": 0, "updated": 0, "failed": 1, "offline": 0},
    )
    assert "404" in said.err
    assert subscribed("feeds", "remove", 1, "--json").json["id"] == 1


def test_opml_goes_out_and_comes_in(subscribed: CommandLine, tmp_path: Path) -> None:
    subscribed("feeds", "move", 1, "Science")
    file = tmp_path / "feeds.opml"
    file.write_text(subscribed("export", "--format", "opml").out)
    other = CommandLine(tmp_path / "other", subscribed._monkeypatch, subscribed._capsys)
    assert other("import", file, "--json").json == {"feeds": 1, "new": 1, "left_out": []}
    (feed,) = other("feeds", "--json").json
    assert (feed["title"], feed["folder"]) == ("Quanta", "Science")
    assert other("import", file).out.startswith("0 of 1 feeds are new.")


def test_the_starter_feeds_are_offered_and_are_one_step(reader: CommandLine) -> None:
    assert reader("import", "--starter", "--json").json["new"] >= 24
    assert len(reader("undo", "--list", "--json").json) == 1
    reader("undo")
    assert reader("feeds", "--json").json == []


def test_the_bundled_stories_are_no_step_to_undo(reader: CommandLine) -> None:
    reader("list")
    assert reader("undo").out == "There is nothing that could be undone.\n"


def test_a_library_that_may_not_be_looked_at_is_a_sentence(
    reader: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", forbidden)
    monkeypatch.setattr(Path, "is_dir", forbidden)
    said = reader("list")
    assert said.status == 1
    assert "cannot be opened: Permission denied" in said.err


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


def test_a_hung_server_does_not_keep_the_others_out(subscribed: CommandLine, server: WebServer) -> None:
    config = subscribed.home / "config" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("fetch_seconds = 1.0\n")
    server.answer("/hung", hang=True)
    said = subscribed("add", server.url("/hung"))
    assert (said.status, said.out) == (1, "")
    assert "did not answer within 1 second" in said.err


def test_what_is_wrong_with_many_feeds_of_a_server_is_said_once(reader: CommandLine) -> None:
    with WebServer() as down:
        address = down.address
    library = open_library(reader.home / "data" / "library.db")
    for number in range(40):
        library.feeds.subscribe(f"http://{address}/{number}", FeedKind.WEB, f"Feed {number}", 0)
    library.close()
    said = reader("refresh")
    assert said.err == "reader: 40 feeds: 127.0.0.1 refused the connection.\n"
    assert (said.status, said.out) == (1, "40 feeds checked, 0 stories new, 40 failed.\n")


def test_a_hostile_name_of_a_file_is_shown_without_its_teeth(reader: CommandLine, tmp_path: Path) -> None:
    said = reader("import", str(tmp_path / "a\x1b]0;pwned\x07b"))
    assert said.status == 1
    assert not set(said.err) & set("\x1b\x07")


def test_hostile_text_reaches_no_output(reader: CommandLine, tmp_path: Path) -> None:
    title = "x\x1b]0;PWNED\x07y\u202ez"
    file = tmp_path / "feed.xml"
    entry = f"<item><guid>1</guid><title>{title}</title><author>{title}</author></item>"
    file.write_text(f"<rss version='2.0'><channel><title>{title}</title>{entry}</channel></rss>")
    outputs = [reader("add", file), reader("list"), reader("feeds"), reader("show", 1), reader("list", "--json")]
    for said in outputs:
        assert said.status == 0
        assert not set(said.out + said.err) & set("\x1b\x07\u202e")


@pytest.mark.parametrize(
    ("arguments", "view"),
    [
        ([], ""),
        (["--query", "tag:ai"], "tag:ai"),
        (["--query=is:unread"], "is:unread"),
        (["list"], None),
        (["-h"], None),
    ],
)
def test_without_a_verb_the_interface_opens(arguments: list[str], view: str | None) -> None:
    options, verb = split_options(arguments)
    assert (None if verb else options.get("--query", "")) == view


def test_the_interface_wants_a_terminal(reader: CommandLine) -> None:
    reader._monkeypatch.setattr(sys, "argv", ["reader"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "needs a terminal" in reader._capsys.readouterr().err


def test_a_pipe_that_closes_early_is_no_traceback(reader: CommandLine) -> None:
    reader("list")
    shell = f"{sys.executable} -m reader list --json | head -n 1"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    ended = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, env=environment, check=False)
    assert ended.stdout == "[\n"
    assert "Traceback" not in ended.stderr


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
    assert subscribed("undo").out == "undone: set Quanta to its full texts\n"
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
    assert subscribed("undo").out == "undone: resumed Quanta\n"
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
    assert subscribed("undo").out == "undone: gave Quanta another address\n"
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


def test_being_offline_is_told_once_and_is_no_failure(subscribed: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    from reader.sources.web import Fetcher, FetchError, Lack

    def cut(*_: object) -> None:
        raise FetchError("There is no server called so.", lack=Lack.NETWORK)

    library = open_library(subscribed.home / "data" / "library.db")
    for number in range(3):
        library.feeds.subscribe(f"https://h{number}.example.org/feed", FeedKind.WEB, f"{number}", 0)
    library.close()
    monkeypatch.setattr(Fetcher, "fetch", cut)
    said = subscribed("refresh")
    assert (said.status, said.err) == (0, "reader: You seem to be offline: nothing was checked.\n")
    assert said.out == "0 feeds checked, 0 stories new, 0 failed.\n"
    assert subscribed("refresh", "--json").json["offline"] == 3
    assert subscribed("feeds", "--trouble", "--json").json == []


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
