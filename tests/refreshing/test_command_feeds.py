"""Feeds that a command prints, and feeds named by a file address."""

import shlex
import sys
import time
from pathlib import Path

import pytest
from builders import NOW

from reader.config import Config
from reader.errors import SourceError
from reader.library import Library
from reader.model import Feed, FeedKind, Outcome, OutcomeKind
from reader.query import parse
from reader.refreshing.pipeline import Pipeline
from reader.refreshing.subscribing import add
from reader.sources.files.opml import read_opml
from reader.sources.web import Fetcher

FEED = "<rss version='2.0'><channel><title>Printed</title>{}</channel></rss>"
ITEM = "<item><guid>{0}</guid><title>{0}</title><link>/x</link></item>"
CONFIG = Config(fetch_seconds=1, fetch_mib=1)


def a_command(code: str) -> str:
    return f"cmd:{shlex.join([sys.executable, '-c', code])}"


def refreshed(library: Library, fetcher: Fetcher) -> Outcome:
    return next(iter(Pipeline(library, fetcher, CONFIG, lambda: NOW + 90_000).refresh(library.feeds.all())))


def the_feed(library: Library) -> Feed:
    return library.feeds.all()[0]


def test_what_a_command_prints_is_a_feed_like_any_other(library: Library, fetcher: Fetcher, tmp_path: Path) -> None:
    file = tmp_path / "printed.xml"
    file.write_text(FEED.format(ITEM.format("One")))
    url = a_command(f"print(open({str(file)!r}).read())")
    added = add(library, url, fetcher, CONFIG, NOW)
    assert (added.feed.kind, added.feed.title, added.new) == (FeedKind.COMMAND, "Printed", 1)
    assert add(library, url, fetcher, CONFIG, NOW).known
    assert the_feed(library).next_check > NOW
    assert refreshed(library, fetcher).kind is OutcomeKind.UNCHANGED
    file.write_text(FEED.format(ITEM.format("One") + ITEM.format("Two")))
    assert refreshed(library, fetcher).new == 1
    assert [story.url for story in library.stories.rows(library.stories.ids(parse("")))] == ["", ""]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("exit('first\\n\\x1b]0;hm\\x07 the disk is full.')", "ended with status 1: ]0;hm the disk is full."),
        ("import time; time.sleep(60)", "did not end within 1 seconds."),
        ("import subprocess; subprocess.Popen(['sleep', '60'])", "did not end within 1 seconds."),
        ("print('x' * 3_000_000)", "prints more than 1 MiB; it was not read."),
        ("print('hello')", "is not a feed."),
        ("", "sent nothing."),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "was ended by signal 15."),
    ],
)  # fmt: skip
def test_a_command_that_fails_has_its_sentence_and_no_subscription(
    library: Library, fetcher: Fetcher, code: str, sentence: str
) -> None:
    started = time.monotonic()
    with pytest.raises(SourceError) as caught:
        add(library, a_command(code), fetcher, CONFIG, NOW)
    assert str(caught.value) == f"cmd:{sys.executable} … {sentence}"
    assert time.monotonic() - started < 20
    assert not library.feeds.all()


def test_a_failing_command_is_tried_less_and_less_often(library: Library, fetcher: Fetcher, tmp_path: Path) -> None:
    file = tmp_path / "printed.xml"
    file.write_text(FEED.format(""))
    add(library, f"cmd:cat {shlex.quote(str(file))}", fetcher, CONFIG, NOW)
    file.unlink()
    assert refreshed(library, fetcher).kind is OutcomeKind.FAILED
    assert the_feed(library).trouble.startswith("cmd:cat … ended with status 1: ")
    assert the_feed(library).next_check > NOW + 90_000


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("cmd:", "Say which command prints the feed, after cmd: as you would in a shell."),
        ("cmd:'x", "cmd:'x cannot be read: a quotation mark is not closed."),
        ("cmd:no-such-program-here --key hush", "cmd:no-such-program-here … cannot be run: No such file or directory."),
        ("file:///no/such/file", "file:///no/such/file names no file or folder that exists."),
        (
            "file://far.example/x",
            "file://far.example/x is a file on another computer: only files on this one can be read.",
        ),
    ],
)
def test_what_cannot_be_run_or_read_is_said_so(library: Library, fetcher: Fetcher, source: str, sentence: str) -> None:
    with pytest.raises(SourceError) as caught:
        add(library, source, fetcher, CONFIG, NOW)
    assert str(caught.value) == sentence


def test_nothing_in_a_command_goes_through_a_shell(library: Library, fetcher: Fetcher, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        add(library, f"cmd:echo $(touch {tmp_path}/a); touch {tmp_path}/b", fetcher, CONFIG, NOW)
    assert not list(tmp_path.glob("[ab]"))


def test_a_file_address_is_the_file(library: Library, fetcher: Fetcher, tmp_path: Path) -> None:
    file = tmp_path / "a feed.xml"
    file.write_text(FEED.format(ITEM.format("One")))
    assert add(library, file.as_uri(), fetcher, CONFIG, NOW).feed.url == str(file)


def test_t16_a_list_of_subscriptions_brings_neither_commands_nor_files() -> None:
    outline = read_opml(
        b"<opml><body><outline xmlUrl='cmd:rm -rf x'/><outline xmlUrl='file:///etc/passwd'/>"
        b"<outline xmlUrl='https://a.example/f'/></body></opml>"
    )
    assert [one.url for one in outline.subscriptions] == ["https://a.example/f"]
    assert len(outline.left_out) == 2
