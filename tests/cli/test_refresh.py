"""`reader refresh`: how it reports, and beside another one."""

import json
import subprocess
import sys
import time

import pytest
from command_line import ATOM, CommandLine
from end_to_end.program import READER, environment
from web_server import WebServer

from reader.library import open_library
from reader.library.refresh_state.checks import FetchState
from reader.library.refresh_state.lease import Holder, this_process
from reader.model import FeedKind, NextCheck


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
        library.lease.acquire(Holder(other.pid, this_process().host), int(time.time()))
        with subprocess.Popen(
            [*READER, "refresh", "--force", "--events"],
            env=environment(subscribed.home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as joining:
            assert joining.stderr is not None and "joined the refresh that is running" in joining.stderr.readline()
            library.checks.record_success(feed.id, FetchState(), int(time.time()), NextCheck(0))
            other.kill()
            other.wait()
            out, _ = joining.communicate()
    assert joining.returncode == 0
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["start", "feed", "done"]
    assert len(server.requests) == before
    assert subscribed("refresh", "--force").status == 0
    assert len(server.requests) == before + 1
    assert library.lease.acquire(Holder(1, "elsewhere.example"), int(time.time())) is None
    library.close()


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


def test_being_offline_is_told_once_and_is_no_failure(subscribed: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    from reader.sources.web import Fetcher, FetchError, Unreachable

    def cut(*_: object, **__: object) -> None:
        raise FetchError("There is no server called so.", unreachable=Unreachable.NETWORK)

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
